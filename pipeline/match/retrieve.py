"""Candidates for a goal from two sides: courses that share telling words with it, and courses that mean the like."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.match.goal import Query, ReadGoal
from pipeline.match.index import Index
from pipeline.match.layered import Terms
from pipeline.match.nearest import slack
from pipeline.match.postings import Floats, Ints
from pipeline.match.taught import Heard
from pipeline.match.weights import CANDIDATES, LESSER, NEARER, NO_NEARER


@dataclass(frozen=True)
class Asked:
    """A goal put to a catalogue.

    `rows` are the candidates, ascending. Of each, `words` and `phrases` hold the best value over the goal's queries;
    `meaning` and `concept_meaning` the best cosine, from 0, with what is said and with its concepts: None without a
    model. `heard` is what people said of courses (by row) that counts for the goal.
    """

    index: Index
    goal: ReadGoal
    rows: Ints
    words: Floats
    phrases: Floats
    meaning: Floats | None
    concept_meaning: Floats | None
    heard: dict[int, Heard]
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
    heard = index.taught.heard(goal.subject, goal.spoken)
    found.append(np.array(sorted(heard), dtype=np.int64))
    sure = np.unique(np.concatenate(found))
    rows = sure if goal.near is None else np.unique(np.concatenate((sure, goal.near, _spelled_out(index, goal))))
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
        heard=heard,
    )


def words_value(index: Index, query: Query, rows: Ints | None = None) -> Floats:
    """The share of the query's words that a course has, by how telling they are: between 0 and 1.

    For the courses in `rows` (ascending), or for every course. A word of several senses, and one that only says where
    it is meant, count beside each other or beside another word of the query.
    """
    weights = {term.key: term.rarity / query.rarity for term in query.terms}
    if not query.unsure:
        return summed(index.words, weights, rows)
    unsure = {key: weight for key, weight in weights.items() if key in query.unsure}
    setting = {key: weight for key, weight in weights.items() if key in query.setting}
    others = {key: weight for key, weight in weights.items() if key not in query.unsure | query.setting}
    values, of_unsure, of_setting = (summed(index.words, part, rows) for part in (others, unsure, setting))
    return values + (of_unsure + of_setting) * ((values > 0) | ((of_unsure > 0) & (of_setting > 0)))


def phrases_value(index: Index, query: Query, rows: Ints | None = None) -> Floats:
    """The words of the query that follow each other in a course; two rare words come near 1. `rows` as above."""
    weights = {key: index.phrases.rarity_of(key) / query.rarity for key in query.pairs}
    return summed(index.phrases, weights, rows)


def summed(postings: Terms, weights: dict[int, float], rows: Ints | None) -> Floats:
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


def _meanings(index: Index, goal: ReadGoal, rows: Ints) -> tuple[Floats | None, Floats | None]:
    """How close some courses are in meaning to what is said, and to its concepts: from 0, None without a model."""
    if index.dense is None or goal.spoken is None or goal.meant is None:
        return None, None
    n_said = len(goal.spoken)
    cosines = index.dense.cosines(np.concatenate((goal.spoken, goal.meant)), rows)
    said = np.maximum(cosines[:n_said].max(axis=0), 0.0) * bool(goal.queries[0].said)
    if goal.general is not None:
        said = _beyond(said, index.dense.cosines(goal.general, rows)[0])
    return said, np.max(cosines[n_said:], axis=0, initial=0.0)


def _spelled_out(index: Index, goal: ReadGoal) -> Ints:
    """Of a word that is spelled out the courses that may be among the best; of any other goal none.

    All courses are looked at: those closest to the goal may be about its setting only, and then count nothing. The
    products are in single precision, and what rounding may do to them is allowed for.
    """
    if index.dense is None or goal.spoken is None or goal.general is None:
        return np.zeros(0, dtype=np.int64)
    products = index.dense.closeness(np.concatenate((goal.spoken, goal.general)))
    said, general, off = products[:-1].max(axis=0), products[-1], slack(goal.general.shape[1])
    most, least = _beyond(said + off, general - off), _beyond(said - off, general + off)
    place = max(0, len(least) - CANDIDATES)
    return np.flatnonzero((most > 0) & (most >= np.partition(least, place)[place]))


def _beyond(said: Floats, general: Floats) -> Floats:
    """How close courses are to a word spelled out, as far as they are closer to it than to its setting: from 0."""
    nearer = np.clip((said - general - NO_NEARER) / (NEARER - NO_NEARER), 0.0, 1.0)
    return np.asarray(np.maximum(said, 0.0) * nearer, dtype=np.float64)


def _top(values: Floats) -> Ints:
    """Places of the best values above 0; those that tie with the last one belong to them, up to twice as many."""
    rows = np.flatnonzero(values > 0)
    if len(rows) <= CANDIDATES:
        return rows
    least = np.partition(values[rows], len(rows) - CANDIDATES)[len(rows) - CANDIDATES]
    best: Ints = rows[values[rows] >= least][: 2 * CANDIDATES]
    return best
