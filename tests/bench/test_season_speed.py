"""How long the season of a large library takes to solve: 500 staff, 60 topics, 20 rooms."""

from __future__ import annotations

import random
from time import perf_counter, process_time

import pytest

from pipeline.model import EVERY_SLOT
from pipeline.topics.season import Facilitator, Limits, Person, Plan, Problem, Room, Theme
from pipeline.topics.season.solve import plan_season

STAFF, TOPICS, ROOMS, BRANCHES = 500, 60, 20, 10


def library(seed: int, share_for_all: float) -> Problem:
    """Few topics are wanted by many and most by few; a share of the rooms is open to all branches."""
    dice = random.Random(seed)
    branches = [f"branch {n}" for n in range(BRANCHES)]
    topics = [f"t{n:02}" for n in range(TOPICS)]
    slots = sorted(slot for slot in EVERY_SLOT if slot.day < 6)
    people = [
        Person(
            ref=f"p{n:03}",
            branch=dice.choice(branches),
            slots=frozenset(dice.sample(slots, dice.randint(2, 8))),
            wants=frozenset(dice.choices(topics, [1 / (n + 2) for n in range(TOPICS)], k=4)),
        )
        for n in range(STAFF)
    ]
    rooms = [
        Room(
            name=f"R{n:02}",
            branch=branches[n % BRANCHES],
            capacity=dice.choice([8, 10, 14, 20]),
            slots=frozenset(dice.sample(slots, 12)),
            serves=None
            if dice.random() < share_for_all
            else frozenset({branches[n % BRANCHES], branches[(n + 1) % BRANCHES]}),
        )
        for n in range(ROOMS)
    ]
    return Problem(
        themes=tuple(
            Theme(
                topic_id=topic,
                title=topic,
                course_id=topic,
                weeks=dice.choice([4, 5, 6, 8]),
                session_minutes=90,
                homework_minutes=dice.choice([60, 90, 120]),
            )
            for topic in topics
        ),
        people=tuple(people),
        facilitators=tuple(
            Facilitator(
                ref=person.ref,
                branch=person.branch,
                slots=person.slots,
                topics=frozenset(topics) if dice.random() < 0.4 else frozenset(dice.sample(topics, 4)),
                weekly_minutes=dice.choice([180, 240, 360]),
                max_circles=dice.choice([1, 1, 2]),
            )
            for person in people[::7]
        ),
        rooms=tuple(rooms),
        limits=Limits(
            max_circles=20, min_size=5, max_size=13, weeks=12, max_circles_per_topic=2, fairness=0.5,
            max_minutes_per_person=2400,
        ),
    )  # fmt: skip


@pytest.mark.bench
@pytest.mark.parametrize("share_for_all", [0.0, 0.3, 1.0])
@pytest.mark.parametrize("seed", [1, 2])
def test_the_season_of_a_large_library(seed: int, share_for_all: float, capsys: pytest.CaptureFixture[str]) -> None:
    problem = library(seed, share_for_all)
    started, busy = perf_counter(), process_time()
    plan = plan_season(problem)
    seconds, cpu_seconds = perf_counter() - started, process_time() - busy
    assert isinstance(plan, Plan)
    with capsys.disabled():
        print(
            f"\n{STAFF} staff, {TOPICS} topics, {ROOMS} rooms ({share_for_all:.0%} for all): "
            f"{len(plan.circles)} circles with {sum(len(circle.people) for circle in plan.circles)} places "
            f"in {seconds:.1f} s ({cpu_seconds:.1f} s of one core), gap {100 * plan.gap:.2f} %"
        )
    assert plan.circles
