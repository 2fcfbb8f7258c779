"""The source files the course under a topic that the goal names."""

from __future__ import annotations

import numpy as np

from pipeline.match.features.words import quoted
from pipeline.match.postings import Floats
from pipeline.match.retrieve import Asked


def value(asked: Asked) -> Floats:
    """1 where every word of one of the course's topics is in the goal, or in what the lexicon calls it; else 0."""
    said = _said(asked)
    values = np.zeros(len(asked.rows))
    for place in np.flatnonzero(asked.index.has_topics[asked.rows]).tolist():
        values[place] = bool(_named(asked, int(asked.rows[place]), said))
    return values


def because(asked: Asked, row: int) -> str:
    """Which topics."""
    return f"it is filed under {quoted(_named(asked, row, _said(asked)))}"


def _said(asked: Asked) -> list[set[str]]:
    """The stems of each query of the goal, but for those that only say where it is meant."""
    stem = asked.index.lexicon.stem
    return [
        {stem(term.word) for term in query.terms if term.key not in query.setting}
        for query in (*asked.goal.queries, *asked.goal.named)
    ]


def _named(asked: Asked, row: int, said: list[set[str]]) -> list[str]:
    stems = asked.index.topics
    topics = asked.index.courses[row].topics
    return [topic for topic in topics if stems[topic] and any(stems[topic] <= each for each in said)]
