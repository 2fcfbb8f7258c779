"""The weights, learned from judgements: coordinate ascent on nDCG@10, held back towards where it starts.

Everything a weight decides about is linear, so features are worked out once and the weights then tried in turn. With a
handful of weights and some hundred goals this needs no gradient, and every step can be read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.match.evaluate import relevant_from
from pipeline.match.goal import read_goals
from pipeline.match.index import Index
from pipeline.match.postings import Floats
from pipeline.match.score import ALL_FEATURES, rank

STEP = 1 / 64
DEPTH = 10
NAMES = tuple(feature.name for feature in ALL_FEATURES)
FIXED = frozenset({"decision", "topic"})
"""Features that no judgement file has: their weights stay as set by hand."""
ANCHOR = "meaning"
"""Scores have no unit: one weight is held at its start, so that the others mean something."""
STRIDES = (16, 4, 1)
"""Steps of 1/64 that are tried, the coarse ones first."""
PENALTY = 0.004
"""What a weight costs for each unit squared that it is away from its start: less than noise, more than nothing."""
MIN_GAIN = 1e-4


@dataclass(frozen=True)
class Case:
    """One goal with its candidates in the order that ties have: values (candidates x NAMES), gains, the best gain."""

    values: NDArray[np.float32]
    gains: Floats
    ideal: float


def cases_of(index: Index, goals: Mapping[str, str], qrels: Mapping[str, Mapping[str, int]]) -> list[Case]:
    """A case for every goal with a relevant course, by the weights of the index (feedback depends on them a little)."""
    least = relevant_from(qrels)
    asked = {g: text for g, text in goals.items() if any(grade >= least for grade in qrels.get(g, {}).values())}
    found = []
    for goal_id, goal in zip(asked, read_goals(index, list(asked.values())), strict=True):
        ranking = rank(index, goal, DEPTH)
        rows = ranking.asked.rows
        order = np.argsort(index.tie_order[rows])
        grades = qrels[goal_id]
        gains = np.array([2.0 ** grades.get(index.courses[row].course_id, 0) - 1.0 for row in rows[order].tolist()])
        best = sorted((2.0**grade - 1.0 for grade in grades.values()), reverse=True)[:DEPTH]
        ideal = float(np.sum(np.array(best) * _discounts(len(best))))
        found.append(Case(np.stack(ranking.values, axis=1)[order].astype(np.float32), gains, ideal))
    return found


def quality(cases: Sequence[Case], weights: Floats) -> Floats:
    """nDCG@10 of each case."""
    counts = weights.astype(np.float32)
    found = np.zeros(len(cases))
    for place, case in enumerate(cases):
        scores = case.values @ counts
        if len(scores) > DEPTH:
            least = np.partition(scores, len(scores) - DEPTH)[len(scores) - DEPTH]
            near = np.flatnonzero(scores >= least)
        else:
            near = np.arange(len(scores))
        first = near[np.argsort(-scores[near], kind="stable")][:DEPTH]
        found[place] = float(np.sum(case.gains[first] * _discounts(len(first)))) / case.ideal
    return found


def learned(sets: Sequence[Sequence[Case]], shares: Sequence[float], start: Mapping[str, float]) -> dict[str, float]:
    """Weights that do best on all sets together, each counting by its share; by coordinate ascent from `start`."""
    origin = np.array([start.get(name, 0.0) for name in NAMES])
    weights, best = origin.copy(), _worth(sets, shares, origin, origin)
    movable = [place for place, name in enumerate(NAMES) if start.get(name) and name not in FIXED | {ANCHOR}]
    for stride in STRIDES:
        is_better = True
        while is_better:
            is_better = False
            for place in movable:
                for change in (stride * STEP, -stride * STEP):
                    tried = weights.copy()
                    tried[place] += change
                    if tried[place] * origin[place] < 0:
                        continue
                    worth = _worth(sets, shares, tried, origin)
                    if worth > best + MIN_GAIN:
                        weights, best, is_better = tried, worth, True
    return {name: float(weight) for name, weight in zip(NAMES, weights, strict=True) if weight}


def _worth(sets: Sequence[Sequence[Case]], shares: Sequence[float], weights: Floats, origin: Floats) -> float:
    means = [share * float(quality(cases, weights).mean()) for cases, share in zip(sets, shares, strict=True) if cases]
    return sum(means) / sum(shares) - PENALTY * float(np.sum((weights - origin) ** 2))


def _discounts(n: int) -> Floats:
    return np.asarray(1.0 / np.log2(np.arange(2, n + 2)), dtype=np.float64)
