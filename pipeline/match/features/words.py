"""Words of the goal in title or description, rare ones counting more; 1 would be all of them, said often."""

from __future__ import annotations

from collections.abc import Sequence

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
    """The words of a query that a course has, as its title writes them, then those of description or topics."""
    course = index.courses[row]
    in_title = {index.lexicon.stem(word): word for word in reversed(words(course.title))}
    titled: list[str] = []
    others: list[str] = []
    for term in query.terms:
        if index.words.amount(term.key, row) > 0:
            written = in_title.get(index.lexicon.stem(term.word))
            (titled if written else others).append(written or term.word)
    elsewhere = "the description says" if course.description.strip() else "it is filed under"
    fields = (("the title says", titled), (elsewhere, others))
    return " and ".join(f"{says} {quoted(found)}" for says, found in fields if found)


def quoted(said: Sequence[str]) -> str:
    """One word or more, each in quotes, as a list is read aloud."""
    *first, last = (f"“{word}”" for word in said)
    return f"{', '.join(first)} and {last}" if first else last


def _share(index: Index, query: Query, row: int) -> float:
    reached = sum(index.words.amount(term.key, row) * term.rarity for term in query.terms)
    return reached / query.rarity if query.terms else 0.0
