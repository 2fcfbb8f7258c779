"""How close goal and title are letter by letter, for endings, compounds and slips that words miss; 1 is the same."""

from __future__ import annotations

import numpy as np

from pipeline.match.goal import Query
from pipeline.match.index import Index
from pipeline.match.postings import Floats, Ints
from pipeline.match.retrieve import Asked, best_of, summed


def value(asked: Asked) -> Floats:
    """The cosine of goal and title over four letters in a row."""
    return best_of([letters_value(asked.index, query, asked.rows) for query in asked.goal.queries])


def letters_value(index: Index, query: Query, rows: Ints | None = None) -> Floats:
    """For the courses in `rows` (ascending), or for every course."""
    length = float(np.sqrt(np.sum(query.gram_weights**2)))
    weights = {
        key: weight / length for key, weight in zip(query.grams.tolist(), query.gram_weights.tolist(), strict=True)
    }
    return summed(index.letters, weights, rows)


def because(asked: Asked, row: int) -> str:
    """The title that is close."""
    said = " ".join(term.word for term in asked.goal.terms)
    return f"“{said}” and the title “{asked.index.courses[row].title}” are spelt alike in part"
