"""The course is taught in another language than the goal is written in; counts against it."""

from __future__ import annotations

import numpy as np

from pipeline.match.postings import Floats
from pipeline.match.retrieve import Asked


def value(asked: Asked) -> Floats:
    """1 where both languages are known and differ, 0 otherwise."""
    if asked.goal.language is None:
        return np.zeros(len(asked.rows))
    return asked.index.is_in_another(asked.goal.language)[asked.rows].astype(np.float64)


def because(asked: Asked, row: int) -> str:
    """Both languages."""
    return f"goal in {asked.goal.language}, course in {asked.index.languages[asked.index.language_of[row]]}"
