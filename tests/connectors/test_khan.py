"""Khan Academy: nothing is asked without an agreement, and the export is read strictly."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from connectors.khan.connector import NEEDS, KhanAcademy
from pipeline.contract import Page, PageChangedError, RawListing, Request
from pipeline.sources import credentials, load_rules

AGREED = {"KHAN_EXPORT_BUCKET": "an agreed/bucket"}
EXPORTS = "https://storage.googleapis.com/storage/v1/b/agreed/o"
ENGLISH = f"{EXPORTS}/en-export-2026-11-20T09%3A54%3A36%2B0000.tsv?alt=media"
RECORDED = Path(__file__).resolve().parents[1] / "recordings" / "khan" / "english" / "page.tsv"


def _read(body: bytes, url: str = ENGLISH) -> tuple[list[Any], Page]:
    page = Page(Request(url, "courses"), url, 200, {}, body)
    return list(KhanAcademy(AGREED).courses(page)), page


def _row(**cells: str) -> bytes:
    columns = dict.fromkeys(NEEDS, "") | {"id": "x1", "kind": "Course", "listed": "True", "original_title": "A"} | cells
    return ("\t".join(columns) + "\r\n" + "\t".join(columns.values()) + "\r\n").encode()


def test_without_an_agreement_the_source_is_skipped_and_asks_nothing(connectors_folder: Path) -> None:
    assert credentials(load_rules(connectors_folder / "khan"), {}) == ({}, ["KHAN_EXPORT_BUCKET"])
    assert list(KhanAcademy().start()) == []


def test_each_language_is_listed_under_the_agreed_place() -> None:
    asked = [request.url for request in KhanAcademy(AGREED).start() if isinstance(request, Request)]
    place = "https://storage.googleapis.com/storage/v1/b/an%20agreed%2Fbucket/o"
    assert asked == [f"{place}?prefix=en-export-", f"{place}?prefix=es-export-"]


def test_further_pages_replace_the_token_of_the_page_before() -> None:
    url = f"{EXPORTS}?prefix=en-export-&pageToken=old"
    page = Page(Request(url, "exports", is_secret=True), url, 200, {}, b'{"nextPageToken": "new+", "items": []}')
    (following,) = KhanAcademy(AGREED).exports(page)
    assert isinstance(following, Request)
    assert following.url == f"{EXPORTS}?prefix=en-export-&pageToken=new%2B"


@pytest.mark.parametrize("body", [b"{}", b'{"items": []}', b'{"items": [{"name": "en-export-README.txt"}]}'])
def test_no_export_is_a_change_and_no_empty_catalogue(body: bytes) -> None:
    url = f"{EXPORTS}?prefix=en-export-"
    page = Page(Request(url, "exports", is_secret=True), url, 200, {}, body)
    with pytest.raises(PageChangedError, match="is an export"):
        list(KhanAcademy(AGREED).exports(page))


@pytest.mark.parametrize("column", NEEDS)
def test_a_renamed_column_changes_the_page(column: str) -> None:
    header, _, rows = RECORDED.read_text(encoding="utf-8-sig").partition("\r\n")
    renamed = "\t".join(f"{name}_renamed" if name == column else name for name in header.split("\t"))
    with pytest.raises(PageChangedError, match=f"`{column}` was expected"):
        _read(f"{renamed}\r\n{rows}".encode())


def test_an_export_cut_inside_a_quoted_cell_changes_the_page() -> None:
    body = RECORDED.read_bytes()
    with pytest.raises(PageChangedError, match="a table was expected"):
        _read(body[: body.index(b"in made-up words")])


def test_a_new_column_of_courses_is_told() -> None:
    found, page = _read(_row(minutes_in_all="90"))
    assert [each.title for each in found] == ["A"]
    assert [(note.kind, note.field) for note in page.audit()] == [("unknown_key", "[].minutes_in_all")]


@pytest.mark.parametrize(
    ("cells", "n_read", "n_left_out"),
    [
        ({"listed": "true"}, 1, 0),
        ({"listed": "False"}, 0, 1),
        ({"listed": ""}, 0, 1),
        ({"fully_translated": "False"}, 0, 1),
        ({"fully_translated": ""}, 1, 0),
    ],
)
def test_courses_that_are_not_shown_are_left_out(cells: dict[str, str], n_read: int, n_left_out: int) -> None:
    found, page = _read(_row(**cells))
    assert (len(found), page.left_out, page.rejected) == (n_read, n_left_out, 0)


def test_without_a_course_the_page_has_changed() -> None:
    with pytest.raises(PageChangedError, match="none of 1 rows"):
        _read(_row(kind="Unit"))


def test_a_name_without_a_language_is_no_export() -> None:
    with pytest.raises(PageChangedError, match="tells no language"):
        _read(_row(), f"{EXPORTS}/topics.tsv?alt=media")


def test_hours_and_licence_stay_unknown() -> None:
    (listing,), _ = _read(_row(license="CC BY-NC-SA", time_estimate="{}", duration="600"))
    assert isinstance(listing, RawListing)
    assert (listing.duration, listing.effort, listing.licence) == (None, None, None)
