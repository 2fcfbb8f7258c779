from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.normalize import duration
from pipeline.normalize.duration import Effort, Span
from pipeline.normalize.reading import Reading

UNITS = st.sampled_from(
    ["weeks", "hours", "hours/week", "months", "minutes", "Stunden", "h", "days", "%", "to", "-", "/", ":"]
)
WRITTEN = st.lists(st.one_of(UNITS, st.integers(0, 9999).map(str), st.floats(0, 99).map(str)), max_size=8).map(" ".join)


def one(kind: str, low: float | None, high: float | None = None) -> Effort:
    return Effort(**{kind: Span(low, low if high is None else high)})


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("6 weeks", one("weeks", 6)),
        ("1 - 4 Weeks", one("weeks", 1, 4)),
        ("1 - 3 Months", one("weeks", 4.3481, 13.0444)),
        ("6-week course", one("weeks", 6)),
        ("six weeks", one("weeks", 6)),
        ("4.0 weeks", one("weeks", 4)),
        ("2 weeks 3 days", one("weeks", 2.4286)),
        ("2 days", one("weeks", 0.2857)),
        ("1 week to 2 months", one("weeks", 1, 8.6962)),
        ("4 weeks (28 days)", one("weeks", 4)),
        ("P2W", one("weeks", 2)),
        ("P1DT6H", one("weeks", 0.1786)),
        ("10 modules, 6 weeks", one("weeks", 6)),
        ("4-8 hours/week", one("weekly_hours", 4, 8)),
        ("3.5 hours/week", one("weekly_hours", 3.5)),
        ("3 h/week", one("weekly_hours", 3)),
        ("5 Std./Woche", one("weekly_hours", 5)),
        ("3 heures par semaine", one("weekly_hours", 3)),
        ("4 horas por semana", one("weekly_hours", 4)),
        ("3-4 hours weekly", one("weekly_hours", 3, 4)),
        ("2–3 hours of study a week", one("weekly_hours", 2, 3)),
        ("between 2 and 3 hours per week", one("weekly_hours", 2, 3)),
        ("1 hour 30 minutes per week", one("weekly_hours", 1.5)),
        ("1 hour 30 minutes", one("total_hours", 1.5)),
        ("1 hour and 5 minutes", one("total_hours", 1.0833)),
        ("2h 30m", one("total_hours", 2.5)),
        ("1½ hours", one("total_hours", 1.5)),
        ("1,5 Stunden", one("total_hours", 1.5)),
        ("60 Stunden", one("total_hours", 60)),
        ("1,200 hours", one("total_hours", 1200)),
        ("1.5-3 hours", one("total_hours", 1.5, 3)),
        ("Approx. 21 hours to complete", one("total_hours", 21)),
        ("PT10H", one("total_hours", 10)),
        ("12:30:55", one("total_hours", 12.5153)),
        ("Less Than 2 Hours", Effort(total_hours=Span(None, 2))),
        ("10+ hours", Effort(total_hours=Span(10, None))),
        ("4 weeks of study, 1-2 hours/week", Effort(weeks=Span(4, 4), weekly_hours=Span(1, 2))),
        ("6 Wochen à 3 Stunden pro Woche", Effort(weeks=Span(6, 6), weekly_hours=Span(3, 3))),
        ("80 hours, 10 weeks", Effort(weeks=Span(10, 10), total_hours=Span(80, 80))),
    ],
)
def test_lengths(words: str, expected: Effort) -> None:
    for reading in (duration.read(words), duration.read(None, words)):
        assert reading.value == expected
        assert reading.notes == ()


@pytest.mark.parametrize(
    "words", [None, "", "Self-paced", "Flexible", "At your own pace", "P0D", "PT0S", "0", "0 weeks", "varies", "n/a"]
)
def test_nothing_said_is_no_finding(words: str | None) -> None:
    assert duration.read(words) == Reading(duration.NOTHING)


@pytest.mark.parametrize(
    "words",
    ["P1Y", "P6M", "PT", "86", "5:30", "a few hours", "1 1/2 hours", "-5 weeks", "10 hours/month", "2 hours a day",
     "2 days per week",
     "Weekly study: 3 hours", "12 lessons (15 minutes each)", "4 videos of 10 minutes", "4 weeks (5 weeks)",
     "one semester", "30m",
     "6 weeks " * 100],
)  # fmt: skip
def test_what_is_not_certain_is_refused(words: str) -> None:
    reading = duration.read(words)
    assert reading.value == duration.NOTHING
    assert [(note.kind, note.field) for note in reading.notes] == [("unknown_value", "duration")]


@pytest.mark.parametrize("words", ["200 weeks", "100 hours/week", "9000 hours", "3 years"])
def test_beyond_reason_is_refused(words: str) -> None:
    reading = duration.read(None, words)
    assert reading.value == duration.NOTHING
    assert [(note.kind, note.field) for note in reading.notes] == [("out_of_bounds", "effort")]


def test_a_range_told_backwards_is_swapped_with_a_note() -> None:
    reading = duration.read(None, "7-5 hours per week")
    assert reading.value == one("weekly_hours", 5, 7)
    assert [note.kind for note in reading.notes] == ["inverted_range"]


@pytest.mark.parametrize(
    ("span", "middle"), [(Span(1, 4), 2.5), (Span(None, 2), 2), (Span(10, None), 10), (Span(3, 3), 3)]
)
def test_the_single_figure(span: Span, middle: float) -> None:
    assert span.middle == middle


def test_each_field_tells_its_own_kind_first() -> None:
    assert duration.read("6 weeks, 2 hours/week", "8 weeks, 3 hours/week").value == Effort(
        weeks=Span(6, 6), weekly_hours=Span(3, 3)
    )
    assert duration.read("3 hours/week", "P10W").value == Effort(weeks=Span(10, 10), weekly_hours=Span(3, 3))


@pytest.mark.parametrize(
    ("words", "expected"),
    [("PT7M13S", 433), ("7:13", 433), ("1:00:00", 3600), ("59.6", 60), ("P0D", None), ("PT", None), ("P", None),
     ("P1M", None),
     ("P1DT6H", 108_000), ("soon", None), ("-5", None), ("6 weeks", None)],
)  # fmt: skip
def test_seconds_of_media(words: str, expected: int | None) -> None:
    assert duration.seconds(words) == expected


@given(st.one_of(st.text(max_size=80), WRITTEN))
def test_any_text_is_read_within_reason(words: str) -> None:
    found = duration.read(words).value
    for span, most in (
        (found.weeks, duration.MAX_WEEKS),
        (found.weekly_hours, duration.MAX_WEEKLY_HOURS),
        (found.total_hours, duration.MAX_TOTAL_HOURS),
    ):
        if span is not None:
            ends = [end for end in (span.low, span.high) if end is not None]
            assert ends == sorted(ends)
            assert all(0 <= end <= most for end in ends)
            assert min(ends) <= span.middle + 0.01
            assert span.middle <= max(ends) + 0.01
    seconds = duration.seconds(words)
    assert seconds is None or seconds >= 0


@given(st.integers(1, 104), st.integers(1, 104))
def test_every_range_of_weeks_comes_back(low: int, high: int) -> None:
    span = duration.read(f"{low} - {high} weeks").value.weeks
    assert span == Span(*sorted((low, high)))
