"""What the library lexicon calls the thing asked for, as words in title or description: *weeding*, *grant writing*."""

from __future__ import annotations

import numpy as np

from pipeline.match.features.words import shown, told
from pipeline.match.postings import Floats, Ints
from pipeline.match.retrieve import Asked, best_of, phrases_value, words_value
from pipeline.model import Concept

PHRASES = 0.75
"""Words of the concept said together, beside the words alone."""


def value(asked: Asked) -> Floats:
    """Words and phrases of the concept's English name; of several concepts the best one counts."""
    values = [_of(asked, place, asked.rows) for place in range(len(asked.goal.named))]
    return best_of(values) if values else np.zeros(len(asked.rows))


def because(asked: Asked, row: int) -> str:
    """Which concept, and which of its words."""
    place = _best(asked, row)
    words = told(asked, asked.goal.named[place], row)
    return f"{named_as(asked.goal.concepts[place])}, and {words}"


def _best(asked: Asked, row: int) -> int:
    """Which concept's words a course has most; looked up for all courses that are shown at once."""
    rows = shown(asked) if row in shown(asked) else [row]
    known: dict[int, int] = asked.told.setdefault("concepts", {})
    if row not in known:
        values = [_of(asked, place, np.array(rows, dtype=np.int64)) for place in range(len(asked.goal.named))]
        known |= zip(rows, np.argmax(values, axis=0).tolist(), strict=True)
    return known[row]


def named_as(concept: Concept) -> str:
    """What the lexicon made of the goal, for people."""
    return f"the library's word list reads the goal as {concept.told}"


def _of(asked: Asked, place: int, rows: Ints) -> Floats:
    query = asked.goal.named[place]
    return words_value(asked.index.words, query, rows) + PHRASES * phrases_value(asked.index.phrases, query, rows)
