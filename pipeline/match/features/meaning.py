"""How close goal and course are in meaning, whatever words they use: the better of title and description."""

from __future__ import annotations

import numpy as np

from pipeline.match.postings import Floats
from pipeline.match.retrieve import Asked


def value(asked: Asked) -> Floats:
    """Cosine of their vectors, from 0; of a goal with several parts the best one counts. 0 without a model."""
    return np.zeros(len(asked.rows)) if asked.meaning is None else asked.meaning


def because(asked: Asked, row: int) -> str:
    """Which part of the goal is close to what."""
    assert asked.index.dense is not None
    assert asked.goal.spoken is not None
    nearest, is_title = asked.index.dense.nearer(asked.goal.spoken, np.array([row]))
    query = asked.goal.queries[int(np.argmax(asked.goal.spoken @ nearest[0]))]
    where = "title" if is_title[0] else "description"
    return f"the {where} is close in meaning to “{query.said}”"
