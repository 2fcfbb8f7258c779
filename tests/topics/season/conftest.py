"""Seasons small enough to try every plan, drawn by hypothesis, and a solver that does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import product
from types import SimpleNamespace

import pytest
from hypothesis import strategies as st

from pipeline.model import Slot
from pipeline.topics.season import (
    Choice,
    Circle,
    Facilitator,
    Limits,
    Person,
    Problem,
    Room,
    Theme,
    facilitator_minutes,
)

TOPICS, BRANCHES, SLOTS = ("t1", "t2"), ("Main", "North"), (Slot(0, 0), Slot(3, 3))


def reach(serves: frozenset[str] | None, branch: str | None) -> bool:
    return serves is None or branch in serves


def broken(problem: Problem, circles: tuple[Circle, ...]) -> list[str]:
    """The hard limits that a plan breaks, each looked at by itself and not as the solver does."""
    limits, found = problem.limits, []
    themes = {theme.topic_id: theme for theme in problem.themes}
    rooms = {room.name: room for room in problem.rooms}
    leaders = {each.ref: each for each in problem.facilitators}
    people = {person.ref: person for person in problem.people}
    minutes: Counter[str] = Counter()
    for circle in circles:
        theme, room, leader = themes[circle.topic_id], rooms[circle.room], leaders[circle.facilitator]
        size = len(circle.people)
        checks = {
            "size": limits.min_size <= size <= limits.max_size,
            "capacity": size + 1 <= room.capacity,
            "room is free": circle.slot in room.slots,
            "branch": circle.branch == room.branch,
            "equipment": theme.equipment <= room.equipment,
            "weeks": theme.weeks <= limits.weeks,
            "leader": circle.topic_id in leader.topics and circle.slot in leader.slots,
            "leader comes": reach(room.serves, leader.branch),
            "leads only": circle.facilitator not in circle.people,
            "people": all(
                circle.topic_id in people[ref].wants
                and circle.slot in people[ref].slots
                and reach(room.serves, people[ref].branch)
                for ref in circle.people
            ),
        }
        found += [name for name, holds in checks.items() if not holds]
        minutes[circle.facilitator] += theme.weeks * (theme.session_minutes + limits.preparation_minutes)
        for ref in circle.people:
            minutes[ref] += theme.weeks * (theme.session_minutes + theme.homework_minutes)
    taking_part = Counter(ref for circle in circles for ref in circle.people)
    weekly: Counter[str] = Counter()
    for circle in circles:
        weekly[circle.facilitator] += themes[circle.topic_id].session_minutes + limits.preparation_minutes
    at_once = Counter((circle.slot, ref) for circle in circles for ref in (*circle.people, circle.facilitator))
    in_topic = {(circle.topic_id, ref) for circle in circles for ref in circle.people}
    n_in_topic = sum(len(circle.people) for circle in circles)
    leads = Counter(circle.facilitator for circle in circles)
    alike = Counter((circle.topic_id, circle.slot, rooms[circle.room].serves) for circle in circles)
    whole = {
        "circles": len(circles) <= limits.max_circles,
        "topic": all(n <= limits.max_circles_per_topic for n in Counter(c.topic_id for c in circles).values()),
        "room twice": all(n == 1 for n in Counter((c.room, c.slot) for c in circles).values()),
        "topic twice": all(n == 1 for n in alike.values()),
        "person": all(n <= limits.max_circles_per_person for n in taking_part.values()),
        "same topic": len(in_topic) == n_in_topic and not {(c.topic_id, c.facilitator) for c in circles} & in_topic,
        "two at once": all(n == 1 for n in at_once.values()),
        "leader's circles": all(n <= leaders[ref].max_circles for ref, n in leads.items()),
        "leader's hours": all(n <= leaders[ref].weekly_minutes for ref, n in weekly.items()),
        "person's hours": limits.max_minutes_per_person is None
        or all(n <= limits.max_minutes_per_person for n in minutes.values()),
        "staff hours": limits.max_staff_minutes is None or minutes.total() <= limits.max_staff_minutes,
        "locked": all(any(meant(lock, circle) for circle in circles) for lock in problem.locked),
        "forbidden": not any(meant(each, circle) for each in problem.forbidden for circle in circles),
    }
    return found + [name for name, holds in whole.items() if not holds]


def meant(choice: Choice, circle: Circle) -> bool:
    told = (circle.topic_id, circle.branch, circle.room, circle.facilitator, circle.slot.day, circle.slot.part)
    asked = (choice.topic_id, choice.branch, choice.room, choice.facilitator, choice.day, choice.part)
    return all(want is None or want == is_ for want, is_ in zip(asked, told, strict=True))


def worth(problem: Problem, circles: tuple[Circle, ...]) -> int:
    limits = problem.limits
    themes = {theme.topic_id: theme for theme in problem.themes}
    branches = {person.ref: person.branch for person in problem.people}
    wanting = Counter(person.branch for person in problem.people if person.wants and person.branch is not None)
    total = sum(
        len(circle.people) * (limits.worth_minutes - themes[circle.topic_id].participant_minutes)
        - facilitator_minutes(themes[circle.topic_id], limits)
        for circle in circles
    )
    taken = Counter(branches[ref] for circle in circles for ref in circle.people)
    places = limits.max_circles * limits.max_size
    for branch, n in wanting.items():
        share = -(-places * n // wanting.total())
        total -= round(limits.fairness * limits.worth_minutes) * max(0, taken[branch] - share)
    return total


def every_plan(problem: Problem) -> Iterator[tuple[Circle, ...]]:
    """Every set of circles with every way to seat people; most break a limit."""
    frames = [
        (theme.topic_id, slot, room, leader.ref)
        for theme, slot, room, leader in product(problem.themes, SLOTS, problem.rooms, problem.facilitators)
        if theme.topic_id in leader.topics and slot in leader.slots and slot in room.slots
    ]
    for n in range(problem.limits.max_circles + 1):
        for numbers in product(range(len(frames)), repeat=n):
            if list(numbers) != sorted(set(numbers)):
                continue
            chosen = [frames[number] for number in numbers]
            options = []
            for person in problem.people:
                able = [
                    k for k, (topic, slot, _, _) in enumerate(chosen) if topic in person.wants and slot in person.slots
                ]
                ways = [frozenset[int]()] + [frozenset({k}) for k in able]
                if problem.limits.max_circles_per_person > 1 and len(able) > 1:
                    ways.append(frozenset(able))
                options.append(ways)
            for seats in product(*options):
                people = [
                    frozenset(p.ref for p, seat in zip(problem.people, seats, strict=True) if k in seat)
                    for k in range(n)
                ]
                yield tuple(
                    Circle(topic_id=t, slot=s, room=r.name, branch=r.branch, facilitator=f, people=people[k])
                    for k, (t, s, r, f) in enumerate(chosen)
                )


def best_of_all(problem: Problem) -> int | None:
    """What the best of all plans is worth; None where every plan breaks a limit."""
    return max((worth(problem, plan) for plan in every_plan(problem) if not broken(problem, plan)), default=None)


# Most draws leave room for circles: a plan of none is right too easily.
_slots = st.sampled_from([*[frozenset(SLOTS)] * 6, frozenset(SLOTS[:1]), frozenset(SLOTS[1:])])
_branches = st.sampled_from([*BRANCHES, *BRANCHES, None])
_wants = st.sampled_from([*[frozenset(TOPICS)] * 2, frozenset(TOPICS[:1]), frozenset(TOPICS[1:])])
_serves = st.sampled_from([*[None] * 3, frozenset({"Main"}), frozenset(BRANCHES)])
_choices = st.builds(
    Choice,
    topic_id=st.sampled_from([None, *TOPICS]),
    branch=st.sampled_from([None, "Main"]),
    facilitator=st.none(),
    day=st.sampled_from([None, 0]),
)


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """Two topics, two slots, two rooms, two facilitators of whom one may take part, and up to four other people."""
    n = draw(st.integers(3, 5))
    people = [Person(ref=f"p{k}", branch=draw(_branches), slots=draw(_slots), wants=draw(_wants)) for k in range(n)]
    leaders = [
        Facilitator(
            ref=ref,
            branch=draw(_branches),
            slots=draw(_slots),
            topics=draw(_wants),
            weekly_minutes=draw(st.sampled_from([200, 100, 400])),
            max_circles=draw(st.integers(1, 2)),
        )
        for ref in ("p0", "f1")
    ]
    rooms = [
        Room(
            name=name,
            branch=draw(st.sampled_from(BRANCHES)),
            capacity=draw(st.sampled_from([4, 5, 3, 2])),
            slots=draw(_slots),
            serves=draw(_serves),
            equipment=draw(st.sampled_from([frozenset({"screen"}), frozenset()])),
        )
        for name in ("A", "B")
    ]
    themes = [
        Theme(
            topic_id=topic,
            title=topic,
            course_id=f"c{topic}",
            weeks=draw(st.sampled_from([2, 4])),
            session_minutes=60,
            homework_minutes=draw(st.sampled_from([0, 60])),
            equipment=draw(st.sampled_from([*[frozenset[str]()] * 3, frozenset({"screen"})])),
        )
        for topic in TOPICS
    ]
    return Problem(
        themes=tuple(themes),
        people=tuple(people),
        facilitators=tuple(leaders),
        rooms=tuple(rooms),
        limits=Limits(
            max_circles=draw(st.sampled_from([2, 2, 1, 0])),
            min_size=draw(st.sampled_from([1, 1, 2])),
            max_size=draw(st.integers(2, 3)),
            weeks=draw(st.sampled_from([4, 4, 2])),
            max_circles_per_topic=draw(st.integers(1, 2)),
            max_circles_per_person=draw(st.integers(1, 2)),
            max_minutes_per_person=draw(st.sampled_from([None, None, 800, 300])),
            max_staff_minutes=draw(st.sampled_from([None, None, 2000, 1000])),
            preparation_minutes=30,
            worth_minutes=draw(st.sampled_from([1500, 1500, 500])),
            fairness=draw(st.sampled_from([0.0, 0.5, 1.0])),
        ),
        locked=(draw(st.sampled_from([True, False, False])) and (draw(_choices),)) or (),
        forbidden=(draw(st.sampled_from([True, False, False, False])) and (draw(_choices),)) or (),
    )


@pytest.fixture(scope="session")
def brute() -> SimpleNamespace:
    """What a test needs to hold a plan against all others."""
    return SimpleNamespace(broken=broken, worth=worth, best_of_all=best_of_all, problems=problems)
