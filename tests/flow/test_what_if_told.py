"""What a what-if is refused, so that asking again and again tells nothing of a person or a small group."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from pipeline.errors import UsageError
from pipeline.flow.what_if_told import Named, check_sizes
from pipeline.model import PARTS, WEEKDAYS, DemandSettings, Job, SeasonChoice, SeasonCircle, SeasonSettings, Settings

PLAIN = Settings(
    timezone="America/New_York", night=Job(at="02:30"), contact="a@example.org", demand=DemandSettings(min_group=5)
)
GIVEN = SeasonCircle(
    season_id="s1",
    circle=1,
    topic_id="t1",
    course_id="c1",
    facilitator_ref="f-1",
    branch="Main",
    room="Lab",
    weekday="monday",
    part_of_day="evening",
    starts_on=date(2027, 1, 11),
    weeks=4,
    session_minutes=90,
    size=None,
    staff_hours=None,
    because="",
)
WHOLE = SeasonChoice(topic="t1", branch="Main", room="Lab", facilitator="f-1", weekday="monday", part_of_day="evening")


def with_sizes(least: int, most: int = 13) -> Settings:
    return replace(PLAIN, season=SeasonSettings(min_size=least, max_size=most))


def is_told(settings: Settings, asked: Settings) -> bool:
    try:
        check_sizes(settings, asked)
    except UsageError:
        return False
    return True


@pytest.mark.parametrize(
    ("as_set", "allowed"),
    [(4, {2, 3, 4, 5}), (5, {2, 3, 4, 5}), (6, {6}), (7, {2, 3, 4, 5, 7}), (9, {2, 3, 4, 5, 9})],
    ids=["under the group", "the group", "one more", "two more", "four more"],
)
def test_smallest_sizes_that_together_tell_no_number(as_set: int, allowed: set[int]) -> None:
    """At most two sizes are ever tried, and at least two numbers of people lie between them."""
    assert {n for n in range(2, 14) if is_told(with_sizes(as_set), with_sizes(n))} == allowed
    tried = sorted({max(5, n) for n in allowed})
    assert len(tried) == 1 or tried[1] - tried[0] > 1


def test_largest_sizes_come_in_steps_of_a_group() -> None:
    allowed = {n for n in range(5, 31) if is_told(with_sizes(5, 13), with_sizes(5, n))}
    assert allowed == {5, 10, 13, 15, 20, 25, 30}


def test_the_refusal_says_why_and_what_may_be_asked() -> None:
    with pytest.raises(UsageError, match=r"found 8 in a what-if, expected 7 as it is set or 5: .* tell how many"):
        check_sizes(with_sizes(7), with_sizes(8))
    with pytest.raises(UsageError, match=r"found 9 in a what-if, expected 13 as it is set or a multiple of 5"):
        check_sizes(with_sizes(5), with_sizes(5, 9))


@pytest.mark.parametrize("topic", [None, "t1", "t2"])
@pytest.mark.parametrize("who", ["f-1", "f-2"], ids=["published", "unknown"])
def test_nobody_can_be_asked_for_in_every_part_of_the_week(who: str, topic: str | None) -> None:
    """The published circle is itself; every other question has the same answer, that of a person who is not there."""
    named, told = Named((GIVEN,), ()), {}
    for weekday, part in product(WEEKDAYS, PARTS):
        choice = SeasonChoice(facilitator=who, topic=topic, weekday=weekday, part_of_day=part)  # type: ignore[arg-type]
        try:
            told[weekday, part] = named.locked((choice,))
        except UsageError as error:
            told[weekday, part] = str(error)  # type: ignore[assignment]
    if who == "f-1" and topic != "t2":
        assert told.pop(("monday", "evening")) == (WHOLE,)
    assert len(told) in (27, 28)
    assert len(set(told.values())) == 1
    assert "would tell when a person is free" in str(next(iter(told.values())))


def test_a_lock_on_a_facilitator_alone_is_the_published_circle() -> None:
    """Beside forbidden parts of the week it would else tell in which the person is free."""
    named = Named((GIVEN,), ())
    assert named.locked((SeasonChoice(facilitator="f-1"), SeasonChoice(topic="t2"))) == (
        WHOLE,
        SeasonChoice(topic="t2"),
    )
    twice = Named((GIVEN, replace(GIVEN, circle=2, weekday="friday")), ())
    with pytest.raises(UsageError, match="the one circle"):
        twice.locked((SeasonChoice(facilitator="f-1"),))


def test_who_is_published_cannot_be_forbidden() -> None:
    """That no circle is left without them would tell that nobody else could lead it."""
    with pytest.raises(UsageError, match="would tell when a person is free"):
        Named((GIVEN,), ()).forbidden((SeasonChoice(facilitator="f-1"),))
    assert Named((GIVEN,), ()).forbidden((SeasonChoice(branch="Main"),)) == (SeasonChoice(branch="Main"),)


def test_the_list_of_the_library_may_be_asked_for_anything() -> None:
    named, choice = Named((GIVEN,), ("f-7",)), SeasonChoice(facilitator="f-7", weekday="friday")
    assert named.locked((choice,)) == named.forbidden((choice,)) == (choice,)
    assert named.may_tell(replace(GIVEN, facilitator_ref="f-7", weekday="friday"))


@pytest.mark.parametrize("change", [{}, {"weekday": "friday"}, {"topic_id": "t2"}, {"facilitator_ref": "f-2"}], ids=str)
def test_a_what_if_says_who_leads_only_where_it_is_published(change: dict[str, str]) -> None:
    """A locked topic in every part of the week would else show when its one facilitator is free."""
    assert Named((GIVEN,), ()).may_tell(replace(GIVEN, **change)) is (not change)  # type: ignore[arg-type]
