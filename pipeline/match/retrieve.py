"""Candidates for a goal from two sides: courses that share telling words with it, and courses that mean the like."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.match.goal import Query, ReadGoal
from pipeline.match.index import Index
from pipeline.match.postings import Floats, Ints, rarity
from pipeline.match.taught import Heard
from pipeline.match.weights import CANDIDATES, LESSER, NEARER, NO_NEARER


@dataclass(frozen=True)
class Asked:
    """A goal put to a catalogue.

    `words` and `phrases` hold a value for every course, the best over the goal's queries; `meaning` too, None without a
    model; `rows` are the candidates, ascending; `heard` is what people said of courses (by row) that counts for it.
    """

    index: Index
    goal: ReadGoal
    words: Floats
    phrases: Floats
    meaning: Floats | None
    rows: Ints
    heard: dict[int, Heard]
    base: Floats | None = None
    """For the second round: the score of each candidate without feedback."""


def ask(index: Index, goal: ReadGoal, language: str | None = None) -> Asked:
    """Both retrievers, and the union of what each finds best.

    `language` leaves out courses known to be taught in another one (primary subtag). Courses that people judged for
    this goal or one like it are candidates, too.
    """
    words = best_of([words_value(index, query) for query in goal.queries], index)
    phrases = best_of([phrases_value(index, query) for query in goal.queries], index)
    meaning = None
    if index.dense is not None and goal.spoken is not None:
        meaning = np.maximum(index.dense.closeness(goal.spoken).max(axis=0), 0.0).astype(np.float64)
        meaning *= bool(goal.queries[0].said)
        if goal.general is not None:
            nearer = meaning - index.dense.closeness(goal.general)[0]
            meaning *= np.clip((nearer - NO_NEARER) / (NEARER - NO_NEARER), 0.0, 1.0)
    found = [_top(words * LESSER["words"] + phrases * LESSER["phrases"])]
    found += [_top(words_value(index, query)) for query in goal.named]
    if meaning is not None:
        found.append(_top(meaning))
    if index.dense is not None and goal.meant is not None and len(goal.meant):
        found.append(_top(index.dense.closeness(goal.meant).max(axis=0).astype(np.float64)))
    heard = index.taught.heard(goal.subject, goal.spoken)
    found.append(np.array(sorted(heard), dtype=np.int64))
    rows = np.unique(np.concatenate(found))
    if language is not None:
        rows = rows[~index.is_in_another(language)[rows]]
    return Asked(index, goal, words, phrases, meaning, rows, heard)


def words_value(index: Index, query: Query) -> Floats:
    """For every course the share of the query's words that it has, by how telling they are; between 0 and 1."""
    values = np.zeros(len(index.courses))
    unsure, setting = np.zeros_like(values), np.zeros_like(values)
    for term in query.terms:
        rows, amounts = index.words.of(term.key)
        into = unsure if term.key in query.unsure else setting if term.key in query.setting else values
        into[rows] += amounts * (term.rarity / query.rarity)
    if query.unsure:
        values += (unsure + setting) * ((values > 0) | ((unsure > 0) & (setting > 0)))
    return values


def phrases_value(index: Index, query: Query) -> Floats:
    """For every course the words of the query that follow each other there; two rare words come near 1."""
    values = np.zeros(len(index.courses))
    for key in query.pairs:
        rows, amounts = index.phrases.of(key)
        values[rows] += amounts * (float(rarity(len(rows), len(index.courses))) / query.rarity)
    return values


def best_of(values: list[Floats], index: Index) -> Floats:
    """The best value of every course."""
    return np.max(values, axis=0) if values else np.zeros(len(index.courses))


def best_query(values: list[float]) -> int:
    """Which of a goal's queries earned a value."""
    return max(range(len(values)), key=lambda place: values[place])


def _top(values: Floats) -> Ints:
    """Rows of the best values above 0; those that tie with the last one belong to them, up to twice as many."""
    rows = np.flatnonzero(values > 0)
    if len(rows) <= CANDIDATES:
        return rows
    least = np.partition(values[rows], len(rows) - CANDIDATES)[len(rows) - CANDIDATES]
    best: Ints = rows[values[rows] >= least][: 2 * CANDIDATES]
    return best
