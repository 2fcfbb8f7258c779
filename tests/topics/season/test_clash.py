"""What a clash of locked choices tells: the limit that binds, and nothing of one person."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from pipeline.model import Slot
from pipeline.review.languages import languages
from pipeline.review.sentences import sayer
from pipeline.topics.season import Choice, Clash, Facilitator, Limits, Person, Problem, Room, Theme, highs
from pipeline.topics.season.solve import plan_season

MONDAY, TUESDAY = Slot(0, 0), Slot(1, 3)
ALWAYS = frozenset({MONDAY, TUESDAY})
LEADER = Facilitator(
    ref="f", branch="Main", slots=ALWAYS, topics=frozenset({"t", "u"}), weekly_minutes=600, max_circles=2
)
ROOM = Room(name="A", branch="Main", capacity=14, slots=ALWAYS)
ROOMY = Problem(
    themes=tuple(
        Theme(topic_id=topic, title=topic, course_id="c", weeks=4, session_minutes=60, homework_minutes=30)
        for topic in "tu"
    ),
    people=tuple(Person(ref=f"p{k}", branch="Main", slots=ALWAYS, wants=frozenset("tu"[k % 2])) for k in range(12)),
    facilitators=(LEADER,),
    rooms=(ROOM,),
    limits=Limits(max_circles=2, min_size=5, max_size=12, weeks=6),
)


def reasons(given: Problem, *locked: Choice) -> list[str]:
    found = plan_season(replace(given, locked=locked))
    assert isinstance(found, Clash)
    return [each.sentence for each in found.relaxations]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"max_circles": 1}, "one facilitator would have to lead more circles than they may"),
        ({"weekly_minutes": 299}, "one facilitator would have to give more hours a week than they can"),
    ],
    ids=["circles", "hours"],
)
def test_a_limit_of_a_person_is_told_without_the_person(change: dict[str, int], said: str) -> None:
    tight = replace(ROOMY, facilitators=(replace(LEADER, **change),))  # type: ignore[arg-type]
    assert reasons(tight, Choice(topic_id="t"), Choice(topic_id="u")) == [said]


def test_a_room_that_is_there_at_another_time_is_not_said_to_be_missing() -> None:
    """On Monday most can, in no room; on Tuesday there is a room, for a branch of which too few can."""
    given = replace(
        ROOMY,
        people=tuple(
            Person(
                ref=f"p{k}",
                branch="North" if k < 3 else "Main",
                slots=ALWAYS if k < 7 else frozenset({MONDAY}),
                wants=frozenset("t"),
            )
            for k in range(12)
        ),
        rooms=(replace(ROOM, branch="North", slots=frozenset({TUESDAY}), serves=frozenset({"North"})),),
    )
    lock = Choice(topic_id="t", branch="North")
    (said,) = reasons(given, lock)
    assert said.endswith(
        "cannot hold: on Tuesday evening enough can attend, but fewer than 5 (season.min_size) of them work at the "
        "branches that one room serves (North)"
    )
    few = replace(given, people=tuple(replace(p, slots=p.slots - {TUESDAY}) for p in given.people[3:]))
    (said,) = reasons(few, lock)
    assert said.endswith(
        "no room is free on Monday morning, when most can attend; when one is, fewer than 5 can (season.min_size)"
    )


@pytest.mark.parametrize("small", [highs.SMALL, 0], ids=["as a whole", "by prices"])
def test_a_search_that_ends_early_proves_no_clash(small: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """HiGHS ends without a plan and without the word that there is none."""
    ended = highs._Found(np.zeros(0), -np.inf, np.inf)
    monkeypatch.setattr(highs, "SMALL", small)
    monkeypatch.setattr(highs._Search, "among", lambda *_, **__: ended)
    found = plan_season(replace(ROOMY, locked=(Choice(topic_id="t"),)))
    assert found == Clash(relaxations=(), is_proved=False)
    monkeypatch.undo()
    told = plan_season(replace(ROOMY, limits=replace(ROOMY.limits, max_circles=0), locked=(Choice(topic_id="t"),)))
    assert isinstance(told, Clash)
    assert told.is_proved


HARD = "Grants, “big” ones (and small); more"
"""A title as somebody may word it: with all that a sentence is read by."""
NAMED = 'topic “Grants, "big" ones (and small); more”'
TITLED = replace(ROOMY, titles={"t": HARD, "u": "Excel"})


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        ({"max_circles": 1}, "season.max_circles: 1 is the limit, 2 would be needed"),
        (
            {"min_size": 7},
            f"the locked choice ({NAMED}) cannot hold: fewer than 7 people who want it said when they are free",
        ),
    ],
)
def test_a_clash_names_topics_by_title(limits: dict[str, int], said: str) -> None:
    given = replace(TITLED, limits=replace(TITLED.limits, **limits))  # type: ignore[arg-type]
    assert said in reasons(given, Choice(topic_id="t"), Choice(topic_id="u"))


def test_a_limit_of_a_topic_names_it_by_title() -> None:
    locks = (Choice(topic_id="t", day=0), Choice(topic_id="t", day=1))
    people = tuple(replace(each, wants=frozenset("t")) for each in ROOMY.people)
    assert reasons(replace(TITLED, people=people), *locks) == [
        f"season.max_circles_per_topic: 1 is the limit, 2 would be needed for {NAMED}"
    ]


def test_a_topic_that_is_planned_for_nobody_says_why_and_what_to_do() -> None:
    given = replace(TITLED, themes=TITLED.themes[1:], unplanned={"t": "it was rejected by a person: take that back"})
    lock = Choice(topic_id="t", day=0)
    assert reasons(given, lock) == [
        f"the locked choice ({NAMED}, Monday) cannot hold: it was rejected by a person: take that back"
    ]
    (unknown,) = reasons(given, Choice(topic_id="gone"))
    assert unknown.startswith("the locked choice (topic gone) cannot hold: tonight's topics")
    assert unknown.endswith("so take the lock back")


@pytest.mark.parametrize("topic", ["topic t-1234", NAMED])
def test_a_clash_is_said_in_spanish_whatever_a_title_holds(topic: str) -> None:
    spanish = sayer(languages()["es"])
    wrong = (
        f"the locked choices cannot all hold: the locked choice ({topic}, Monday, evening) cannot hold: it was "
        f"rejected by a person: take that decision back, or the lock; season.max_circles_per_topic: 1 is the limit, "
        f"2 would be needed for {topic}; season.min_size: 5 is the limit, a circle on {topic} would be smaller"
    )
    said = spanish(wrong)
    value = topic.removeprefix("topic ")
    assert f"la elección fijada (tema {value}, lunes, noche) no puede cumplirse: una persona lo rechazó" in said
    assert f"harían falta 2 para: tema {value}" in said
    assert said.endswith(f"(tema {value})")
    for english in ("locked", "limit,", "needed", "smaller"):
        assert english not in said
