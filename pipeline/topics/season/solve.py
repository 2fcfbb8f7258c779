"""Solves a season exactly with HiGHS: the same answer for the same input on every machine and at every load.

One thread, a fixed seed and a limit on nodes rather than time. People who are alike for the program take part in
fractions while circles, rooms and facilitators are chosen, which changes nothing: with these chosen, seats are a flow,
and the best flow is whole. Where seats are more than a flow (a budget of hours, several circles a person) they are
whole from the start. Presolve stays off: docs/decisions/0013.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from pipeline.topics.season.problem import Problem
from pipeline.topics.season.program import Program, Terms, build
from pipeline.topics.season.result import Circle, Clash, Plan

WORK = 200_000
"""Variables times nodes that are looked at for a better season, so that a large one takes seconds, too (2026-11)."""
MAX_NODES = 400
SEED = 1


@dataclass(frozen=True, slots=True)
class Solved:
    """Values by variable, and what no solution can be worth more than."""

    values: list[int]
    bound: float


def plan_season(problem: Problem) -> Plan | Clash:
    """The best season under all limits, or which of them the locked choices clash with.

    The order of what is known does not matter. Where the limit of nodes ends the search, the plan tells the gap.

    Raises:
        ValueError: a choice names what it cannot name.
    """
    _check(problem)
    program = build(problem)
    if any(not row.terms for row in program.rows if row.limit and row.limit[0] == "lock"):
        return _clash(problem)
    solved = solve(program, program.worth, whole=whole_seats(program))
    if solved is None:
        return _clash(problem)
    circles = _circles(program, solved.values)
    worth = sum(c * solved.values[v] for v, c in program.worth.items())
    bound = int(np.floor(solved.bound + 0.5))  # every season is worth a whole number of minutes
    return Plan(circles=circles, worth=worth, bound=max(worth, bound))


def solve(program: Program, worth: Terms, *, whole: Iterable[int]) -> Solved | None:
    """Values that are worth most, all of them whole; None where no values keep all rows.

    Variables of seats that are not in `whole` may be fractions until all others are settled.
    """
    n = len(program.most)
    if not n:
        return None if program.rows else Solved([], 0.0)
    seats = frozenset(program.people.values()) - frozenset(whole)
    solver = _solver(program, worth, min(MAX_NODES, max(5, WORK // n)))
    whole_numbers = np.array([v for v in range(n) if v not in seats], np.int32)
    solver.changeColsIntegrality(len(whole_numbers), whole_numbers, _kinds(len(whole_numbers)))
    solver.run()
    found = solver.getInfo()
    if found.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return None
    values = [round(value) for value in solver.getSolution().col_value]
    return Solved(_whole_seats(program, solver, values) if seats else values, found.mip_dual_bound)


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
    solver.setOptionValue("presolve", "on")
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


def _solver(program: Program, worth: Terms, max_nodes: int) -> highspy.Highs:
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
        ("mip_rel_gap", 0.0),
        ("mip_abs_gap", 0.5),
        ("mip_max_nodes", max_nodes),
    ):
        solver.setOptionValue(name, value)
    solver.passModel(model)
    return solver


def whole_seats(program: Program) -> Iterable[int]:
    """Seats that have to be whole from the start: those that are more than a flow."""
    limits = program.problem.limits
    if limits.max_circles_per_person > 1 or limits.max_staff_minutes is not None:
        return program.people.values()
    leaders = {each.ref for each in program.problem.facilitators}
    groups = program.cells.groups
    return [variable for (_, group), variable in program.people.items() if groups[group].refs[0] in leaders]


def _circles(program: Program, values: list[int]) -> tuple[Circle, ...]:
    """Circles with named rooms and people, by slot, then topic."""
    cells = program.cells
    people: dict[int, list[str]] = {n: [] for n, variable in program.circle.items() if values[variable]}
    seated: dict[int, int] = {}
    for (n, group), variable in program.people.items():
        if not values[variable]:
            continue
        start = seated.get(group, 0) % cells.groups[group].size
        people[n] += cells.groups[group].refs[start : start + values[variable]]
        seated[group] = start + values[variable]
    rooms = {n: kind for (n, kind), variable in program.room.items() if values[variable]}
    leaders = {n: leader for (n, leader), variable in program.leader.items() if values[variable]}
    taken: dict[tuple[int, object], int] = {}
    circles = []
    for n in people:
        cell, kind = cells.cells[n], rooms[n]
        number = taken.get((kind, cell.slot), 0)
        taken[kind, cell.slot] = number + 1
        room = cells.kinds[kind].free(cell.slot)[number]
        circles.append(
            Circle(
                topic_id=cell.theme.topic_id,
                slot=cell.slot,
                room=room.name,
                branch=room.branch,
                facilitator=cells.facilitators[leaders[n]].ref,
                people=frozenset(people[n]),
            )
        )
    return tuple(sorted(circles, key=lambda circle: (circle.slot, circle.branch, circle.room)))


def _check(problem: Problem) -> None:
    for choice in problem.forbidden:
        if choice.facilitator is not None and (choice.branch is not None or choice.room is not None):
            raise ValueError(f"forbidden: {choice.words} names a facilitator and a place; name one of the two")


def _clash(problem: Problem) -> Clash:
    from pipeline.topics.season.relax import relaxations

    return Clash(relaxations=relaxations(problem))
