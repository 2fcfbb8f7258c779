"""How close goal and title are letter by letter, for endings, compounds and slips that words miss; 1 is the same."""

from __future__ import annotations

import numpy as np

from pipeline.match.goal import ReadGoal
from pipeline.match.index import Index
from pipeline.match.postings import Floats


def value(index: Index, goal: ReadGoal) -> Floats:
    """The cosine of goal and title over four letters in a row, for every course."""
    values = np.zeros(len(index.courses))
    length = float(np.sqrt(np.sum(goal.gram_weights**2)))
    for key, weight in zip(goal.grams.tolist(), goal.gram_weights.tolist(), strict=True):
        rows, amounts = index.letters.of(key)
        values[rows] += amounts * (weight / length)
    return values


def because(index: Index, goal: ReadGoal, row: int) -> str:
    """The title that is close."""
    said = " ".join(term.word for term in goal.terms)
    return f"“{said}” shares letters with the title “{index.courses[row].title}”"
