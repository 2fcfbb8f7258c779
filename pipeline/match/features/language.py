"""The course is taught in another language than the goal is written in; counts against it."""

from __future__ import annotations

import numpy as np

from pipeline.match.goal import ReadGoal
from pipeline.match.index import Index
from pipeline.match.postings import Floats


def value(index: Index, goal: ReadGoal) -> Floats:
    """1 where both languages are known and differ, 0 otherwise."""
    if goal.language is None:
        return np.zeros(len(index.courses))
    return index.is_in_another(goal.language).astype(np.float64)


def because(index: Index, goal: ReadGoal, row: int) -> str:
    """Both languages."""
    return f"goal in {goal.language}, course in {index.languages[index.language_of[row]]}"
