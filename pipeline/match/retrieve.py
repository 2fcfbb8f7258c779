"""Candidates for a goal from two sides: courses that share telling words with it, and courses that mean the like."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from pipeline.match.goal import Query, ReadGoal
from pipeline.match.index import Index
from pipeline.match.layered import Terms
from pipeline.match.means import Vectors
from pipeline.match.nearest import slack
from pipeline.match.pools import CONCEPT_MEANING, MEANING, PHRASES, WORDS, Pool, goal_key, lists
from pipeline.match.postings import Floats, Ints
from pipeline.match.taught import Heard
from pipeline.match.weights import CANDIDATES, DEEP, NEARER, NO_NEARER, stepped


@dataclass(frozen=True)
class Asked:
    """A goal put to a catalogue.

    `rows` are the candidates, ascending. Of each, `words` and `phrases` hold the best value over the goal's queries;
    `meaning` and `concept_meaning` the best cosine, from 0, with what is said and with its concepts: None without a
    model. `heard` is what people said of courses (by row) that counts for the goal. `pool` holds the candidates and the
    courses next to them, `places` where in it each candidate is.
    """

    index: Index
    goal: ReadGoal
    rows: Ints
    words: Floats
    phrases: Floats
    meaning: Floats | None
    concept_meaning: Floats | None
    heard: dict[int, Heard]
    pool: Pool
    places: Ints
    base: Floats | None = None
    """For the second round: the score of each candidate without feedback."""
    shown: Ints | None = None
    """Rows of the best, which will be explained."""
    told: dict[str, Any] = field(init=False, default_factory=dict, compare=False, repr=False)
    """What explanations of several courses have in common, once it was worked out."""

    def nearer(self, side: Literal["spoken", "meant"], row: int) -> tuple[Vectors, bool]:
        """The vector of a course that is closer to what is said, or to the concepts, and whether it is its title's."""
        dense, queries = self.index.dense, self.goal.spoken if side == "spoken" else self.goal.meant
        assert dense is not None
        assert queries is not None
        if side not in self.told:
            rows = np.zeros(0, dtype=np.int64) if self.shown is None else self.shown
            vectors, is_title = dense.nearer(queries, rows)
            self.told[side] = dict(zip(rows.tolist(), zip(vectors, is_title.tolist(), strict=True), strict=True))
        found: dict[int, tuple[Vectors, bool]] = self.told[side]
        if row not in found:
            vectors, is_title = dense.nearer(queries, np.array([row]))
            found[row] = vectors[0], bool(is_title[0])
        return found[row]

    def part(self, places: Ints) -> Asked:
        """The same for some of the candidates."""
        return replace(
            self,
            rows=self.rows[places],
            words=self.words[places],
            phrases=self.phrases[places],
            meaning=None if self.meaning is None else self.meaning[places],
            concept_meaning=None if self.concept_meaning is None else self.concept_meaning[places],
            places=self.places[places],
            base=None if self.base is None else self.base[places],
        )


def ask(index: Index, goal: ReadGoal, language: str | None = None) -> Asked:
    """Both retrievers, and the union of what each finds best.

    `language` leaves out courses known to be taught in another one (primary subtag). Courses that people judged for
    this goal or one like it are candidates, too.
    """
    heard = index.taught.heard(goal.subject, goal.spoken)
    key = 0
    if index.pools is not None and not heard and goal.general is None:
        key = goal_key(goal, language, index.means.weights, index.pools.salt)
    pool = (_pool_again(index, goal, key) if key else None) or _pool(index, goal, heard, key)
    is_known = index.dense is not None and goal.spoken is not None and goal.meant is not None
    stays = np.isin(pool.rows, np.array(sorted(heard), dtype=np.int64), assume_unique=True)
    for values in (*lists(pool.found), *(pool.found[MEANING:] if is_known else ())):
        stays[_top(values)] = True
    if language is not None:
        stays &= ~index.is_in_another(language, pool.rows)
    found = pool.found[:, stays]
    return Asked(
        index=index,
        goal=goal,
        rows=pool.rows[stays],
        words=found[WORDS],
        phrases=found[PHRASES],
        meaning=found[MEANING] if is_known else None,
        concept_meaning=found[CONCEPT_MEANING] if is_known else None,
        heard=heard,
        pool=pool,
        places=np.flatnonzero(stays),
    )


def _pool(index: Index, goal: ReadGoal, heard: dict[int, Heard], key: int) -> Pool:
    """The courses that may be candidates, out of all; with some more where they are kept for the next night."""
    having = _having(index.words, goal)
    said = _said(index.words, index.phrases, goal, having)
    deep = [_deep(values) if key else (_top(values), np.inf) for values in lists(said)]
    rows = [np.array(sorted(heard), dtype=np.int64), *(having.rows[places] for places, _ in deep)]
    if goal.near is not None:
        rows += [goal.near, _spelled_out(index, goal)]
    chosen = np.unique(np.concatenate(rows))
    found = np.zeros((len(said), len(chosen)))
    _, there, places = np.intersect1d(chosen, having.rows, assume_unique=True, return_indices=True)
    found[:, there] = said[:, places]
    return Pool(key, chosen, _with_meaning(index, goal, chosen, found), np.array([floor for _, floor in deep]))


@dataclass(frozen=True)
class Having:
    """All courses that have any word of a goal or of its concepts: `rows`, ascending, and their places by row.

    No other course has a value: who has two words beside each other has them both. So no other row has a place.
    `known` are the places and amounts of terms that were looked up.
    """

    words: Terms
    rows: Ints
    place_of: NDArray[np.int32]
    known: dict[int, tuple[NDArray[np.int32], NDArray[np.float32]]]

    def of(self, terms: Terms, key: int) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """Places in `rows` of the courses that have a term, and how much of it."""
        if terms is self.words:
            return self.known[key]
        rows, amounts = terms.of(key)
        return self.place_of[rows], amounts


Which = Having | Ints | None
"""Courses of which values are wanted: rows, ascending; None for all."""


def _having(words: Terms, goal: ReadGoal) -> Having:
    has = np.zeros(words.n_courses, dtype=np.bool_)
    keys = {term.key for query in (*goal.queries, *goal.named) for term in query.terms}
    found = {key: words.of(key) for key in keys}
    for rows, _ in found.values():
        has[rows] = True
    rows = np.flatnonzero(has)
    place_of = np.empty(words.n_courses, dtype=np.int32)
    place_of[rows] = np.arange(len(rows), dtype=np.int32)
    return Having(words, rows, place_of, {key: (place_of[rows], amounts) for key, (rows, amounts) in found.items()})


def _pool_again(index: Index, goal: ReadGoal, key: int) -> Pool | None:
    """The same from what was kept: only courses that changed are looked at. None where too many of the best went."""
    assert index.pools is not None
    kept, changed = index.pools.of(key, len(goal.named)), index.pools.changed
    if kept is None:
        return None
    before, now = lists(kept.found), lists(_said(changed.words, changed.phrases, goal))
    joins = np.zeros(len(changed.rows), dtype=np.bool_)
    for floor, old, new in zip(kept.floors.tolist(), before, now, strict=True):
        is_above = (new > 0) & (new >= floor)
        if floor > 0 and np.count_nonzero(old >= floor) + np.count_nonzero(is_above) < CANDIDATES:
            return None
        joins |= is_above
    near = np.zeros(0, dtype=np.int64) if goal.near is None else goal.near
    new_rows = np.setdiff1d(np.concatenate((changed.rows[joins], near)), kept.rows)
    new_found = _with_meaning(index, goal, new_rows, _said(index.words, index.phrases, goal, new_rows))
    return kept.joined(new_rows, new_found)


def _said(words: Terms, phrases: Terms, goal: ReadGoal, rows: Which = None) -> Floats:
    """What courses (columns) have of the goal's words, of its phrases, and of the words of each concept; meaning 0."""
    said = [best_of([words_value(words, query, rows) for query in goal.queries])]
    said += [best_of([phrases_value(phrases, query, rows) for query in goal.queries])]
    said += [words_value(words, query, rows) for query in goal.named]
    found = np.zeros((len(said) + 2, len(said[0])))
    for place, values in enumerate(said):
        found[place] = stepped(values)
    return found


def _with_meaning(index: Index, goal: ReadGoal, rows: Ints, found: Floats) -> Floats:
    meaning, concept_meaning = _meanings(index, goal, rows)
    if meaning is not None and concept_meaning is not None:
        found[MEANING], found[CONCEPT_MEANING] = stepped(meaning), stepped(concept_meaning)
    return found


def words_value(words: Terms, query: Query, rows: Which = None) -> Floats:
    """The share of the query's words that a course has, by how telling they are: between 0 and 1.

    For the courses in `rows`, or for every course. A word of several senses, and one that only says where
    it is meant, count beside each other or beside another word of the query.
    """
    rarity = query.rarity
    weights = {term.key: term.rarity / rarity for term in query.terms}
    if not query.unsure:
        return summed(words, weights, rows)
    unsure = {key: weight for key, weight in weights.items() if key in query.unsure}
    setting = {key: weight for key, weight in weights.items() if key in query.setting}
    others = {key: weight for key, weight in weights.items() if key not in query.unsure | query.setting}
    values, of_unsure, of_setting = (summed(words, part, rows) for part in (others, unsure, setting))
    return values + (of_unsure + of_setting) * ((values > 0) | ((of_unsure > 0) & (of_setting > 0)))


def phrases_value(phrases: Terms, query: Query, rows: Which = None) -> Floats:
    """The words of the query that follow each other in a course; two rare words come near 1. `rows` as above."""
    all_terms = query.rarity
    return summed(phrases, {key: rarity / all_terms for key, rarity in query.pair_rarities.items()}, rows)


def summed(postings: Terms, weights: dict[int, float], rows: Which) -> Floats:
    """What courses have of some terms (by key), each weighed; for the courses in `rows`, or for every course."""
    n = postings.n_courses if rows is None else len(rows.rows if isinstance(rows, Having) else rows)
    values = np.zeros(n)
    for key, weight in weights.items() if n else ():
        if isinstance(rows, Having):
            places, amounts = rows.of(postings, key)
        else:
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


def _deep(values: Floats) -> tuple[Ints, float]:
    """Places of more of the best values than are wanted, and the value from which all are among them.

    Where very many tie none can be left out, and nothing is kept: the value is then infinite.
    """
    rows = np.flatnonzero(values > 0)
    if len(rows) <= DEEP:
        return rows, 0.0
    least = float(np.partition(values[rows], len(rows) - DEEP)[len(rows) - DEEP])
    best: Ints = rows[values[rows] >= least]
    return (best, least) if len(best) <= 2 * DEEP else (_top(values), np.inf)
