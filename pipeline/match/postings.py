"""Which courses have a term and how much of it: sorted numpy arrays, so that 250,000 courses fit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Postings:
    """For every term (a 64-bit key) the courses that have it, by row, and an amount for each.

    `keys` (terms, ascending), `starts` (terms + 1: where each term's rows begin), `rows` and `amounts` (entries; rows
    ascending within a term), `n_courses`.
    """

    keys: Ints
    starts: Ints
    rows: NDArray[np.int32]
    amounts: NDArray[np.float32]
    n_courses: int

    def of(self, key: int) -> tuple[NDArray[np.signedinteger], NDArray[np.float32]]:
        """Rows and amounts of a term; empty where no course has it."""
        place = self._place(key)
        begin, end = (self.starts[place], self.starts[place + 1]) if place >= 0 else (0, 0)
        return self.rows[begin:end], self.amounts[begin:end]

    def among(self, key: int, rows: Ints) -> tuple[NDArray[np.signedinteger], NDArray[np.float32]]:
        """Which of some courses have a term, as places in `rows`, and how much of it."""
        having, amounts = self.of(key)
        places = np.searchsorted(having, rows.astype(np.int32))
        has = places < len(having)
        has[has] = having[places[has]] == rows[has]
        return np.flatnonzero(has), amounts[places[has]]

    def amount(self, key: int, row: int) -> float:
        """How much of a term one course has."""
        rows, amounts = self.of(key)
        place = int(np.searchsorted(rows, row))
        return float(amounts[place]) if place < len(rows) and rows[place] == row else 0.0

    def n_with(self, key: int) -> int:
        """How many courses have a term."""
        return len(self.of(key)[0])

    def rarity_of(self, key: int) -> float:
        """How telling a term is."""
        return float(rarity(self.n_with(key), self.n_courses))

    def rarity_of_each(self, keys: Ints) -> Floats:
        """How telling each of some terms is, whether any course has it or not."""
        return rarity(self._n_with_each_of(keys), self.n_courses)

    @property
    def n_with_each(self) -> Ints:
        """How many courses have each term of `keys`."""
        return np.diff(self.starts)

    def only(self, place_of: NDArray[np.int32], n: int) -> Postings:
        """Those of some n courses; `place_of` numbers them by row, -1 for every other course."""
        places = place_of[self.rows]
        entries = np.flatnonzero(places >= 0)
        starts = np.searchsorted(entries, self.starts)
        return Postings(self.keys, starts, places[entries], self.amounts[entries], n)

    def _n_with_each_of(self, keys: Ints) -> Ints:
        if not len(self.keys):
            return np.zeros(len(keys), dtype=np.int64)
        places = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        return np.where(self.keys[places] == keys, self.starts[places + 1] - self.starts[places], 0)

    def _place(self, key: int) -> int:
        place = int(np.searchsorted(self.keys, key))
        return place if place < len(self.keys) and self.keys[place] == key else -1


def collect(keys: Ints, rows: Ints, amounts: Floats, n_courses: int) -> Postings:
    """Postings from single occurrences (three arrays of the same length); amounts of the same term and row add up."""
    order = np.lexsort((rows, keys))
    keys, rows, amounts = keys[order], rows[order], amounts[order]
    is_new = np.ones(len(keys), dtype=bool)
    is_new[1:] = (keys[1:] != keys[:-1]) | (rows[1:] != rows[:-1])
    entries = np.flatnonzero(is_new)
    summed = np.add.reduceat(amounts, entries) if len(entries) else np.zeros(0)
    terms, starts = np.unique(keys[entries], return_index=True)
    return Postings(
        keys=terms,
        starts=np.append(starts, len(entries)).astype(np.int64),
        rows=rows[entries].astype(np.int32),
        amounts=summed.astype(np.float32),
        n_courses=n_courses,
    )


def rarity(n_with: Ints | int, n_courses: int) -> Floats:
    """How telling a term is that so many of the courses have: BM25's inverse document frequency, never negative."""
    return np.log1p((n_courses - np.asarray(n_with) + 0.5) / (np.asarray(n_with) + 0.5))
