"""How close the course is in meaning to all English terms of the library lexicon for the thing asked for."""

from __future__ import annotations

import numpy as np

from pipeline.match.features.concept import named_as
from pipeline.match.features.meaning import how_close
from pipeline.match.postings import Floats
from pipeline.match.retrieve import Asked


def value(asked: Asked) -> Floats:
    """Cosine with the mean of the terms' vectors, from 0; of several concepts the best one counts."""
    return np.zeros(len(asked.rows)) if asked.concept_meaning is None else asked.concept_meaning


def because(asked: Asked, row: int) -> str:
    """Which concept, and how close."""
    assert asked.goal.meant is not None
    nearest, _ = asked.nearer("meant", row)
    close = asked.goal.meant @ nearest
    place = int(np.argmax(close))
    concept = asked.goal.concepts[place]
    return f"{named_as(concept)}, and the course {how_close(float(close[place]))} that"
