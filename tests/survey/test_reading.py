"""Bytes of every sort: encodings, damage, hostility; contact data; and no cell lost on the way."""

from __future__ import annotations

import contextlib
import io
import zipfile
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import UsageError
from pipeline.model import DemandSettings
from pipeline.survey import inspection, read_export, wishes
from pipeline.survey.kinds import numeral
from pipeline.survey.wording import key, passage, shown, wording

CELLS = st.one_of(
    st.just(""),
    st.sampled_from(
        ["Yes", "No", "Excel", "Excel, Word", "Word;Excel", "3.0", "5", "n/a", "<b>", ";", "a@example.org"]
    ),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=12),
)


@given(st.binary(max_size=400))
@settings(max_examples=200, deadline=None)
def test_no_bytes_make_a_traceback(data: bytes) -> None:
    try:
        export = read_export(data, "some.csv")
    except UsageError:
        return
    assert export.rows_read == export.rows_kept + sum(export.dropped_because.values())


@cache
def _workbook(forge: Any) -> bytes:
    """The same bytes for every example: a workbook holds the time it was made."""
    made: bytes = forge.to_xlsx([["Timestamp", "Topic"], ["2026-03-02 09:00", "Excel"]])
    return made


@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_no_damaged_workbook_makes_a_traceback(data: st.DataObject, forge: Any) -> None:
    whole = bytearray(_workbook(forge))
    for _ in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(4, len(whole) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(UsageError):
        read_export(bytes(whole[: data.draw(st.integers(4, len(whole)))]), "some.xlsx")


@given(st.integers(1, 4).flatmap(lambda n: st.lists(st.lists(CELLS, min_size=n, max_size=n), min_size=1, max_size=12)))
@settings(max_examples=150, deadline=None)
def test_every_cell_is_answered_withheld_or_dropped(forge: Any, body: list[list[str]]) -> None:
    heads = [f"Question {number}" for number in range(1, len(body[0]) + 1)]
    try:
        export = forge.read([heads, *body])
    except UsageError:
        assert not any(passage(cell) for row in body for cell in row)
        return
    assert export.rows_read == export.rows_kept + sum(export.dropped_because.values())
    said: dict[tuple[str, str], list[str]] = {}
    for answer in export.answers:
        said.setdefault((answer.respondent, answer.question_id), []).append(answer.option or answer.text or "")
    n_dropped = 0
    for number, row in enumerate(body[: export.rows_read], start=1):
        is_kept = any((f"r{number}", question.question_id) in said for question in export.questions)
        n_dropped += not is_kept
        for column, cell in enumerate(row):
            if passage(cell) and heads[column] not in export.not_stored and is_kept:
                words = " ".join(said[(f"r{number}", f"q{column + 1}")])
                assert set(key(numeral(shown(cell))).split()) <= set(key(words).split())
    assert n_dropped == sum(export.dropped_because.values())


@given(st.text())
@settings(max_examples=150)
def test_wording_is_one_tidy_line(text: str) -> None:
    tidy = wording(text)
    assert tidy == " ".join(tidy.split())
    assert "\u00a0" not in tidy
    assert wording(tidy) == tidy


def test_wording_resolves_markup_spaces_and_quotes() -> None:
    assert wording("<strong>What&nbsp;do\nyou</strong> “want”  to ﬁnd?\u200b") == 'What do you "want" to find?'
    assert wording("R&amp;D, a < b") == "R&D, a < b"


@pytest.mark.parametrize(
    ("data", "part"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf", "no text"),
        (b" \r\n\t ", "empty"),
        (b"%PDF-1.7 x", "PDF"),
        (b"<!DOCTYPE html><p>Sign in", "web page"),
        (b'{"items": [1, 2]}', "JSON"),
        (b"PK\x03\x04broken", "broken"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"x" * 600, "encrypted"),
        (bytes(range(256)) * 4, "binary"),
        (b"Topic,Branch\n", "without any answers"),
        (b"jane.roe@example.org,Main,Excel\njohn.roe@example.org,North,Word\n", "e-mail"),
    ],
)
def test_what_is_no_export_is_named(data: bytes, part: str) -> None:
    with pytest.raises(UsageError, match=part) as caught:
        read_export(data, "given.dat")
    assert "given.dat" in str(caught.value)
    assert "expected" in str(caught.value)
    assert "roe@" not in str(caught.value)


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive,
        archive.open("xl/workbook.xml", "w", force_zip64=True) as member,
    ):
        for _ in range(300):
            member.write(b"\x00" * 2**20)
    assert len(stream.getvalue()) < 2**20
    with pytest.raises(UsageError, match="unpacks to 300 MiB"):
        read_export(stream.getvalue(), "bomb.xlsx")


def test_a_workbook_that_claims_a_far_row_is_refused(forge: Any) -> None:
    small = zipfile.ZipFile(io.BytesIO(forge.to_xlsx([["Topic"], ["Excel"]])))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for member in small.infolist():
            body = small.read(member)
            if member.filename.endswith("sheet1.xml"):
                body = body.replace(b'<row r="2"', b'<row r="99999999999"').replace(b'"A2"', b'"A99999999999"')
            archive.writestr(member.filename, body)
    with pytest.raises(UsageError, match="row number beyond"):
        read_export(stream.getvalue(), "far.xlsx")


def test_too_many_columns_are_refused() -> None:
    with pytest.raises(UsageError, match="3000 columns"):
        read_export(b",".join([b"x"] * 3001), "wide.csv")


@pytest.mark.parametrize(
    ("encoding", "reported"),
    [(name, name) for name in ("utf-8", "utf-8-sig", "cp1252", "utf-16", "mac_roman")],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_encodings_and_delimiters(encoding: str, reported: str, delimiter: str, forge: Any) -> None:
    rows = [["Branch", "What do you want to learn?"], ["Peñón", "café culture, pottery"], ["Peñón", "“zines”"]]
    export = read_export(forge.to_csv(rows, encoding, delimiter), "words.csv")
    assert export.encoding == reported
    assert {answer.text for answer in export.answers if answer.question_id == "q2"} == {
        "café culture, pottery",
        '"zines"',
    }


def test_a_csv_in_a_zip_is_read(forge: Any) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("Survey.csv", forge.to_csv([["Timestamp", "Topic"], ["2026/03/02 9:00:00 AM EST", "Excel"]]))
    assert read_export(stream.getvalue(), "Survey.csv.zip").dialect == "google_forms"


def test_the_likeliest_sheet_is_read_and_the_others_are_named(forge: Any) -> None:
    answers = [["Timestamp", "Topic"], ["2026-03-02 09:00:00", "Excel"]]
    export = read_export(forge.to_xlsx([["Notes"], ["made by hand"]], Responses=answers), "book.xlsx")
    assert export.dialect == "google_forms"
    assert export.not_stored == ("Timestamp", "sheet Sheet")


def test_rows_are_dropped_with_a_reason(forge: Any) -> None:
    rows = [
        ["Email", "What do you want to learn?"],
        ["jane.roe@example.org", "zines"],
        ["", ""],
        ["john.roe@example.org", ""],
        ["Email", "What do you want to learn?"],
        ["kim.roe@example.org", "maps"],
    ]
    export = forge.read(rows)
    assert export.dropped_because == {"empty": 1, "no_answer": 1, "repeated_header": 1}
    assert (export.rows_read, export.rows_kept) == (5, 2)
    assert {answer.respondent for answer in export.answers} == {"r1", "r5"}


@pytest.mark.parametrize(
    ("head", "cells"),
    [
        ("How can we reach you?", ["jane@example.org", "555-010-0199", "", "none"]),
        ("Q7", ["192.0.2.1", "198.51.100.7", "203.0.113.9", "192.0.2.4"]),
        ("Q8", ["Mozilla/5.0 (X11; Linux)", "Mozilla/5.0 (Macintosh)", "", ""]),
        ("Q9", ["Maria Lopez", "Susan B. Roe", "Doe, James", "Linda"]),
        ("Q10", ["12 Main Street", "4 Oak Ave", "900 N 5th St", ""]),
        ("Q11", ["2026-03-02 09:00", "2026-03-02 10:00", "2026-03-02 11:00", ""]),
        ("Email Address", ["", "", "x", ""]),
        ("Your name (optional)", ["", "JR", "", ""]),
        ("In which country do you work?", ["Spain", "Spain", "Chile", ""]),
        ("first_name", ["J", "K", "", ""]),
    ],
)
def test_contact_columns_are_named_and_never_stored(head: str, cells: list[str], forge: Any) -> None:
    export = forge.read([["What do you want to learn?", head], *([f"topic {n}", cell] for n, cell in enumerate(cells))])
    assert export.not_stored == (head,)
    stored = {answer.text for answer in export.answers} | {answer.option for answer in export.answers}
    assert not stored & set(filter(None, cells))


@pytest.mark.parametrize(
    ("head", "cells"),
    [
        (
            "What do you want to learn?",
            ["Project Management", "Grant Writing", "Python, Excel", "maps; ask me@example.org"],
        ),
        ("Which city library do you work in?", ["Main", "North", "Main", "North"]),
        ("Name of your branch", ["Main", "North", "Main", "North"]),
        ("How comfortable are you with email?", ["Very comfortable", "Not comfortable", "", ""]),
        ("Name one thing you want to learn", ["zines", "maps", "", "R"]),
    ],
)
def test_answers_are_not_taken_for_contact_data(head: str, cells: list[str], forge: Any) -> None:
    export = forge.read([["Topic", head], *([f"topic {n}", cell] for n, cell in enumerate(cells))])
    assert export.not_stored == ()


@pytest.mark.parametrize("head", ["Which topic?", "What would you like to learn?"])
@pytest.mark.parametrize("joint", ["", "Excel, ", "Excel;"])
def test_contact_data_is_never_an_option(head: str, joint: str, forge: Any, reader: Any) -> None:
    """Somebody who answers the same with an address again and again does not make it an option of the form."""
    told = joint + "write to jane.roe@example.org please"
    cells = [told, "Excel", told, "Word", told, "Excel", "Word", told, "Excel", "Word", "Excel", "Word"]
    export = forge.read([["Branch", head], *(["Main", cell] for cell in cells)])
    assert not any("@" in option for question in export.questions for option in question.options)
    found, _ = wishes(export, DemandSettings(), reader)
    assert not any("@" in wish.wording for wish in found)


@pytest.mark.parametrize(
    "cell",
    [
        "a" * 100_000,
        "<!--" * 25_000,
        ". " * 50_000,
        "a.a" * 40_000,
        "1 " * 50_000,
        "a, " * 40_000,
        "a - " * 30_000,
        "(" * 99_999,
    ],
)
def test_long_cells_and_headings_take_no_long_time(cell: str, forge: Any, reader: Any) -> None:
    """A pattern whose time grows with the square of the length would not come back here in a time worth waiting for."""
    export = forge.read([["What do you want to learn?", cell], [cell, cell], [cell + "@", cell], ["maps", "zines"]])
    wishes(export, DemandSettings(), reader)
    assert export.rows_kept == 3


def test_nested_entities_in_a_workbook_are_not_unfolded(forge: Any) -> None:
    whole = zipfile.ZipFile(io.BytesIO(forge.to_xlsx([["Topic"], ["Excel"]])))
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    prologue = f'<!DOCTYPE worksheet [<!ENTITY e0 "lol">{levels}]>'.encode()
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for member in whole.infolist():
            body = whole.read(member)
            if member.filename.endswith("sheet1.xml"):
                assert b"Excel" in body
                body = prologue + body.replace(b"Excel", b"&e9;")
            archive.writestr(member.filename, body)
    with pytest.raises(UsageError, match="broken workbook"):
        read_export(stream.getvalue(), "entities.xlsx")


def test_inspection_shows_structure_and_nobodys_words(forge: Any, library_survey: Any) -> None:
    export = forge.load(forge.shapes["microsoft_forms"][1](library_survey))
    document = inspection(export, "library.xlsx", 5)
    assert list(document) == [
        "file", "dialect", "confidence", "encoding", "rows", "dropped_because", "questions", "not_stored",
        "in_codes",
    ]  # fmt: skip
    assert document["rows"] == {"read": 12, "kept": 12, "dropped": 0}
    assert document["not_stored"] == ["ID", "Start time", "Completion time", "Email", "Name"]
    assert isinstance(document["questions"], list)
    keys = ["id", "wording", "kind", "role", "options", "steps", "options_not_told", "answers"]
    assert all(list(one) == keys for one in document["questions"])
    typed = [person[3] for person in library_survey.people if person[3]]
    assert not any(words in str(document) for words in typed)
