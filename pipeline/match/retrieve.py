"""Candidates for a goal from two sides: courses that share telling words with it, and courses that mean the like."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.match.goal import Query, ReadGoal
from pipeline.match.index import Index, Judged, stems_of
from pipeline.match.postings import Floats, Ints, Postings, rarity
from pipeline.match.weights import CANDIDATES, LESS_THAN_SAME, LESSER, NEIGHBOUR


@dataclass(frozen=True)
class Asked:
    """A goal put to a catalogue.

    `rows` are the candidates, ascending. Of each, `words` and `phrases` hold the best value over the goal's queries;
    `meaning` and `concept_meaning` the best cosine, from 0, with what is said and with its concepts: None without a
    model.
    """

    index: Index
    goal: ReadGoal
    rows: Ints
    words: Floats
    phrases: Floats
    meaning: Floats | None
    concept_meaning: Floats | None
    base: Floats | None = None
    """For the second round: the score of each candidate without feedback."""


def ask(index: Index, goal: ReadGoal, language: str | None = None) -> Asked:
    """Both retrievers, and the union of what each finds best.

    `language` leaves out courses known to be taught in another one (primary subtag). Courses that people judged for
    this goal or one like it are candidates, too.
    """
    words = best_of([words_value(index, query) for query in goal.queries])
    phrases = best_of([phrases_value(index, query) for query in goal.queries])
    found = [_top(words * LESSER["words"] + phrases * LESSER["phrases"])]
    found += [_top(words_value(index, query)) for query in goal.named]
    found.append(np.array([judged.row for judged in index.judged if alike(index, goal, judged)], dtype=np.int64))
    sure = np.unique(np.concatenate(found))
    rows = sure if goal.near is None else np.union1d(sure, goal.near)
    meaning, concept_meaning = _meanings(index, goal, rows)
    stays = np.isin(rows, sure, assume_unique=True)
    for values in (meaning, concept_meaning):
        if values is not None:
            stays[_top(values)] = True
    if language is not None:
        stays &= ~index.is_in_another(language)[rows]
    rows = rows[stays]
    return Asked(
        index=index,
        goal=goal,
        rows=rows,
        words=words[rows],
        phrases=phrases[rows],
        meaning=None if meaning is None else meaning[stays],
        concept_meaning=None if concept_meaning is None else concept_meaning[stays],
    )


def alike(index: Index, goal: ReadGoal, judged: Judged) -> float:
    """How far a verdict on another goal holds for this one: 1 for the same words, the cosine for a close neighbour."""
    if judged.stems == stems_of(goal.wording, index.lexicon):
        return 1.0
    if judged.vector is None or goal.spoken is None:
        return 0.0
    near = float(np.max(goal.spoken @ judged.vector))
    return min(near, LESS_THAN_SAME) if near >= NEIGHBOUR else 0.0


def _meanings(index: Index, goal: ReadGoal, rows: Ints) -> tuple[Floats | None, Floats | None]:
    """How close some courses are in meaning to what is said, and to its concepts: from 0, None without a model."""
    if index.dense is None or goal.spoken is None or goal.meant is None:
        return None, None
    n_said = len(goal.spoken)
    cosines = index.dense.cosines(np.concatenate((goal.spoken, goal.meant)), rows)
    said = np.maximum(cosines[:n_said].max(axis=0), 0.0) * bool(goal.queries[0].said)
    return said, np.max(cosines[n_said:], axis=0, initial=0.0)


def words_value(index: Index, query: Query, rows: Ints | None = None) -> Floats:
    """The share of the query's words that a course has, by how telling they are: between 0 and 1.

    For the courses in `rows` (ascending), or for every course.
    """
    weights = {term.key: term.rarity / query.rarity for term in query.terms}
    return summed(index.words, weights, rows)


def phrases_value(index: Index, query: Query, rows: Ints | None = None) -> Floats:
    """The words of the query that follow each other in a course; two rare words come near 1. `rows` as above."""
    n = len(index.courses)
    weights = {key: float(rarity(index.phrases.n_with(key), n)) / query.rarity for key in query.pairs}
    return summed(index.phrases, weights, rows)


def summed(postings: Postings, weights: dict[int, float], rows: Ints | None) -> Floats:
    """What courses have of some terms (by key), each weighed; for the courses in `rows`, or for every course."""
    values = np.zeros(postings.n_courses if rows is None else len(rows))
    for key, weight in weights.items():
        places, amounts = postings.of(key) if rows is None else postings.among(key, rows)
        values[places] += amounts * weight
    return values


def best_of(values: list[Floats]) -> Floats:
    """The best value of every course over queries, of which there is at least one."""
    return values[0] if len(values) == 1 else np.max(values, axis=0)


def best_query(values: list[float]) -> int:
    """Which of a goal's queries earned a value."""
    return max(range(len(values)), key=lambda place: values[place])


def _top(values: Floats) -> Ints:
    """Places of the best values above 0; those that tie with the last one belong to them, up to twice as many."""
    rows = np.flatnonzero(values > 0)
    if len(rows) <= CANDIDATES:
        return rows
    least = np.partition(values[rows], len(rows) - CANDIDATES)[len(rows) - CANDIDATES]
    best: Ints = rows[values[rows] >= least][: 2 * CANDIDATES]
    return best
