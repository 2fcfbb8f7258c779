"""A goal in another language than English is looked for twice: by its own words and by its concepts' English names.

What the own words find comes whole. Where hardly any of it is taught in English, the best of the English look join the
list, at most a third of ten, behind the others: so they are seen beside Spanish courses and never drown them
(decision 19).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from pipeline.match.calibrate import CONCEPT_LANGUAGE, confidence
from pipeline.match.goal import ReadGoal
from pipeline.match.index import Index
from pipeline.match.score import Ranking, rank

LIST, SHARE = 10, 3
"""Of a list of ten, or a shorter one, one in three is to be in English, or of unknown language; at least one."""
STEP = 1 / 64
"""English scores are made smaller in such steps, so that products and sums stay exact."""

Found = tuple[tuple[Ranking, int], ...]
"""Courses, best first, each as a place in the ranking that found it."""


def found_by_both(index: Index, goal: ReadGoal, first: Ranking, n: int, least: float, language: str | None) -> Found:
    """What is found for a goal by score, n courses at most.

    `first` is what its own words find, as `ranked` gives it; `least` is the confidence from which a look counts.
    English names score higher than a translation does, so weights of the English look are made smaller: its best course
    comes behind those that it is to follow.
    """
    alone = tuple((first, place) for place in first.places)
    if goal.language in (None, CONCEPT_LANGUAGE) or not goal.named or first.asked.goal is not goal:
        return alone
    second = rank(index, replace(goal, queries=goal.named, spoken=goal.meant), n, language)
    if confidence(first) < least or confidence(second) < least:
        return alone
    size = min(n, LIST)
    n_english = _n_english(index, first.rows[:size])
    new = [
        place
        for place, row in zip(second.places, second.rows, strict=True)
        if row not in first.rows[:size] and _n_english(index, (row,))
    ][: max(0, max(1, size // SHARE) - n_english)]
    if not new:
        return alone
    ahead = alone[: max(1, size - len(new))]
    scaled = _scaled(second, float(first.scores[ahead[-1][1]]) / float(second.scores[new[0]]))
    rows = {int(second.asked.rows[place]) for place in new}
    rest = [found for found in alone[len(ahead) :] if int(first.asked.rows[found[1]]) not in rows]
    behind = sorted([*((scaled, place) for place in new), *rest], key=lambda found: -float(found[0].scores[found[1]]))
    return (*ahead, *behind)[:n]


def _n_english(index: Index, rows: Sequence[int]) -> int:
    """How many courses are in English, or of unknown language."""
    return len(rows) - int(index.is_in_another(CONCEPT_LANGUAGE, np.array(rows, dtype=np.int64)).sum())


def _scaled(ranking: Ranking, share: float) -> Ranking:
    share = min(1.0, math.floor(share / STEP) * STEP)
    return replace(ranking, scores=ranking.scores * share, weights=tuple(weight * share for weight in ranking.weights))
