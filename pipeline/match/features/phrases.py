"""Words of the goal that follow each other in title or description too, as in *project management*."""

from __future__ import annotations

from pipeline.match.features.words import amount, quoted
from pipeline.match.postings import Floats
from pipeline.match.retrieve import Asked


def value(asked: Asked) -> Floats:
    """A goal of two rare words said together comes near 1; of several parts the best one counts."""
    return asked.phrases


def because(asked: Asked, row: int) -> str:
    """Which phrases."""
    found = {
        phrase: None
        for query in asked.goal.queries
        for key, phrase in query.pairs.items()
        if amount(asked, asked.index.phrases, key, row) > 0
    }
    return f"{quoted(list(found))} {'stands' if len(found) == 1 else 'stand'} in it word beside word"
