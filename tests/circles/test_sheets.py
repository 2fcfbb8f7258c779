"""Sheets come back as they were written, and everything that is wrong with one is named at once."""

from __future__ import annotations

import io
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from pipeline.circles.entries import Reading, from_json, key_of, to_json
from pipeline.circles.sheets import Change, SheetError, read_tables, tables_of
from pipeline.circles.template import csv_files, workbook
from pipeline.errors import UsageError
from pipeline.flow.circles import export_ledger, import_ledger, pseudonym, recorded, write_template
from pipeline.model import SHEETS, CircleEntry, Entry, SheetColumn, sheet_columns

NIGHT = datetime(2026, 11, 24, 7, 30)  # noqa: DTZ001
READING = Reading(ZoneInfo("America/New_York"), pseudonym(b"salt" * 8))
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=20)


def read_files(files: Mapping[str, bytes], name: str, reading: Reading) -> list[Change]:
    return read_tables(tables_of(files), name, reading)


def value(column: SheetColumn) -> st.SearchStrategy[Any]:
    """Anything a cell of this column may hold, once read."""
    low, high = column.limits or (0, 10_000)
    kinds: dict[str, st.SearchStrategy[Any]] = {
        "text": st.lists(WORDS, min_size=1, max_size=3).map(" ".join),
        "id": st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,10}", fullmatch=True),
        "ref": st.from_regex(r"[a-z]{1,8}:[A-Za-z0-9+./-]{1,12}", fullmatch=True) | st.just("own:grants | staff"),
        "whole": st.integers(low, high),
        "decimal": st.decimals(low, high, places=2, allow_nan=False),
        "day": st.dates(date(1990, 1, 1), date(2100, 1, 1)),
        "moment": st.dates(date(2001, 1, 1), date(2099, 1, 1)).map(lambda day: datetime.combine(day, time(12))),
        "currency": st.sampled_from(["USD", "EUR"]),
        "person": st.integers(0, 2**40).map(lambda n: f"p-{n:024x}"),
    }  # fmt: skip
    found = st.sampled_from(column.choices) if column.choices else kinds[column.kind]
    return found if column.is_required else st.none() | found


def an_entry(sheet: str) -> st.SearchStrategy[Entry]:
    row = SHEETS[sheet]
    return st.builds(row, **{column.name: value(column) for column in sheet_columns(row)})


ENTRIES = st.sampled_from(list(SHEETS)).flatmap(lambda sheet: st.tuples(st.just(sheet), an_entry(sheet)))


@given(ENTRIES)
def test_an_entry_is_kept_as_it_is(pair: tuple[str, Entry]) -> None:
    sheet, entry = pair
    assert from_json(sheet, to_json(entry)) == entry


@settings(deadline=None, max_examples=20)
@given(st.lists(ENTRIES, min_size=1, max_size=6, unique_by=lambda pair: (pair[0], key_of(pair[1]))), st.booleans())
def test_what_is_written_is_read_back(pairs: list[tuple[str, Entry]], is_workbook: bool) -> None:
    held: dict[str, list[Entry]] = {}
    for sheet, entry in pairs:
        held.setdefault(sheet, []).append(entry)
    files = {"x.xlsx": workbook(held)} if is_workbook else csv_files(held)
    files.pop("read_me.txt", None)
    read = read_files(files, "x", READING)
    assert sorted((each.sheet, to_json(each.entry)) for each in read) == sorted((s, to_json(e)) for s, e in pairs)
    assert not any(each.is_withdrawn for each in read)


@settings(deadline=None, max_examples=100)
@given(
    sheet=st.sampled_from(list(SHEETS)),
    cells=st.lists(
        st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12), min_size=1, max_size=9
    ),
)
def test_whatever_is_typed_is_an_entry_or_a_sentence(made_up: ModuleType, sheet: str, cells: list[str]) -> None:
    names = [column.name for column in sheet_columns(SHEETS[sheet])]
    data = made_up.as_csv(sheet, [dict(zip(names, cells, strict=False))])
    with suppress(UsageError):  # anything else that is raised fails the test
        for change in read_files({f"{sheet}.csv": data}, "x", READING):
            assert from_json(sheet, to_json(change.entry)) == change.entry


# --- the template ---


def test_the_template_explains_itself_and_reads_as_empty(tmp_path: Path) -> None:
    (path,) = write_template(tmp_path / "ledger.xlsx")
    book = load_workbook(path)
    assert book.sheetnames == ["read_me", *SHEETS]
    for sheet, row in SHEETS.items():
        page = book[sheet]
        assert page.freeze_panes == "A2"
        heads = [cell for cell in page[1] if cell.value]
        assert [cell.value for cell in heads] == [*(column.name for column in sheet_columns(row)), "withdraw"]
        assert all(cell.comment and len(cell.comment.text) > 10 for cell in heads)
        assert all(page.column_dimensions[cell.column_letter].width >= 14 for cell in heads)
        lists = {
            str(check.sqref)[0]: check.formula1
            for check in page.data_validations.dataValidation
            if check.type == "list"
        }
        assert len(lists) == 1 + sum(bool(column.choices) for column in sheet_columns(row))
    assert '"present,absent,excused"' in {
        check.formula1 for check in book["attendance"].data_validations.dataValidation
    }
    with pytest.raises(UsageError, match=r"ledger\.xlsx: no row is filled in"):
        read_files({path.name: path.read_bytes()}, path.name, READING)
    assert path.stat().st_mode & 0o077 == 0
    with pytest.raises(UsageError, match="is there already, and may hold your work"):
        write_template(path)


def test_a_workbook_filled_in_by_hand_is_read(tmp_path: Path) -> None:
    """As a spreadsheet writes it: days as days, numbers as numbers, staff numbers as numbers."""
    book = load_workbook(io.BytesIO(workbook()))
    book["circle"].append(["c1", "Grants, second year", "completed", "Main", "2026 spring", None, "edx:1", 16, 1.5])
    book["session"].append(["c1", 1, datetime(2026, 3, 2, 10), 90, "held", "Room 2", 3])  # noqa: DTZ001
    book["attendance"].append(["c1", 1, 4711, "Present"])
    book["credential"].append([4711, "Health Certificate", date(2026, 1, 5), "1", None, date(2029, 1, 4)])
    book["grant"].append(["g1", "A foundation", 17000.5, 17000.5, "USD", "awarded", None, date(2026, 5, 1)])
    out = io.BytesIO()
    book.save(out)
    read = {each.sheet: each.entry for each in read_files({"x.xlsx": out.getvalue()}, "x.xlsx", READING)}
    assert read["session"].starts_at == datetime(2026, 3, 2, 10)  # type: ignore[union-attr]  # noqa: DTZ001
    assert read["circle"].homework_hours == Decimal("1.5")  # type: ignore[union-attr]
    assert read["grant"].awarded == Decimal("17000.5")  # type: ignore[union-attr]
    assert read["attendance"].person == read["credential"].person == READING.pseudonym("4711")  # type: ignore[union-attr]


# --- what is wrong ---


def wrong(sheet: str, made_up: ModuleType, *rows: dict[str, object]) -> str:
    with pytest.raises(SheetError) as caught:
        read_files({f"{sheet}.csv": made_up.as_csv(sheet, rows)}, "in", READING)
    return str(caught.value)


def test_every_error_is_named_by_sheet_row_and_column(made_up: ModuleType) -> None:
    good = {"circle_id": "c1", "session": 1, "starts_at": "2026-03-02 10:00", "minutes": 90, "status": "held"}
    said = wrong(
        "session",
        made_up,
        good,
        good | {"session": "two", "starts_at": "3/2/2026 10:00"},
        good | {"session": 3, "status": "done", "minutes": 9000},
        good | {"session": 4, "starts_at": "2026-03-08 02:30", "facilitator_hours": "-1"},
        good,
        good | {"circle_id": "", "session": 5},
    )
    at = "  session, row"
    moment = "a local day and time such as 2026-03-02 10:00 was expected"
    rewritten = "a spreadsheet may have rewritten it when it saved a CSV"
    assert [line.split(":", 1)[0] for line in said.splitlines()[1:]] == [
        f"{at} 3, column B (session)",
        f"{at} 3, column C (starts_at)",
        f"{at} 4, column D (minutes)",
        f"{at} 4, column E (status)",
        f"{at} 5, column C (starts_at)",
        f"{at} 5, column G (facilitator_hours)",
        f"{at} 7, column A (circle_id)",
        f"{at} 6",
    ]
    for sentence in (
        "in: nothing was kept, 8 cell(s) or row(s) have to be mended:",
        "found `two`, a whole number from 1 to 200 was expected",
        f"found `3/2/2026 10:00`, {moment} ({rewritten}",
        "found `done`, one of planned, held, cancelled was expected",
        "found `2026-03-08 02:30`, which the clocks of America/New_York skip on that day",
        "found `-1`, a number from 0 to 200 with at most two digits after the point, such as 1.5 was expected",
        "the same circle_id, session as in session, row 2; each may be there once",
    ):
        assert sentence in said


@pytest.mark.parametrize(
    "typed", ["=1+1", '=HYPERLINK("http://x.example")', "+cmd|' /C calc'!A0", "@SUM(A1)", "-2+3", "＝1"]
)
def test_a_text_that_a_spreadsheet_would_compute_is_refused(made_up: ModuleType, typed: str) -> None:
    said = wrong("circle", made_up, {"circle_id": "c1", "title": typed, "status": "planned"})
    assert "circle, row 2, column B (title): starts with" in said


def test_a_formula_in_a_workbook_is_refused_even_with_a_result(made_up: ModuleType) -> None:
    book = Workbook()
    page = book.active
    page.title = "circle"
    page.append(["circle_id", "title", "status", "places"])
    page.append(["c1", "Grants", "planned", "=8+8"])
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(SheetError, match=r"circle, row 2, column D \(places\): a formula; type its result instead"):
        read_files({"x.xlsx": out.getvalue()}, "x.xlsx", READING)


@pytest.mark.parametrize("text", ["ask ana@library.example", "call 305-555-0100", "linkedin.com/in/ana"])
def test_contact_data_is_refused_and_not_repeated(keeper: Any, rows: Any, text: str) -> None:
    with pytest.raises(SheetError, match=r"circle, row 2, column B \(title\): holds an e-mail address") as caught:
        keeper.take(circle=[rows.a_circle(title=text)])
    assert text not in str(caught.value)
    assert not keeper.home.circles.exists()


def test_a_persons_word_is_in_no_message(made_up: ModuleType) -> None:
    said = wrong("attendance", made_up, {"circle_id": "c1", "session": 1, "person": "Zebulon" * 40, "state": "there"})
    assert "column C (person): a staff number or another word for the person" in said
    assert "Zebulon" not in said


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"circles.csv": b"circle_id,title\nc1,x\n"}, "circles.csv: no sheet is called so; there are circle, session"),
        (
            {"circle.csv": b"circle_id,title,state\nc1,x,planned\n"},
            r"circle, row 1, column C \(state\): no column is called so",
        ),
        (
            {"circle.csv": b"circle_id,title\nc1,x\n"},
            "circle, row 1: the column status is missing; one of planned, running",
        ),
        (
            {"circle.csv": b"circle_id,title,title,status\nc1,x,x,planned\n"},
            r"column C \(title\): the column is there twice",
        ),
        ({"circle.csv": b"%PDF-1.7"}, "circle.csv: a PDF file"),
        ({"circle.xlsx": b"PK\x03\x04broken"}, "circle.xlsx: the zip or workbook is broken or cut off"),
    ],
    ids=["sheet", "column", "missing", "twice", "pdf", "zip"],
)
def test_a_file_that_is_no_ledger_is_named(files: dict[str, bytes], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        read_files(files, "in", READING)


def test_a_csv_of_another_country_is_read() -> None:
    """Semicolons between cells, and an older encoding."""
    data = "circle_id;title;status\r\nc1;Förderanträge, Teil 1;planned\r\n".encode("cp1252")
    (read,) = read_files({"circle.csv": data}, "in", READING)
    assert read.entry.title == "Förderanträge, Teil 1"  # type: ignore[union-attr]


# --- there and back ---


@pytest.mark.parametrize("name", ["out.xlsx", "out"])
def test_an_export_read_again_changes_nothing(programme: Any, tmp_path: Path, name: str) -> None:
    before = recorded(programme.home)
    export_ledger(programme.home, tmp_path / name, with_people=True)
    found = import_ledger(programme.home, programme.settings, tmp_path / name, by="ben", at=NIGHT)
    assert (found.intake_id, found.unchanged) == (None, len(before))
    assert recorded(programme.home) == before


def test_an_export_without_people_has_no_row_about_one(programme: Any, tmp_path: Path) -> None:
    written = export_ledger(programme.home, tmp_path / "out", with_people=False)
    assert {path.stem for path in written} == {"circle", "session", "grant", "measure", "read_me"}
    assert not any(b"p-" in path.read_bytes() for path in written if path.suffix == ".csv")


def test_an_id_that_the_catalogue_made_of_title_and_provider_is_taken(made_up: ModuleType) -> None:
    """A library's own list without a column of ids makes such ids; they are as `circlewise topics` shows them."""
    listed = "local_courses:grant writing for libraries | example library, staff"
    row = {"circle_id": "c1", "title": "Grants", "status": "planned", "course_id": listed, "topic_id": "t41e686e87c"}
    for files in (
        {"circle.csv": made_up.as_csv("circle", [row])},
        {"x.xlsx": workbook({"circle": [CircleEntry(**row)]})},
    ):
        (read,) = read_files(files, "in", READING)
        assert read.entry.course_id == listed  # type: ignore[union-attr]
    for bad in ("=1+1", "-2+3", "a\tb", "x" * 6000):
        assert "an id as Circlewise shows it" in wrong("circle", made_up, row | {"course_id": bad})
