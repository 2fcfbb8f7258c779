"""Rows of lists that people keep: what each becomes, what it is known by, and what is said of those that are wrong."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.contract import Page, RawListing, Request
from pipeline.normalize.dates import SENTINELS
from pipeline.normalize.listing import normalise
from pipeline.sources import load_connector, load_rules


def read(root: Path, body: str, mapping: dict[str, Any] | None = None) -> tuple[list[RawListing], Page]:
    """The list as the source `local_courses` reads it, with a mapping beside it."""
    connector = load_connector("local_courses", root / "connectors")()
    entry = {"name": "our.csv"} | ({"mapping": mapping} if mapping else {})
    folder = json.dumps({"lists": [entry], "left_aside": []}).encode()
    (request,) = connector.folder(Page(Request("folder:", "folder"), "home/courses", 200, {}, folder))
    page = Page(request, "home/courses/our.csv", 200, {}, body.encode())
    return list(connector.courses(page)), page


@pytest.mark.parametrize(
    ("heads", "cells", "field", "words"),
    [
        ("hours", "3", "effort", "3 hours"),
        ("hours", "1-2", "effort", "1-2 hours"),
        ("hours", '"1,5"', "effort", "1.5 hours"),
        ("hours", "90 minutes", "effort", "90 minutes"),
        ("minutes", "45", "effort", "45 minutes"),
        ("hours per week", "2", "effort", "2 hours/week"),
        ("weeks", "6", "duration", "6 weeks"),
        ("topics", '"a, b,a"', "topics", ("a", "b")),
        ("topics", '"law; policy, ethics"', "topics", ("law", "policy, ethics")),
        ("language", "n/a", "language", None),
        ("kind", "Event", "kind", "event"),
        ("free", "Unknown", "free", None),
        ("id", "m-7", "key", "m-7"),
    ],
)
def test_a_cell_keeps_its_words_and_gets_the_unit_of_its_heading(
    root: Path, heads: str, cells: str, field: str, words: Any
) -> None:
    (listing,), page = read(root, f"title,{heads}\nZines,{cells}\n")
    assert getattr(listing, field) == words
    assert page.notes == []


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (",https://a.example,1", "row 3, column `Name` is empty"),
        ("B,https://b.example,soon", "row 3, column `Hours` is 'soon', a number of hours was expected"),
        (f"{'B' * 1001},https://b.example,1", "row 3, column `Name` has 1,001 characters"),
        ("B, C,https://b.example,1", "row 3: '1' stands in a column without a heading"),
    ],
)
def test_a_bad_row_is_named_and_the_others_count(root: Path, row: str, said: str) -> None:
    listings, page = read(root, f"Name,Link,Hours\nA,https://a.example,1\n{row}\nZ,https://z.example,2\n")
    assert [listing.title for listing in listings] == ["A", "Z"]
    (note,) = page.notes
    assert note.kind == "rejected_record"
    assert f"home/courses/our.csv: {said}" in note.message
    assert page.rejected == 1


def test_an_address_nobody_can_open_is_named_and_the_course_kept(root: Path) -> None:
    (listing,), page = read(root, "title,link\nA,www.a.example\n")
    assert listing.url == "www.a.example"
    assert "row 2, column `link` is 'www.a.example'" in page.notes[0].message


def test_a_course_keeps_its_key_when_its_address_is_mended(root: Path) -> None:
    (before,), _ = read(root, "title,provider,url\nZines,The  Academy,https://old.example\n")
    (after,), _ = read(root, "url,title,provider\nhttps://new.example,zines,the academy\n")
    assert before.key == after.key


def test_courses_of_one_name_are_told_apart_by_their_address_and_one_said_twice_counts_once(root: Path) -> None:
    body = "title,url\nIntro,https://a.example\nIntro,https://b.example\nIntro,https://a.example\n"
    listings, page = read(root, body)
    assert len({listing.key for listing in listings}) == 2
    assert page.left_out == 1
    assert "row 4 says the same course as row 2" in page.notes[0].message


def test_a_mapping_fills_in_leaves_out_and_takes_back_guesses(root: Path) -> None:
    mapping = {
        "columns": {"title": "What", "topics": None},
        "always": {"provider": "County", "free": "yes"},
        "leave_out": {"Status": ["cancelled"]},
        "separator": ";",
    }
    listings, page = read(root, "What;Topic;Status;Free\nA;x;;no\nB;y;Cancelled;\nC;z;on;\n", mapping)
    assert [(each.title, each.provider, each.free, each.topics) for each in listings] == [
        ("A", "County", "no", ()),
        ("C", "County", "yes", ()),
    ]
    assert page.left_out == 1
    assert [note.field for note in page.notes] == ["Topic"]


STARTS = "title,start date,deadline\n"


@pytest.mark.parametrize(
    ("rows", "starts"),
    [
        ("A,03/04/2027,\nB,25/12/2026,\n", ["2027-04-03", "2026-12-25"]),
        ("A,03/04/2027,\nB,12/25/2026,\n", ["2027-03-04", "2026-12-25"]),
        ("A,03/04/2027,\nB,05/05/2027,\n", [None, "2027-05-05"]),
        ("A,03/04/2027,\nB,2026-12-25,\n", [None, "2026-12-25"]),
        ("A,03/04/2027,\nB,25/12/2026,\nC,12/26/2026,\n", [None, "2026-12-25", "2026-12-26"]),
        ("A,03/04/2027,25/03/2027\nB,,25/12/2026\n", [None, None]),
        ("A,13/13/2027,\nB,03/04/2027,\n", [None, None]),
    ],
)
def test_the_order_of_day_and_month_is_that_of_the_whole_column(
    root: Path, rows: str, starts: list[str | None]
) -> None:
    rules = load_rules(root / "connectors" / "local_courses")
    listings, page = read(root, STARTS + rows)
    read_as = [normalise(each, rules).listing.starts_on for each in listings]
    assert [day and day.isoformat() for day in read_as] == starts
    is_told = any("such dates are left empty" in note.message for note in page.notes)
    assert is_told == (starts[0] is None)


def test_a_column_that_shows_no_order_is_an_issue_with_file_row_and_column(root: Path) -> None:
    _, page = read(root, f"{STARTS}A,2027-01-01,03/04/2027\nB,03/04/2027,03/04/2027\n")
    assert [(note.kind, note.field, note.message.partition(" has its day")[0]) for note in page.notes] == [
        ("ambiguous_dates", "start date", "home/courses/our.csv: column `start date`, row 3 is '03/04/2027'"),
        ("ambiguous_dates", "deadline", "home/courses/our.csv: column `deadline`, row 2 is '03/04/2027'"),
    ]


@given(
    days=st.lists(st.dates(date(2020, 1, 1), date(2029, 12, 31)), min_size=1, max_size=12),
    shape=st.sampled_from(["%d/%m/%Y", "%m/%d/%Y"]),
)
@settings(deadline=None, max_examples=50)
def test_a_column_written_in_one_order_is_never_read_in_the_other(root: Path, days: list[date], shape: str) -> None:
    rules = load_rules(root / "connectors" / "local_courses")
    body = "title,start date\n" + "".join(f"{n},{day.strftime(shape)}\n" for n, day in enumerate(days))
    found = [normalise(each, rules).listing.starts_on for each in read(root, body)[0]]
    is_shown = any(day.day > 12 for day in days)
    for day, read_as in zip(days, found, strict=True):
        expected = None if day in SENTINELS or not (is_shown or day.day == day.month) else day
        assert read_as == expected


def test_free_is_what_a_row_says(root: Path) -> None:
    rules = load_rules(root / "connectors" / "local_courses")
    listings, _ = read(root, "title,free\nA,yes\nB,no\nC,\nD,sí\nE,maybe\n")
    assert [normalise(each, rules).listing.free_kind for each in listings] == [
        "free",
        "paid",
        "unknown",
        "free",
        "unknown",
    ]


def test_hostile_cells_come_out_harmless(root: Path) -> None:
    rules = load_rules(root / "connectors" / "local_courses")
    body = 'title,url,description\n"\u202e<b>Zines</b>",javascript:alert(1),"' + "x" * 2**16 + '"\n=cmd|x,,\n'
    listings, _ = read(root, body)
    first, second = (normalise(each, rules).listing for each in listings)
    assert (first.title, first.url) == ("Zines", None)
    assert second.title == "=cmd|x"


def test_the_starter_list_says_where_and_when_each_training_was_seen(root: Path) -> None:
    text = (root / "data" / "reference" / "library_field.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    assert len(rows) == 210
    assert {row["seen_on"] for row in rows} == {"2026-11"}
    assert {row["address"] for row in rows} == {"own", "seen_on", "inferred", "none"}
    assert all(row["topics"] and row["provider"] and row["language"] for row in rows)
    assert all(bool(row["url"]) == (row["address"] != "none") for row in rows)
    assert {row["free"] for row in rows} == {"yes", "yes with free account", ""}


def test_the_template_is_understood_as_it_is(root: Path) -> None:
    (listing,), page = read(
        root, (root / "data" / "reference" / "course_list_template.csv").read_text(encoding="utf-8")
    )
    assert listing.title.startswith("Example")
    assert page.notes == []
