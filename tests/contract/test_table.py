"""Tables of text: what is a table, and what becomes of rows that are not as long as the header."""

from __future__ import annotations

import pytest

from pipeline.contract import Page, PageChangedError, Request

URL = "https://provider.example/courses.csv"


def _page(body: bytes) -> Page:
    return Page(Request(URL, "courses"), URL, 200, {}, body)


def test_cells_keep_quotes_delimiters_and_line_ends() -> None:
    (row,) = _page(b'\xef\xbb\xbfid,title\r\n1,"A ""good"", long\ntitle"\r\n').table(delimiter=",", needs=("id",))
    assert (row.take("id", str), row.take("title", str)) == ("1", 'A "good", long\ntitle')


def test_rows_of_another_length_are_rejected_and_the_others_are_read() -> None:
    page = _page(b"id\ttitle\n1\tA\n2\n\n3\tC\tmore\n4\tD\n")
    rows = page.table(delimiter="\t", needs=("id", "title"))
    assert [row.take("id", str) for row in rows] == ["1", "4"]
    assert page.rejected == 2
    assert [note.message for note in page.notes] == [
        f"{URL}: row 2 has 1 cells, as many as the header were expected",
        f"{URL}: row 4 has 3 cells, as many as the header were expected",
    ]


def test_a_column_that_nobody_takes_is_told() -> None:
    page = _page(b"id,title,new\n1,A,x\n2,B,y\n")
    for row in page.table(delimiter=",", needs=("id",)):
        row.ignore("id", "title")
    assert [(note.field, note.value) for note in page.audit()] == [("[].new", "2")]


def test_a_table_may_be_empty() -> None:
    assert _page(b"id,title\n").table(delimiter=",", needs=("id",)) == []


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"", "`id` was expected"),
        (b"<html><p>Back soon</p></html>", "`id` was expected"),
        (b"title\nA\n", "`id` was expected"),
        (b"id,id\n1,2\n", "share a name"),
        (b"id,\n1,2\n", "share a name or have none"),
        (b'id,title\n1,"cut', "a table was expected"),
    ],
)
def test_what_is_no_such_table_is_a_change_of_the_page(body: bytes, told: str) -> None:
    with pytest.raises(PageChangedError, match=told) as caught:
        _page(body).table(delimiter=",", needs=("id",))
    assert URL in str(caught.value)
