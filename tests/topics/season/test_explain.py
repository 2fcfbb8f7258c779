"""Why a topic is left out, in a sentence that tells no small group."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.model import Slot
from pipeline.topics.season import Choice, Facilitator, Limits, Person, Plan, Problem, Room, Theme
from pipeline.topics.season.care import Care
from pipeline.topics.season.explain import why_chosen, why_left_out
from pipeline.topics.season.solve import plan_season

MONDAY, TUESDAY, FRIDAY = Slot(0, 0), Slot(1, 3), Slot(4, 2)
ALWAYS = frozenset({MONDAY, TUESDAY, FRIDAY})


def problem(n_tuesday: int = 7, n_other: int = 5, *, leads: frozenset[Slot] = ALWAYS) -> Problem:
    """So many can come on Tuesday evening, the others on Friday afternoon."""
    return Problem(
        themes=(Theme(topic_id="t", title="T", course_id="c", weeks=4, session_minutes=60, homework_minutes=30),),
        people=tuple(
            Person(
                ref=f"p{k}",
                branch="Main",
                slots=frozenset({TUESDAY if k < n_tuesday else FRIDAY}),
                wants=frozenset({"t"}),
            )
            for k in range(n_tuesday + n_other)
        ),
        facilitators=(
            Facilitator(
                ref="f", branch="Main", slots=leads, topics=frozenset({"t"}), weekly_minutes=300, max_circles=1
            ),
        ),
        rooms=(Room(name="A", branch="Main", capacity=14, slots=ALWAYS, serves=frozenset({"Main"})),),
        limits=Limits(max_circles=1, min_size=5, max_size=12, weeks=6),
    )


def reason(given: Problem) -> str:
    plan = plan_season(given)
    assert isinstance(plan, Plan)
    return why_left_out(given, plan, 5)["t"].removeprefix("left out: ")


LATE = replace(problem().facilitators[0], slots=frozenset({MONDAY}))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            replace(problem(), facilitators=(LATE,)),
            "no facilitator for it is free on Tuesday evening, when 7 of 12 can attend",
        ),
        (
            replace(problem(7, 2), facilitators=(LATE,)),
            "no facilitator for it is free on Tuesday evening, when most can attend",
        ),
        (replace(problem(), facilitators=()), "nobody offered to lead it"),
        (problem(2, 2), "fewer than 5 people who want it said when they are free"),
        (problem(4, 4), "in no slot can 5 of those who want it meet"),
        (replace(problem(), rooms=()), "no room holds 6 people"),
        (
            replace(problem(), rooms=(replace(problem().rooms[0], slots=frozenset({MONDAY})),)),
            "no room is free on Tuesday evening, when 7 of 12 can attend; "
            "when one is, fewer than 5 can (season.min_size)",
        ),
        (
            replace(problem(), rooms=(replace(problem().rooms[0], serves=frozenset({"North"})),)),
            "on Tuesday evening enough can attend, but fewer than 5 (season.min_size) of them work at the branches "
            "that one room serves (North)",
        ),
        (
            replace(problem(), rooms=(replace(problem().rooms[0], slots=frozenset()),)),
            "no room is free on Tuesday evening, when 7 of 12 can attend",
        ),
        (
            replace(problem(), limits=replace(problem().limits, weeks=3)),
            "its course takes 4 weeks, the season has 3",
        ),
        (
            replace(problem(), limits=replace(problem().limits, max_minutes_per_person=300)),
            "it takes 6 hours of each participant, season.max_hours_per_person is 5",
        ),
        (
            replace(problem(), themes=(replace(problem().themes[0], equipment=frozenset({"loom"})),)),
            "no room holds 6 people and has loom",
        ),
        (replace(problem(), forbidden=(Choice(topic_id="t"),)), "forbidden by a choice that people made"),
        (
            replace(problem(), limits=replace(problem().limits, worth_minutes=60)),
            "it would take more staff time than its places are worth (season.place_worth_hours)",
        ),
        (
            replace(problem(), limits=replace(problem().limits, max_circles=0)),
            "the 0 circles of the season meet more demand for the hours spent",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_reason_is_told(given: Problem, said: str) -> None:
    assert reason(given) == said


def test_what_the_other_circles_take_is_told() -> None:
    """A second topic with the same people, the same facilitator and one slot for both."""
    base = problem(8, 0)
    other = replace(base.themes[0], topic_id="u", weeks=5)
    given = replace(
        base,
        themes=(*base.themes, other),
        people=tuple(replace(person, wants=frozenset({"t", "u"})) for person in base.people),
        facilitators=tuple(replace(base.facilitators[0], ref=ref, topics=frozenset({"t", "u"})) for ref in "fg"),
        limits=replace(base.limits, max_circles=2),
    )
    plan = plan_season(given)
    assert isinstance(plan, Plan)
    assert [circle.topic_id for circle in plan.circles] == ["t"]
    taken = "the rooms in which it could meet are taken by circles that meet more demand for the hours spent"
    assert why_left_out(given, plan, 5) == {"u": f"left out: {taken}"}
    with_rooms = replace(
        given,
        facilitators=given.facilitators[:1],
        rooms=(*given.rooms, replace(given.rooms[0], name="B", serves=None)),
    )
    plan = plan_season(with_rooms)
    assert isinstance(plan, Plan)
    busy = "those who could lead it lead or attend circles that meet more demand for the hours spent"
    assert list(why_left_out(with_rooms, plan, 5).values()) == [f"left out: {busy}"]


def test_the_size_is_in_the_sentence_only_where_it_may_be_told() -> None:
    given = problem()
    plan = plan_season(given)
    assert isinstance(plan, Plan)
    (circle,) = plan.circles
    told = why_chosen(circle, given.themes[0], 12, is_size_told=True)
    assert told.startswith("7 of the 12 people who want it can take part on Tuesday evening")
    hidden = why_chosen(circle, given.themes[0], 12, is_size_told=False)
    assert "7" not in hidden
    assert "12" not in hidden


def of_two_surveys(given: Problem) -> Problem:
    """The same for a what-if, everybody with an odd number of a second survey."""
    surveys = {each.ref: "ab"[int(each.ref[1:]) % 2] for each in given.people}
    return replace(given, care=Care(min_group=5, told=frozenset(), listed=frozenset({"f"}), surveys=surveys))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (problem(4, 4), "fewer than 5 people of any one survey who want it said when they are free"),
        (problem(6, 6), "in no slot can 5 people of any one survey who want it meet"),
        (
            replace(problem(10), rooms=(replace(problem().rooms[0], slots=frozenset({MONDAY})),)),
            "no room is free on Tuesday evening, when enough can attend; when one is, fewer than 5 of any one survey "
            "can (season.min_size)",
        ),
        (
            replace(problem(10), rooms=(replace(problem().rooms[0], serves=frozenset({"North"})),)),
            "on Tuesday evening enough can attend, but fewer than 5 (season.min_size) of any one survey work at the "
            "branches that one room serves (North)",
        ),
    ],
)
def test_what_a_what_if_counts_within_each_survey_is_said_so(given: Problem, said: str) -> None:
    of_two = of_two_surveys(given)
    assert reason(of_two) == said
    assert of_two.care is not None
    of_one = replace(of_two, care=replace(of_two.care, surveys=dict.fromkeys(of_two.care.surveys, "a")))
    plan = plan_season(of_one)
    assert isinstance(plan, Plan)
    assert "survey" not in why_left_out(of_one, plan, 5).get("t", "")  # six on Tuesday are enough then
