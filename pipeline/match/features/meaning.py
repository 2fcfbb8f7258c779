"""How close goal and course are in meaning, whatever words they use: the better of title and description."""

from __future__ import annotations

import numpy as np

from pipeline.match.postings import Floats
from pipeline.match.retrieve import Asked

CLOSE = (
    (0.7, "means nearly the same as"),
    (0.5, "is close in meaning to"),
    (0.3, "is related in meaning to"),
    (-2.0, "is only loosely related in meaning to"),
)
"""From which cosine on what is said of two texts. At .5 or above are 46 % of 572 pairs judged relevant and 6 % of 1,908
judged unrelated; at .3 or above 90 % and 52 % (library_goals_dev, 2026-11)."""


def value(asked: Asked) -> Floats:
    """Cosine of their vectors, from 0; of a goal with several parts the best one counts. 0 without a model."""
    return np.zeros(len(asked.rows)) if asked.meaning is None else asked.meaning


def because(asked: Asked, row: int) -> str:
    """Which part of the goal is how close to what."""
    assert asked.goal.spoken is not None
    nearest, is_title = asked.nearer("spoken", row)
    close = asked.goal.spoken @ nearest
    place = int(np.argmax(close))
    where = "title" if is_title else "description"
    return f"the {where} {how_close(float(close[place]))} “{asked.goal.queries[place].said}”"


def how_close(cosine: float) -> str:
    """How near two texts are in meaning, in words."""
    return next(said for least, said in CLOSE if cosine >= least)
