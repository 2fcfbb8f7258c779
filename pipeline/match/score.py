"""The score: a handful of features, each with its weight, added up. Ties are ordered by title, then course_id."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from pipeline.match import weights
from pipeline.match.features import language, letters, phrases, words
from pipeline.match.goal import ReadGoal
from pipeline.match.index import Index
from pipeline.match.postings import Floats


@dataclass(frozen=True)
class Feature:
    """A named feature: its value for every course, why one course has it, and what it counts for."""

    name: str
    value: Callable[[Index, ReadGoal], Floats]
    because: Callable[[Index, ReadGoal, int], str]
    weight: float
    about: str


FEATURES = (
    Feature("words", words.value, words.because, weights.WORDS, words.__doc__ or ""),
    Feature("phrases", phrases.value, phrases.because, weights.PHRASES, phrases.__doc__ or ""),
    Feature("letters", letters.value, letters.because, weights.LETTERS, letters.__doc__ or ""),
    Feature("other_language", language.value, language.because, weights.OTHER_LANGUAGE, language.__doc__ or ""),
)


@dataclass(frozen=True)
class Ranking:
    """The best courses for a goal: their rows, best first, and the value of each feature for all courses."""

    rows: tuple[int, ...]
    values: tuple[Floats, ...]
    scores: Floats


def rank(index: Index, goal: ReadGoal, n: int, language: str | None = None) -> Ranking:
    """The n best courses by score, then title, then course_id; only those with a score above 0.

    Args:
        index: the catalogue.
        goal: the goal, read against it.
        n: how many at most.
        language: leaves out courses known to be taught in another one (primary subtag, as in `index.languages`).
    """
    values = tuple(_stepped(feature.value(index, goal)) for feature in FEATURES)
    scores = np.zeros(len(index.courses))
    for feature, value in zip(FEATURES, values, strict=True):
        scores += value * feature.weight
    is_offered = scores > 0 if language is None else (scores > 0) & ~index.is_in_another(language)
    rows = np.flatnonzero(is_offered)
    if 0 < n < len(rows):
        least = np.partition(scores[rows], len(rows) - n)[len(rows) - n]
        rows = rows[scores[rows] >= least]
    order = np.lexsort((index.tie_order[rows], -scores[rows]))[:n]
    return Ranking(tuple(rows[order].tolist()), values, scores)


def _stepped(values: Floats) -> Floats:
    """Values rounded to a step, so that every product and sum is exact."""
    return np.round(values / weights.VALUE_STEP) * weights.VALUE_STEP
