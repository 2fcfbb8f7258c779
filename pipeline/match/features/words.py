"""Words of the goal in title or description, rare ones counting more; 1 would be all of them, said often."""

from __future__ import annotations

import numpy as np

from pipeline.match.goal import ReadGoal
from pipeline.match.index import Index
from pipeline.match.postings import Floats
from pipeline.match.text import words


def value(index: Index, goal: ReadGoal) -> Floats:
    """Between 0 and 1 for every course."""
    values = np.zeros(len(index.courses))
    for term in goal.terms:
        rows, amounts = index.words.of(term.key)
        values[rows] += amounts * (term.rarity / goal.rarity)
    return values


def because(index: Index, goal: ReadGoal, row: int) -> str:
    """Which words, and where."""
    course = index.courses[row]
    in_title = {index.lexicon.stem(word) for word in words(course.title)}
    found = [term.word for term in goal.terms if index.words.amount(term.key, row) > 0]
    titled = [word for word in found if index.lexicon.stem(word) in in_title]
    others = [word for word in found if word not in titled]
    told = (("title", titled), ("description", others))
    return "; ".join(f"{field}: {', '.join(named)}" for field, named in told if named)
