"""The level that a title says, read once a course."""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

ADVANCED = re.compile(r"\b(?:advanced|graduate|seminar|theory|avanzad[oa]s?)\b|\b(?:ii|iii|iv)\b", re.IGNORECASE)
INTRODUCTORY = re.compile(
    r"\b(?:intro\w*|basics?|beginners?|fundamentals?|essentials|foundations?|101|getting started|first steps"
    r"|everyone|everybody|principiantes|b[aá]sic[oa]s?|fundamentos)\b",
    re.IGNORECASE,
)
"""The words that titles say their level with (seen 2026-11)."""
ADVANCED_SAID, NOTHING_SAID, INTRODUCTORY_SAID = 1, 0, -1


def levels_said(titles: Iterable[str]) -> NDArray[np.int8]:
    """ADVANCED_SAID, INTRODUCTORY_SAID or NOTHING_SAID for each title; one that says both is advanced."""
    return np.fromiter(map(_said, titles), dtype=np.int8)


def said_as(title: str) -> str:
    """The words by which a title says its level; empty where it says none."""
    found = ADVANCED.search(title) or INTRODUCTORY.search(title)
    return found.group() if found else ""


def _said(title: str) -> int:
    if ADVANCED.search(title):
        return ADVANCED_SAID
    return INTRODUCTORY_SAID if INTRODUCTORY.search(title) else NOTHING_SAID
