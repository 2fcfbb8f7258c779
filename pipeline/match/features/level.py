"""Whether the level fits: for beginners unless the goal says otherwise, since most circles are."""

from __future__ import annotations

import re

import numpy as np

from pipeline.match.postings import Floats
from pipeline.match.retrieve import Asked

ADVANCED = re.compile(r"\b(?:advanced|graduate|seminar|theory|avanzad[oa]s?)\b|\b(?:ii|iii|iv)\b", re.IGNORECASE)
INTRODUCTORY = re.compile(
    r"\b(?:intro\w*|basics?|beginners?|fundamentals?|essentials|foundations?|101|getting started|first steps"
    r"|everyone|everybody|principiantes|b[aá]sic[oa]s?|fundamentos)\b",
    re.IGNORECASE,
)
"""The words that titles say their level with (seen 2026-11)."""
FITS = 0.5


def value(asked: Asked) -> Floats:
    """1/2 where the title's level is the one asked for (a beginner's where none is), -1 where it is above or below."""
    return np.array([_fit(asked.goal.level, asked.index.courses[row].title) for row in asked.rows.tolist()])


def because(asked: Asked, row: int) -> str:
    """What the title says, and what was asked for."""
    title, level = asked.index.courses[row].title, asked.goal.level
    found = ADVANCED.search(title) or INTRODUCTORY.search(title)
    said = f"the title says “{found.group()}”" if found else "the title names no level"
    if _fit(level, title) > 0:
        return f"{said}, {'as the goal asks' if level else 'and the goal names no level, so beginners are meant'}"
    return f"{said}, but the goal is {f'at the {level} level' if level else 'not said to be so far advanced'}"


def _fit(asked_for: str | None, title: str) -> float:
    if ADVANCED.search(title):
        return FITS if asked_for == "advanced" else -1.0
    if INTRODUCTORY.search(title):
        return -1.0 if asked_for == "advanced" else 0.0 if asked_for == "intermediate" else FITS
    return 0.0
