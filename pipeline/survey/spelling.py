"""Spelling repaired, and only towards words that the library lexicon holds.

A word in use anywhere is never touched, or *meditation* would become mediation; a word of fewer than five letters is
too short to be sure. Where two known words are equally near, the word stays.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA

MIN_LETTERS = 5
LETTERS_A_SLIP = 4
"""One slip from five letters on, two from eight; the first letter is nearly always right."""
MAX_SLIPS = 2


class Speller:
    """Repairs one word at a time."""

    def __init__(self, known: Iterable[str], is_word: Callable[[str], bool]) -> None:
        """`known` are plain words; `is_word` says of any other whether it is in use."""
        self._known = frozenset(known)
        self._targets = sorted(word for word in self._known if len(word) >= MIN_LETTERS and word.isalpha())
        self._alike: dict[tuple[str, int], list[str]] = defaultdict(list)
        for target in self._targets:
            self._alike[target[0], len(target)].append(target)
        self._is_word = is_word

    def knows(self, word: str) -> bool:
        """True for a word of the lexicon."""
        return word in self._known

    def meant(self, word: str) -> str:
        """The known word it was meant to be, or the word itself."""
        if len(word) < MIN_LETTERS or not word.isalpha() or word in self._known:
            return word
        return word if self._is_word(word) else self._nearest(word)

    def _nearest(self, word: str) -> str:
        most = min(MAX_SLIPS, max(1, len(word) // LETTERS_A_SLIP))
        if not self._has_near(word, most):
            return word  # most words that nobody knows: all targets need not be looked at
        near = process.extract(word, self._targets, scorer=OSA.distance, score_cutoff=most, limit=4)
        likely = [(slips, target) for target, slips, _ in near if target[0] == word[0]]
        if not likely:
            return word
        least = min(likely)[0]
        nearest = {target.removesuffix("s"): target for slips, target in likely if slips == least}
        return next(iter(nearest.values())) if len(nearest) == 1 else word

    def _has_near(self, word: str, most: int) -> bool:
        """Whether a target of the same first letter is so near; a slip changes the length by one letter at most."""
        lengths = range(len(word) - most, len(word) + most + 1)
        return any(
            process.extractOne(word, self._alike[word[0], n], scorer=OSA.distance, score_cutoff=most) is not None
            for n in lengths
            if (word[0], n) in self._alike
        )
