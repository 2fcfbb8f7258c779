"""Circles as a coordinator keeps them: template, import, a night, outcomes, calendar, undo."""

from __future__ import annotations

import csv
import importlib.util
import io
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from openpyxl import load_workbook


@pytest.fixture(scope="module")
def made_up(root: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("made_up", root / "tests" / "circles" / "made_up.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def filled_in(made_up: ModuleType, tmp_path: Path) -> Path:
    return Path(made_up.write(tmp_path / "filled-in", made_up.ledger()))


def test_from_an_import_to_a_boards_figures(demo: Path, filled_in: Path, verb: Any) -> None:
    course = verb(
        "query", "SELECT min(course_id) FROM out.topic_course", "--format", "csv", "--home", demo
    ).text.split()[1]
    circle = filled_in / "circle.csv"
    circle.write_text(circle.read_text().replace("edx:course1", course))
    assert verb("outcomes", "--home", demo).err.startswith("no circle has been counted yet")
    said = verb("circles", "import", filled_in, "--home", demo, "--json").json
    assert (said["intake_id"], said["added"], said["corrected"]) == (1, sum(len(r) for r in _rows(filled_in)), 0)
    assert verb("circles", "import", filled_in, "--home", demo, "--json").json["intake_id"] is None
    assert verb("run", "--demo", "--home", demo, "--json", "--as-of", "2026-11-25T07:30").json["published"]

    whole = {row["measure"]: row for row in verb("outcomes", "--home", demo, "--format", "json").json}
    assert [whole[name]["value"] for name in ("circles", "sessions", "participants")] == [20, 91, 260]
    assert (whole["grants_awarded"]["value"], whole["grants_awarded"]["unit"]) == (242000, "USD")
    for by in ("season", "branch", "topic", "course", "circle"):
        rows = verb("outcomes", "--home", demo, "--by", by, "--format", "json").json
        assert sum(row["circles"] for row in rows) == 20, by
        assert all(by in row and "not_told" in row for row in rows)
    sheet = load_workbook(io.BytesIO(verb("outcomes", "--home", demo, "--by", "branch", "--format", "xlsx").out)).active
    assert sheet is not None
    assert sheet.max_row == 5
    assert "course_worked" in verb("outcomes", "--home", demo).text

    sql = f"SELECT value, evidence FROM out.fit_signal WHERE signal = 'worked_in_a_circle' AND course_id = '{course}'"
    (signal,) = verb("query", sql, "--home", demo, "--format", "json").json
    assert signal["value"] == "yes"
    assert "of 5 by those who were in circles" in signal["evidence"]
    others = "SELECT count(*) AS n FROM out.fit_signal WHERE signal = 'worked_in_a_circle' AND value = 'unknown'"
    assert verb("query", others, "--home", demo, "--format", "json").json[0]["n"] > 5


def test_a_template_is_filled_in_and_taken_back(tmp_path: Path, verb: Any) -> None:
    home, place = tmp_path / "home", tmp_path / "ledger.xlsx"
    assert verb("circles", "template", place).status == 0
    book = load_workbook(place)
    book["circle"].append(["c1", "Grants", "planned"])
    book.save(place)
    said = verb("circles", "import", place, "--home", home)
    assert said.text.startswith("ledger.xlsx: 1 added, 0 corrected, 0 taken back, 0 as before.")
    assert verb("circles", "export", tmp_path / "out", "--home", home).status == 0
    (row,) = csv.DictReader(io.StringIO((tmp_path / "out" / "circle.csv").read_text("utf-8-sig")))
    assert (row["circle_id"], row["title"], row["places"]) == ("c1", "Grants", "")
    assert (
        verb("circles", "undo", "--home", home).text == "import 1 is taken back: 1 row(s) are as they were before it.\n"
    )
    assert "holds no import" in verb("circles", "undo", "--home", home).err


def test_what_is_wrong_is_told_and_nothing_is_kept(tmp_path: Path, verb: Any) -> None:
    place = tmp_path / "circle.csv"
    place.write_text("circle_id,title,status\nc 1,Grants,planned\nc2,Grants,soon\n")
    said = verb("circles", "import", place, "--home", tmp_path / "home")
    assert said.status == 2
    assert "circle, row 2, column A (circle_id): found `c 1`" in said.err
    assert "circle, row 3, column C (status): found `soon`" in said.err
    assert not (tmp_path / "home" / "circles.sqlite").exists()


def test_an_export_with_people_says_what_it_is(tmp_path: Path, filled_in: Path, verb: Any) -> None:
    home = tmp_path / "home"
    verb("circles", "import", filled_in, "--home", home)
    said = verb("circles", "export", tmp_path / "all.xlsx", "--with-people", "--home", home)
    assert "confidential, not anonymous" in said.err
    assert (tmp_path / "all.xlsx").stat().st_mode & 0o077 == 0


def test_a_calendar_is_written_again_in_place(tmp_path: Path, filled_in: Path, verb: Any) -> None:
    home, place = tmp_path / "home", tmp_path / "circles.ics"
    verb("circles", "import", filled_in, "--home", home)
    assert verb("circles", "calendar", place, "--home", home).text.endswith("the sessions of 20 circle(s)\n")
    assert place.read_bytes().count(b"BEGIN:VEVENT") == 91
    assert verb("circles", "calendar", place, "--circle", "circle-01", "--home", home).status == 0
    assert place.read_bytes().count(b"BEGIN:VEVENT") == 5
    assert "no circle is called x" in verb("circles", "calendar", place, "--circle", "x", "--home", home).err


def test_a_home_without_a_ledger_says_so(tmp_path: Path, verb: Any) -> None:
    for words in (("circles", "undo"), ("circles", "calendar", tmp_path / "c.ics")):
        said = verb(*words, "--home", tmp_path / "nowhere")
        assert said.status == 2
        assert "yet" in said.err
    assert verb("circles", "export", tmp_path / "out", "--home", tmp_path / "nowhere").status == 0


def test_a_template_never_overwrites_work(tmp_path: Path, verb: Any) -> None:
    place = tmp_path / "ledger.xlsx"
    place.write_text("work")
    assert verb("circles", "template", place).status == 2
    assert place.read_text() == "work"
    assert verb("circles", "template", tmp_path / "ledger.pdf").status == 2


def _rows(folder: Path) -> list[list[dict[str, str]]]:
    return [list(csv.DictReader(io.StringIO(path.read_text()))) for path in folder.glob("*.csv")]
