"""Words of the goal that follow each other in title or description too, as in *project management*."""

from __future__ import annotations

import numpy as np

from pipeline.match.goal import ReadGoal
from pipeline.match.index import Index
from pipeline.match.postings import Floats, rarity


def value(index: Index, goal: ReadGoal) -> Floats:
    """For every course; a goal of two rare words said together comes near 1."""
    values = np.zeros(len(index.courses))
    for key in goal.pairs:
        rows, amounts = index.phrases.of(key)
        values[rows] += amounts * (float(rarity(len(rows), len(index.courses))) / goal.rarity)
    return values


def because(index: Index, goal: ReadGoal, row: int) -> str:
    """Which phrases."""
    return ", ".join(phrase for key, phrase in goal.pairs.items() if index.phrases.amount(key, row) > 0)
