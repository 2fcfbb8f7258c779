"""Texts as words: boundaries that keep c++, c#, .net, 3d and a/b whole, and folded letters."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.match.fillers import FUNCTION_WORDS
from pipeline.match.fold import fold

MAX_LETTERS = 20_000
"""Of one text; what comes after is not read. The longest descriptions seen have about 10,000 (2026-11)."""

MAX_WORD = 60
"""A longer run of letters is no word."""

_WORD = re.compile(
    r"""(?<!\w)c\+\+ | (?<!\w)[cf]\#(?!\w) | (?<!\w)\.net\b | (?<!\w)[a-z]/[a-z](?!\w)     # names with signs in them
        | [^\W_]+ (?: ['’] [^\W_]+ )*                                             # words, with an apostrophe inside""",
    re.VERBOSE,
)


def words(text: str) -> list[str]:
    """The words in their order, folded; `'s` and apostrophes are dropped, hyphens part words."""
    found = []
    for word in _WORD.findall(fold(text[:MAX_LETTERS])):
        plain = word if word.isalnum() else word.replace("’", "'").removesuffix("'s").replace("'", "")
        if plain and len(plain) <= MAX_WORD:
            found.append(plain)
    return found


def subject_words(found: Iterable[str]) -> list[str]:
    """The words that carry a subject, in order: all but function words."""
    return [word for word in found if word not in FUNCTION_WORDS]
