"""The source files the course under a topic that the goal names."""

from __future__ import annotations

import numpy as np

from pipeline.match.features.words import quoted
from pipeline.match.postings import Floats
from pipeline.match.retrieve import Asked
from pipeline.match.text import subject_words, words


def value(asked: Asked) -> Floats:
    """1 where every word of one of the course's topics is in the goal, or in what the lexicon calls it; else 0."""
    return np.array([float(bool(_named(asked, row))) for row in asked.rows.tolist()])


def because(asked: Asked, row: int) -> str:
    """Which topics."""
    return f"it is filed under {quoted(_named(asked, row))}"


def _named(asked: Asked, row: int) -> list[str]:
    topics = asked.index.courses[row].topics
    if not topics:
        return []
    stem = asked.index.lexicon.stem
    said = [
        {stem(term.word) for term in query.terms if term.key not in query.setting}
        for query in (*asked.goal.queries, *asked.goal.named)
    ]
    found = []
    for topic in topics:
        stems = {stem(word) for word in subject_words(words(topic))}
        if stems and any(stems <= each for each in said):
            found.append(topic)
    return found
