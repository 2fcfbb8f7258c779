"""When people could meet, and that enough could lead: told from the smallest group on that may be told, never below."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from pipeline.flow.season_told import told_leads, told_times
from pipeline.model import GoalDemand, Slot
from pipeline.settings import load_settings
from pipeline.survey import AnswerReader, Staff, goal_key

SETTINGS = load_settings(Path(__file__).resolve().parents[2] / "schedule.yaml")
PEOPLE = [f"p{number}" for number in range(12)]
GOAL = GoalDemand(
    goal_id="g1", survey_id="s1", wording="Grant writing", origin="form", respondents=frozenset(PEOPLE[:9])
)
MONDAY = Slot(0, 0)


def known(staff: Staff, reader: AnswerReader, *, is_suppressed: bool = False) -> Any:
    """What of a night these look at."""
    return SimpleNamespace(
        demand=SimpleNamespace(goals=(GOAL,)),
        proposed=SimpleNamespace(
            topics=(SimpleNamespace(topic_id="t1", is_suppressed=is_suppressed),),
            drafts=(SimpleNamespace(topic_id="t1", goal_ids=("g1",)),),
        ),
        staff=staff,
        reader=reader,
        listed=(),
    )


def free(people: Iterable[str]) -> Staff:
    return Staff(slots={each: frozenset({MONDAY}) for each in people})


@pytest.mark.parametrize(("n", "is_told"), [(4, False), (5, True), (9, True)])
def test_a_time_is_told_from_five_people_on(n: int, is_told: bool, reader: AnswerReader) -> None:
    found = list(told_times("s", known(free(PEOPLE[:n]), reader), SETTINGS))
    assert [(each.topic_id, each.weekday, each.part_of_day) for each in found] == [
        ("t1", "monday", "morning")
    ] * is_told


def test_who_does_not_want_the_topic_does_not_count(reader: AnswerReader) -> None:
    assert list(told_times("s", known(free(PEOPLE[5:]), reader), SETTINGS)) == []  # 7 are free, 4 of them want it


def test_a_larger_circle_needs_more(reader: AnswerReader) -> None:
    larger = replace(SETTINGS, season=replace(SETTINGS.season, min_size=7))
    assert list(told_times("s", known(free(PEOPLE[:6]), reader), larger)) == []
    assert len(list(told_times("s", known(free(PEOPLE[:7]), reader), larger))) == 1


def test_nothing_is_told_of_a_hidden_topic(reader: AnswerReader) -> None:
    staff = free(PEOPLE)
    staff.offered |= set(PEOPLE)
    hidden = known(staff, reader, is_suppressed=True)
    assert [*told_times("s", hidden, SETTINGS), *told_leads("s", hidden, SETTINGS)] == []


def test_that_enough_could_lead_is_told_by_the_way_they_could(reader: AnswerReader) -> None:
    key = goal_key(GOAL, reader)
    staff = Staff(offered=set(PEOPLE[:3]))
    for each in PEOPLE[3:5]:
        staff.offered_goals[each].add(key)
    for each in PEOPLE[:4]:
        staff.advanced_goals[each].add(key)
    staff.advanced_goals[PEOPLE[9]].add("something else")
    assert [each.way for each in told_leads("s", known(staff, reader), SETTINGS)] == ["offered"]  # 5, and 4 advanced
    staff.advanced_goals[PEOPLE[8]].add(key)
    assert [each.way for each in told_leads("s", known(staff, reader), SETTINGS)] == ["offered", "advanced"]
    staff.refused.add(PEOPLE[0])
    assert list(told_leads("s", known(staff, reader), SETTINGS)) == []
