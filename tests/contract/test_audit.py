"""What a page's reading leaves: keys that nobody took, records left out or rejected, notes that stay short."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from pipeline.contract import Page, RawListing, Record

URL = "https://catalogue.example.org/courses?page=1"
MakePage = Callable[..., Page]
MakeRecord = Callable[[dict[str, Any]], Record]


def test_what_nobody_takes_is_reported_once_a_path(make_page: MakePage) -> None:
    page = make_page({"count": 2, "results": [{"id": 1, "new": 1, "run": {"new": 1}}, {"id": 2, "new": None}]})
    body = page.json()
    for record in body.entries("results"):
        record.take("id", int)
        record.object("run")
    notes = {note.field: note for note in page.audit()}
    assert set(notes) == {"count", "results[].new", "results[].run.new"}
    assert notes["results[].new"].value == "2"
    assert {note.kind for note in notes.values()} == {"unknown_key"}
    assert all(note.url == URL for note in notes.values())


def test_ignored_keys_are_not_reported_with_all_below_them(make_page: MakePage) -> None:
    page = make_page([{"image": {"url": "x"}}])
    (record,) = page.json_list()
    record.ignore("image", "not there")
    assert page.audit() == []


def test_reading_is_destructive(make_record: MakeRecord) -> None:
    record = make_record({"id": 1})
    assert record.maybe("id", int) == 1
    assert record.maybe("id", int) is None


def test_rejected_record_reports_no_key_at_any_depth(make_page: MakePage) -> None:
    page = make_page([{"run": {"odd": 1}, "odd": 2}, {"title": "B", "run": {"odd": 1}}])

    def read(record: Record) -> RawListing:
        record.object("run")
        return RawListing(key="k", title=record.take("title", str))

    listings = list(page.each(page.json_list(), read))
    assert [listing.title for listing in listings] == ["B"]
    assert page.rejected == 1
    (note,) = page.notes
    assert (note.kind, note.level, note.field) == ("rejected_record", "error", "title")
    assert "[0]: `title` is missing or null" in note.message
    assert [note.field for note in page.audit()] == ["[].run.odd"]
    assert page.audit()[0].value == "1"


def test_left_out_records_are_counted_and_no_fault(make_page: MakePage) -> None:
    page = make_page([{"title": "[delete] A", "more": 1}, {"title": "B"}])

    def read(record: Record) -> str | None:
        title = record.take("title", str)
        if title.startswith("[delete]"):
            page.leave_out(record, "meant to be deleted")
            return None
        return title

    assert list(page.each(page.json_list(), read)) == ["B"]
    assert (page.left_out, page.rejected, page.audit()) == (1, 0, [])
    assert [(note.kind, note.level) for note in page.notes] == [("left_out", "info")]


def test_a_bug_is_not_taken_for_a_bad_record(make_page: MakePage) -> None:
    page = make_page([{"title": "A"}])

    def read(record: Record) -> RawListing:
        raise KeyError("a bug")

    with pytest.raises(KeyError):
        list(page.each(page.json_list(), read))


def test_long_values_are_cut_in_notes(make_page: MakePage, make_record: MakeRecord) -> None:
    page = make_page([{"id": "x" * 1_000_000}])
    list(page.each(page.json_list(), lambda record: record.take("id", int)))
    (note,) = page.notes
    assert len(note.value) <= 202
    assert len(note.message) < 500
    page.leave_out(make_record({}), "x" * 1_000_000)
    assert len(page.notes[-1].message) <= 1000
