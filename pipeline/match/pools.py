"""What was worked out for each goal the night before, for the courses that may be offered and some more next to them.

What a course has of a feature depends on the goal and that course only (feedback apart), while how rare words are
stands still (`base.py`). So it holds for courses that are as they were, and only the others have to be looked at. A
pool says from which value on it holds every course, by each way that courses are found: where too many of the best
went, the goal is looked for anew. Goals of which people decided something, and words that are spelled out, are not
kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pipeline.match.keys import Keys, key_of, mixed, places_of
from pipeline.match.means import Vectors
from pipeline.match.postings import Floats, Ints
from pipeline.match.weights import DEEP, LESSER, VALUE_STEP

if TYPE_CHECKING:
    from pipeline.match.goal import Query, ReadGoal
    from pipeline.match.index import Index
    from pipeline.match.layered import Terms

WORDS, PHRASES, MEANING, CONCEPT_MEANING = 0, 1, -2, -1
"""Rows of `Pool.found`; between phrases and meaning there is one for the words of each concept."""
MAX_COLUMNS = 64
SPARE = 1.5
"""So many times the courses that are to be kept there may be before some are dropped."""


@dataclass(frozen=True)
class Pool:
    """Courses that may be offered for a goal: `rows`, ascending.

    `key` says all that the goal is; 0 where nothing is kept of it. `found` (values by course) are those by which
    courses are found. Of each list of `lists`, `floors` says from which value on the pool has every course there is.
    `values` (features by course) are NaN where they are not known; of feedback they hold for the first results that
    `towards` is a hash of.
    """

    key: int
    rows: Ints
    found: Floats
    floors: Floats
    values: Floats | None = None
    towards: int = 0

    def joined(self, rows: Ints, found: Floats) -> Pool:
        """The pool with more courses, of which no feature is known yet."""
        order = np.argsort(np.concatenate((self.rows, rows)))
        values = self.values
        if values is not None:
            values = np.hstack((values, np.full((len(values), len(rows)), np.nan)))[:, order]
        both = np.hstack((self.found, found))[:, order]
        return replace(self, rows=np.concatenate((self.rows, rows))[order], found=both, values=values)

    def scored(self, places: Ints, values: Floats, towards: Vectors | None) -> Pool:
        """The pool with all features of some of its courses, and of no others."""
        every = np.full((len(values), len(self.rows)), np.nan)
        every[:, places] = values
        return replace(self, values=every, towards=0 if towards is None else vector_key(towards))

    def trimmed(self, near: Ints | None) -> Pool:
        """The pool without courses that are neither scored, nor near, nor among the best of any list."""
        assert self.values is not None
        floors, stays = self.floors.copy(), ~np.isnan(self.values[0])
        if near is not None:
            stays |= np.isin(self.rows, near, assume_unique=True)
        for place, values in enumerate(lists(self.found)):
            if not np.isfinite(floors[place]):
                continue
            above = values[(values > 0) & (values >= floors[place])]
            if len(above) > DEEP * SPARE:
                floors[place] = np.partition(above, len(above) - DEEP)[len(above) - DEEP]
            stays |= (values > 0) & (values >= floors[place])
        return replace(
            self, rows=self.rows[stays], found=self.found[:, stays], floors=floors, values=self.values[:, stays]
        )


@dataclass(frozen=True)
class Changed:
    """Courses of which nothing is kept: `rows` of today, ascending, and their words and phrases, numbered by place."""

    rows: Ints
    words: Terms
    phrases: Terms


@dataclass(frozen=True)
class KeptPools:
    """Pools of many goals, one after the other.

    `course_keys` are hashes of what decided the values of each course, `base_key` (one) of the base they were read by.
    Goal g has `goal_keys[g]`, `towards[g]`, `n_floors[g]` of `floors` and `n_rows[g]` of `rows` (places in
    `course_keys`; -1 minus it where no feature is known). `numbers` has, of each of its columns whose bit is set in
    `columns[g]`, a number of VALUE_STEPs for each row: first those of `Pool.found`, then the features.
    """

    course_keys: Keys
    base_key: Keys
    goal_keys: Keys
    towards: Keys
    n_floors: Ints
    floors: Floats
    n_rows: Ints
    rows: NDArray[np.int32]
    columns: Keys
    numbers: NDArray[np.int32]


@dataclass(frozen=True)
class Noted:
    """Pools by the key of their goal, and how many pairs were scored for them."""

    found: dict[int, _Packed]
    n_scored: int


class Pools:
    """The pools of a catalogue: those kept before, as far as they hold today, and those of today."""

    def __init__(self, index: Index, before: KeptPools | None, salt: bytes, n_features: int) -> None:
        """`salt` goes into the hashes of goals."""
        self.salt = salt
        self.n_scored = 0
        """Pairs of a goal and a candidate whose features were worked out."""
        self._keys, self._base_key = row_keys(index), np.array([index.base_key], dtype=np.uint64)
        self._n_features = n_features
        self._found: dict[int, _Packed] = {}
        self._before = before if before is not None and before.base_key.tolist() == [index.base_key] else None
        known = self._keys[:0] if self._before is None else self._before.course_keys
        self._row_of = places_of(self._keys, known)
        is_known = np.zeros(len(self._keys), dtype=np.bool_)
        is_known[self._row_of[self._row_of >= 0]] = True
        # Where nothing was kept, nobody asks what changed.
        rows = np.flatnonzero(~is_known) if self._before is not None else np.zeros(0, dtype=np.int64)
        place_of = np.full(len(self._keys), -1, dtype=np.int32)
        place_of[rows] = np.arange(len(rows))
        self.changed = Changed(rows, index.words.only(place_of, len(rows)), index.phrases.only(place_of, len(rows)))
        self._place_of: dict[int, int] = {}
        if self._before is not None:
            old = self._before
            self._place_of = {key: place for place, key in enumerate(old.goal_keys.tolist())}
            n_columns = np.array([int(columns).bit_count() for columns in old.columns.tolist()], dtype=np.int64)
            self._starts = [
                np.cumsum(np.concatenate(([0], sizes))) for sizes in (old.n_rows, old.n_rows * n_columns, old.n_floors)
            ]

    def of(self, key: int, n_concepts: int) -> Pool | None:
        """What was kept of a goal for the courses that are as they were; None where nothing was."""
        if self._before is None or key not in self._place_of:
            return None
        old, goal = self._before, self._place_of[key]
        of_rows, of_numbers, of_floors = (slice(starts[goal], starts[goal + 1]) for starts in self._starts)
        rows, numbers, floors = old.rows[of_rows], old.numbers[of_numbers], old.floors[of_floors]
        is_scored = rows >= 0
        today = self._row_of[np.where(is_scored, rows, -1 - rows)]
        n_found = n_concepts + 4
        every = np.zeros((n_found + self._n_features, len(rows)))
        columns = int(old.columns[goal])
        kept = [place for place in range(len(every)) if columns >> place & 1]
        every[kept] = numbers.reshape(len(kept), len(rows)) * VALUE_STEP
        every[n_found:, ~is_scored] = np.nan
        order = np.argsort(today)
        order = order[today[order] >= 0]
        every = every[:, order]
        return Pool(key, today[order], every[:n_found], np.asarray(floors), every[n_found:], int(old.towards[goal]))

    def note(self, pool: Pool, near: Ints | None) -> None:
        """Keep a pool, with its features, for the next night."""
        if pool.values is not None and len(pool.found) + len(pool.values) <= MAX_COLUMNS:
            self._found[pool.key] = _packed(pool.trimmed(near))

    def handed_over(self) -> Noted:
        """What was noted since the last time, for the pools of another process; these forget it."""
        noted = Noted(self._found, self.n_scored)
        self._found, self.n_scored = {}, 0
        return noted

    def take_over(self, noted: Noted) -> None:
        """Note what was noted elsewhere."""
        self._found |= noted.found
        self.n_scored += noted.n_scored

    def kept(self) -> KeptPools:
        """What to keep: the pools of today."""
        pools = self._found.values()
        return KeptPools(
            course_keys=self._keys,
            base_key=self._base_key,
            goal_keys=np.array(list(self._found), dtype=np.uint64),
            towards=np.array([pool.towards for pool in pools], dtype=np.uint64),
            n_floors=np.array([len(pool.floors) for pool in pools], dtype=np.int64),
            floors=np.concatenate([np.zeros(0), *(pool.floors for pool in pools)]),
            n_rows=np.array([len(pool.rows) for pool in pools], dtype=np.int64),
            rows=np.concatenate([np.zeros(0, dtype=np.int32), *(pool.rows for pool in pools)]),
            columns=np.array([pool.columns for pool in pools], dtype=np.uint64),
            numbers=np.concatenate([np.zeros(0, dtype=np.int32), *(pool.numbers for pool in pools)]),
        )


def lists(found: Floats) -> list[Floats]:
    """The values by which courses are found: words and phrases together, and the words of each concept."""
    return [found[WORDS] * LESSER["words"] + found[PHRASES] * LESSER["phrases"], *found[PHRASES + 1 : MEANING]]


def row_keys(index: Index) -> Keys:
    """Hashes of all that decides what each course has of a feature."""
    languages = np.array([key_of(repr(language).encode()) for language in index.languages], dtype=np.uint64)
    keys = mixed(index.course_keys) ^ mixed(languages[index.language_of] if len(languages) else index.course_keys)
    return mixed(keys ^ index.dense.keys()) if index.dense is not None else keys


def vector_key(vectors: Vectors) -> int:
    """A hash of vectors, never 0."""
    return key_of(vectors.tobytes()) or 1


def goal_key(goal: ReadGoal, language: str | None, weights: object, salt: bytes) -> int:
    """A hash of all that decides what is found for a goal, but for the courses and what people decided; never 0."""
    hashed = blake2b(digest_size=8, key=salt[:64])
    said = [[_told(query) for query in queries] for queries in (goal.queries, goal.named)]
    hashed.update(repr((said, goal.language, goal.level, language, weights)).encode("utf-8", "surrogatepass"))
    for query in (*goal.queries, *goal.named):
        hashed.update(query.grams.tobytes() + query.gram_weights.tobytes())
    for vectors in (goal.spoken, goal.meant):
        hashed.update(b"" if vectors is None else repr(vectors.shape).encode() + vectors.tobytes())
    return int.from_bytes(hashed.digest()) or 1


def _told(query: Query) -> Sequence[object]:
    terms = [(term.word, term.key >= 0, term.rarity) for term in query.terms]
    pairs = [(read, query.pair_rarities[key]) for key, read in query.pairs.items()]
    return query.said, terms, pairs, len(query.grams), bool(query.unsure)


@dataclass(frozen=True)
class _Packed:
    """A pool as `KeptPools` holds it."""

    towards: int
    floors: Floats
    rows: NDArray[np.int32]
    columns: int
    numbers: NDArray[np.int32]


def _packed(pool: Pool) -> _Packed:
    assert pool.values is not None
    is_scored = ~np.isnan(pool.values[0])
    every = np.vstack((pool.found, np.where(is_scored, pool.values, 0.0)))
    numbers = np.rint(every / VALUE_STEP).astype(np.int32)
    kept = np.flatnonzero(numbers.any(axis=1))
    rows = np.where(is_scored, pool.rows, -1 - pool.rows).astype(np.int32)
    columns = sum(1 << place for place in kept.tolist())
    return _Packed(pool.towards, pool.floors, rows, columns, numbers[kept].reshape(-1))
