"""Whether the level fits: for beginners unless the goal says otherwise, since most circles are."""

from __future__ import annotations

import numpy as np

from pipeline.match.levels import ADVANCED_SAID, INTRODUCTORY_SAID, said_as
from pipeline.match.postings import Floats
from pipeline.match.retrieve import Asked

FITS = 0.5


def value(asked: Asked) -> Floats:
    """1/2 where the title's level is the one asked for (a beginner's where none is), -1 where it is above or below."""
    said = asked.index.levels[asked.rows]
    if_advanced = FITS if asked.goal.level == "advanced" else -1.0
    if_introductory = {"advanced": -1.0, "intermediate": 0.0}.get(asked.goal.level or "", FITS)
    return np.select([said == ADVANCED_SAID, said == INTRODUCTORY_SAID], [if_advanced, if_introductory])


def because(asked: Asked, row: int) -> str:
    """What the title says, and what was asked for."""
    said = said_as(asked.index.courses[row].title)
    return f"the title says “{said}”; asked for: {asked.goal.level or 'no level'}"
