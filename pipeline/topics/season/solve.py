"""The best season under all limits, with named rooms and people."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.topics.season.highs import SearchEndedError, solve
from pipeline.topics.season.problem import Problem
from pipeline.topics.season.program import Program, build
from pipeline.topics.season.result import Circle, Clash, Plan


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
    try:
        solved = solve(program, program.worth, whole=whole_seats(program))
    except SearchEndedError:
        return Clash(relaxations=(), is_proved=False)
    if solved is None:
        return _clash(problem)
    circles = _circles(program, solved.values)
    worth = sum(c * solved.values[v] for v, c in program.worth.items())
    return Plan(circles=circles, worth=worth, bound=max(worth, solved.bound))


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
            raise ValueError(
                f"forbidden: {choice.words(problem.titles)} names a facilitator and a place; name one of the two"
            )


def _clash(problem: Problem) -> Clash:
    from pipeline.topics.season.relax import relaxations

    return Clash(relaxations=relaxations(problem))
