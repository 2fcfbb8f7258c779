"""Slips of the keyboard in what people typed, so that a wish does not stand alone for a missing letter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

MIN_TYPED, MIN_MEANT = 6, 5  # letters; shorter words are one letter away from too many others


def corrections(n_goals: Mapping[str, int]) -> dict[str, str]:
    """The word that was meant, by the word typed.

    A word is corrected only if no dictionary has it and another word of the goals is one slip away (a letter more, less
    or other, or two swapped), starts with the same letter, and is in the dictionary or typed more often. *Mediation*,
    *meditation* and *medication* are one slip apart and all right.

    Args:
        n_goals: in how many goals each word is, by word in lower case.
    """
    near = _one_slip_apart(n_goals)
    if not near:
        return {}
    from spellchecker import SpellChecker  # takes 0.2 s to load (measured 2026-11)

    known = SpellChecker(language="en").word_frequency
    meant = {}
    for typed, others in near.items():
        better = [
            (other in known, n_goals[other], other)
            for other in others
            if n_goals[other] >= n_goals[typed] and (other in known or n_goals[other] > n_goals[typed])
        ]
        if better and len(typed) >= MIN_TYPED and typed not in known:
            meant[typed] = max(better)[-1]
    return meant


def _one_slip_apart(n_goals: Mapping[str, int]) -> dict[str, list[str]]:
    """The words one slip away from each word that has any."""
    by_letter: dict[str, list[str]] = defaultdict(list)
    for word in sorted(n_goals):
        if len(word) >= MIN_MEANT and word.isalpha():
            by_letter[word[0]].append(word)
    near: dict[str, list[str]] = defaultdict(list)
    for words in by_letter.values():
        distances = cdist(words, words, scorer=OSA.distance, score_cutoff=1, dtype=np.uint8)
        for row, column in zip(*np.nonzero(distances == 1), strict=True):
            near[words[row]].append(words[column])
    return dict(near)
