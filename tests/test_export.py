"""What is exported is read back: by csv, json, openpyxl, and as text."""

from __future__ import annotations

import csv
import json
import re
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from io import BytesIO, StringIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from pipeline import export
from pipeline.errors import UsageError
from pipeline.export import MAX_CELL, json_document, render
from pipeline.verbs.house import say_json

BIDI_OR_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
DANGEROUS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "  =1",
    "\xa0=1",
    "＝1+1",
    "﹦1",
    "＋1",
    "－1",
    "＠a",
]
DANGEROUS += [
    "\u200b=1",
    "\x00=1",
    "\u202e=1",
    "\ufeff=1",
    "\u3000＝1",
    "\x0b@x",
    "\uffff=1",
    "\ud800=1",
    '=HYPERLINK("http://x","y")',
]
TEXTS = st.text(st.characters(), max_size=40) | st.sampled_from(DANGEROUS).flatmap(
    lambda start: st.text(max_size=10).map(lambda rest: start + rest)
)
VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), TEXTS, st.dates(), st.datetimes(),
    st.lists(TEXTS, max_size=3), st.decimals(allow_nan=False, allow_infinity=False, places=2),
)  # fmt: skip
JSON_KINDS = {str, int, bool, type(None)}
MODERATE = settings(max_examples=80, deadline=None)


def read_csv(data: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(data.decode(), newline=""), strict=True))


def read_xlsx(data: bytes) -> list[list[object]]:
    sheet = load_workbook(BytesIO(data)).worksheets[0]
    return [list(row) for row in sheet.iter_rows()]


@MODERATE
@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=5))
def test_no_csv_cell_starts_like_a_formula(rows):
    found = read_csv(render(["=a", "b"], rows, "csv", title="t"))
    assert found[0] == ["'=a", "b"]
    assert len(found) == len(rows) + 1
    for cell in [cell for row in found for cell in row]:
        assert not export._is_formula_like(cell)
        assert not cell.startswith(("\t", "\r", "\n", "=", "+", "-", "@"))
        assert not BIDI_OR_CONTROL.search(cell)


@pytest.mark.parametrize("text", DANGEROUS)
def test_dangerous_texts_get_an_apostrophe_in_csv(text):
    ((cell,),) = read_csv(render(["a"], [[text]], "csv", title="t"))[1:]
    assert cell.startswith("'")


def test_csv_keeps_numbers_and_ordinary_texts():
    rows = [[-1, -1.5, Decimal("-2.50"), "a-b", "¡hola!", 'say "x", y', "two\nlines", None, True, date(2027, 1, 2)]]
    found = read_csv(render(list("abcdefghij"), rows, "csv", title="t"))[1]
    assert found == ["-1", "-1.5", "-2.5", "a-b", "¡hola!", 'say "x", y', "two\nlines", "", "true", "2027-01-02"]


@MODERATE
@given(st.lists(st.tuples(VALUES, TEXTS), max_size=4), TEXTS)
def test_no_xlsx_cell_is_a_formula_or_an_error(rows, title):
    found = read_xlsx(render(["=a", "#N/A"], rows, "xlsx", title=title))
    assert [cell.value for cell in found[0]] == ["=a", "#N/A"]
    assert all(cell.data_type not in {"f", "e"} for row in found for cell in row)


def test_xlsx_keeps_values_and_their_kinds():
    moment = datetime(2027, 1, 2, 3, 4, 5, tzinfo=timezone(timedelta(hours=-5)))
    rows = [[-1, 1.5, Decimal("2.50"), "=1+1", "#REF!", None, True, date(2027, 1, 2), moment, ("a", "b")]]
    cells = read_xlsx(render(list("abcdefghij"), rows, "xlsx", title="A [title]: with/all*of?them"))[1]
    assert [cell.value for cell in cells[:7]] == [-1, 1.5, 2.5, "=1+1", "#REF!", None, True]
    assert cells[7].value == datetime(2027, 1, 2)  # noqa: DTZ001 - a sheet knows no zone
    assert cells[8].value == moment.astimezone(UTC).replace(tzinfo=None)
    assert cells[9].value == "a; b"
    assert [cell.data_type for cell in cells[:5]] == ["n", "n", "n", "s", "s"]


def test_xlsx_writes_as_text_what_excel_would_change():
    rows = [[10**18, float("nan"), float("inf"), date(1850, 1, 1), "a\x00b\x1b[31m\ufffe\u202ec", "\ud800"]]
    cells = read_xlsx(render(list("abcdef"), rows, "xlsx", title=""))[1]
    assert [cell.value for cell in cells] == ["1000000000000000000", None, None, "1850-01-01", "ab[31mc", None]


@pytest.mark.parametrize("char", ["x", "é", "😀"])
def test_long_cells_are_cut_at_what_excel_takes(char):
    long = char * 40_000
    (sheet_cell,) = read_xlsx(render(["a"], [[long]], "xlsx", title="t"))[1]
    ((csv_cell,),) = read_csv(render(["a"], [[long]], "csv", title="t"))[1:]
    ((formula,),) = read_csv(render(["a"], [["=" + long]], "csv", title="t"))[1:]
    for cell in (sheet_cell.value, csv_cell, formula):
        assert MAX_CELL - 2 <= len(cell.encode("utf-16-le")) // 2 <= MAX_CELL


def test_too_many_rows_for_a_sheet_are_refused(monkeypatch):
    monkeypatch.setattr(export, "MAX_ROWS", 3)
    assert len(read_xlsx(render(["a"], [[1], [2]], "xlsx", title="t"))) == 3
    with pytest.raises(UsageError, match="use --format csv"):
        render(["a"], [[1], [2], [3]], "xlsx", title="t")


@pytest.mark.parametrize("title", ["", "'''", "[]", "a" * 50, "History"])
def test_any_title_makes_a_sheet(title):
    assert read_xlsx(render(["a"], [], "xlsx", title=title))[0][0].value == "a"


@MODERATE
@given(st.lists(st.tuples(VALUES, TEXTS), max_size=4))
def test_json_is_one_document_with_every_text_as_it_was(rows):
    data = render(["a", "b"], rows, "json", title="t")
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", data.decode())
    found = json.loads(data)
    assert [record["b"] for record in found] == [row[1] for row in rows]
    assert [record["a"] for record, row in zip(found, rows, strict=True) if type(row[0]) in JSON_KINDS] == [
        row[0] for row in rows if type(row[0]) in JSON_KINDS
    ]


def test_json_keeps_kinds():
    rows = [[1, 1.5, Decimal("2.50"), True, None, float("nan"), date(2027, 1, 2), ("a", "b"), {"k": 1}]]
    (record,) = json.loads(render(list("abcdefghi"), rows, "json", title="t"))
    assert list(record.values()) == [1, 1.5, 2.5, True, None, None, "2027-01-02", ["a", "b"], {"k": 1}]


def test_json_loses_no_column_of_a_repeated_name():
    (record,) = json.loads(render(["a", "a", "a_2", "b", "a"], [[1, 2, 3, 4, 5]], "json", title="t"))
    assert record == {"a": 1, "a_3": 2, "a_2": 3, "b": 4, "a_4": 5}
    (record,) = json.loads(render(["n", "n"], [[1, 2]], "json", title="t"))
    assert record == {"n": 1, "n_2": 2}


@MODERATE
@given(st.lists(st.sampled_from(["a", "a_2", "a_3", "a_2_2", "b"]), max_size=8))
def test_every_column_keeps_its_value_in_json(columns):
    (record,) = json.loads(render(columns, [range(len(columns))], "json", title="t"))
    assert list(record.values()) == list(range(len(columns)))
    assert set(columns) <= set(record)


def test_a_verb_prints_json_as_the_export_does(capsys):
    """Times and direction marks in one way, and nothing that a terminal or an editor could trip over."""
    row = {"at": datetime(2026, 11, 24, 2, 30), "on": date(2026, 11, 24), "x": "a\u202eb\x9b", "n": float("nan")}  # noqa: DTZ001
    say_json([row])
    printed = capsys.readouterr().out
    assert printed == render(list(row), [list(row.values())], "json", title="t").decode()
    assert json.loads(printed) == [{"at": "2026-11-24T02:30:00", "on": "2026-11-24", "x": row["x"], "n": None}]
    assert "\\u202e" in printed
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", printed)


def test_times_are_iso_in_every_json():
    moment = datetime(2026, 11, 24, 2, 30, tzinfo=UTC)
    for document in (moment, [moment], {"at": moment}, {"a": {"b": [moment]}}):
        assert "2026-11-24T02:30:00+00:00" in json_document(document)
    (record,) = json.loads(render(["at"], [[moment.replace(tzinfo=None)]], "json", title="t"))
    assert record == {"at": "2026-11-24T02:30:00"}


@MODERATE
@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=4), TEXTS)
def test_markdown_has_as_many_rows_and_cells_as_the_table_and_no_html(rows, title):
    text = render(["a", "b"], rows, "md", title=title).decode()
    lines = text.split("\n")
    assert len(lines) == len(rows) + 5
    for line in lines[2:-1]:
        assert len(re.findall(r"(?<!\\)(?:\\\\)*\|", line)) == 3
    assert "<" not in text
    assert ">" not in text
    assert not re.search(r"(?<!\\)(?:\\\\)*`", text)
    assert not BIDI_OR_CONTROL.search(text)


def test_markdown_escapes():
    text = render(["a|b"], [["<b>x</b> & `y`\n[z](javascript:1)"]], "md", title="# T *x*").decode()
    assert text.split("\n") == [
        "# # T \\*x\\*",
        "",
        "| a\\|b |",
        "| --- |",
        "| &lt;b&gt;x&lt;/b&gt; &amp; \\`y\\` \\[z\\](javascript:1) |",
        "",
    ]


def test_table_shows_texts_as_they_are(monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")
    text = render(
        ["title", "n"], [["[red]x[/red] \x1b[31my", 3], ["two\nlines", None]], "table", title="T [b]"
    ).decode()
    assert "T [b]" in text
    assert "[red]x[/red] [31my" in text
    assert "two lines" in text
    assert "\x1b" not in text


def test_table_folds_and_loses_nothing(monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    text = render(["a", "b"], [["word" * 30, 1]], "table", title="t").decode()
    assert text.count("word") >= 20
    assert "…" not in text
    assert all(len(line) <= 40 for line in text.splitlines())


def test_tables_without_rows():
    assert read_csv(render(["a"], [], "csv", title="t")) == [["a"]]
    assert json.loads(render(["a"], [], "json", title="t")) == []
    assert render(["a"], [], "md", title="t").decode().endswith("| a |\n| --- |\n")
    assert "a" in render(["a"], [], "table", title="t").decode()


def test_an_unknown_format_names_the_known_ones():
    with pytest.raises(UsageError, match="`pdf` is not known; expected one of table, json, csv, xlsx, md"):
        render(["a"], [], "pdf", title="t")
