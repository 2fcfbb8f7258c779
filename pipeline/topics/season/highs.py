"""Solves a season exactly with HiGHS: the same answer for the same input on every machine and at every load.

One thread, a fixed seed and limits on size and nodes rather than time. Three steps, since a season of 500 people is
large and its relaxation (circles in fractions) is worth hardly more than the best plan:

1. The relaxation: what no season can be worth more than, and by how much each variable would lower that.
2. The best plan in the cells that the relaxation uses: a small program, and mostly the best of all.
3. The best plan in what is left once every variable is shut that would lower the bound below the plan of step 2. Where
   nothing better is there, that plan is proved best. Where too much is left, the plan of step 2 stays, with its gap.

People take part in fractions while circles, rooms and facilitators are chosen, which changes nothing: with these
chosen, seats are a flow, and the best flow is whole. Where seats are more than a flow (a budget of hours, several
circles a person) they are whole from the start. Why HiGHS, with figures: docs/decisions/0016.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from pipeline.topics.season.program import Program, Terms

WORK = 100_000_000
"""Nodes of a search times the square of all variables: a node of a large season takes seconds (2026-11)."""
MAX_NODES = 400
MAX_OPEN = 8_000
"""Variables that step 3 takes on; with 15,000 it took minutes (2026-11)."""
PRIMAL_SIMPLEX, CHOOSE = 4, 0
SEED = 1
TOLERANCE = 1e-6
Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Solved:
    """Values by variable, and what no solution can be worth more than."""

    values: list[int]
    bound: int


@dataclass(frozen=True, slots=True)
class _Found:
    values: Numbers
    worth: float
    bound: float


def solve(program: Program, worth: Terms, *, whole: Iterable[int]) -> Solved | None:
    """Values that are worth most, all of them whole; None where no values keep all rows.

    Args:
        program: variables and rows; at least one variable unless there are no rows.
        worth: what each variable is worth; whole numbers.
        whole: variables of seats that have to be whole while circles are chosen.
    """
    n = len(program.most)
    if not n:
        return None if program.rows else Solved([], 0)
    step = max(1, math.gcd(*worth.values()))  # every solution is worth a multiple of it
    most = np.array(program.most, float)
    solver = _solver(program, worth, step)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    top = solver.getInfo().objective_function_value
    used, lowers = np.array(solver.getSolution().col_value), np.abs(np.array(solver.getSolution().col_dual))
    solver.setOptionValue("presolve", "on")
    solver.setOptionValue("simplex_strategy", CHOOSE)
    seats = frozenset(program.people.values()) - frozenset(whole)
    numbers = np.array([v for v in range(n) if v not in seats], np.int32)
    solver.changeColsIntegrality(len(numbers), numbers, _kinds(len(numbers)))
    best = _search(solver, _only_used(program, used, most), top)
    if best is None or top - best.worth > step - 0.5:
        floor = -math.inf if best is None else best.worth + step - 0.5
        is_shut = (used < TOLERANCE) & (top - lowers < floor)
        is_small = best is None or np.count_nonzero(~is_shut) <= MAX_OPEN
        other = _search(solver, np.where(is_shut, 0.0, most), top) if is_small else _Found(used, -math.inf, top)
        bound = other.bound if other else -math.inf
        if other and (best is None or other.worth > best.worth):
            best = other
        if best is None:
            return None
        best = _Found(best.values, best.worth, max(bound, best.worth))
    values = [round(value) for value in best.values]
    bound = step * math.floor((min(top, best.bound) + 0.5) / step)
    return Solved(_whole_seats(program, solver, values) if seats else values, bound)


def _only_used(program: Program, used: Numbers, most: Numbers) -> Numbers:
    """The most of each variable where circles are in cells only that a relaxation uses."""
    shut = most.copy()
    closed = {cell for cell, circle in program.circle.items() if used[circle] < TOLERANCE}
    for variables in (program.room, program.leader, program.people):
        for (cell, _), variable in variables.items():
            if cell in closed:
                shut[variable] = 0
    for cell in closed:
        shut[program.circle[cell]] = 0
    return shut


def _search(solver: highspy.Highs, most: Numbers, top: float) -> _Found | None:
    """The best solution under these bounds; where the limit of nodes ends the search, the best found."""
    n = len(most)
    solver.changeColsBounds(n, np.arange(n, dtype=np.int32), np.zeros(n), most)
    solver.run()
    found = solver.getInfo()
    if found.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        is_none = solver.getModelStatus() == highspy.HighsModelStatus.kInfeasible
        return None if is_none else _Found(np.zeros(n), -math.inf, top)
    values = np.array(solver.getSolution().col_value)
    return _Found(values, found.objective_function_value, found.mip_dual_bound)


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
        ("presolve", "off"),
        ("simplex_strategy", PRIMAL_SIMPLEX),  # the relaxation starts from no circle: 6 s against 19 s of the dual
        ("mip_rel_gap", 0.0),
        ("mip_abs_gap", step - 0.5),
        ("mip_max_nodes", min(MAX_NODES, max(1, WORK // n**2))),
    ):
        solver.setOptionValue(name, value)
    solver.passModel(model)
    return solver
