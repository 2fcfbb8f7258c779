"""The season against every plan there is, on small cases; and the same answer for the same input."""

from __future__ import annotations

import random
from dataclasses import replace
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.model import Slot
from pipeline.topics.season import Choice, Clash, Facilitator, Limits, Person, Plan, Problem, Room, Theme, highs
from pipeline.topics.season.solve import plan_season

MONDAY, THURSDAY = Slot(0, 0), Slot(3, 3)


def small(n: int = 6, **limits: int | float | None) -> Problem:
    """Six people want two topics on Monday morning; one room, one facilitator."""
    given_limits = {"max_circles": 2, "min_size": 2, "max_size": 10, "weeks": 6, **limits}
    return Problem(
        themes=tuple(
            Theme(topic_id=t, title=t, course_id=f"c-{t}", weeks=4, session_minutes=60, homework_minutes=60)
            for t in ("t1", "t2")
        ),
        people=tuple(
            Person(ref=f"p{k}", branch="Main", slots=frozenset({MONDAY}), wants=frozenset({"t1" if k % 3 else "t2"}))
            for k in range(n)
        ),
        facilitators=(
            Facilitator(
                ref="f1",
                branch="Main",
                slots=frozenset({MONDAY, THURSDAY}),
                topics=frozenset({"t1", "t2"}),
                weekly_minutes=400,
                max_circles=2,
            ),
        ),
        rooms=(Room(name="A", branch="Main", capacity=12, slots=frozenset({MONDAY, THURSDAY})),),
        limits=Limits(**given_limits),  # type: ignore[arg-type]
    )


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_no_plan_is_better_and_no_limit_is_broken(data: st.DataObject, brute: SimpleNamespace) -> None:
    problem = data.draw(brute.problems())
    best, found = brute.best_of_all(problem), plan_season(problem)
    if best is None:
        assert isinstance(found, Clash)
        assert found.relaxations
        return
    assert isinstance(found, Plan)
    assert brute.broken(problem, found.circles) == []
    assert brute.worth(problem, found.circles) == found.worth == best
    assert found.is_optimal
    assert found.gap == 0


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_a_season_solved_by_prices_is_as_good(data: st.DataObject, brute: SimpleNamespace) -> None:
    """What large seasons go through, on those small enough to know the best: no bound is too low, no limit broken."""
    problem = data.draw(brute.problems())
    best = brute.best_of_all(problem)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(highs, "SMALL", 0)
        patch.setattr(highs, "MORE_CELLS", 1)
        near = plan_season(problem)
        patch.setattr(highs, "NEAR", 0.0)
        patch.setattr(highs, "CLOSE", 0.0)
        found = plan_season(problem)
    if best is None:
        assert isinstance(found, Clash)
        assert found.relaxations
        return
    assert isinstance(near, Plan)
    assert isinstance(found, Plan)
    assert brute.broken(problem, near.circles) == brute.broken(problem, found.circles) == []
    assert near.worth <= best <= near.bound
    assert found.worth == best == found.bound


def test_the_larger_demand_gets_the_only_slot_of_the_facilitator() -> None:
    found = plan_season(small())
    assert isinstance(found, Plan)
    assert [(circle.topic_id, sorted(circle.people)) for circle in found.circles] == [("t1", ["p1", "p2", "p4", "p5"])]


@pytest.mark.parametrize(
    ("n_people", "n_topics", "n_rooms", "seed"),
    [
        (16, 3, 2, 5),
        (16, 3, 2, 7),
        (18, 4, 3, 7),
        (20, 3, 2, 6),
        (20, 4, 2, 7),
        (24, 3, 2, 6),
        pytest.param(24, 3, 2, 5, marks=pytest.mark.slow),
    ],
)
def test_the_order_of_what_is_known_does_not_matter(
    brute: SimpleNamespace, n_people: int, n_topics: int, n_rooms: int, seed: int
) -> None:
    dice = random.Random(3)

    def shuffled(problem: Problem) -> Problem:
        def mixed(rows: tuple[object, ...]) -> tuple[object, ...]:
            return tuple(dice.sample(rows, len(rows)))

        return replace(
            problem,
            themes=mixed(problem.themes),  # type: ignore[arg-type]
            people=mixed(problem.people),  # type: ignore[arg-type]
            facilitators=mixed(problem.facilitators),  # type: ignore[arg-type]
            rooms=mixed(problem.rooms),  # type: ignore[arg-type]
        )

    problem = season_of_many(n_people, n_topics, n_rooms, seed=seed)
    plans = [plan_season(shuffled(problem)) for _ in range(3)]
    assert isinstance(plans[0], Plan)
    assert len(plans[0].circles) >= 2
    assert plans[0] == plans[1] == plans[2]
    assert brute.broken(problem, plans[0].circles) == []


@pytest.mark.parametrize(
    ("choices", "limits", "said"),
    [
        ((Choice(topic_id="t1"), Choice(topic_id="t2")), {}, "cannot hold beside the others"),
        ((Choice(topic_id="t9"),), {}, "tonight's topics that can be planned do not hold it"),
        ((Choice(topic_id="t1", day=3),), {}, "in no slot can 2 of those who want it meet"),
        ((Choice(topic_id="t1", branch="North"),), {}, "no room holds 3 people"),
        ((Choice(topic_id="t1", facilitator="f2"),), {}, "nobody offered to lead it"),
        ((Choice(topic_id="t1"),), {"max_circles": 0}, "season.max_circles: 0 is the limit, 1 would be needed"),
        (
            (Choice(topic_id="t1"),),
            {"max_staff_minutes": 300},
            "season.max_staff_hours: 5 is the limit, 26 would be needed",
        ),
    ],
)
def test_a_clash_says_which_limit_to_relax(choices: tuple[Choice, ...], limits: dict[str, int], said: str) -> None:
    found = plan_season(replace(small(**limits), locked=choices))
    assert isinstance(found, Clash)
    assert any(said in each.sentence for each in found.relaxations), found.relaxations


def roomy(**changes: object) -> Problem:
    """Two topics, each wanted by three people of its own; everything is there twice, so that two circles run."""
    base = small(max_circles=2, min_size=2)
    always = frozenset({MONDAY, THURSDAY})
    return replace(
        base,
        people=tuple(
            Person(ref=f"p{k}", branch="Main", slots=always, wants=frozenset({"t1" if k < 3 else "t2"}))
            for k in range(6)
        ),
        **changes,  # type: ignore[arg-type]
    )


LEADER, ROOM = small().facilitators[0], small().rooms[0]


@pytest.mark.parametrize(
    ("problem", "n_circles"),
    [
        (roomy(), 2),
        (roomy(facilitators=(replace(LEADER, weekly_minutes=299),)), 1),
        (roomy(facilitators=(replace(LEADER, weekly_minutes=300),)), 2),
        (roomy(facilitators=(replace(LEADER, max_circles=1),)), 1),
        (roomy(facilitators=(replace(LEADER, slots=frozenset({MONDAY})),)), 1),
        (roomy(facilitators=(replace(LEADER, topics=frozenset({"t1"})),)), 1),
        (roomy(facilitators=(replace(LEADER, branch="North"),), rooms=(replace(ROOM, serves=frozenset({"Main"})),)), 0),
        (
            roomy(
                facilitators=tuple(replace(LEADER, ref=ref, max_circles=1) for ref in ("f1", "f2")),
                rooms=(replace(ROOM, slots=frozenset({MONDAY})),),
            ),
            1,
        ),
        (roomy(rooms=(replace(ROOM, capacity=2),)), 0),
        (roomy(limits=replace(small().limits, max_circles=1)), 1),
        (roomy(limits=replace(small().limits, min_size=4)), 0),
        (roomy(limits=replace(small().limits, weeks=3)), 0),
        (roomy(limits=replace(small().limits, max_staff_minutes=2000)), 1),
        (roomy(limits=replace(small().limits, max_minutes_per_person=479)), 0),
        (roomy(limits=replace(small().limits, max_minutes_per_person=599)), 0),
        (roomy(limits=replace(small().limits, max_minutes_per_person=600)), 1),
        (roomy(limits=replace(small().limits, worth_minutes=500)), 0),
        (roomy(forbidden=(Choice(topic_id="t1"),)), 1),
        (roomy(forbidden=(Choice(facilitator="f1"),)), 0),
        (roomy(forbidden=(Choice(room="A", day=0),)), 1),
    ],
    ids=[
        "nothing",
        "hours of the facilitator",
        "hours that just suffice",
        "circles of the facilitator",
        "slots of the facilitator",
        "topics of the facilitator",
        "branch of the facilitator",
        "one room",
        "capacity",
        "circles",
        "size",
        "weeks",
        "hours of all",
        "hours of a participant",
        "hours of who leads one",
        "hours of who leads one suffice",
        "worth",
        "a forbidden topic",
        "a forbidden facilitator",
        "a forbidden day in a room",
    ],
)
def test_each_limit_holds(problem: Problem, n_circles: int, brute: SimpleNamespace) -> None:
    found = plan_season(problem)
    assert isinstance(found, Plan)
    assert brute.broken(problem, found.circles) == []
    assert len(found.circles) == n_circles
    assert found.worth == brute.worth(problem, found.circles)


def test_a_locked_circle_runs_although_it_is_worth_less() -> None:
    found = plan_season(replace(small(), locked=(Choice(topic_id="t2"),)))
    assert isinstance(found, Plan)
    assert [circle.topic_id for circle in found.circles] == ["t2"]


def test_a_forbidden_choice_names_no_facilitator_and_place() -> None:
    with pytest.raises(ValueError, match="names a facilitator and a place"):
        plan_season(replace(small(), forbidden=(Choice(facilitator="f1", branch="Main"),)))


def test_fairness_takes_places_from_a_branch_that_has_its_share() -> None:
    """Of eight who want it and can come, four work at each of two branches; one circle of six runs."""
    base = small(max_circles=1, max_size=6)
    people = tuple(
        Person(
            ref=f"p{k}",
            branch="Main" if k < 4 else "North",
            slots=frozenset({MONDAY}),
            wants=frozenset({"t1"}),
        )
        for k in range(8)
    )
    for fairness in (1.0, 0.5):
        found = plan_season(replace(base, people=people, limits=replace(base.limits, fairness=fairness)))
        assert isinstance(found, Plan)
        (circle,) = found.circles
        assert sum(int(ref[1:]) < 4 for ref in circle.people) == 3
        assert len(circle.people) == 6


def season_of_many(n_people: int, n_topics: int, n_rooms: int, *, seed: int) -> Problem:
    """A made-up season of any size."""
    dice = random.Random(seed)
    topics = [f"t{k:02}" for k in range(n_topics)]
    slots = [Slot(day, part) for day in range(5) for part in range(4)]
    people = [
        Person(
            ref=f"p{k:03}",
            branch=dice.choice(["Main", "North", "South"]),
            slots=frozenset(dice.sample(slots, 8)),
            wants=frozenset(dice.sample(topics, 3)),
        )
        for k in range(n_people)
    ]
    return Problem(
        themes=tuple(
            Theme(topic_id=t, title=t, course_id=t, weeks=dice.randint(4, 7), session_minutes=90, homework_minutes=60)
            for t in topics
        ),
        people=tuple(people),
        facilitators=tuple(
            Facilitator(
                ref=person.ref,
                branch=person.branch,
                slots=person.slots,
                topics=frozenset(topics),
                weekly_minutes=240,
                max_circles=1,
            )
            for person in people[::6]
        ),
        rooms=tuple(
            Room(name=f"R{k}", branch="Main", capacity=dice.choice([7, 14]), slots=frozenset(dice.sample(slots, 12)))
            for k in range(n_rooms)
        ),
        limits=Limits(max_circles=5, min_size=4, max_size=12, weeks=8, fairness=0.5),
    )
