"""The season as calendars: a typical week, week by week, and room by room; pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from pipeline.model import PARTS, WEEKDAYS
from pipeline.store import Answer

View = Literal["week", "weeks", "rooms"]
VIEWS: tuple[View, ...] = ("week", "weeks", "rooms")
WORKING_DAYS = 5
Row = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Meeting:
    """A circle in a cell of a calendar."""

    circle: Row
    session: int | None = None
    """Which of its sessions; None where the cell stands for all of them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A row of a calendar: what it stands for, and what meets on each weekday shown."""

    what: Any
    """A part of the day, the first day of a week, or a room with its branch."""
    cells: tuple[tuple[Meeting, ...], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Calendar:
    """The weekdays shown, and the rows."""

    view: View
    weekdays: tuple[str, ...]
    lines: tuple[Line, ...]


def rows_of(answer: Answer) -> list[dict[str, Any]]:
    """The rows of a table by name of column."""
    return [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]


def last_day(circle: Row) -> date:
    """The day of the last session of a circle."""
    day: date = circle["starts_on"] + timedelta(weeks=circle["weeks"] - 1)
    return day


def calendar_of(circles: Sequence[Row], view: View) -> Calendar:
    """The circles of a season as one of the calendars. Saturday and Sunday are there where something meets then."""
    used = {circle["weekday"] for circle in circles}
    weekdays = tuple(day for n, day in enumerate(WEEKDAYS) if n < WORKING_DAYS or day in used)
    make = {"week": _week, "weeks": _weeks, "rooms": _rooms}[view]
    return Calendar(view=view, weekdays=weekdays, lines=tuple(make(circles, weekdays)))


def _week(circles: Sequence[Row], weekdays: Sequence[str]) -> Iterator[Line]:
    for part in PARTS:
        here = [(circle, Meeting(circle=circle)) for circle in circles if circle["part_of_day"] == part]
        if here:
            yield _line(part, weekdays, here)


def _rooms(circles: Sequence[Row], weekdays: Sequence[str]) -> Iterator[Line]:
    for branch, room in sorted({(circle["branch"], circle["room"]) for circle in circles}):
        here = [circle for circle in circles if (circle["branch"], circle["room"]) == (branch, room)]
        found = [(circle, Meeting(circle=circle)) for circle in here]
        yield _line({"branch": branch, "room": room}, weekdays, found)


def _weeks(circles: Sequence[Row], weekdays: Sequence[str]) -> Iterator[Line]:
    if not circles:
        return
    first = min(_monday(circle["starts_on"]) for circle in circles)
    last = max(_monday(last_day(circle)) for circle in circles)
    for n in range((last - first).days // 7 + 1):
        monday = first + timedelta(weeks=n)
        numbers = [(circle, (monday - _monday(circle["starts_on"])).days // 7 + 1) for circle in circles]
        meets = [
            (circle, Meeting(circle=circle, session=number))
            for circle, number in numbers
            if 1 <= number <= circle["weeks"]
        ]
        yield _line(monday, weekdays, meets)


def _line(what: Any, weekdays: Sequence[str], meets: Sequence[tuple[Row, Meeting]]) -> Line:
    return Line(
        what=what,
        cells=tuple(tuple(meeting for circle, meeting in meets if circle["weekday"] == day) for day in weekdays),
    )


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
