"""Solves a season with HiGHS: the same answer for the same input at every load, with the gap where it is not proved.

One thread, a fixed seed and limits on size, nodes and gaps rather than time. A small season is searched as a whole. A
large one (500 people, 60 topics) takes three steps:

1. The relaxation, with circles in fractions: what no season can be worth more than. It starts with few cells and takes
   in those that are worth something at the prices it gives (`price.py`); of 1,000 cells some 150 come in.
2. The best plan in the cells that the relaxation uses most.
3. The best plan in all cells that a better one could use: the others would lower the bound below the plan of step 2.
   Where too much is left, the plan of step 2 stays, with its gap.

People take part in fractions while circles, rooms and facilitators are chosen, which changes nothing: with these
chosen, seats are a flow, and the best flow is whole. Where seats are more than a flow (a budget of hours, several
circles a person) they are whole from the start. Why HiGHS, with figures: docs/decisions/0016, and what takes
the time: docs/season.md.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from pipeline.topics.season.price import Priced, Prices
from pipeline.topics.season.program import Program, Terms

SMALL = 2_000
"""Variables up to which all of them are searched at once."""
WORK = 2_000_000
"""Nodes of a search times the square of its variables: a node of a large season takes seconds (2026-11)."""
MAX_NODES = 400
NEAR, CLOSE = 0.005, 0.002
"""How far from the best steps 2 and 3 may stop, as a share: the last half per cent took most of the time (2026-11)."""
MAX_USED = 1_300
"""Variables that step 2 takes on, about: with 2,000 the solver cut for 10 s before it had a plan (2026-11)."""
MAX_OPEN = 4_500
"""Variables that step 3 takes on; with 15,000 it took minutes (2026-11)."""
MORE_CELLS, MAX_ROUNDS = 60, 30
"""Cells that a round of prices adds at most; three to five rounds are usual (2026-11)."""
SEED = 1
USED = 1e-3
"""The share of a circle from which a cell counts as used: without crossover nothing is quite 0."""
Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Solved:
    """Values by variable, and what no solution can be worth more than."""

    values: list[int]
    bound: int


class SearchEndedError(Exception):
    """The limits of the search ended it before any values were found; that there are none is not proved."""


@dataclass(frozen=True, slots=True)
class _Found:
    values: Numbers
    worth: float
    bound: float


def solve(program: Program, worth: Terms, *, whole: Iterable[int], is_sized: bool = True) -> Solved | None:
    """Values that are worth most, all of them whole; None where no values keep all rows.

    Args:
        program: variables and rows; at least one variable unless there are no rows.
        worth: what each variable is worth; whole numbers.
        whole: variables of seats that have to be whole while circles are chosen.
        is_sized: whether no circle may be smaller than the limit says.

    Raises:
        SearchEndedError: none were found within the limits of the search.
    """
    n = len(program.most)
    if not n:
        return None if program.rows else Solved([], 0)
    step = max(1, math.gcd(*worth.values()))  # every solution is worth a multiple of it
    seats = frozenset(program.people.values()) - frozenset(whole)
    solver = _solver(program, worth, step)
    search = _Search(program, solver, step, frozenset(range(n)) - seats)
    if n <= SMALL:
        best = search.among(np.ones(len(program.circle), bool), math.inf, gap=0.0)
    else:
        best = search.by_prices(Prices(program, worth, is_sized=is_sized))
    if best is None:
        return None
    if best.worth == -math.inf:
        raise SearchEndedError
    values = [round(value) for value in best.values]
    bound = step * math.floor((best.bound + 0.5) / step)
    return Solved(_whole_seats(program, solver, values) if seats else values, bound)


class _Search:
    """A program in HiGHS, and where its cells are."""

    def __init__(self, program: Program, solver: highspy.Highs, step: int, whole: frozenset[int]) -> None:
        self._program, self._solver, self._step = program, solver, step
        self._whole = np.array(sorted(whole), np.int32)
        self._most = np.array(program.most, float)
        self._cell = np.full(len(program.most), len(program.circle))
        for cell, circle in program.circle.items():
            self._cell[circle] = cell
        for variables in (program.room, program.leader, program.people):
            for (cell, _), variable in variables.items():
                self._cell[variable] = cell

    def by_prices(self, prices: Prices) -> _Found | None:
        """The best solution, where the program is large: see above."""
        relaxed = self._relaxed(prices)
        if relaxed is None:
            return None
        used, priced = relaxed
        top, cells = priced.bound, priced.cells
        best = self.among(used, top, gap=NEAR)
        floor = -math.inf if best is None else best.worth + self._step - 0.5
        if top < floor:
            return best and _Found(best.values, best.worth, best.worth)
        is_open = (cells + top >= floor) | used
        if best is not None and self._n_open(is_open) > MAX_OPEN:
            return _Found(best.values, best.worth, top)
        other = self.among(is_open, top, gap=CLOSE, start=best)
        if other is None:
            return best and _Found(best.values, best.worth, best.worth)
        if best is None or other.worth >= best.worth:
            return other
        return _Found(best.values, best.worth, max(best.worth, other.bound))

    def _relaxed(self, prices: Prices) -> tuple[NDArray[np.bool_], Priced] | None:
        """The cells that circles in fractions use most, and the lowest bound with its prices; None for no way."""
        solver, n_cells = self._solver, len(self._program.circle)
        inside = np.zeros(n_cells, bool)
        inside[sorted(self._program.locked)] = True
        best = priced = prices.price(np.zeros(len(self._program.rows)))
        for _ in range(MAX_ROUNDS):
            missing = np.where(inside, -math.inf, priced.cells)
            more = np.argsort(-missing, kind="stable")[:MORE_CELLS]
            inside[more[missing[more] > self._step / 2]] = True
            self._bound(inside)
            solver.clearSolver()
            solver.run()
            if solver.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
                return None
            priced = prices.price(np.array(solver.getSolution().row_dual))
            best = min(best, priced, key=lambda each: each.bound)
            if not np.any((priced.cells > self._step / 2) & ~inside):
                break
        self._bound(self._circles() > USED)  # a face of best plans; the simplex finds a corner of it, of fewer cells
        solver.setOptionValue("solver", "simplex")
        solver.run()
        return self._most_used(self._circles()), best

    def _most_used(self, circles: Numbers) -> NDArray[np.bool_]:
        """The cells with most of a circle in them, the more the sooner, and all that locked choices may mean."""
        used = np.zeros(len(circles), bool)
        used[sorted(self._program.locked)] = True
        for cell in np.argsort(-circles, kind="stable"):
            if circles[cell] <= USED or self._n_open(used) > MAX_USED:
                break
            used[cell] = True
        return used

    def among(self, cells: NDArray[np.bool_], top: float, *, gap: float, start: _Found | None = None) -> _Found | None:
        """The best solution in these cells; where the limit of nodes ends the search, the best found."""
        solver, n = self._solver, len(self._most)
        self._bound(cells)
        solver.setOptionValue("solver", "choose")
        solver.changeColsIntegrality(len(self._whole), self._whole, _kinds(len(self._whole)))
        solver.setOptionValue("mip_max_nodes", min(MAX_NODES, max(1, WORK // max(1, self._n_open(cells)) ** 2)))
        solver.setOptionValue("mip_rel_gap", gap)
        solver.setOptionValue("mip_allow_restart", not gap)
        if start is not None:
            solution = highspy.HighsSolution()
            solution.col_value = start.values.tolist()
            solver.setSolution(solution)
        solver.run()
        found = solver.getInfo()
        if found.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            is_none = solver.getModelStatus() == highspy.HighsModelStatus.kInfeasible
            return None if is_none else _Found(np.zeros(n), -math.inf, top)
        values = np.array(solver.getSolution().col_value)
        worth = found.objective_function_value
        return _Found(values, worth, max(worth, min(top, found.mip_dual_bound)))

    def _circles(self) -> Numbers:
        """How much of a circle the solution has, by cell."""
        values = self._solver.getSolution().col_value
        return np.array([values[circle] for circle in self._program.circle.values()])

    def _bound(self, cells: NDArray[np.bool_]) -> None:
        """Let circles be in these cells only."""
        n = len(self._most)
        most = np.where(np.append(cells, True)[self._cell], self._most, 0.0)
        self._solver.changeColsBounds(n, np.arange(n, dtype=np.int32), np.zeros(n), most)

    def _n_open(self, cells: NDArray[np.bool_]) -> int:
        return int(np.count_nonzero(np.append(cells, True)[self._cell]))


def _whole_seats(program: Program, solver: highspy.Highs, values: list[int]) -> list[int]:
    """Whole seats for the circles, rooms and facilitators of a solution, worth as much."""
    n, numbers = len(values), np.arange(len(values), dtype=np.int32)
    least, most = list(values), list(values)
    for v in program.free:
        least[v], most[v] = 0, program.most[v]
    for (cell, _), v in program.people.items():
        least[v], most[v] = 0, program.most[v] if values[program.circle[cell]] else 0
    solver.changeColsBounds(n, numbers, np.array(least, float), np.array(most, float))
    solver.changeColsIntegrality(n, numbers, _kinds(n))
    solver.run()
    return [round(value) for value in solver.getSolution().col_value]


class _Quiet(highspy.Highs):
    """HiGHS without its banner, which it prints when it is made, past sys.stdout (1.16.0, seen 2026-11)."""

    def enableCallbacks(self) -> None:  # noqa: N802
        """Silence it before the first thing that it does."""
        self.setOptionValue("output_flag", False)  # noqa: FBT003
        super().enableCallbacks()  # type: ignore[no-untyped-call]


def _kinds(n: int) -> NDArray[Any]:
    return np.full(n, highspy.HighsVarType.kInteger)


def _solver(program: Program, worth: Terms, step: int) -> highspy.Highs:
    """The program in HiGHS, every variable in fractions."""
    n = len(program.most)
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = n, len(program.rows)
    model.sense_ = highspy.ObjSense.kMaximize
    model.col_cost_ = np.array([worth.get(v, 0) for v in range(n)], float)
    model.col_lower_, model.col_upper_ = np.zeros(n), np.array(program.most, float)
    model.row_lower_ = np.array([-highspy.kHighsInf if r.least is None else r.least for r in program.rows], float)
    model.row_upper_ = np.array([highspy.kHighsInf if r.most is None else r.most for r in program.rows], float)
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.cumsum([0, *(len(row.terms) for row in program.rows)]).astype(np.int32)
    model.a_matrix_.index_ = np.array([v for row in program.rows for v in row.terms], np.int32)
    model.a_matrix_.value_ = np.array([c for row in program.rows for c in row.terms.values()], float)
    solver = _Quiet()  # type: ignore[no-untyped-call]
    for name, value in (
        ("threads", 1),
        ("random_seed", SEED),
        ("solver", "ipx"),  # the relaxations, without crossover: 1 to 3 s where the simplex takes 2 to 4
        ("run_crossover", "off"),
        ("ipm_optimality_tolerance", 1e-4),
        ("mip_abs_gap", step - 0.5),
    ):
        solver.setOptionValue(name, value)
    solver.passModel(model)
    return solver
