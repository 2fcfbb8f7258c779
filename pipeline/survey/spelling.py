"""Spelling repaired, and only towards words that the library lexicon holds.

A word in use anywhere is never touched, or *meditation* would become mediation; a word of fewer than five letters is
too short to be sure. Where two known words are equally near, the word stays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA

MIN_LETTERS = 5
LETTERS_A_SLIP = 4
"""One slip from five letters on, two from eight; the first letter is nearly always right."""
MAX_SLIPS = 2


class Speller:
    """Repairs one word at a time and remembers what it found, which never changes."""

    def __init__(self, known: Iterable[str], is_word: Callable[[str], bool]) -> None:
        """`known` are plain words; `is_word` says of any other whether it is in use."""
        self._known = frozenset(known)
        self._targets = sorted(word for word in self._known if len(word) >= MIN_LETTERS and word.isalpha())
        self._is_word = is_word
        self._meant: dict[str, str] = {}

    def knows(self, word: str) -> bool:
        """True for a word of the lexicon."""
        return word in self._known

    def meant(self, word: str) -> str:
        """The known word it was meant to be, or the word itself."""
        if len(word) < MIN_LETTERS or not word.isalpha() or word in self._known:
            return word
        if word not in self._meant:
            self._meant[word] = word if self._is_word(word) else self._nearest(word)
        return self._meant[word]

    def _nearest(self, word: str) -> str:
        most = min(MAX_SLIPS, max(1, len(word) // LETTERS_A_SLIP))
        near = process.extract(word, self._targets, scorer=OSA.distance, score_cutoff=most, limit=4)
        likely = [(slips, target) for target, slips, _ in near if target[0] == word[0]]
        if not likely:
            return word
        least = min(likely)[0]
        nearest = {target.removesuffix("s"): target for slips, target in likely if slips == least}
        return next(iter(nearest.values())) if len(nearest) == 1 else word
