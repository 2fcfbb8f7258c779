"""The course is taught in another language than the goal is written in; counts against it."""

from __future__ import annotations

import numpy as np
from langcodes import Language, tag_is_valid

from pipeline.match.postings import Floats
from pipeline.match.retrieve import Asked


def value(asked: Asked) -> Floats:
    """1 where both languages are known and differ, 0 otherwise."""
    if asked.goal.language is None:
        return np.zeros(len(asked.rows))
    return asked.index.is_in_another(asked.goal.language, asked.rows).astype(np.float64)


def because(asked: Asked, row: int) -> str:
    """Both languages."""
    course = asked.index.languages[asked.index.language_of[row]]
    return f"it is taught in {called(course)}, and the goal is in {called(asked.goal.language)}"


def called(tag: str | None) -> str:
    """The English name of a language; the tag itself where it has none."""
    return Language.get(tag).display_name() if tag and tag_is_valid(tag) else tag or "a language not known"
