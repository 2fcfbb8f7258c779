"""Which courses have a term and how much of it: sorted numpy arrays, so that 250,000 courses fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
MOST_BITS = 63
"""Of a number that is not negative."""


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
        places = having.searchsorted(rows.astype(np.int32))
        has = places < len(having)
        has[has] = having[places[has]] == rows[has]
        return np.flatnonzero(has), amounts[places[has]]

    def amount(self, key: int, row: int) -> float:
        """How much of a term one course has."""
        rows, amounts = self.of(key)
        place = int(rows.searchsorted(row))
        return float(amounts[place]) if place < len(rows) and rows[place] == row else 0.0

    def n_with(self, key: int) -> int:
        """How many courses have a term."""
        return len(self.of(key)[0])

    def has(self, key: int) -> bool:
        """Whether any course has a term."""
        return self.n_with(key) > 0

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
        place = int(self.keys.searchsorted(key))
        return place if place < len(self.keys) and self.keys[place] == key else -1


@dataclass(frozen=True)
class Occurrences:
    """Terms of one field of all courses, each with its row; `amount` (one a course) is what one of them counts."""

    keys: NDArray[np.signedinteger]
    rows: NDArray[np.signedinteger]
    amount: Floats


def collect(fields: Sequence[Occurrences], n_courses: int) -> Postings:
    """Postings from one or two fields; amounts of the same term and row add up, those of the first field ahead.

    Key, row and field are put into one number, since numbers are sorted ten times faster than places by three of them;
    keys that leave no room for it are numbered first.
    """
    shift = max(1, n_courses - 1).bit_length() + 1
    codes = np.concatenate([each.keys for each in fields], dtype=np.int64)
    known = None
    if len(codes) and not 0 <= int(codes.min()) <= int(codes.max()) < 1 << (MOST_BITS - shift):
        known, codes = _numbered(codes)
    codes <<= shift
    codes |= np.concatenate([each.rows << 1 | at for at, each in enumerate(fields)])
    codes.sort()
    rows = (codes & ((1 << shift) - 1)) >> 1
    amounts = np.where(codes & 1, fields[-1].amount[rows], fields[0].amount[rows])
    codes >>= 1
    entries = _first_of_each(codes)
    keys = codes[entries] >> (shift - 1)
    starts = _first_of_each(keys)
    summed = np.add.reduceat(amounts, entries) if len(entries) else np.zeros(0)
    return Postings(
        keys=keys[starts] if known is None else known[keys[starts]],
        starts=np.append(starts, len(keys)).astype(np.int64),
        rows=rows[entries].astype(np.int32),
        amounts=summed.astype(np.float32),
        n_courses=n_courses,
    )


def n_with_each(
    terms: NDArray[np.signedinteger], rows: NDArray[np.signedinteger], n_terms: int, n_courses: int
) -> Ints:
    """How many courses have each of n terms, from single occurrences of terms (0 to n - 1)."""
    shift = max(1, n_courses - 1).bit_length()
    codes = terms.astype(np.int64) << shift
    codes |= rows
    codes.sort()
    return np.bincount(codes[_first_of_each(codes)] >> shift, minlength=n_terms)


def rarity(n_with: Ints | int, n_courses: int) -> Floats:
    """How telling a term is that so many of the courses have: BM25's inverse document frequency, never negative."""
    return np.log1p((n_courses - np.asarray(n_with) + 0.5) / (np.asarray(n_with) + 0.5))


def _first_of_each(ordered: Ints) -> Ints:
    """Where in ordered numbers each different one begins."""
    is_new = np.ones(len(ordered), dtype=np.bool_)
    is_new[1:] = ordered[1:] != ordered[:-1]
    return np.flatnonzero(is_new)


def _numbered(keys: Ints) -> tuple[Ints, Ints]:
    """All different keys, ascending, and for each key its place among them."""
    order = np.argsort(keys)
    first = _first_of_each(keys[order])
    places = np.empty(len(keys), dtype=np.int64)
    places[order] = np.repeat(np.arange(len(first)), np.diff(np.append(first, len(keys))))
    return keys[order[first]], places
