"""Whether the level fits: for beginners unless the goal says otherwise, since most circles are."""

from __future__ import annotations

import numpy as np

from pipeline.match.levels import ADVANCED_SAID, INTRODUCTORY_SAID, NOTHING_SAID, said_as
from pipeline.match.postings import Floats
from pipeline.match.retrieve import Asked

FITS = 0.5


def value(asked: Asked) -> Floats:
    """1/2 where the title's level is the one asked for (a beginner's where none is), -1 where it is above or below."""
    fits = _fits(asked)
    return np.array([fits[said] for said in asked.index.levels[asked.rows].tolist()], dtype=np.float64)


def because(asked: Asked, row: int) -> str:
    """What the title says, and what was asked for."""
    level, title = asked.goal.level, asked.index.courses[row].title
    found = said_as(title)
    said = f"the title says “{found}”" if found else "the title names no level"
    if _fits(asked)[asked.index.levels[row]] > 0:
        return f"{said}, {'as the goal asks' if level else 'and the goal names no level, so beginners are meant'}"
    return f"{said}, but the goal is {f'at the {level} level' if level else 'not said to be so far advanced'}"


def _fits(asked: Asked) -> dict[int, float]:
    """What each level that a title may say counts for the goal."""
    wanted = asked.goal.level or ""
    return {
        ADVANCED_SAID: FITS if wanted == "advanced" else -1.0,
        INTRODUCTORY_SAID: {"advanced": -1.0, "intermediate": 0.0}.get(wanted, FITS),
        NOTHING_SAID: 0.0,
    }
