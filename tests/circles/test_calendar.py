"""The calendar of sessions: stable, escaped, in local time, newer where something was corrected."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from pipeline.errors import UsageError
from pipeline.flow.circles import undo_import, write_calendar

NIGHT = datetime(2026, 11, 24, 7, 30, tzinfo=UTC)


def events(keeper: Any, path: Path, *wanted: str) -> dict[str, Any]:
    """By summary, read by a parser of the format."""
    write_calendar(keeper.home, keeper.settings, path, wanted)
    return {str(event["SUMMARY"]): event for event in Calendar.from_ical(path.read_bytes()).events}


def test_a_session_is_an_event_in_local_time(keeper: Any, rows: Any, tmp_path: Path) -> None:
    keeper.take(
        circle=[rows.a_circle(status="running")], session=rows.sessions("c1", 2, status="planned", place="Room; 2, up")
    )
    found = events(keeper, tmp_path / "c.ics")
    assert list(found) == ["Grant writing (1)", "Grant writing (2)"]
    winter, summer = (event["DTSTART"] for event in found.values())
    assert winter.params["TZID"] == "America/New_York"
    assert (winter.dt.utcoffset(), summer.dt.utcoffset()) == (timedelta(hours=-5), timedelta(hours=-4))
    assert summer.dt.replace(tzinfo=None) == datetime(2026, 3, 9, 10)  # noqa: DTZ001
    assert found["Grant writing (1)"]["DTEND"].dt - winter.dt == timedelta(minutes=90)
    assert found["Grant writing (1)"]["LOCATION"] == "Room; 2, up"
    assert b"BEGIN:VTIMEZONE" in (tmp_path / "c.ics").read_bytes()


def test_text_is_escaped_and_folded(keeper: Any, rows: Any, tmp_path: Path) -> None:
    title = "Grants, part 1; 50% \\ END:VEVENT " + "ä" * 80
    keeper.take(circle=[rows.a_circle(title=title)], session=rows.sessions("c1", 1))
    (event,) = events(keeper, tmp_path / "c.ics").values()
    assert str(event["SUMMARY"]) == f"{title} (1)"
    data = (tmp_path / "c.ics").read_bytes()
    assert b"Grants\\, part 1\\; 50% \\\\ END:VEVENT" in data.replace(b"\r\n ", b"")
    assert max(map(len, data.split(b"\r\n"))) <= 75


def test_the_same_ledger_gives_the_same_bytes(keeper: Any, rows: Any, tmp_path: Path) -> None:
    keeper.take(circle=[rows.a_circle()], session=rows.sessions("c1", 3))
    events(keeper, tmp_path / "a.ics")
    events(keeper, tmp_path / "b.ics")
    assert (tmp_path / "a.ics").read_bytes() == (tmp_path / "b.ics").read_bytes()


def test_a_correction_keeps_the_uid_and_raises_the_sequence(keeper: Any, rows: Any, tmp_path: Path) -> None:
    keeper.take(circle=[rows.a_circle()], session=rows.sessions("c1", 2, status="planned"))
    path = tmp_path / "c.ics"
    before = events(keeper, path)
    keeper.take(NIGHT + timedelta(hours=1), session=rows.sessions("c1", 1, status="cancelled"))
    after = events(keeper, path)
    first, second = "Grant writing (1)", "Grant writing (2)"
    assert [after[name]["UID"] for name in after] == [before[name]["UID"] for name in before]
    assert (before[first]["SEQUENCE"], after[first]["SEQUENCE"], after[second]["SEQUENCE"]) == (0, 1, 0)
    assert (before[first]["STATUS"], after[first]["STATUS"]) == ("CONFIRMED", "CANCELLED")
    assert after[first]["DTSTAMP"].dt == NIGHT + timedelta(hours=1)
    undo_import(keeper.home, by="ana", at=NIGHT + timedelta(hours=2))
    undone = events(keeper, path)
    assert (undone[first]["STATUS"], undone[first]["SEQUENCE"]) == ("CONFIRMED", 2)
    keeper.take(NIGHT + timedelta(hours=3), circle=[rows.a_circle(title="Grants")])
    assert [int(event["SEQUENCE"]) for event in events(keeper, path).values()] == [3, 1]


def test_uids_differ_between_libraries_and_sessions(keeper: Any, rows: Any, tmp_path: Path) -> None:
    keeper.take(
        circle=[rows.a_circle("c1"), rows.a_circle("c11")], session=[*rows.sessions("c1", 4), *rows.sessions("c11", 1)]
    )
    path = tmp_path / "c.ics"
    write_calendar(keeper.home, keeper.settings, path, ())
    here = {str(event["UID"]) for event in Calendar.from_ical(path.read_bytes()).events}
    assert len(here) == 5
    (keeper.home.folder / "salt").write_bytes(b"another library's secret........")
    write_calendar(keeper.home, keeper.settings, path, ())
    assert here.isdisjoint(str(event["UID"]) for event in Calendar.from_ical(path.read_bytes()).events)


def test_one_circle_only_and_an_unknown_one(keeper: Any, rows: Any, tmp_path: Path) -> None:
    keeper.take(
        circle=[rows.a_circle("c1"), rows.a_circle("c2", title="Health")],
        session=[*rows.sessions("c1", 1), *rows.sessions("c2", 1)],
    )
    assert list(events(keeper, tmp_path / "c.ics", "c2")) == ["Health (1)"]
    with pytest.raises(UsageError, match="no circle is called c3; there are c1, c2"):
        write_calendar(keeper.home, keeper.settings, tmp_path / "c.ics", ["c3"])


def test_no_person_is_in_a_calendar(programme: Any, tmp_path: Path) -> None:
    write_calendar(programme.home, programme.settings, tmp_path / "c.ics", ())
    data = (tmp_path / "c.ics").read_bytes()
    assert data.count(b"BEGIN:VEVENT") == 91
    assert b"p-" not in data
