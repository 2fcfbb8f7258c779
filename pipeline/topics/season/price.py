"""What a circle in each cell would be worth at the prices of what circles compete for.

A row that several cells share (people, rooms, facilitators, totals) has a price: what one more of it would be worth.
At any prices of 0 and more no season is worth more than what all of these rows hold is worth, and each cell beside it
that is worth anything at these prices (Lagrange). A cell that is worth less than nothing lowers this bound by as much
in every season that runs it. So most cells never have to be looked at by the solver, however large the library.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.topics.season.program import Program, Terms

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Priced:
    """What no season is worth more than, and what each cell adds to it or would take from it."""

    bound: float
    cells: Numbers


class Prices:
    """The rows that cells share and what the cells hold, ready to be priced again and again."""

    def __init__(self, program: Program, worth: Terms, *, is_sized: bool) -> None:
        self._worth = np.array([worth.get(v, 0) for v in range(len(program.most))], float)
        self._most = np.array(program.most, float)
        self._program = program
        self._min_size = program.problem.limits.min_size if is_sized else 0
        shared = program.rows[program.n_own_rows :]
        self._row = np.repeat(np.arange(len(shared)), [len(row.terms) for row in shared])
        self._variable = np.array([v for row in shared for v in row.terms], np.int64)
        self._factor = np.array([c for row in shared for c in row.terms.values()], float)
        self._at_most = np.array([np.inf if row.most is None else row.most for row in shared], float)
        self._at_least = np.array([-np.inf if row.least is None else row.least for row in shared], float)
        self._alone = np.ones(len(program.most), bool)
        self._of_cell: list[_Held] = []
        for n, cell in enumerate(program.cells.cells):
            held = _Held(
                program.circle[n],
                [program.room[n, kind] for kind in cell.kinds],
                [program.cells.kinds[kind].places for kind in cell.kinds],
                np.array([program.leader[n, each] for each in cell.facilitators]),
                np.array([program.people[n, group] for group in cell.groups]),
            )
            self._of_cell.append(held)
            for variables in ([held.circle], held.rooms, held.leaders, held.people):
                self._alone[variables] = False

    def price(self, duals: Numbers) -> Priced:
        """Price every cell; `duals` are by row of the program, as HiGHS gives them for what is made large."""
        z = duals[self._program.n_own_rows :]
        z = np.where((z > 0) & np.isinf(self._at_most), 0.0, z)
        z = np.where((z < 0) & np.isinf(self._at_least), 0.0, z)
        limit = np.where(z > 0, self._at_most, np.where(z < 0, self._at_least, 0.0))
        paid = np.bincount(self._variable, weights=self._factor * z[self._row], minlength=len(self._worth))
        left = (self._worth - paid).astype(np.float64)
        cells = np.array([self._value(held, left) for held in self._of_cell])
        alone = np.maximum(left[self._alone], 0.0) @ self._most[self._alone]
        return Priced(float(z @ limit + alone + np.maximum(cells, 0.0).sum()), cells)

    def _value(self, held: _Held, left: Numbers) -> float:
        """The most that a circle in a cell is worth: its best room, facilitator and people."""
        size = self._program.problem.limits.max_size
        order = np.argsort(-left[held.people], kind="stable")
        people = held.people[order]
        each = np.repeat(left[people], self._most[people].astype(np.int64))[:size]
        total = np.concatenate([[0.0], np.cumsum(each)])
        best = max(
            left[room] + total[min(self._min_size, len(each)) : places + 1].max()
            for room, places in zip(held.rooms, held.places, strict=True)
        )
        return float(left[held.circle] + best + left[held.leaders].max())


@dataclass(frozen=True, slots=True)
class _Held:
    """The variables of a cell."""

    circle: int
    rooms: list[int]
    places: list[int]
    leaders: NDArray[np.int64]
    people: NDArray[np.int64]
