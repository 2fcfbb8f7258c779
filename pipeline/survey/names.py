"""Whether a wording may name somebody. Coordinators see what few people typed only where it does not.

Names that no list holds and that nobody introduces cannot be known; so a word with a capital that is in no use as a
word counts as one where another such word, a given name or a title stands beside it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

from pipeline.survey.contact import has_contact
from pipeline.survey.given_names import GIVEN_NAMES
from pipeline.survey.lexicon import Lexicon
from pipeline.survey.tokens import Token, tokens

TITLE = re.compile(
    r"\b(?:mrs?|ms|mx|miss|dr|prof|professor|sra?|srta|do[nñ]a|señora?|señorita)\b\.?\s+\w", re.IGNORECASE
)


def why_withheld(text: str, lexicon: Lexicon) -> str | None:
    """Why coordinators must not see a wording that a person typed; None where they may."""
    if has_contact(text):
        return "it may hold an e-mail, a phone number, an address or a name"
    if TITLE.search(text) or may_name(text, lexicon):
        return "it may hold a name"
    return None


def may_name(text: str, lexicon: Lexicon) -> bool:
    """True where a given name stands outside the terms of the lexicon, or two unknown words with capitals in a row."""
    spans = lexicon.spans(text)
    read = [
        token
        for token in tokens(text)
        if not any(span.start <= token.start and token.end <= span.end for span in spans)
    ]
    if any(token.plain in GIVEN_NAMES for token in read):
        return True
    return any(
        _is_unknown(one, lexicon.is_word) and _is_unknown(other, lexicon.is_word) and other.start - one.end == 1
        for one, other in pairwise(read)
    )


def _is_unknown(token: Token, is_word: Callable[[str], bool]) -> bool:
    return token.text[:1].isupper() and not token.text.isupper() and not is_word(token.plain)
