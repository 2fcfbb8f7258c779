"""The season as an integer program: whole variables, rows of limits, and what a season is worth."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from pipeline.topics.season.cells import Cells, find_cells
from pipeline.topics.season.problem import Problem, facilitator_minutes, facilitator_weekly_minutes

Terms = dict[int, int]
"""Coefficients by variable."""
IMPLIED = "implied"
"""The limit of a row that follows from others for whole values, and makes those in fractions worth less."""


@dataclass(frozen=True, slots=True)
class Row:
    """Sum of terms at most `most` and at least `least`; `limit` names what a person would call it, where one would."""

    terms: Terms
    least: int | None
    most: int | None
    limit: tuple[str, ...] | None = None


@dataclass
class Program:
    """Variables are numbered from 0 and reach from 0 to `most`; the worth is what is made as large as possible."""

    problem: Problem
    cells: Cells
    most: list[int] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    worth: Terms = field(default_factory=dict)
    circle: dict[int, int] = field(default_factory=dict)
    """By cell: whether there is a circle."""
    room: dict[tuple[int, int], int] = field(default_factory=dict)
    """By cell and kind of room: whether the circle is in such a room."""
    leader: dict[tuple[int, int], int] = field(default_factory=dict)
    """By cell and facilitator."""
    people: dict[tuple[int, int], int] = field(default_factory=dict)
    """By cell and group: how many of the group take part."""
    n_own_rows: int = 0
    """The first rows are about one cell each, the others about what cells share."""
    locked: set[int] = field(default_factory=set)
    """Cells that a locked choice may mean."""
    free: list[int] = field(default_factory=list)
    """What only counts what the others do: it follows from them."""

    def variable(self, most: int) -> int:
        """A new whole variable from 0 to `most`."""
        self.most.append(most)
        return len(self.most) - 1

    def row(
        self,
        terms: Terms,
        *,
        least: int | None = None,
        most: int | None = None,
        limit: tuple[str, ...] | None = None,
    ) -> None:
        """Add a row, unless nothing in it can break it."""
        can_exceed = most is not None and sum(c * self.most[v] for v, c in terms.items() if c > 0) > most
        can_miss = least is not None and sum(c * self.most[v] for v, c in terms.items() if c < 0) < least
        if can_exceed or can_miss:
            self.rows.append(Row(terms, least if can_miss else None, most if can_exceed else None, limit))


def build(problem: Problem) -> Program:
    """The program of a season."""
    program = Program(problem, find_cells(problem))
    _circles(program)
    program.n_own_rows = len(program.rows)
    _rooms(program)
    _facilitators(program)
    _people(program)
    _totals(program)
    _locks(program)
    _fairness(program)
    return program


def _circles(program: Program) -> None:
    """A circle has one room, one facilitator, and people within its sizes."""
    limits, cells = program.problem.limits, program.cells
    for n, cell in enumerate(cells.cells):
        circle = program.circle[n] = program.variable(1)
        program.worth[circle] = -facilitator_minutes(cell.theme, limits)
        rooms: Terms = {}
        places: Terms = {}
        for kind in cell.kinds:
            room = program.room[n, kind] = program.variable(1)
            rooms[room] = 1
            places[room] = -cells.kinds[kind].places
        leaders: Terms = {}
        for facilitator in cell.facilitators:
            leaders[program.leader.setdefault((n, facilitator), program.variable(1))] = 1
        taking_part: Terms = {}
        for group in cell.groups:
            most = min(cells.groups[group].size, limits.max_size)
            person = program.people[n, group] = program.variable(most)
            taking_part[person] = 1
            program.worth[person] = limits.worth_minutes - cell.theme.participant_minutes
            program.row({person: 1, circle: -most}, most=0)
        program.row(rooms | {circle: -1}, least=0, most=0)
        program.row(leaders | {circle: -1}, least=0, most=0)
        program.row(taking_part | places, most=0)
        for survey, most in (cell.places or {}).items():
            of_it = {program.people[n, group]: 1 for group in cell.groups if cells.groups[group].survey == survey}
            program.row(of_it | {circle: -most}, most=0)
        program.row(taking_part | {circle: -limits.min_size}, least=0, limit=("size", cell.theme.topic_id))


def _rooms(program: Program) -> None:
    """A room holds one circle a slot."""
    held: dict[tuple[int, object], Terms] = defaultdict(dict)
    for (n, kind), variable in program.room.items():
        held[kind, program.cells.cells[n].slot][variable] = 1
    for (kind, slot), terms in held.items():
        free = program.cells.kinds[kind].free(slot)  # type: ignore[arg-type]
        program.row(terms, most=len(free))


def _facilitators(program: Program) -> None:
    """A facilitator leads one circle a slot, and no more than offered."""
    limits, cells = program.problem.limits, program.cells
    in_slot: dict[tuple[int, object], Terms] = defaultdict(dict)
    led: dict[int, dict[int, int]] = defaultdict(dict)
    for (n, facilitator), variable in program.leader.items():
        in_slot[facilitator, cells.cells[n].slot][variable] = 1
        led[facilitator][variable] = facilitator_weekly_minutes(cells.cells[n].theme, limits)
    for terms in in_slot.values():
        program.row(terms, most=1)
    for number, weekly in led.items():
        who = cells.facilitators[number]
        all_led = dict.fromkeys(weekly, 1)
        program.row(all_led, most=who.max_circles, limit=("facilitator_circles", who.ref))
        program.row(weekly, most=who.weekly_minutes, limit=("facilitator_hours", who.ref))
        program.row(all_led, most=who.weekly_minutes // min(weekly.values()), limit=(IMPLIED,))


def _people(program: Program) -> None:
    """Nobody is in two circles of a slot or a topic, nor in more circles or hours than one person gives."""
    limits, cells = program.problem.limits, program.cells
    leads: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for (n, facilitator), variable in program.leader.items():
        leads[cells.facilitators[facilitator].ref].append((n, variable))
    parts: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for (n, part), variable in program.people.items():
        parts[part].append((n, variable))
    for number, group in enumerate(cells.groups):
        mine, led = parts[number], leads.pop(group.refs[0], [])
        _one_at_a_time(program, group.size, mine, led)
        in_all = {variable: 1 for _, variable in mine}
        program.row(in_all, most=group.size * limits.max_circles_per_person)
        _minutes(program, group.refs[0], mine, led, group.size)
    for ref, led in leads.items():
        _minutes(program, ref, [], led, 1)


def _one_at_a_time(program: Program, size: int, mine: list[tuple[int, int]], led: list[tuple[int, int]]) -> None:
    """In a slot one circle, led or not; in a topic one to take part in, and none to lead beside it."""
    cells = program.cells.cells
    is_once = program.problem.limits.max_circles_per_person == 1  # then once in all is said for everyone, in _people
    in_slot: dict[object, Terms] = defaultdict(dict)
    of_topic: dict[object, Terms] = defaultdict(dict)
    for n, variable in mine:
        in_slot[cells[n].slot][variable] = 1
        of_topic[cells[n].theme.topic_id][variable] = 1
    led_in_slot: dict[object, Terms] = defaultdict(dict)
    led_of_topic: dict[object, dict[object, Terms]] = defaultdict(lambda: defaultdict(dict))
    for n, variable in led:  # of the circles of one slot at most one is led, so that one row holds for all of them
        led_in_slot[cells[n].slot][variable] = 1
        led_of_topic[cells[n].theme.topic_id][cells[n].slot][variable] = 1
    for slot, terms in in_slot.items():
        if slot in led_in_slot:
            program.row(terms | led_in_slot[slot], most=1)
        elif not is_once:
            program.row(terms, most=size)
    for topic, terms in of_topic.items():
        for leading in led_of_topic[topic].values():
            program.row(terms | leading, most=1)
        if not led_of_topic[topic] and not is_once:
            program.row(terms, most=size)


def _minutes(program: Program, ref: str, mine: list[tuple[int, int]], led: list[tuple[int, int]], size: int) -> None:
    """What one person gives in a season, where that is more than one cell, each of which is short enough."""
    limits, cells = program.problem.limits, program.cells.cells
    if limits.max_minutes_per_person is None or size > 1 or (not led and limits.max_circles_per_person == 1):
        return
    spent = {variable: cells[n].theme.participant_minutes for n, variable in mine}
    spent |= {variable: facilitator_minutes(cells[n].theme, limits) for n, variable in led}
    program.row(spent, most=limits.max_minutes_per_person, limit=("person_hours", ref))


def _totals(program: Program) -> None:
    """Circles in all and of a topic, and staff time in all."""
    limits, cells = program.problem.limits, program.cells.cells
    program.row(dict.fromkeys(program.circle.values(), 1), most=limits.max_circles, limit=("circles",))
    of_topic: dict[str, Terms] = defaultdict(dict)
    spent: Terms = {}
    for n, variable in program.circle.items():
        of_topic[cells[n].theme.topic_id][variable] = 1
        spent[variable] = facilitator_minutes(cells[n].theme, limits)
    for topic_id, terms in of_topic.items():
        program.row(terms, most=limits.max_circles_per_topic, limit=("topic_circles", topic_id))
    if limits.max_staff_minutes is not None:
        spent |= {variable: cells[n].theme.participant_minutes for (n, _), variable in program.people.items()}
        program.row(spent, most=limits.max_staff_minutes, limit=("staff_hours",))


def _locks(program: Program) -> None:
    """Of what a locked choice means, at least one circle is there."""
    cells = program.cells
    for number, lock in enumerate(program.problem.locked):
        meant: Terms = {}
        for n, cell in enumerate(cells.cells):
            if not lock.allows(cell.theme.topic_id, cell.slot):
                continue
            rooms = [program.room[n, kind] for kind in cell.kinds if lock.allows_room(cells.kinds[kind].rooms[0])]
            leaders = [
                program.leader[n, each]
                for each in cell.facilitators
                if lock.allows_facilitator(cells.facilitators[each].ref)
            ]
            if rooms and leaders:
                meant[_both(program, rooms, leaders)] = 1
                program.locked.add(n)
        program.rows.append(Row(meant, 1, None, ("lock", str(number))))


def _both(program: Program, rooms: Iterable[int], leaders: Iterable[int]) -> int:
    """A variable that is 1 only where the circle is in one of these rooms and led by one of these people."""
    both = program.variable(1)
    program.row({both: 1, **dict.fromkeys(rooms, -1)}, most=0)
    program.row({both: 1, **dict.fromkeys(leaders, -1)}, most=0)
    return both


def _fairness(program: Program) -> None:
    """Places of a branch beyond its share of the demand count less."""
    limits, cells = program.problem.limits, program.cells
    off = round(limits.fairness * limits.worth_minutes)
    if not off:
        return
    wanting: dict[str, int] = defaultdict(int)
    for person in program.problem.people:
        if person.branch is not None and person.wants:
            wanting[person.branch] += 1
    places = limits.max_circles * limits.max_size
    taken: dict[str, Terms] = defaultdict(dict)
    for (n, group), variable in program.people.items():
        branch, weighed = cells.groups[group].branch, cells.cells[n].branches
        if branch is not None and (weighed is None or (cells.groups[group].survey, branch) in weighed):
            taken[branch][variable] = 1
    for branch, terms in sorted(taken.items()):
        share = -(-places * wanting[branch] // sum(wanting.values()))
        beyond = program.variable(sum(program.most[variable] for variable in terms))
        program.free.append(beyond)
        program.worth[beyond] = -off
        program.row({**terms, beyond: -1}, most=share)
