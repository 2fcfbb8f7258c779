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
from pipeline.survey.name_columns import FAMILY_FIRST, is_of_subject, reads_as_name
from pipeline.survey.streets import TOWN
from pipeline.survey.tokens import Token, plain, tokens

TITLE = re.compile(
    r"\b(?P<title>mrs?|ms|mx|miss|mister|dr|prof|professor|rev|reverend|fr|sra?|srta|do[nñ]a?|señora?|señorita|lic|maestr[oa]"
    r"|coach|sister|brother|aunt|uncle|officer|herr|frau|mme|monsieur|madame)\b\.?\s*(?P<name>[^\W\d_][\w'-]*)",
    re.IGNORECASE,
)
WORDS_TOO = frozenset({"miss", "don", "mx"})
"""Titles that are words, too: they are titles before a capital."""
CALLINGS = frozenset({
    "mister", "rev", "reverend", "fr", "lic", "maestro", "maestra", "coach", "sister", "brother", "aunt", "uncle",
    "officer", "herr", "frau", "mme", "monsieur", "madame",
})  # fmt: skip
"""Titles only before a capital that is in no use as a word: *Coach Okafor*, and not *Officer Training*."""
POSTS = frozenset({"prof", "professor", "sr", "sra", "ms"})
"""Titles unless a small word in use follows: *professor of*."""
CAPITAL = r"[A-ZÀ-ÖØ-Þ][\w'-]*[a-zà-öø-ÿ]"
INITIALED = re.compile(
    rf"(?<![\w.])(?:(?P<before>{CAPITAL}) [A-ZÀ-ÖØ-Þ]\.(?!\w)|(?:[A-ZÀ-ÖØ-Þ]\. ?){{0,2}}[A-ZÀ-ÖØ-Þ]\."
    rf" (?P<after>(?=\w{{4}}){CAPITAL}))"
)
"""`Priya R.`, `J. Okafor`."""
ADDRESSED = re.compile(
    rf"\b(?:[Aa]sk|[Tt]ell|[Tt]old|[Tt]hank|[Ii]nvite|[Pp]reg[uú]nt\w+ a|[Dd][ií]\w* a)"
    rf"(?: (?:our|my|for|to))? (?P<name>{CAPITAL})"
)
"""Somebody who is to be asked: `ask Ngozi`."""
JOINED_FAMILY = re.compile(
    rf"\b(?P<given>{CAPITAL}) (?:(?:van|von|der|den|ter|bin|ibn|al) )+{CAPITAL}"
    rf"|\b(?P<first>{CAPITAL}) {CAPITAL}-{CAPITAL}"
)
"""A family name of several words: `Ngozi van der Berg`, `Xochitl Reyes-Ortiz`."""
MARKED_FAMILY = re.compile(r"(?:O'|D'|Ma?c[A-Z]|[^,\s]+-)|.* [A-ZÀ-ÖØ-Þ]\.$")
"""What tells `Family, Given` from a list of two things."""


def why_withheld(text: str, lexicon: Lexicon) -> str | None:
    """Why coordinators must not see a wording that a person typed; None where they may."""
    if has_contact(text):
        return "it may hold an e-mail, a phone number, an address or a name"
    return "it may hold a name" if names_somebody(text, lexicon) else None


def names_somebody(text: str, lexicon: Lexicon) -> bool:
    """True where a text may name a person: by a title before a word, or as `may_name` tells; or where they live."""
    return (
        any(_is_title(found, lexicon) for found in TITLE.finditer(text))
        or may_name(text, lexicon)
        or _is_marked(text, lexicon)
        or _is_in_town(text, lexicon)
    )


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


def _is_title(found: re.Match[str], lexicon: Lexicon) -> bool:
    title, name = plain(found["title"]), found["name"]
    word, is_capital = plain(name), name[:1].isupper()
    if is_of_subject(word):
        return False
    if title in CALLINGS:
        return is_capital and not lexicon.is_word(word)
    if title in POSTS:
        return is_capital or not lexicon.is_word(word)
    return title not in WORDS_TOO or is_capital


def _is_marked(text: str, lexicon: Lexicon) -> bool:
    """True for an unknown word with a capital beside an initial, in a joined name, or of somebody to be asked.

    Also for `O'Malley, Siobhan`.
    """
    marked = [found["before"] or found["after"] for found in INITIALED.finditer(text)]
    marked += [found["name"] for found in ADDRESSED.finditer(text)]
    marked += [found["given"] or found["first"] for found in JOINED_FAMILY.finditer(text) if reads_as_name(found[0])]
    if FAMILY_FIRST.match(text) and MARKED_FAMILY.match(text) and reads_as_name(text):
        marked.append(text.split(",", maxsplit=1)[0])
    return any(_is_unknown(word, lexicon) for word in marked)


def _is_unknown(name: str, lexicon: Lexicon) -> bool:
    words = tokens(name)
    return not lexicon.concepts(name) and not all(lexicon.is_word(word.plain) for word in words)


def _is_in_town(text: str, lexicon: Lexicon) -> bool:
    """True for a house number, a street and a town, of which the lexicon knows none: not "365 Excel, Teams"."""
    found = TOWN.match(text)
    return found is not None and not lexicon.spans(text) and not any(is_of_subject(word.plain) for word in tokens(text))


def _are_capitals(one: Token, other: Token) -> bool:
    """True for two words side by side that begin with a capital and are not all capitals."""
    return other.start - one.end == 1 and all(
        word.text[:1].isupper() and not word.text.isupper() for word in (one, other)
    )
