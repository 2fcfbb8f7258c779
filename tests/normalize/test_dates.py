from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.normalize import dates
from pipeline.normalize.reading import Reading

DAY = date(2015, 10, 19)


@pytest.mark.parametrize(
    "words",
    [
        "2015-10-19",
        "2015-10-19T12:00:00Z",
        "2015-10-19T23:30:00-11:00",
        "2015-10-19 00:00:00",
        "20151019",
        "2015/10/19",
        "1445212800",
        "1445212800000",
        "Mon, 19 Oct 2015 12:00:00 +0200",
        "19 Oct 2015 12:00:00 GMT",
        "19 October 2015",
        "Monday, 19 October 2015",
        "Oct 19, 2015",
        "October 19th, 2015",
        "19. Oktober 2015",
        "19.10.2015",
        "19/10/2015",
        "10/19/2015",
        "19/10/2015 (day first)",
        "10/19/2015 (month first)",
        " 2015-10-19 ",
        DAY,
        datetime(2015, 10, 19, 23, 59, tzinfo=UTC),
    ],
)
def test_days(words: str | date) -> None:
    reading = dates.read("starts", words)
    assert reading.value == DAY
    assert type(reading.value) is date
    assert reading.notes == ()


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("03/04/2027 (day first)", date(2027, 4, 3)),
        ("03/04/2027 (month first)", date(2027, 3, 4)),
        ("25/12/2026 (month first)", None),
        ("12/25/2026 (day first)", None),
        ("03/04/2027 (year first)", None),
        ("03/04/2027 (day first) or so", None),
    ],
)
def test_the_order_that_a_column_shows_is_kept(words: str, day: date | None) -> None:
    assert dates.read("starts", words).value == day


@pytest.mark.parametrize(
    "words",
    ["2015", "2015-10", "October 2015", "05/06/2015", "2025-02-30", "0000-00-00", "soon", "0", "-1", "1970-01-01",
     "1999-11-30",
     "2030-01-01", "9999-12-31", "1970-01-01T00:00:00Z", "1893456000", "0001-01-01", "99999999999999",
     "Mon, 99 Foo 2015 1:1"],
)  # fmt: skip
def test_no_day_and_placeholders_are_refused(words: str) -> None:
    reading = dates.read("ends", words)
    assert reading.value is None
    assert [(note.kind, note.field) for note in reading.notes] == [("unknown_value", "ends")]


@pytest.mark.parametrize("words", [None, "", "  "])
def test_nothing_said_is_no_finding(words: str | None) -> None:
    assert dates.read("starts", words) == Reading(None)


@given(st.one_of(st.text(max_size=40), st.text(st.sampled_from("0123456789-/.: TZ,OctMon"), max_size=30)))
def test_any_text_gives_a_day_in_reach_or_none(words: str) -> None:
    found = dates.read("starts", words).value
    assert found is None or dates.FIRST_YEAR <= found.year <= dates.LAST_YEAR


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)))
def test_every_iso_day_comes_back(day: date) -> None:
    found = dates.read("starts", day.isoformat()).value
    assert found == (None if day in dates.SENTINELS else day)
