"""People leave the ledger, on request and by themselves; what was told of circles stays as it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipeline.__main__ import main
from pipeline.errors import UsageError
from pipeline.flow.circles import import_ledger, pseudonym, recorded, tonight, undo_import
from pipeline.flow.season_problem import facilitator_ref
from pipeline.flow.unname import UNNAMED, forget_person, people_due, unname_due
from pipeline.model import AttendanceEntry, CredentialEntry, FacilitatorEntry
from pipeline.settings import load_settings
from pipeline.store import Home

SETTINGS = load_settings(Path(__file__).resolve().parents[2] / "schedule.yaml")
NIGHT = datetime(2026, 11, 24, 7, tzinfo=UTC)
PEOPLE = range(101, 114)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """Thirteen people in a circle of January, seven of them in one of November too; all hold a certificate."""
    home = Home(tmp_path / "home")
    home.prepare()
    sheets = {
        "circle": ("circle_id,title,status", "old,Grants,completed", "new,Health,completed"),
        "session": (
            "circle_id,session,starts_at,minutes,status",
            "old,1,2026-01-12 10:00,60,held",
            "old,2,2026-01-19 10:00,60,held",
            "new,1,2026-11-09 10:00,60,held",
        ),
        "attendance": (
            "circle_id,session,person,state",
            *(f"old,{n},{person},present" for n in (1, 2) for person in PEOPLE),
            *(f"new,1,{person},present" for person in PEOPLE[:7]),
        ),
        "credential": ("person,credential,issued_on", *(f"{person},CHIS,2025-03-01" for person in PEOPLE)),
        "facilitator": ("person,free", "101,any time", "113,any time"),
    }
    folder = tmp_path / "in"
    folder.mkdir()
    for sheet, lines in sheets.items():
        (folder / f"{sheet}.csv").write_text("\n".join(lines), encoding="utf-8")
    import_ledger(home, SETTINGS, folder, by="ana", at=NIGHT)
    return home


def hashed(home: Home, person: int) -> str:
    return pseudonym(home.salt())(str(person))


def told(home: Home) -> list[tuple[Any, ...]]:
    """All that a night tells of circles."""
    return [(row.__name__, list(rows)) for row, rows in tonight(home, SETTINGS, {}, NIGHT).tables()]


def bytes_of(home: Home) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(home.folder.glob("circles.sqlite*")))


def test_who_is_forgotten_is_in_no_byte_and_every_count_stays(home: Home) -> None:
    before, person = told(home), hashed(home, 101)
    assert person.encode() in bytes_of(home)
    done = forget_person(home, SETTINGS, " 0101 ")
    assert done.rows == {"attendance": 3, "credential": 1, "facilitator": 1}
    assert person.encode() not in bytes_of(home)
    assert told(home) == before
    entries = [row.entry for row in recorded(home)]
    assert [each.person for each in entries if isinstance(each, FacilitatorEntry)] == [hashed(home, 113)]
    names = {each.person for each in entries if isinstance(each, AttendanceEntry)}
    assert {hashed(home, each) for each in PEOPLE[1:]} < names
    assert len(names) == len(PEOPLE)
    assert names == {each.person for each in entries if isinstance(each, CredentialEntry)}
    with pytest.raises(UsageError, match="no row of the ledger is about this person"):
        forget_person(home, SETTINGS, "101")


def test_earlier_states_are_forgotten_too_and_the_ledger_stays_append_only(home: Home, tmp_path: Path) -> None:
    file = tmp_path / "attendance.csv"
    file.write_text("circle_id,session,person,state\nold,1,101,absent", encoding="utf-8")
    import_ledger(home, SETTINGS, file, by="ana", at=NIGHT)
    assert forget_person(home, SETTINGS, "101").rows["attendance"] == 4
    undo_import(home, by="ana", at=NIGHT)
    entries = [row.entry for row in recorded(home)]
    (named,) = {e.person for e in entries if isinstance(e, AttendanceEntry) and e.person.startswith(UNNAMED)}
    assert {e.state for e in entries if isinstance(e, AttendanceEntry) and e.person == named} == {"present"}
    import sqlite3

    with sqlite3.connect(home.circles) as connection, pytest.raises(sqlite3.IntegrityError, match="never deleted"):
        connection.execute("DELETE FROM entry")


def test_nights_take_the_names_of_those_whose_last_circle_ended_long_ago(home: Home) -> None:
    before = told(home)
    assert unname_due(home, SETTINGS, NIGHT)
    stays = {hashed(home, each) for each in PEOPLE[:7]}  # their last circle ended two weeks ago
    names = {row.entry.person for row in recorded(home) if isinstance(row.entry, AttendanceEntry)}
    assert len(names) == len(PEOPLE)
    assert {name for name in names if not name.startswith(UNNAMED)} == stays
    assert told(home) == before
    assert not unname_due(home, SETTINGS, NIGHT), "nobody is taken out twice"
    assert hashed(home, 112).encode() not in bytes_of(home)
    assert hashed(home, 113).encode() in bytes_of(home), "who is listed as a facilitator now is known by that row"


def test_kept_for_good_where_the_settings_say_so(home: Home) -> None:
    kept = replace(SETTINGS, circle=replace(SETTINGS.circle, keep_people_days=None))
    before = bytes_of(home)
    assert not unname_due(home, kept, NIGHT)
    assert bytes_of(home) == before


def test_the_day_counts(home: Home) -> None:
    entries = [row.entry for row in recorded(home)]
    assert people_due(entries, date(2026, 1, 18)) == []
    assert len(people_due(entries, date(2026, 1, 19))) == 6
    assert len(people_due(entries, date(2026, 11, 9))) == 13


def test_a_facilitator_leaves_the_catalogue_and_kept_builds(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    ref = facilitator_ref(hashed(home, 113), home.salt())
    for path in (home.catalogue, home.builds / "one.duckdb"):
        with duckdb.connect(str(path)) as connection:
            connection.execute("CREATE SCHEMA core; CREATE TABLE core.season (circle INT, facilitator_ref TEXT)")
            connection.execute("CREATE TABLE core.course (course_id TEXT); INSERT INTO core.course VALUES ('c1')")
            connection.execute("INSERT INTO core.season VALUES (1, $1), (2, 'f-other')", [ref])
    assert main(["circles", "forget", "113", "--home", str(home.folder)]) == 0
    said = capsys.readouterr().out
    assert "circles.sqlite: rewritten (attendance: 2 row(s)" in said
    assert "facilitator: 1 row(s) removed" in said
    assert "catalogue.duckdb: rewritten (1 row(s) of core.season)" in said
    assert "builds/one.duckdb: rewritten" in said
    for path in (home.catalogue, home.builds / "one.duckdb"):
        assert ref.encode() not in path.read_bytes()
        with duckdb.connect(str(path), read_only=True) as connection:
            found = connection.execute("FROM core.season ORDER BY circle").fetchall()
            assert found == [(1, "f-forgotten"), (2, "f-other")]
            assert connection.execute("FROM core.course").fetchall() == [("c1",)]
    assert main(["circles", "forget", "113", "--home", str(home.folder)]) == 2
