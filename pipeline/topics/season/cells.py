"""Where circles could be: every topic, slot and reach with enough people, a facilitator and a room.

A reach is the set of branches that a room serves. People cannot tell rooms of the same reach apart, so who takes part
is decided for the reach, and the room only by what it holds. People who answered alike are one group.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline.model import Slot
from pipeline.topics.season.care import Care, People
from pipeline.topics.season.problem import (
    Choice,
    Facilitator,
    Person,
    Problem,
    Room,
    Theme,
    facilitator_weekly_minutes,
    reaches,
)

Reach = frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Group:
    """People who are alike for every decision; one person alone where it may matter which of them."""

    branch: str | None
    slots: frozenset[Slot]
    wants: frozenset[str]
    refs: tuple[str, ...]
    survey: str = ""
    """The one that they answered, where a what-if has to tell surveys apart."""

    @property
    def size(self) -> int:
        """How many they are."""
        return len(self.refs)


@dataclass(frozen=True, slots=True)
class Kind:
    """Rooms that are alike for every decision, with how many of them are free in each slot."""

    reach: Reach
    places: int
    """Participants that fit under both the room's capacity and the largest size of a circle."""
    rooms: tuple[Room, ...]

    def free(self, slot: Slot) -> tuple[Room, ...]:
        """Its rooms that are free in a slot, by name."""
        return tuple(room for room in self.rooms if slot in room.slots)


@dataclass(frozen=True, slots=True)
class Cell:
    """A topic in a slot in a reach, with the indices of those who could make a circle of it."""

    theme: Theme
    slot: Slot
    reach: Reach
    kinds: tuple[int, ...]
    facilitators: tuple[int, ...]
    groups: tuple[int, ...]
    places: Mapping[str, int] | None = None
    """By survey, how many of its people a what-if may count on; None for all."""
    branches: frozenset[tuple[str, str]] | None = None
    """Surveys and branches whose people a what-if may weigh in fairness; None for all."""


@dataclass(frozen=True, slots=True)
class Cells:
    """All that can be decided; every list in an order that depends on the content alone."""

    facilitators: tuple[Facilitator, ...]
    groups: tuple[Group, ...]
    kinds: tuple[Kind, ...]
    cells: tuple[Cell, ...] = field(default=())


def find_cells(problem: Problem) -> Cells:
    """The cells in which a circle may be without breaking a limit of its own, such as size or length."""
    facilitators = tuple(sorted(problem.facilitators, key=lambda each: each.ref))
    groups = _groups(problem)
    kinds = _kinds(problem)
    lead = _leads(problem, facilitators)
    found: list[Cell] = []
    for theme in sorted(problem.themes, key=lambda theme: theme.topic_id):
        if theme.weeks <= problem.limits.weeks:
            cells = list(_cells_of(problem, theme, lead[theme.topic_id], facilitators, groups, kinds))
            found += _careful(cells, groups, problem.care, problem.limits.min_size) if problem.care else cells
    return Cells(facilitators, groups, kinds, tuple(found))


def leaders_there(
    problem: Problem, theme: Theme, slot: Slot, serves: Reach, rooms: Sequence[str], leaders: Sequence[Facilitator]
) -> frozenset[str]:
    """Of those who may lead a topic, the ones on whom a circle in a slot and in rooms of one reach may count."""
    able = frozenset(each.ref for each in leaders if slot in each.slots and reaches(serves, each.branch))
    if problem.care is None:
        return able
    weekly = facilitator_weekly_minutes(theme, problem.limits)
    can = [each.ref for each in leaders if each.ref in able and each.max_circles and each.weekly_minutes >= weekly]
    return problem.care.leaders(theme.topic_id, slot, rooms, can)


def _careful(cells: Sequence[Cell], groups: Sequence[Group], care: Care, least: int) -> list[Cell]:
    """The cells of one topic in which a what-if may count on enough, each with how many of every survey.

    Larger ones come first, since they are told as well.
    """
    cares, told = care.of_each_survey(), defaultdict[str, list[People]](list)
    people = [care.apart(ref for n in cell.groups for ref in groups[n].refs) for cell in cells]
    found: dict[int, Cell] = {}
    for place in sorted(range(len(cells)), key=lambda place: (-sum(map(len, people[place].values())), place)):
        cell = cells[place]
        counts = {survey: cares[survey].places(part, told[survey], least) for survey, part in people[place].items()}
        for survey, part in people[place].items():
            told[survey].append(part)
        if sum(counts.values()) >= least:
            at: dict[str, Counter[str]] = defaultdict(Counter)
            for n in cell.groups:
                at[groups[n].survey][groups[n].branch or ""] += groups[n].size
            found[place] = replace(
                cell,
                groups=tuple(n for n in cell.groups if counts[groups[n].survey]),
                places={survey: n for survey, n in counts.items() if n},
                branches=frozenset((survey, each) for survey in at for each in care.branches(at[survey])),
            )
    return [found[place] for place in sorted(found)]


def _cells_of(
    problem: Problem,
    theme: Theme,
    leaders: list[int],
    facilitators: tuple[Facilitator, ...],
    groups: tuple[Group, ...],
    kinds: tuple[Kind, ...],
) -> Iterator[Cell]:
    most = problem.limits.max_minutes_per_person
    is_too_long = most is not None and theme.participant_minutes > most
    wanting = [] if is_too_long else [n for n, group in enumerate(groups) if theme.topic_id in group.wants]
    here = [n for n, kind in enumerate(kinds) if theme.equipment <= kind.rooms[0].equipment]
    for slot, reach, rooms in _places(here, kinds):
        forbidden = [each for each in problem.forbidden if each.allows(theme.topic_id, slot)]
        whole = [each for each in forbidden if each.facilitator is None]
        usable = tuple(n for n in rooms if not any(each.allows_room(kinds[n].rooms[0]) for each in whole))
        names = [room.name for n in rooms for room in kinds[n].free(slot)]
        there = leaders_there(problem, theme, slot, reach, names, [facilitators[n] for n in leaders])
        barred = {each.facilitator for each in forbidden}
        able = tuple(n for n in leaders if facilitators[n].ref in there - barred)
        people = tuple(n for n in wanting if slot in groups[n].slots and reaches(reach, groups[n].branch))
        if usable and able and sum(groups[n].size for n in people) >= problem.limits.min_size:
            yield Cell(theme, slot, reach, usable, able, people)


def _places(here: list[int], kinds: tuple[Kind, ...]) -> Iterator[tuple[Slot, Reach, tuple[int, ...]]]:
    """Slots and reaches in which at least one of these kinds of rooms is free, with these kinds."""
    found: dict[tuple[Slot, tuple[str, ...]], list[int]] = defaultdict(list)
    for n in here:
        for slot in frozenset[Slot]().union(*(room.slots for room in kinds[n].rooms)):
            found[slot, _name(kinds[n].reach)].append(n)
    for (slot, _), numbers in sorted(found.items()):
        yield slot, kinds[numbers[0]].reach, tuple(numbers)


def _leads(problem: Problem, facilitators: tuple[Facilitator, ...]) -> dict[str, list[int]]:
    """By topic, who may lead it at all."""
    leads: dict[str, list[int]] = defaultdict(list)
    for n, facilitator in enumerate(facilitators):
        for topic_id in facilitator.topics:
            leads[topic_id].append(n)
    return leads


def _groups(problem: Problem) -> tuple[Group, ...]:
    """People who answered alike; each alone where they may lead, or take part more than once."""
    leaders = {each.ref for each in problem.facilitators}
    is_once = problem.limits.max_circles_per_person == 1
    known = frozenset(theme.topic_id for theme in problem.themes)
    alike: dict[tuple[str, ...] | str, list[Person]] = defaultdict(list)
    surveys = problem.care.surveys if problem.care else {}
    for person in sorted(problem.people, key=lambda each: each.ref):
        if not person.wants & known or not person.slots:
            continue
        is_alone = person.ref in leaders or not is_once
        same = (
            surveys.get(person.ref, ""),
            str(person.branch),
            *sorted(person.wants & known),
            *(slot.words for slot in sorted(person.slots)),
        )
        alike[person.ref if is_alone else same].append(person)
    return tuple(
        Group(
            each[0].branch,
            each[0].slots,
            each[0].wants & known,
            tuple(person.ref for person in each),
            surveys.get(each[0].ref, ""),
        )
        for each in sorted(alike.values(), key=lambda each: each[0].ref)
    )


def _kinds(problem: Problem) -> tuple[Kind, ...]:
    """Rooms that no choice tells apart and that hold as many, by reach."""
    needed = frozenset[str]().union(*(theme.equipment for theme in problem.themes))
    choices = (*problem.locked, *problem.forbidden)
    alike: dict[tuple[object, ...], list[Room]] = defaultdict(list)
    for room in sorted(problem.rooms, key=lambda each: each.name):
        places = min(problem.limits.max_size, room.capacity - 1)
        if places >= problem.limits.min_size:
            told_apart = tuple(_tells_apart(choice, room) for choice in choices)
            alike[_name(room.serves), -places, told_apart, tuple(sorted(room.equipment & needed))].append(room)
    return tuple(
        Kind(each[0].serves, min(problem.limits.max_size, each[0].capacity - 1), tuple(each))
        for _, each in sorted(alike.items())
    )


def _tells_apart(choice: Choice, room: Room) -> bool:
    return choice.allows_room(room)


def _name(reach: Reach) -> tuple[str, ...]:
    """A reach as something that sorts; rooms for all come first."""
    return ("",) if reach is None else ("own", *sorted(reach))
