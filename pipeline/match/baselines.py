"""Simpler methods, ranked and measured exactly as ours is, so that nobody has to believe us (`evaluate --method`)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, get_args

import numpy as np
from rapidfuzz import fuzz, process

from pipeline.match.features.letters import letters_value
from pipeline.match.goal import Query, ReadGoal
from pipeline.match.index import Index
from pipeline.match.postings import Floats
from pipeline.match.retrieve import words_value

Method = Literal["full", "embedding", "bm25", "char", "token_set", "wratio"]
METHODS: tuple[str, ...] = get_args(Method)
FULL = "full"
"""Ours."""


def baseline(index: Index, goal: ReadGoal, method: str, depth: int) -> tuple[list[int], float]:
    """The rows of the best courses, and the best score, which is all the confidence a simpler method has.

    None parts goals or knows the lexicon. `wratio` and `token_set` are rapidfuzz on titles, goals as typed; `bm25`,
    `char` (four letters in a row) and `embedding` (the better of title and description) have our repair of spelling.
    """
    scores = _SCORES[method](index, goal)
    order = np.lexsort((index.tie_order, -scores))[:depth]
    rows = [row for row in order.tolist() if scores[row] > 0]
    return rows, float(scores[rows[0]]) if rows else 0.0


def _fuzzy(scorer: Callable[..., float]) -> Callable[[Index, ReadGoal], Floats]:
    def scores(index: Index, goal: ReadGoal) -> Floats:
        titles: Sequence[str] = [course.title.lower() for course in index.courses]
        found = process.cdist([goal.wording.lower()], titles, scorer=scorer)
        return np.asarray(found[0], dtype=np.float64)

    return scores


def _typed(goal: ReadGoal) -> Query:
    return goal.queries[0]


def _embedding(index: Index, goal: ReadGoal) -> Floats:
    if index.dense is None or goal.spoken is None:
        return np.zeros(len(index.courses))
    return np.asarray(np.maximum(index.dense.closeness(goal.spoken[:1])[0], 0.0), dtype=np.float64)


_SCORES: dict[str, Callable[[Index, ReadGoal], Floats]] = {
    "embedding": _embedding,
    "bm25": lambda index, goal: words_value(index.words, _typed(goal)),
    "char": lambda index, goal: letters_value(index, _typed(goal)),
    "token_set": _fuzzy(fuzz.token_set_ratio),
    "wratio": _fuzzy(fuzz.WRatio),
}
