"""Words of the goal in title or description, rare ones counting more; 1 would be all of them, said often."""

from __future__ import annotations

from pipeline.match.goal import Query
from pipeline.match.index import Index
from pipeline.match.postings import Floats
from pipeline.match.retrieve import Asked, best_query
from pipeline.match.text import words


def value(asked: Asked) -> Floats:
    """Between 0 and 1; of a goal with several parts the best one counts."""
    return asked.words


def because(asked: Asked, row: int) -> str:
    """Which words, and where."""
    index = asked.index
    shares = [_share(index, query, row) for query in asked.goal.queries]
    return told(index, asked.goal.queries[best_query(shares)], row)


def told(index: Index, query: Query, row: int) -> str:
    """The words of a query that a course has: those of the title, then those of the description."""
    in_title = {index.lexicon.stem(word) for word in words(index.courses[row].title)}
    found = [term.word for term in query.terms if index.words.amount(term.key, row) > 0]
    titled = [word for word in found if index.lexicon.stem(word) in in_title]
    others = [word for word in found if word not in titled]
    fields = (("title", titled), ("description", others))
    return "; ".join(f"{field}: {', '.join(named)}" for field, named in fields if named)


def _share(index: Index, query: Query, row: int) -> float:
    reached = sum(index.words.amount(term.key, row) * term.rarity for term in query.terms)
    return reached / query.rarity if query.terms else 0.0
