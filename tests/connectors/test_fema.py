"""FEMA's list: codes and titles in whichever way a row words them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.fema.connector import COURSES, FEMA
from pipeline.contract import Page, PageChangedError, RawListing, Request


def _read(rows: str) -> tuple[list[RawListing], Page]:
    page = Page(Request(COURSES, "courses"), COURSES, 200, {}, f"<html><table>{rows}</table></html>".encode())
    return [each for each in FEMA().courses(page) if isinstance(each, RawListing)], page


def _row(link: str, *cells: str, code: str = "IS-100.c") -> str:
    href = f"courseoverview.aspx?code={code}&amp;lang=en"
    return f"<tr><td><a href='{href}'>{link}</a></td>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


@pytest.mark.parametrize(
    "row",
    [
        _row("IS-100.c", "Incident Command", "06/25/2018"),
        _row("IS-100.c", "06/25/2018", "Incident Command"),
        _row("IS-100.C", "NEW", "Incident Command"),
        _row("Incident Command", "IS-100.c"),
        _row("IS-100.c: Incident Command"),
        _row("IS-100.c – Incident Command"),
        _row("<img src='x.png' alt=''>", "IS-100.c", "Incident Command"),
        _row("IS-100.c", "Incident Command", "English").replace("code=", "Code=").replace("?Code", "?code"),
    ],
)
def test_title_is_found_in_any_row(row: str) -> None:
    (listing,), page = _read(row)
    assert (listing.key, listing.title) == ("IS-100.C", "Incident Command")
    assert listing.url == "https://training.fema.gov/is/courseoverview.aspx?code=IS-100.c&lang=en"
    assert page.rejected == 0


def test_editions_are_courses_of_their_own_and_repeated_rows_are_not() -> None:
    rows = [_row(code, "Incident Command", code=code) for code in ("IS-100.c", "is-100.C", "IS-100.b", "IS-1000")]
    listings, _ = _read("".join(rows))
    assert [each.key for each in listings] == ["IS-100.C", "IS-100.B", "IS-1000"]


@pytest.mark.parametrize("code", ["", "G-300", "IS-", "javascript:1"])
def test_odd_code_is_rejected_and_told(code: str) -> None:
    listings, page = _read(_row("x", "A Title", code=code) + _row("IS-100.c", "Incident Command"))
    assert [each.key for each in listings] == ["IS-100.C"]
    assert page.rejected == 1
    assert f"the code `{code}`" in page.notes[0].message


def test_row_without_title_is_rejected() -> None:
    listings, page = _read(_row("IS-100.c", "06/25/2018"))
    assert (listings, page.rejected) == ([], 1)


def test_list_without_courses_has_changed() -> None:
    with pytest.raises(PageChangedError, match=r"training\.fema\.gov.*courses were expected"):
        _read("<tr><td>Maintenance tonight</td></tr>")


@settings(max_examples=50, deadline=None)
@given(st.text(st.characters(categories=("L", "N", "P", "Zs")), max_size=60))
def test_any_title_is_read_or_rejected(title: str) -> None:
    escaped = title.replace("&", "&amp;").replace("<", "&lt;")
    listings, page = _read(_row("IS-100.c", escaped))
    assert len(listings) + page.rejected == 1
