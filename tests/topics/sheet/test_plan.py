"""The plan: dates, parts of the course and staff hours, reckoned by hand here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from pipeline.model import SeasonCircle
from pipeline.settings import load_settings
from pipeline.topics.sheet import Known, sheet_of
from pipeline.topics.sheet.model import Listed, Plan
from pipeline.topics.sheet.plan import plan_of
from pipeline.verbs.proposal.plain import text_of

Make = Callable[..., Listed]
MakeKnown = Callable[..., Known]
SETTINGS = load_settings(Path(__file__).resolve().parents[3] / "schedule.yaml")


def planned(known: Known) -> Plan:
    plan = plan_of(known, SETTINGS)
    assert plan is not None
    return plan


def test_hours_are_those_of_all_who_take_part_and_of_who_leads(
    make_listed: Make, make_known: MakeKnown, make_circle: Callable[..., SeasonCircle]
) -> None:
    plan = planned(make_known(make_listed(), circles=(make_circle(),)))
    assert (plan.sessions, plan.session_minutes, plan.homework_minutes) == (
        6,
        90,
        90,
    )  # 3 hours a week, 1.5 in a session
    assert [each.participants for each in plan.sizes] == [5, 8, 13]  # the smallest, the season's, the largest
    eight = plan.sizes[1]
    assert (eight.participant_hours, eight.facilitator_hours, eight.total_hours) == (8 * 18, 18, 162)


def test_a_size_that_is_not_told_is_no_planned_size(
    make_listed: Make, make_known: MakeKnown, make_circle: Callable[..., SeasonCircle]
) -> None:
    plan = planned(make_known(make_listed(), circles=(make_circle(size=None, staff_hours=None),)))
    assert [each.participants for each in plan.sizes] == [5, 13]


@pytest.mark.parametrize(("people", "sizes"), [(8, [5, 8]), (5, [5]), (13, [5, 13]), (40, [5, 13])])
def test_no_circle_is_planned_for_more_than_are_told_to_want_it(
    make_listed: Make, make_known: MakeKnown, people: int, sizes: list[int]
) -> None:
    known = make_known(make_listed())
    plan = planned(replace(known, topic=replace(known.topic, n_respondents=people)))
    assert [each.participants for each in plan.sizes] == sizes


def test_weeks_have_the_days_of_the_circle(
    make_listed: Make, make_known: MakeKnown, make_circle: Callable[..., SeasonCircle]
) -> None:
    plan = planned(make_known(make_listed(), circles=(make_circle(),)))
    assert plan.has_day
    assert [week.on for week in plan.weeks][:2] == [date(2026, 12, 23), date(2026, 12, 30)]
    assert plan.weeks[-1].on == date(2027, 1, 27)
    assert [week.part for week in plan.weeks][::5] == ["week 1 of the course", "week 6 of the course"]


def test_without_a_circle_weeks_count_from_the_season_and_without_one_from_nothing(
    make_listed: Make, make_known: MakeKnown
) -> None:
    assert [week.on for week in planned(make_known(make_listed())).weeks][:1] == [date(2026, 12, 21)]
    assert {week.on for week in planned(make_known(make_listed(), season=None)).weeks} == {None}


def test_a_long_course_is_cut_in_two_and_says_which_hours_a_week_covers(
    make_listed: Make, make_known: MakeKnown
) -> None:
    long = make_listed(duration_weeks=20.0, weekly_effort_hours=4.0, total_effort_hours=80.0)
    plan = planned(make_known(long))
    assert (plan.circles, plan.sessions) == (2, 7)  # 40 hours each, at most 6 hours a week
    assert plan.weeks[0].part == "hours 0 to 5.71 of 80"
    assert plan.weeks[-1].part == "hours 34.3 to 40 of 80"


def test_where_no_length_is_given_nothing_is_made_up(make_listed: Make, make_known: MakeKnown) -> None:
    plan = planned(make_known(make_listed(duration_weeks=None, weekly_effort_hours=None)))
    assert plan.sessions == SETTINGS.season.sessions
    assert plan.pace == "no length is given: 6 sessions as the settings have it"
    assert plan.weeks[2].part == "part 3 of 6, to be cut by the facilitator"


def test_a_course_longer_than_the_season_gives_way_to_a_shorter_one(make_listed: Make, make_known: MakeKnown) -> None:
    too_long = make_listed(1, duration_weeks=14.0, pacing="instructor_paced")
    assert planned(make_known(too_long, make_listed(2))).course_id == "edx:2"


def test_no_course_no_plan(make_known: MakeKnown) -> None:
    assert plan_of(make_known(), SETTINGS) is None


@pytest.mark.parametrize("weeks", [2.5, 3.0])
def test_a_started_week_is_a_session(weeks: float, make_listed: Make, make_known: MakeKnown) -> None:
    short = make_listed(duration_weeks=weeks, pacing="instructor_paced")
    assert planned(make_known(short)).sessions == 3


WITH_HOLIDAYS = replace(SETTINGS, season=replace(SETTINGS.season, holidays=("2026-12-25", "2026-12-30", "2027-03-01")))


def test_a_session_on_a_holiday_is_marked_and_a_risk(
    make_listed: Make, make_known: MakeKnown, make_circle: Callable[..., SeasonCircle]
) -> None:
    known = make_known(make_listed(), circles=(make_circle(),))
    plan = plan_of(known, WITH_HOLIDAYS)
    assert plan is not None
    assert [week.holidays for week in plan.weeks[:3]] == [(), (date(2026, 12, 30),), ()]
    sheet = sheet_of(known, WITH_HOLIDAYS)
    assert "Sessions fall on a holiday: Wednesday 2026-12-30, week 2. Move them, or meet a week longer." in sheet.risks
    told = text_of(sheet)
    assert "2026-12-30 (holiday)" in told
    assert "2026-12-23 (holiday" not in told


def test_where_no_day_is_planned_the_holidays_of_a_week_are_told(make_listed: Make, make_known: MakeKnown) -> None:
    sheet = sheet_of(make_known(make_listed()), WITH_HOLIDAYS)
    assert any("in its weeks: Friday 2026-12-25, week 1; Wednesday 2026-12-30, week 2." in each for each in sheet.risks)
    assert "2026-12-21 (holiday 2026-12-25)" in " ".join(text_of(sheet).split())


def test_that_holidays_are_not_known_is_said(make_listed: Make, make_known: MakeKnown) -> None:
    sheet = sheet_of(make_known(make_listed()), SETTINGS)
    assert "Holidays are not known: list them under season.holidays" in " ".join(text_of(sheet).split())
    assert not any("oliday" in each for each in sheet.risks)
    far = replace(SETTINGS, season=replace(SETTINGS.season, holidays=("2030-01-01",)))
    assert "None of it falls on a holiday" in " ".join(text_of(sheet_of(make_known(make_listed()), far)).split())
    undated = sheet_of(make_known(make_listed(), season=None), SETTINGS)
    assert "oliday" not in text_of(undated), "without days nothing can fall on one"
