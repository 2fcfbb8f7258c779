"""Lists of courses: any table comes back the same, whatever it is written in; what is hostile or wrong is told."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from pipeline.contract import CourseList, PageChangedError, course_tables
from pipeline.contract.headings import FIELDS, folded, understand
from pipeline.model import NO_WORDS

HEADS = ["Course title", "Link", "Provider", "Notes to self"]
LETTERS = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cf", "Co", "Cn", "Zs", "Zl", "Zp"])
CELLS = st.one_of(
    st.sampled_from(
        ["", "=1+1", "a, b", "a; b", "a\tb", 'say "x"', "a|b", "two\nlines", "0", "é", "=HYPERLINK(1)", "'", "؟ب"]
    ),
    st.text(LETTERS, max_size=12),
)
ROWS = st.lists(st.tuples(*[CELLS] * len(HEADS)), min_size=1, max_size=8)


def to_csv(rows: Any, separator: str = ",", encoding: str = "utf-8") -> bytes:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=separator).writerows(rows)
    return stream.getvalue().encode(encoding)


def to_xlsx(*sheets: Any) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets, start=1):
        sheet = book.create_sheet(f"Sheet {number}")
        for place, row in enumerate(rows, start=1):
            for column, cell in enumerate(row, start=1):
                if cell != "":
                    one = sheet.cell(place, column, cell)
                    one.data_type = "s" if isinstance(cell, str) else one.data_type
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def read(body: bytes, how: CourseList = NO_WORDS) -> Any:
    (table,), _ = course_tables(body, "a list", how)
    return table


def cells_of(table: Any, heads: Any = HEADS) -> list[tuple[str, ...]]:
    return [tuple(row.by_heading.get(folded(head), "") for head in heads) for row in table.rows]


def expected(rows: Any) -> list[tuple[str, ...]]:
    """Blank rows are none, and blanks around a cell are no part of it."""
    tidy = [tuple(cell.strip() for cell in row) for row in rows]
    return [row for row in tidy if any(row)]


@given(
    rows=ROWS,
    separator=st.sampled_from([",", ";", "\t", "|"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
@settings(max_examples=200, deadline=None)
def test_a_csv_comes_back_the_same(rows: Any, separator: str, encoding: str) -> None:
    table = read(to_csv([HEADS, *rows], separator, encoding))
    assert cells_of(table) == expected(rows)
    assert {column.heading: column.field for column in table.columns} == {
        "Course title": "title", "Link": "url", "Provider": "provider", "Notes to self": None,
    }  # fmt: skip


@given(rows=ROWS)
@settings(max_examples=40, deadline=None)
def test_a_workbook_comes_back_the_same(rows: Any) -> None:
    assert cells_of(read(to_xlsx([HEADS, *rows]))) == expected(rows)


@given(rows=ROWS, shape=st.sampled_from(["list", "object", "lines"]))
@settings(max_examples=100, deadline=None)
def test_json_comes_back_the_same(rows: Any, shape: str) -> None:
    records = [dict(zip(HEADS, row, strict=True)) for row in rows]
    whole: Any = records if shape == "list" else {"when": "today", "courses": records}
    text = "\n".join(json.dumps(each) for each in records) if shape == "lines" else json.dumps(whole)
    assert [row for row in cells_of(read(text.encode())) if any(row)] == expected(rows)


@given(
    rows=st.lists(st.tuples(*[st.text("abcXYZ 0159áéíóúñüäößçèêàâ.-", max_size=12)] * 4), min_size=1, max_size=6),
    encoding=st.sampled_from(["cp1252", "cp1250", "mac_roman", "utf-16-le"]),
)
@settings(max_examples=60, deadline=None)
def test_an_encoding_that_is_named_is_used(rows: Any, encoding: str) -> None:
    rows = [tuple(cell for cell in row) for row in rows]
    try:
        body = to_csv([HEADS, *rows], ";", encoding)
    except UnicodeEncodeError:
        return
    assert cells_of(read(body, CourseList(encoding=encoding, separator=";"))) == expected(rows)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Título,Enlace\nCómo catalogar y búsqueda,https://x.example\n", "cp1252"),
        ("Titel,Link\nEinführung in die Größe,https://x.example\n", "cp1252"),
        ("Название,Ссылка\nКаталогизация для всех,https://x.example\n", "cp1251"),
        ("Tytuł,Link\nKatalogowanie książek i źródeł,https://x.example\n", "cp1250"),
        ("題名,リンク\n図書館の目録について,https://x.example\n", "shift_jis"),
    ],
)
def test_an_older_encoding_is_told_by_its_letters(text: str, encoding: str) -> None:
    table = read(text.encode(encoding))
    assert table.rows[0].cells["title"] == text.split("\n")[1].split(",")[0]
    assert encoding in table.kind


def test_every_heading_word_means_one_thing() -> None:
    for heading, field in {
        "URL": "url",
        "Kursname": "title",
        "Horas por semana": "weekly_hours",
        "Temas": "topics",
    }.items():
        (column,) = understand([heading], NO_WORDS)
        assert column.field == field
    assert understand(["Title (required)", "LINK *"], NO_WORDS)[1].field == "url"
    assert understand(["Link to slides"], NO_WORDS)[0].field is None


def test_of_two_columns_for_one_thing_the_likelier_is_read_and_the_other_told() -> None:
    title, other, url = understand(["Title", "Link", "URL"], NO_WORDS)
    assert (title.field, other.field, url.field) == ("title", None, "url")
    assert other.is_open
    assert "`URL` is read as url already" in other.because


@given(st.lists(st.text(max_size=20), max_size=8))
def test_any_headings_are_understood_once_each(heads: list[str]) -> None:
    found = [column.field for column in understand(heads, NO_WORDS) if column.field]
    assert len(found) == len(set(found))
    assert set(found) <= set(FIELDS)


@pytest.mark.parametrize("above", [0, 1, 7, 18])
def test_headings_may_stand_below_other_rows(above: int) -> None:
    rows = [["Courses 2026"], ["", "made by", "the staff"]] * 10
    table = read(to_csv([*rows[:above], HEADS, ["A", "https://a.example", "", ""]]))
    assert table.headings == f"row {above + 1}"
    assert [row.where for row in table.rows] == [f"row {above + 2}"]


def test_a_mapping_overrides_what_the_headings_say() -> None:
    how = CourseList(columns={"title": "What", "url": "Where to", "provider": None}, ignore=("Price paid",))
    body = to_csv(
        [["Title", "What", "Where to", "Provider", "Price paid"], ["Dr", "Zines", "https://z.example", "x", "3"]]
    )
    table = read(body, how)
    assert table.rows[0].cells == {"title": "Zines", "url": "https://z.example"}
    assert [column.heading for column in table.columns if column.is_open] == ["Title", "Provider"]


@pytest.mark.parametrize(
    ("how", "part"),
    [
        (CourseList(columns={"title": "Wat"}), "no heading in the first 20 rows is `Wat`; found `Title`, `Link`"),
        (CourseList(columns={"url": "Wat"}), "says that `Wat` is url; the headings in row 1 are `Title`, `Link`"),
        (CourseList(columns={"titel": "Title"}), "names `titel`, one of key, title"),
        (CourseList(always={"colour": "x"}), "names `colour`"),
        (CourseList(heading_row=9), "no heading in row 9 is `title`"),
        (CourseList(separator="ab"), "separator 'ab'"),
        (CourseList(encoding="latin-99"), "`latin-99` is no encoding"),
        (CourseList(columns={"title": None}), "no heading in the first 20 rows"),
    ],
)
def test_what_a_mapping_says_wrongly_is_named(how: CourseList, part: str) -> None:
    with pytest.raises(PageChangedError) as caught:
        course_tables(to_csv([["Title", "Link"], ["A", "b"]]), "a list", how)
    assert part in str(caught.value)
    assert "a list" in str(caught.value)


def test_sheets_without_titles_are_told() -> None:
    tables, untitled = course_tables(to_xlsx([["Notes"], ["x"]], [["Title"], ["A"]]), "book.xlsx", NO_WORDS)
    assert [table.name for table in tables] == ["Sheet 2"]
    assert "sheet `Sheet 1`" in untitled[0]
    with pytest.raises(PageChangedError, match="no sheet is called `Sheet 9`"):
        course_tables(to_xlsx([["Title"], ["A"]]), "book.xlsx", CourseList(sheet="Sheet 9"))


def test_a_cell_beyond_the_headings_is_trouble_of_its_row() -> None:
    table = read(b"title,url\nTitle, with comma,https://a.example\nB,https://b.example\n")
    assert table.rows[0].trouble
    assert "row 2" in table.rows[0].trouble
    assert table.rows[1].trouble is None


@pytest.mark.parametrize(
    ("body", "part"),
    [
        (b'{"title": "A"}\n{"title": \n{"title": "C"}\n', "line 2"),
        (b'[{"title": "A"}, 7]', "record 2: 7 is no object"),
        (b'[{"title": "A"}, {"title": "B", "by": {"name": "x"}}]', "record 2, column `by`: an object"),
    ],
)
def test_a_bad_record_is_trouble_of_its_own(body: bytes, part: str) -> None:
    table = read(body)
    assert part in " ".join(row.trouble for row in table.rows if row.trouble)
    assert table.rows[0].cells == {"title": "A"}


@pytest.mark.parametrize(
    "body", [b'{"a": [{"title": "x"}], "b": [{"title": "y"}]}', b'[{"name_of": "x"}]', b"[]", b"{}"]
)
def test_json_that_is_no_list_of_courses_is_refused(body: bytes) -> None:
    with pytest.raises(PageChangedError, match="a list"):
        course_tables(body, "a list", NO_WORDS)


def test_a_key_named_in_the_mapping_holds_the_list() -> None:
    body = b'{"a": [{"title": "x"}], "b": [{"title": "y"}]}'
    assert read(body, CourseList(records="b")).rows[0].cells == {"title": "y"}
    with pytest.raises(PageChangedError, match="no list is there"):
        course_tables(body, "a list", CourseList(records="c"))


@pytest.mark.parametrize(
    "cell",
    ["x" * 2**20, "=cmd|' /C calc'!A0", "\u202eesrever", "a\x00b", "<script>alert(1)</script>", "(" * 100_000, '""'],
)
def test_hostile_cells_are_cells(cell: str) -> None:
    body = to_csv([["Title", "Description"], ["A", cell.replace("\x00", "")]])
    body = body.replace(b"ab", b"a\x00b") if "\x00" in cell else body
    assert read(body).rows[0].cells["description"] == cell.replace("\x00", "")


def test_a_hostile_heading_takes_no_long_time() -> None:
    table = read(to_csv([["Title", "(" * 200_000, "[" * 150], ["A", "b", "c"]]))
    assert [column.field for column in table.columns] == ["title", None, None]


def test_formulas_in_a_workbook_are_their_values() -> None:
    book = Workbook()
    book.active.append(["Title", "Hours"])
    book.active.append(["A", "=1+1"])
    stream = io.BytesIO()
    book.save(stream)
    assert read(stream.getvalue()).rows[0].cells == {"title": "A"}  # no program has worked it out: no value


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive,
        archive.open("xl/workbook.xml", "w", force_zip64=True) as member,
    ):
        for _ in range(300):
            member.write(b"\x00" * 2**20)
    with pytest.raises(PageChangedError, match="unpacks to 300 MiB"):
        course_tables(stream.getvalue(), "bomb.xlsx", NO_WORDS)


@given(st.binary(max_size=300))
@settings(max_examples=200, deadline=None)
def test_no_bytes_make_a_traceback(data: bytes) -> None:
    for body in (data, b"title,url\n" + data, b"[" + data, b'{"title": "A"}\n' + data):
        try:
            tables, _ = course_tables(body, "a list", NO_WORDS)
        except PageChangedError:
            continue
        assert tables
