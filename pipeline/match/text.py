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


_KEPT = frozenset(b"+#./'_")
_PARTED = bytes(
    code if chr(code).isalnum() or code in _KEPT else 32
    for code in (ord(chr(code).lower()) if code < 128 else 32 for code in range(256))
)
"""What each letter of a plain text is folded to: what can be in no word and beside none that has signs is a space."""


def words(text: str) -> list[str]:
    """The words in their order, folded; `'s` and apostrophes are dropped, hyphens part words."""
    return words_folded(fold(text[:MAX_LETTERS]))


def words_folded(text: str) -> list[str]:
    """The words of a text that is folded."""
    found = []
    for word in _WORD.findall(text):
        plain = word if word.isalnum() else word.replace("’", "'").removesuffix("'s").replace("'", "")
        if plain and len(plain) <= MAX_WORD:
            found.append(plain)
    return found


def chunks(text: str) -> list[str]:
    """A text, folded, in chunks: no word goes from one to the next, so that `words_folded` of each gives all its words.

    Many texts have the same chunks, so that each has to be read once only.
    """
    text = text[:MAX_LETTERS]
    return text.encode().translate(_PARTED).decode().split() if text.isascii() else fold(text).split()


def subject_words(found: Iterable[str]) -> list[str]:
    """The words that carry a subject, in order: all but function words."""
    return [word for word in found if word not in FUNCTION_WORDS]
