"""The title is what was asked for, nearly word by word, in any order; anything less than near does not count."""

from __future__ import annotations

import numpy as np
from rapidfuzz import fuzz

from pipeline.match.fold import fold
from pipeline.match.postings import Floats
from pipeline.match.retrieve import Asked

NEAR = 80.0
"""Of 100: token_sort_ratio from which a title counts as near; below that rapidfuzz is sure and wrong (decision 14)."""
MIN_LETTERS = 5
"""Shorter goals are near to anything."""


def value(asked: Asked) -> Floats:
    """Between 0 (less than 80 of 100 alike) and 1 (the same words)."""
    values = np.zeros(len(asked.rows))
    said = [query.said for query in asked.goal.queries if len(query.said) >= MIN_LETTERS]
    shared = np.flatnonzero(asked.words[asked.rows] > 0)
    for place in shared.tolist():
        title = fold(asked.index.courses[asked.rows[place]].title)
        near = max((fuzz.token_sort_ratio(query, title, score_cutoff=NEAR) for query in said), default=0.0)
        values[place] = max(0.0, (near - NEAR) / (100.0 - NEAR))
    return values


def because(asked: Asked, row: int) -> str:
    """The title."""
    return f"the title “{asked.index.courses[row].title}” is nearly word for word what was asked for"
