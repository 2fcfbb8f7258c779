"""When people are free, in the words of surveys."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import EVERY_SLOT, PARTS, WEEKDAYS, Slot
from pipeline.survey.availability import free_slots, weekly_hours

MORNING, MIDDAY, AFTERNOON, EVENING = range(4)
WEEK, ALL = range(5), range(7)
DAY = range(4)


def slots(days: object, parts: object) -> frozenset[Slot]:
    return frozenset(Slot(day, part) for day in days for part in parts)  # type: ignore[attr-defined]


SAID = [
    ("Mondays", slots([0], DAY)),
    ("mornings", slots(ALL, [MORNING])),
    ("Monday morning", slots([0], [MORNING])),
    ("Mondays and Tuesdays, mornings only", slots([0, 1], [MORNING])),
    ("Mon, Tue evening", slots([0, 1], [EVENING])),
    ("Friday afternoons; Tuesday mornings", slots([4], [AFTERNOON]) | slots([1], [MORNING])),
    ("Monday through Thursday", slots(range(4), DAY)),
    ("Fri-Mon", slots([4, 5, 6, 0], DAY)),
    ("Weekdays after 3 pm", slots(WEEK, [AFTERNOON, EVENING])),
    ("10am-12pm on Thursdays", slots([3], [MORNING])),
    ("Mon-Fri 9-11", slots(WEEK, [MORNING])),
    ("12-1 pm", slots(ALL, [MIDDAY])),
    ("Thursdays 14:00-16:00", slots([3], [AFTERNOON])),
    ("before 10", slots(ALL, [MORNING])),
    ("Tuesday AM", slots([1], [MORNING])),
    ("Wednesday PM", slots([2], [AFTERNOON, EVENING])),
    ("Tuesdays or Thursdays at lunch", slots([1, 3], [MIDDAY])),
    ("Saturday all day", slots([5], DAY)),
    ("weekends", slots([5, 6], DAY)),
    ("any time", EVERY_SLOT),
    ("I'm flexible", EVERY_SLOT),
    ("any time except Friday", EVERY_SLOT - slots([4], DAY)),
    ("not Fridays", EVERY_SLOT - slots([4], DAY)),
    ("I can't do Mondays", EVERY_SLOT - slots([0], DAY)),
    ("Tuesdays, but not evenings", slots([1], [MORNING, MIDDAY, AFTERNOON])),
    ("martes por la tarde", slots([1], [AFTERNOON])),
    ("lunes y miércoles por la mañana", slots([0, 2], [MORNING])),
    ("cualquier día menos los lunes", EVERY_SLOT - slots([0], DAY)),
    ("fines de semana", slots([5, 6], DAY)),
    ("entre semana al mediodía", slots(WEEK, [MIDDAY])),
    ("None", frozenset()),
    ("none of these", frozenset()),
    ("n/a", frozenset()),
    ("I love books", frozenset()),
    ("", frozenset()),
]


@pytest.mark.parametrize(("text", "expected"), SAID, ids=[text or "nothing" for text, _ in SAID])
def test_free_text(text: str, expected: frozenset[Slot]) -> None:
    assert free_slots([(None, text)]) == expected
    assert free_slots([(text, None)]) == expected


def test_a_matrix_of_days_and_times() -> None:
    answers = [("Monday", "Morning"), ("Tuesday", "Afternoon; Evening"), ("Wednesday", "Not available")]
    assert free_slots(answers) == slots([0], [MORNING]) | slots([1], [AFTERNOON, EVENING])
    assert free_slots([("Mornings (9-12)", "Monday"), ("Evenings", "Friday")]) == slots([0], [0]) | slots([4], [3])
    assert free_slots([("Monday morning", "Available"), ("Monday evening", "Unavailable")]) == slots([0], [MORNING])


def test_days_and_times_in_two_questions() -> None:
    assert free_slots([("Tuesday", None), ("Thursday", None), ("Evenings", None)]) == slots([1, 3], [EVENING])


@given(st.text(max_size=300), st.one_of(st.none(), st.text(max_size=300)))
def test_any_text_gives_slots_and_no_error(one: str, other: str | None) -> None:
    assert free_slots([(one, other)]) <= EVERY_SLOT


@given(st.frozensets(st.sampled_from(sorted(EVERY_SLOT)), min_size=1), st.sampled_from([", ", "; ", " and ", "\n"]))
def test_slots_written_out_are_read_back(chosen: frozenset[Slot], between: str) -> None:
    text = between.join(slot.words for slot in sorted(chosen))
    assert free_slots([(None, text)]) == chosen
    assert free_slots([(slot.words, None) for slot in chosen]) == chosen
    by_row = [(WEEKDAYS[slot.day], PARTS[slot.part]) for slot in chosen]
    assert free_slots(by_row) == chosen


@given(st.sampled_from([text for text, _ in SAID]), st.sampled_from(WEEKDAYS))
def test_an_excluded_day_is_never_free(text: str, day: str) -> None:
    found = free_slots([(None, text), (None, f"not {day}s")])
    assert all(slot.day != WEEKDAYS.index(day) for slot in found)


@pytest.mark.parametrize(
    ("question", "answer", "hours"),
    [
        ("How many hours a week could you give?", "2-3 hours", 2.0),
        ("Hours per week you can give", "1,5", 1.5),
        ("¿Cuántas horas a la semana?", "4", 4.0),
        ("How many hours a week could you give?", "it depends", None),
        ("How many hours a week could you give?", "2026", None),
        ("Which times suit you?", "3 pm", None),
    ],
)
def test_hours_a_week(question: str, answer: str, hours: float | None) -> None:
    assert weekly_hours(question, answer) == hours
