"""The title is what was asked for, nearly word by word, in any order; anything less than near does not count."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from pipeline.match.fold import fold
from pipeline.match.postings import Floats, Ints
from pipeline.match.retrieve import Asked

NEAR = 80.0
"""Of 100: token_sort_ratio from which a title counts as near; below that rapidfuzz is sure and wrong (decision 14)."""
MIN_LETTERS = 5
"""Shorter goals are near to anything."""


def value(asked: Asked) -> Floats:
    """Between 0 (less than 80 of 100 alike) and 1 (the same words)."""
    values = np.zeros(len(asked.rows))
    said = [query.said for query in asked.goal.queries if len(query.said) >= MIN_LETTERS]
    shared = np.flatnonzero((asked.words > 0) & may_be_near(said, asked.index.title_letters[asked.rows]))
    if said and len(shared):
        titles = [fold(asked.index.courses[row].title) for row in asked.rows[shared].tolist()]
        near = process.cdist(said, titles, scorer=fuzz.token_sort_ratio, score_cutoff=NEAR, dtype=np.float64)
        values[shared] = np.maximum(near.max(axis=0) - NEAR, 0.0) / (100.0 - NEAR)
    return values


def may_be_near(said: list[str], letters: Ints) -> NDArray[np.bool_]:
    """Which titles are not too short or too long to be so near: of two texts at most twice the shorter is alike."""
    may = letters == 0
    for text in said:
        n = len(" ".join(text.split()))
        may |= 200.0 * np.minimum(n, letters) >= (NEAR - 1.0) * (n + letters)
    return np.asarray(may)


def because(asked: Asked, row: int) -> str:
    """The title."""
    return f"the title “{asked.index.courses[row].title}” is nearly word for word what was asked for"
