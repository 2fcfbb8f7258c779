"""The score: features, each with its weight, added up. Ties are ordered by title, then course_id."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from types import ModuleType

import numpy as np

from pipeline.match.features import (
    concept,
    concept_meaning,
    decision,
    feedback,
    language,
    letters,
    level,
    meaning,
    phrases,
    title,
    topic,
    words,
)
from pipeline.match.goal import ReadGoal
from pipeline.match.index import Index
from pipeline.match.means import Vectors
from pipeline.match.pools import vector_key
from pipeline.match.postings import Floats
from pipeline.match.retrieve import Asked, ask
from pipeline.match.weights import stepped


@dataclass(frozen=True)
class Feature:
    """A named feature: its value for every candidate, and why one course (by row) has it.

    A value depends on the goal and on that course, and on nothing else of a catalogue; only feedback asks others.
    """

    name: str
    value: Callable[..., Floats]
    because: Callable[[Asked, int], str]
    about: str


def _feature(name: str, module: ModuleType) -> Feature:
    return Feature(name, module.value, module.because, (module.__doc__ or "").strip())


FEATURES = (
    _feature("words", words),
    _feature("phrases", phrases),
    _feature("letters", letters),
    _feature("title", title),
    _feature("meaning", meaning),
    _feature("concept", concept),
    _feature("concept_meaning", concept_meaning),
    _feature("topic", topic),
    _feature("level", level),
    _feature("other_language", language),
    _feature("decision", decision),
)
ALL_FEATURES = (*FEATURES, _feature("feedback", feedback))
"""Feedback is worked out last, from the first results by all the others."""
NAMES = tuple(feature.name for feature in ALL_FEATURES)


@dataclass(frozen=True)
class Ranking:
    """The best courses for a goal.

    `places` number them among the candidates (`asked.rows`), best first; `values` has the value of each of ALL_FEATURES
    for every candidate (0 where it weighs nothing), `scores` their scores.
    """

    asked: Asked
    places: tuple[int, ...]
    values: tuple[Floats, ...]
    scores: Floats
    weights: tuple[float, ...]

    @property
    def rows(self) -> tuple[int, ...]:
        """Rows of the courses, best first."""
        return tuple(self.asked.rows[list(self.places)].tolist())

    def value(self, name: str, place: int) -> float:
        """What one candidate has of a feature."""
        return float(self.values[NAMES.index(name)][place])

    def points(self, name: str) -> Floats:
        """What a feature counts for every candidate."""
        return self.values[NAMES.index(name)] * self.weights[NAMES.index(name)]


def rank(index: Index, goal: ReadGoal, n: int, language: str | None = None) -> Ranking:
    """The n best courses by score, then title, then course_id; only those with a score above 0.

    Args:
        index: the catalogue.
        goal: the goal, read against it.
        n: how many at most.
        language: leaves out courses known to be taught in another one (primary subtag, as in `index.languages`).
    """
    asked = ask(index, goal, language)
    counts = weights_of(index)
    values = _values(asked, counts)
    scores = np.zeros(len(asked.rows))
    for value, count in zip(values, counts, strict=False):
        scores += value * count
    asked = replace(asked, base=scores)
    towards = feedback.towards(asked) if counts[-1] else None
    values.append(_feedback(asked, towards))
    if index.pools is not None and asked.pool.key:
        index.pools.note(asked.pool.scored(asked.places, np.array(values), towards), goal.near)
    scores = scores + values[-1] * counts[-1]
    places = np.flatnonzero(scores > 0)
    order = np.lexsort((index.tie_order[asked.rows[places]], -scores[places]))[:n]
    best = places[order]
    return Ranking(replace(asked, shown=asked.rows[best]), tuple(best.tolist()), tuple(values), scores, counts)


def _values(asked: Asked, counts: Sequence[float]) -> list[Floats]:
    """What every candidate has of each of FEATURES: as it was kept, or worked out now."""
    known = asked.pool.values
    values = np.zeros((len(FEATURES), len(asked.rows))) if known is None else known[:-1, asked.places]
    unknown = np.arange(len(asked.rows)) if known is None else np.flatnonzero(np.isnan(values[0]))
    values[:, unknown] = 0.0
    part = asked.part(unknown)
    for place, (feature, count) in enumerate(zip(FEATURES, counts, strict=False)):
        if count and len(unknown):
            values[place, unknown] = stepped(feature.value(part))
    if asked.index.pools is not None:
        asked.index.pools.n_scored += len(unknown)
    return list(values)


def _feedback(asked: Asked, towards: Vectors | None) -> Floats:
    """How close every candidate is to the first results; as it was kept where they are the same."""
    if towards is None:
        return np.zeros(len(asked.rows))
    pool = asked.pool
    if pool.values is None or pool.towards != vector_key(towards):
        return stepped(feedback.value(asked, towards))
    values: Floats = pool.values[-1, asked.places]
    unknown = np.flatnonzero(np.isnan(values))
    values[unknown] = stepped(feedback.value(asked.part(unknown), towards))
    return values


def weights_of(index: Index) -> tuple[float, ...]:
    """The weight of each of ALL_FEATURES: those with a model of meaning, or those without."""
    named = index.means.weights.full if index.dense is not None else index.means.weights.lesser
    return tuple(named.get(feature.name, 0.0) for feature in ALL_FEATURES)
