"""Postings of a catalogue that were read once, and what is new or changed since read beside them.

How telling a term is stays as it was when all were read, until they are read anew (`base.py`): so what a course that
did not change has of a term is the same number from night to night.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.match.postings import Floats, Ints, Postings

FIRST = 256
"""Courses that are looked at before all others."""


@dataclass(frozen=True)
class Layered:
    """Answers as `Postings` does, for the courses of today.

    `base` numbers courses as they were read; `row_of` has the row of each of them today, -1 where it is gone or says
    something else, and `base_row_of` the other way round: -1 where it is new. `fresh` has the new ones, rows of today.
    """

    base: Postings
    fresh: Postings
    row_of: NDArray[np.int32]
    base_row_of: Ints

    @property
    def n_courses(self) -> int:
        """How many courses there are today."""
        return len(self.base_row_of)

    def of(self, key: int) -> tuple[NDArray[np.signedinteger], NDArray[np.float32]]:
        """Rows of today and amounts of a term, in no order; empty where no course has it."""
        rows, amounts = self.base.of(key)
        rows = self.row_of[rows]
        stays = rows >= 0
        new_rows, new_amounts = self.fresh.of(key)
        return np.concatenate((rows[stays], new_rows)), np.concatenate((amounts[stays], new_amounts))

    def among(self, key: int, rows: Ints) -> tuple[NDArray[np.signedinteger], NDArray[np.float32]]:
        """Which of some courses have a term, as places in `rows`, in no order, and how much of it."""
        before = self.base_row_of[rows]
        is_old = before >= 0
        if is_old.all():
            return self.base.among(key, before)
        old, new = np.flatnonzero(is_old), np.flatnonzero(~is_old)
        places, amounts = self.base.among(key, before[old])
        new_places, new_amounts = self.fresh.among(key, rows[new])
        return np.concatenate((old[places], new[new_places])), np.concatenate((amounts, new_amounts))

    def amount(self, key: int, row: int) -> float:
        """How much of a term one course has."""
        before = int(self.base_row_of[row])
        return self.base.amount(key, before) if before >= 0 else self.fresh.amount(key, row)

    def n_with(self, key: int) -> int:
        """How many courses have a term today."""
        rows, _ = self.base.of(key)
        return int(np.count_nonzero(self.row_of[rows] >= 0)) + self.fresh.n_with(key)

    def has(self, key: int) -> bool:
        """Whether any course has a term today; nearly always one of the first has it that had it before."""
        rows, _ = self.base.of(key)
        parts = (rows[:FIRST], rows[FIRST:])
        return any(bool((self.row_of[part] >= 0).any()) for part in parts) or self.fresh.has(key)

    def only(self, place_of: NDArray[np.int32], n: int) -> Layered:
        """Those of some n courses; `place_of` numbers them by row of today, -1 for every other course."""
        row_of = np.where(self.row_of < 0, np.int32(-1), place_of[self.row_of])
        base = self.base.only(row_of, n)
        return Layered(base, self.fresh.only(place_of, n), np.arange(n, dtype=np.int32), np.full(n, -1))

    def rarity_of(self, key: int) -> float:
        """How telling a term is, as it was when all courses were read."""
        return self.base.rarity_of(key)

    def rarity_of_each(self, keys: Ints) -> Floats:
        """How telling each of some terms is, as above."""
        return self.base.rarity_of_each(keys)


Terms = Postings | Layered
