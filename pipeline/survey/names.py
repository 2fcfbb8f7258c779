"""Whether a wording may name somebody. Coordinators see what few people typed only where it does not.

Names that no list holds and that nobody introduces cannot be known; so a word with a capital that is in no use as a
word counts as one where another such word, a given name or a title stands beside it.
"""

from __future__ import annotations

import re
from itertools import pairwise

from pipeline.survey.contact import has_contact
from pipeline.survey.given_names import GIVEN_NAMES
from pipeline.survey.lexicon import Lexicon
from pipeline.survey.tokens import Token, plain, tokens

TITLE = re.compile(
    r"\b(?P<title>mrs?|ms|mx|miss|dr|prof|professor|sra?|srta|do[nñ]a?|señora?|señorita)\b\.?\s+(?P<name>\w+)",
    re.IGNORECASE,
)
WORDS_TOO = frozenset({"miss", "don", "mx"})
"""Titles that are words, too: they are titles before a capital."""
TOOLS = frozenset({"access", "excel", "office", "outlook", "powerpoint", "project", "publisher", "teams", "word"})
"""What `MS` stands before when it is a maker and no title."""


def why_withheld(text: str, lexicon: Lexicon) -> str | None:
    """Why coordinators must not see a wording that a person typed; None where they may."""
    if has_contact(text):
        return "it may hold an e-mail, a phone number, an address or a name"
    return "it may hold a name" if names_somebody(text, lexicon) else None


def names_somebody(text: str, lexicon: Lexicon) -> bool:
    """True where a text may name a person: by a title before a word, or as `may_name` tells."""
    return any(map(_is_title, TITLE.finditer(text))) or may_name(text, lexicon)


def may_name(text: str, lexicon: Lexicon) -> bool:
    """True where a given name stands outside the terms of the lexicon, or two unknown words with capitals in a row."""
    words = tokens(text)
    has_given = any(word.plain in GIVEN_NAMES for word in words)
    if not has_given and not any(map(_are_capitals, words, words[1:])):
        return False  # most texts: the terms need not be looked for
    spans = lexicon.spans(text)
    read = [word for word in words if not any(span.start <= word.start and word.end <= span.end for span in spans)]
    if any(word.plain in GIVEN_NAMES for word in read):
        return True
    return any(
        _are_capitals(one, other) and not lexicon.is_word(one.plain) and not lexicon.is_word(other.plain)
        for one, other in pairwise(read)
    )


def _is_title(found: re.Match[str]) -> bool:
    title, name = plain(found["title"]), found["name"]
    if title == "ms" and name.lower() in TOOLS:
        return False
    return title not in WORDS_TOO or name[:1].isupper()


def _are_capitals(one: Token, other: Token) -> bool:
    """True for two words side by side that begin with a capital and are not all capitals."""
    return other.start - one.end == 1 and all(
        word.text[:1].isupper() and not word.text.isupper() for word in (one, other)
    )
