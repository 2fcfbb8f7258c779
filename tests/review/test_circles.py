"""The ledger on the page: begun, recorded row by row, corrected, taken back, read in; nobody is told by name."""

from __future__ import annotations

import re
from html import unescape
from io import BytesIO
from pathlib import Path

import httpx
import pytest
from icalendar import Calendar
from openpyxl import load_workbook
from season_and_circles import CIRCLE, LEDGER, plan_season

from pipeline.circles.template import workbook
from pipeline.flow.circles import recorded
from pipeline.model import AttendanceEntry, CircleEntry, ClosingAnswer, GrantEntry, SessionEntry
from pipeline.review.app import PAGES
from pipeline.store import Home

from .conftest import Reader, Serve, Visit, sign_in
from .ledger_forms import entries, form, send

HERE = f"/circle/{CIRCLE}"
MEASURE = {"measure": "x", "measured_on": "2026-11-01", "level": "4", "after": "1"}


def record(reader: Reader, sheet: str, page: str | None = None, **cells: str) -> httpx.Response:
    """Fill in the form for one more row, and send it."""
    fields = form(page or reader.text(f"{HERE}/record?sheet={sheet}"), f"{HERE}/record")
    return reader.client.post(f"{HERE}/record", data=fields | {f"c_{name}": value for name, value in cells.items()})


def test_circles_are_listed_with_status_and_without_small_counts(ana: Reader) -> None:
    page = ana.text("/circles")
    for words in ("Grant writing", CIRCLE, "Running", "1 of 2", "Mon 30 Nov 2026, 10:00", "not told"):
        assert words in page
    assert "Grant writing" not in ana.text("/circles?status=planned")
    shown = ana.text(HERE)
    for words in ("Room 1", "17,000.00 USD", "2026 fall", "Attendance: 2 rows", "Ana"):
        assert words in shown
    assert not re.search(r"4711|4712|p-[0-9a-f]{6}", page + shown)
    assert ana.get("/circles/none").status_code == 404


@pytest.mark.parametrize("path", [path for path, _ in PAGES if "{circle_id}" in path])
def test_no_page_of_a_circle_has_script_or_style_of_its_own(ana: Reader, path: str) -> None:
    page = ana.text(path.format(circle_id=CIRCLE))
    assert re.findall(r"<script(?![^>]* src=)|<style|\sstyle=|\son\w+=|hx-on|javascript:", page) == []


def test_attendance_is_recorded_by_code_corrected_and_taken_back(ana: Reader, kept: Path) -> None:
    answer = record(ana, "attendance", person="staff 0815")
    assert "<strong>Recorded:</strong> 1 row" in answer.text
    assert "0815" not in answer.text
    assert len(entries(kept, AttendanceEntry)) == 3
    page = ana.text(f"{HERE}/record?sheet=attendance&row=1")
    fields = form(page, f"{HERE}/record")
    assert re.fullmatch(r"p-[0-9a-f]{24}", fields["c_person"])
    answer = ana.client.post(f"{HERE}/record", data=fields | {"c_state": "excused"})
    assert answer.status_code == 200
    states = sorted(each.state for each in entries(kept, AttendanceEntry))  # type: ignore[attr-defined]
    assert states in (["absent", "excused", "present"], ["excused", "present", "present"])  # codes order the rows
    taken = form(answer.text, f"{HERE}/record", "Take back") | {"action": "withdraw"}
    answer = ana.client.post(f"{HERE}/record", data=taken)
    assert len(entries(kept, AttendanceEntry)) == 2
    undo = form(answer.text, "/circles/undo")
    assert "<strong>Undone:</strong> 1 row" in ana.client.post("/circles/undo", data=undo).text
    assert ana.client.post("/circles/undo", data=undo).status_code == 200  # twice is once
    assert len(entries(kept, AttendanceEntry)) == 3


def test_rows_come_in_parts_and_each_is_corrected_by_its_number(
    ana: Reader, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.review.pages.record.MOST_ROWS", 2)
    for n in range(3):
        record(ana, "grant", grant_id=f"grant-{n + 2}", funder=f"Funder {n + 2}", asked="10")
    first, second = (ana.text(f"{HERE}/record?sheet=grant&part={n}") for n in (1, 2))
    assert [re.findall(r">(Funder \d|Foundation)<", page[page.index('id="h-rows"') :]) for page in (first, second)] == [
        ["Foundation", "Funder 2"],
        ["Funder 3", "Funder 4"],
    ]
    assert f'href="{HERE}/record?sheet=grant&amp;part=2"' in first
    page = ana.text(f"{HERE}/record?sheet=grant&row=3")
    assert 'value="Funder 3"' in page


def test_sessions_surveys_grants_and_hours_are_recorded(ana: Reader, kept: Path) -> None:
    assert record(ana, "session", starts_at="2026-12-07 10:00", facilitator_hours="3.25").status_code == 200
    assert record(ana, "closing_survey", goal_met="4", course_worked="5").status_code == 200
    assert record(ana, "grant", grant_id="grant-2", funder="Fundación Ñ", asked="1234.56").status_code == 200
    assert record(ana, "credential", person="4711", credential="CHIS", issued_on="2026-11-20").status_code == 200
    session = entries(kept, SessionEntry)[-1]
    assert isinstance(session, SessionEntry)
    assert (session.session, session.status, str(session.facilitator_hours)) == (3, "held", "3.25")
    (answer,) = entries(kept, ClosingAnswer)
    assert isinstance(answer, ClosingAnswer)
    assert (answer.response, answer.goal_met, answer.course_worked) == (1, 4, 5)
    assert [str(each.asked) for each in entries(kept, GrantEntry)] == ["17000.00", "1234.56"]  # type: ignore[attr-defined]
    assert "CHIS" in ana.text(f"{HERE}/record?sheet=credential")


@pytest.mark.parametrize(
    ("sheet", "cells", "told"),
    [
        ("session", {"starts_at": "7/12/2026"}, "found `7/12/2026`, a local day and time such as"),
        ("session", {"starts_at": "2026-12-07 10:00", "place": "=1+1"}, "which a spreadsheet would compute"),
        ("attendance", {"person": "4713", "session": "2"}, "session 2 of circle `grants-main-2026` is planned"),
        ("closing_survey", {"goal_met": "6"}, "found `6`, a whole number from 1 to 5 was expected"),
        ("grant", {"grant_id": "g", "funder": "F", "asked": "1.234"}, "with at most two digits after the point"),
        ("measure", MEASURE | {"unit": "ana@example.org"}, "holds an e-mail"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_and_nothing_is_written(
    ana: Reader, kept: Path, sheet: str, cells: dict[str, str], told: str
) -> None:
    before = recorded(Home(kept))
    answer = record(ana, sheet, **cells)
    assert answer.status_code == 400
    assert told in unescape(answer.text)
    assert "4713" not in answer.text
    assert recorded(Home(kept)) == before


def test_who_comes_second_sees_the_row_as_it_is_now(ana: Reader, kept: Path) -> None:
    page = ana.text(f"{HERE}/record?sheet=session&row=2")
    assert record(ana, "session", page, place="Room 9").status_code == 200
    answer = record(ana, "session", page, place="Room 5")
    assert answer.status_code == 409
    assert "Nothing of yours was written" in answer.text
    assert 'value="Room 9"' in answer.text
    assert record(ana, "session", answer.text, place="Room 5").status_code == 200
    assert entries(kept, SessionEntry)[-1].place == "Room 5"  # type: ignore[attr-defined]
    new = ana.text(f"{HERE}/record?sheet=session")
    for _ in range(2):  # twice is once
        assert record(ana, "session", new, starts_at="2026-12-07 10:00").status_code == 200
    assert record(ana, "session", new, starts_at="2026-12-08 10:00").status_code == 409


def test_what_others_rest_on_is_not_taken_back(ana: Reader, kept: Path) -> None:
    undo = form(ana.text(HERE), "/circles/undo")
    record(ana, "session", ana.text(f"{HERE}/record?sheet=session&row=2"), place="Room 9")
    answer = ana.client.post("/circles/undo", data=undo)
    assert answer.status_code == 400
    assert "later rows rest on it" in answer.text
    gone = form(ana.text(f"{HERE}/record?sheet=session"), f"{HERE}/record", "Take back") | {"action": "withdraw"}
    assert ana.client.post(f"{HERE}/record", data=gone).status_code == 400  # people were at that session
    assert len(entries(kept, SessionEntry)) == 2


def test_a_circle_begins_from_the_planned_season(serve: Serve, home: Path, visit: Visit) -> None:
    plan_season(home)
    with serve(home, "Ana") as address:
        ana = visit(address)
        assert "/circles/new?planned=2" in ana.text("/season")
        fields = form(ana.text("/circles/new?planned=2"), "/circles/new")
        assert fields["circle_id"].endswith("-main-2026")
        assert (fields["branch"], fields["place"], fields["sessions"]) == ("Main", "Hall", "4")
        wrong = ana.client.post("/circles/new", data=fields)
        assert wrong.status_code == 400
        assert "a local time such as 10:00 was expected" in wrong.text
        page = ana.client.post("/circles/new", data=fields | {"first_at": "17:30"})
        assert page.url.path == f"/circle/{fields['circle_id']}"
        assert "Tue 19 Jan 2027, 17:30" in page.text
        assert ana.client.post("/circles/new", data=fields | {"first_at": "17:30"}).status_code == 200  # twice is once
        assert ana.client.post("/circles/new", data=fields | {"first_at": "18:30"}).status_code == 409
    (circle,) = entries(home, CircleEntry)
    assert isinstance(circle, CircleEntry)
    assert (circle.topic_id, circle.status) == (fields["topic_id"], "planned")
    assert len(entries(home, SessionEntry)) == 4


@pytest.mark.parametrize("name", ["../x", "a b", ".", ""])
def test_a_circle_has_a_name_that_an_address_can_have(ana: Reader, kept: Path, name: str) -> None:
    fields = form(ana.text("/circles/new"), "/circles/new") | {"title": "T", "circle_id": name}
    assert ana.client.post("/circles/new", data=fields).status_code == 400
    assert len(entries(kept, CircleEntry)) == 1


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"sessions": "00000999"}, "a whole number from 1 to 60 was expected"),
        ({"first_on": "9999-12-31"}, "a day of this century was expected"),
        ({"first_on": "2/3/2027"}, "a day such as 2026-03-02 was expected"),
        ({"first_at": "quarter past"}, "a local day and time such as"),
        ({"minutes": "ninety"}, "found `ninety`, a whole number from 5 to 720 was expected"),
        ({"places": "0"}, "found `0`, a whole number from 1 to 500 was expected"),
    ],
)
def test_a_circle_that_cannot_begin_so_is_told_why(ana: Reader, kept: Path, cells: dict[str, str], told: str) -> None:
    fields = form(ana.text("/circles/new"), "/circles/new")
    fields |= {"title": "T", "circle_id": "c", "first_on": "2027-03-02", "first_at": "10:00", "sessions": "6"}
    answer = ana.client.post("/circles/new", data=fields | cells)
    assert answer.status_code == 400
    assert re.search(rf'class="told bad" id="w-{next(iter(cells))}">.*?{re.escape(told)}', unescape(answer.text), re.S)
    assert len(entries(kept, CircleEntry)) == 1


def test_sheets_are_read_in_and_come_out_again(ana: Reader, kept: Path) -> None:
    answer = send(ana, "circle.csv", LEDGER["circle.csv"].replace(CIRCLE, "second").encode())
    assert "<strong>Recorded:</strong> 1 row" in answer.text
    assert "second" in answer.text
    book = ana.get("/circles/as/xlsx")
    assert book.headers["content-disposition"] == 'attachment; filename="circlewise-circles.xlsx"'
    assert load_workbook(BytesIO(book.content)).sheetnames == ["read_me", "circle", "session", "grant", "measure"]
    assert send(ana, "again.xlsx", book.content).status_code == 200
    assert len(entries(kept, CircleEntry)) == 2
    assert len(load_workbook(BytesIO(ana.get("/circles/as/template").content)).sheetnames) == 9
    assert ana.get("/circles/as/csv").content.decode("utf-8-sig").startswith("circle_id,title,status")


def test_what_is_wrong_with_a_file_is_named_by_row(ana: Reader, kept: Path) -> None:
    bad = "circle_id,session,person,state\nnowhere,1,4711,present\n" + f"{CIRCLE},9,4711,perhaps\n"
    answer = send(ana, "attendance.csv", bad.encode())
    assert answer.status_code == 400
    assert "Nothing of attendance.csv was kept" in answer.text
    assert "attendance, row 3, column D (state): found `perhaps`" in unescape(answer.text)
    assert "4711" not in answer.text
    for name, data in (
        ("x.xlsx", b"PK\x03\x04 broken"),
        ("<b>.csv", b"\xff\xfe\x00"),
        ("circle.csv", b""),
        ("e.xlsx", workbook()),
    ):
        assert send(ana, name, data).status_code == 400, name
    assert "<b>" not in send(ana, "<b>.csv", b"a,b\n1,2\n").text
    assert send(ana, "", b"").status_code == 400
    assert send(ana, "big.csv", b"x" * (9 * 2**20)).status_code == 413
    foreign = ana.client.post("/circles/import", data={"token": "x"}, files={"file": ("circle.csv", b"a")})
    assert foreign.status_code == 403
    assert len(entries(kept, AttendanceEntry)) == 2


def test_rows_about_people_are_for_coordinators(closed: Path, address: str, visit: Visit) -> None:
    vera, carla = visit(address), visit(address)
    sign_in(vera, "Vera")
    sign_in(carla, "Carla")
    assert vera.get(HERE).status_code == 200
    assert "Record sessions" not in vera.text(HERE)
    assert vera.get(f"{HERE}/record?sheet=attendance").status_code == 403
    assert re.search(r"p-[0-9a-f]{6}", carla.text(f"{HERE}/record?sheet=attendance"))
    record(carla, "session", carla.text(f"{HERE}/record?sheet=session&row=2"), place="Room 9")
    assert "Carla" in vera.text(HERE)


def test_a_circle_is_taken_along(ana: Reader) -> None:
    paper = ana.get(f"{HERE}/as/pdf?lang=es")
    assert paper.headers["content-disposition"] == 'attachment; filename="circlewise-sign-in-sheet.pdf"'
    assert paper.content.startswith(b"%PDF-")
    found = Calendar.from_ical(ana.get(f"{HERE}/as/ics").content)
    assert [str(event["SUMMARY"]) for event in found.walk("VEVENT")] == ["Grant writing (1)", "Grant writing (2)"]
    assert ana.get("/circles/as/ics").headers["content-type"].startswith("text/calendar")


def test_a_sign_in_sheet_has_lines_to_sign_and_nobody_on_it(ana: Reader) -> None:
    pypdf = pytest.importorskip("pypdf", reason="no reader of PDF is installed: pip install pypdf")
    pages = pypdf.PdfReader(BytesIO(ana.get(f"{HERE}/as/pdf?lang=es").content)).pages
    text = " ".join(" ".join(page.extract_text().split()) for page in pages)
    for words in ("HOJA DE FIRMAS", "Grant writing", "1: 16 nov", "2: 30 nov", "Nombre", "15"):
        assert words in text
    assert "p-" not in text


def test_outcomes_of_a_home_that_counted_none(ana: Reader) -> None:
    assert "No circle has been counted yet" in ana.text("/outcomes")
    assert "No circle has been counted yet" in ana.text("/outcomes?by=branch")
    assert ana.get("/outcomes/as/pdf").content.startswith(b"%PDF-")


def test_a_home_without_a_circle_has_nothing_to_write_out(rosa: Reader) -> None:
    assert "No circle is recorded yet." in rosa.text("/circles")
    answer = rosa.get("/circles/as/ics")
    assert answer.status_code == 400
    assert "no circle is recorded yet" in answer.text


def test_a_viewer_cannot_count_people_by_what_was_recorded(closed: Path, address: str, visit: Visit) -> None:
    vera, carla = visit(address), visit(address)
    sign_in(vera, "Vera")
    sign_in(carla, "Carla")
    before = vera.text(HERE)
    record(carla, "attendance", person="4713")
    record(carla, "closing_survey", goal_met="4")
    assert "Attendance: 2 rows" in carla.text(HERE)
    assert "Closing survey: 1 row" in carla.text(HERE)
    for words in ("Attendance:", "Closing survey:"):
        assert words not in before
    assert "The circle: 1 row" in before
    assert vera.text(HERE) == before
