"""Words of the goal in title or description, rare ones counting more; 1 would be all of them, said often."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pipeline.match.goal import Query
from pipeline.match.layered import Terms
from pipeline.match.postings import Floats
from pipeline.match.retrieve import Asked, best_query
from pipeline.match.text import words


def value(asked: Asked) -> Floats:
    """Between 0 and 1; of a goal with several parts the best one counts."""
    return asked.words


def because(asked: Asked, row: int) -> str:
    """Which words, and where."""
    shares = [_share(asked, query, row) for query in asked.goal.queries]
    return told(asked, asked.goal.queries[best_query(shares)], row)


def told(asked: Asked, query: Query, row: int) -> str:
    """The words of a query that a course has, as its title writes them, then those of description or topics."""
    course, stem = asked.index.courses[row], asked.index.lexicon.stem
    titles: dict[int, dict[str, str]] = asked.told.setdefault("titles", {})
    in_title = titles.get(row)
    if in_title is None:
        in_title = titles[row] = {stem(word): word for word in reversed(words(course.title))}
    titled: list[str] = []
    others: list[str] = []
    for term in query.terms:
        if amount(asked, asked.index.words, term.key, row) > 0:
            written = in_title.get(stem(term.word))
            (titled if written else others).append(written or term.word)
    elsewhere = "the description says" if course.description.strip() else "it is filed under"
    fields = (("the title says", titled), (elsewhere, others))
    return " and ".join(f"{says} {quoted(found)}" for says, found in fields if found)


def amount(asked: Asked, terms: Terms, key: int, row: int) -> float:
    """How much of a term of the catalogue a course has; looked up for all courses that are shown at once."""
    rows = shown(asked)
    if row not in rows:
        return terms.amount(key, row)
    known: dict[int, dict[int, float]] = asked.told.setdefault("words" if terms is asked.index.words else "phrases", {})
    if key not in known:
        places, amounts = terms.among(key, np.array(rows, dtype=np.int64))
        known[key] = {rows[place]: has for place, has in zip(places.tolist(), amounts.tolist(), strict=True)}
    return known[key].get(row, 0.0)


def shown(asked: Asked) -> list[int]:
    """Rows of the courses that are explained, ascending."""
    if "shown" not in asked.told:
        asked.told["shown"] = [] if asked.shown is None else sorted(asked.shown.tolist())
    found: list[int] = asked.told["shown"]
    return found


def quoted(said: Sequence[str]) -> str:
    """One word or more, each in quotes, as a list is read aloud."""
    *first, last = (f"“{word}”" for word in said)
    return f"{', '.join(first)} and {last}" if first else last


def _share(asked: Asked, query: Query, row: int) -> float:
    reached = sum(amount(asked, asked.index.words, term.key, row) * term.rarity for term in query.terms)
    return reached / query.rarity if query.terms else 0.0
