"""How close the course is in meaning to the first five results together: what they share is likely what is meant."""

from __future__ import annotations

import numpy as np

from pipeline.match.dense import on_grid
from pipeline.match.features.words import quoted
from pipeline.match.means import Vectors
from pipeline.match.postings import Floats
from pipeline.match.retrieve import Asked
from pipeline.match.weights import FEEDBACK_FROM

NAMED = 3
"""First results that are named."""


def towards(asked: Asked) -> Vectors | None:
    """The mean of the vectors of the first results (one row), each counting by its score; None without a model."""
    dense, spoken, base = asked.index.dense, asked.goal.spoken, asked.base
    if dense is None or spoken is None or base is None or not len(asked.rows):
        return None
    first = _first(asked, base)
    vectors, _ = dense.nearer(spoken, asked.rows[first])
    mean = (vectors * np.maximum(base[first], 0.0)[:, None]).sum(axis=0)
    length = float(np.linalg.norm(mean))
    return on_grid((mean / length).astype(np.float32)[None, :]) if length else None


def value(asked: Asked, mean: Vectors) -> Floats:
    """Cosine with that mean, from 0."""
    assert asked.index.dense is not None
    cosines: Floats = asked.index.dense.cosines(mean, asked.rows)[0]
    return np.maximum(cosines, 0.0)


def because(asked: Asked, row: int) -> str:
    """The first results, those of its own title left out."""
    assert asked.base is not None
    courses = asked.index.courses
    if "first" not in asked.told:
        first = asked.rows[_first(asked, asked.base)].tolist()
        asked.told["first"] = list(dict.fromkeys(courses[row].title for row in first))
    titles = [title for title in asked.told["first"] if title != courses[row].title]
    return f"it is like other good results: {quoted(titles[:NAMED])}" if titles else "it is the only good result"


def _first(asked: Asked, base: Floats) -> list[int]:
    places = np.arange(len(base))
    if len(base) > FEEDBACK_FROM:
        places = np.flatnonzero(base >= np.partition(base, -FEEDBACK_FROM)[-FEEDBACK_FROM])
    order = np.lexsort((asked.index.tie_order[asked.rows[places]], -base[places]))
    found: list[int] = places[order[:FEEDBACK_FROM]].tolist()
    return found
