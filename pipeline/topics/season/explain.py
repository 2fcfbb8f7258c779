"""Why a topic has its circle, and why another has none, in a sentence each that tells no small group.

A sentence about a topic tells at most one number of people, and only where these and all others who want the topic are
nobody or at least `min_group`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from pipeline.model import Slot
from pipeline.topics.season.cells import Cell, Cells, find_cells, leaders_there
from pipeline.topics.season.problem import (
    Choice,
    Facilitator,
    Person,
    Problem,
    Room,
    Theme,
    facilitator_minutes,
    facilitator_weekly_minutes,
    reaches,
)
from pipeline.topics.season.result import Circle, Plan

ANY = Choice()
LACKS = (
    "the rooms in which it could meet are taken by circles that meet more demand for the hours spent",
    "those who could lead it lead or attend circles that meet more demand for the hours spent",
    "too few of those who want it are not in another circle already",
    "other circles meet more demand for the hours spent",
)
"""What the other circles leave none of, the nearer to a circle the later."""


NOT_SAID = (
    "whether somebody could lead it when enough can attend a what-if does not tell: fewer than {k} people of the "
    "surveys could, or nobody; list who leads it in the sheet facilitator of the ledger, or lock it under `season` in "
    "schedule.yaml and let the night plan it"
)
"""The same whoever could lead it."""


def why_chosen(circle: Circle, theme: Theme, n_wanting: int, *, is_size_told: bool) -> str:
    """Why a circle was chosen: who can come, and that a facilitator and a room are there."""
    who = f"{len(circle.people)} of the {n_wanting} people" if is_size_told else "enough of those"
    return (
        f"{who} who want it can take part on {circle.slot.words}; somebody who could lead it is free then, "
        f"and so is a room; {theme.weeks} sessions of {theme.session_minutes} minutes"
    )


def why_left_out(problem: Problem, plan: Plan, min_group: int) -> dict[str, str]:
    """The reason for every topic without a circle, by topic_id."""
    cells = find_cells(problem)
    of_topic: dict[str, list[Cell]] = {}
    for cell in cells.cells:
        of_topic.setdefault(cell.theme.topic_id, []).append(cell)
    running = {circle.topic_id for circle in plan.circles}
    return {
        theme.topic_id: "left out: "
        + (
            _why_not_chosen(problem, plan, cells, of_topic[theme.topic_id])
            if theme.topic_id in of_topic
            else why_nowhere(problem, theme, ANY, min_group) or "forbidden by a choice that people made"
        )
        for theme in sorted(problem.themes, key=lambda theme: theme.topic_id)
        if theme.topic_id not in running
    }


def why_nowhere(problem: Problem, theme: Theme, choice: Choice, min_group: int | None = None) -> str | None:
    """Why no circle on a topic can be as a choice says, or None where only forbidden choices are in the way.

    Without `min_group` no number of people is told.
    """
    limits = problem.limits
    if theme.weeks > limits.weeks:
        return f"its course takes {theme.weeks} weeks, the season has {limits.weeks}"
    if limits.max_minutes_per_person is not None and theme.participant_minutes > limits.max_minutes_per_person:
        took, most = theme.participant_minutes / 60, limits.max_minutes_per_person / 60
        return f"it takes {took:.3g} hours of each participant, season.max_hours_per_person is {most:.3g}"
    wanting = [person for person in problem.people if theme.topic_id in person.wants]
    if not _is_enough(problem, [person for person in wanting if person.slots]):
        return f"fewer than {limits.min_size} people{_whose(problem)} who want it said when they are free"
    leaders = [each for each in problem.facilitators if theme.topic_id in each.topics]
    leaders = [each for each in leaders if choice.allows_facilitator(each.ref)]
    if not leaders:
        return "nobody offered to lead it"
    rooms = [
        room
        for room in problem.rooms
        if room.capacity > limits.min_size and theme.equipment <= room.equipment and choice.allows_room(room)
    ]
    if not rooms:
        needs = f" and has {', '.join(sorted(theme.equipment))}" if theme.equipment else ""
        return f"no room holds {limits.min_size + 1} people{needs}"
    return _no_common_slot(problem, theme, choice, wanting, rooms, min_group)


def _no_common_slot(
    problem: Problem,
    theme: Theme,
    choice: Choice,
    wanting: list[Person],
    rooms: list[Room],
    min_group: int | None,
) -> str | None:
    """What is missing in the slot in which most people could come to some room."""
    least = problem.limits.min_size
    leaders = [
        each for each in problem.facilitators if theme.topic_id in each.topics and choice.allows_facilitator(each.ref)
    ]
    meets = {
        (slot, serves): [each for each in wanting if slot in each.slots and _comes(serves, each.branch)]
        for slot, serves in _meetings(theme, choice, rooms)
    }
    enough = {meeting: len(people) for meeting, people in meets.items() if _is_enough(problem, people)}
    if any(_is_led(problem, theme, slot, serves, rooms, leaders) for slot, serves in enough):
        return None
    if enough:
        if problem.care is not None:
            return NOT_SAID.format(k=problem.care.min_group)
        (best, _), n = min(enough.items(), key=lambda item: (-item[1], item[0][0], item[0][1] or ()))
        return f"no facilitator for it is free on {best.words}, when {_of(n, len(wanting), min_group)} can attend"
    together: dict[Slot, list[Person]] = defaultdict(list)
    for each in wanting:
        for slot in each.slots:
            if choice.allows(theme.topic_id, slot):
                together[slot].append(each)
    held = sorted(
        ((slot, len(people)) for slot, people in together.items() if _is_enough(problem, people)),
        key=lambda item: (0 if problem.care else -item[1], item[0]),  # which of two is larger a what-if does not tell
    )
    with_room = [slot for slot, _ in held if any(slot == at for at, _ in meets)]
    if with_room:
        served = " or ".join(sorted({", ".join(serves) for at, serves in meets if serves and at == with_room[0]}))
        return (
            f"on {with_room[0].words} enough can attend, but fewer than {least} (season.min_size)"
            f"{_whose(problem) or ' of them'} work at the branches that one room serves ({served})"
        )
    if held:
        who = "enough" if problem.care else _of(held[0][1], len(wanting), min_group)
        missing = f"no room is free on {held[0][0].words}, when {who} can attend"
        return (
            f"{missing}; when one is, fewer than {least}{_whose(problem)} can (season.min_size)" if meets else missing
        )
    whose = _whose(problem)
    return f"in no slot can {least}{f' people{whose} who' if whose else ' of those who'} want it meet"


def _is_enough(problem: Problem, people: list[Person]) -> bool:
    """Whether these people are enough for a circle; to a what-if those of several surveys together never are."""
    least = problem.limits.min_size
    if problem.care is None:
        return len(people) >= least
    return problem.care.is_enough((each.ref for each in people), least)


def _whose(problem: Problem) -> str:
    """What a sentence of `_is_enough` adds: to a what-if several surveys may be enough that each alone is not."""
    care = problem.care
    return " of any one survey" if care is not None and len(set(care.surveys.values())) > 1 else ""


def _is_led(
    problem: Problem,
    theme: Theme,
    slot: Slot,
    serves: tuple[str, ...] | None,
    rooms: list[Room],
    leaders: list[Facilitator],
) -> bool:
    """Whether somebody on whom the plan may count could lead a circle there and then."""
    reach = None if serves is None else frozenset(serves)
    names = [room.name for room in rooms if room.serves == reach and slot in room.slots]
    return bool(leaders_there(problem, theme, slot, reach, names, leaders))


def _meetings(theme: Theme, choice: Choice, rooms: list[Room]) -> Iterable[tuple[Slot, tuple[str, ...] | None]]:
    return sorted(
        {
            (slot, None if room.serves is None else tuple(sorted(room.serves)))
            for room in rooms
            for slot in room.slots
            if choice.allows(theme.topic_id, slot)
        },
        key=lambda meeting: (meeting[0], meeting[1] or ()),
    )


def _comes(serves: tuple[str, ...] | None, branch: str | None) -> bool:
    return reaches(None if serves is None else frozenset(serves), branch)


def _of(n: int, n_all: int, min_group: int | None) -> str:
    """`7 of 12` where neither these nor the others are a small group, else words."""
    rest = n_all - n
    if min_group is not None and n >= min_group and (rest == 0 or rest >= min_group):
        return f"{n} of {n_all}"
    return "most" if n * 2 > n_all else "some"


def _why_not_chosen(problem: Problem, plan: Plan, cells: Cells, here: list[Cell]) -> str:
    """What stands in the way of one more circle beside the plan; it could be somewhere if there were no others."""
    limits = problem.limits
    best = max(_most_worth(problem, cells, cell) for cell in here)
    if best <= 0:
        return "it would take more staff time than its places are worth (season.place_worth_hours)"
    if len(plan.circles) >= limits.max_circles:
        return f"the {limits.max_circles} circles of the season meet more demand for the hours spent"
    return LACKS[max(_lack(problem, plan, cells, cell) for cell in here)]


def _most_worth(problem: Problem, cells: Cells, cell: Cell) -> int:
    """What a circle in a cell would be worth with all who could come."""
    able = sum(cells.groups[group].size for group in cell.groups)
    counted = able if cell.places is None else min(able, sum(cell.places.values()))
    n = min(counted, max(cells.kinds[kind].places for kind in cell.kinds))
    limits = problem.limits
    return n * (limits.worth_minutes - cell.theme.participant_minutes) - facilitator_minutes(cell.theme, limits)


def _lack(problem: Problem, plan: Plan, cells: Cells, cell: Cell) -> int:
    """Which of LACKS holds for a circle in a cell."""
    same_slot = [circle for circle in plan.circles if circle.slot == cell.slot]
    rooms = {room.name for kind in cell.kinds for room in cells.kinds[kind].free(cell.slot)}
    if rooms <= {circle.room for circle in same_slot}:
        return 0
    leads = Counter(circle.facilitator for circle in plan.circles)
    themes = {theme.topic_id: theme for theme in problem.themes}
    weekly: Counter[str] = Counter()
    for circle in plan.circles:
        weekly[circle.facilitator] += facilitator_weekly_minutes(themes[circle.topic_id], problem.limits)
    busy = {circle.facilitator for circle in same_slot}.union(*(circle.people for circle in same_slot))
    more = facilitator_weekly_minutes(cell.theme, problem.limits)
    able = (cells.facilitators[number] for number in cell.facilitators)
    if not any(
        each.ref not in busy and leads[each.ref] < each.max_circles and weekly[each.ref] + more <= each.weekly_minutes
        for each in able
    ):
        return 1
    attends = Counter(person for circle in plan.circles for person in circle.people)
    free = sum(
        person not in busy and attends[person] < problem.limits.max_circles_per_person
        for group in cell.groups
        for person in cells.groups[group].refs
    )
    return 2 if free < problem.limits.min_size else 3
