"""How close goal and title are letter by letter, for endings, compounds and slips that words miss; 1 is the same."""

from __future__ import annotations

import numpy as np

from pipeline.match.goal import Query
from pipeline.match.index import Index
from pipeline.match.postings import Floats
from pipeline.match.retrieve import Asked, best_of


def value(asked: Asked) -> Floats:
    """The cosine of goal and title over four letters in a row."""
    return best_of([all_values(asked.index, query) for query in asked.goal.queries], asked.index)[asked.rows]


def all_values(index: Index, query: Query) -> Floats:
    """For every course."""
    values = np.zeros(len(index.courses))
    length = float(np.sqrt(np.sum(query.gram_weights**2)))
    for key, weight in zip(query.grams.tolist(), query.gram_weights.tolist(), strict=True):
        rows, amounts = index.letters.of(key)
        values[rows] += amounts * (weight / length)
    return values


def because(asked: Asked, row: int) -> str:
    """The title that is close."""
    said = " ".join(term.word for term in asked.goal.terms)
    return f"“{said}” and the title “{asked.index.courses[row].title}” are spelt alike in part"
