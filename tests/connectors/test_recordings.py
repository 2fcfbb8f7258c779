"""What each connector reads from its recorded pages: each field is a test of its own."""

from __future__ import annotations

import json
from typing import Any

import pytest


def test_source_has_recordings(source: str, cases: list[Any], recordings: Any) -> None:
    assert any(case.source == source for case in cases), (
        f"{source} has no recording; write {recordings}/{source}/<case>/page.json and case.yaml, "
        f"or run `circlewise record {source} URL`"
    )


def test_every_recording_folder_is_whole(recordings: Any, cases: list[Any]) -> None:
    folders = {folder for folder in recordings.glob("*/*") if folder.is_dir()}
    assert folders == {case.folder for case in cases}, "a folder without case.yaml is no case"
    assert [case for case in cases if len(list(case.folder.glob("page.*"))) != 1] == []


def test_case_says_why_it_exists(case: Any) -> None:
    about = case.about
    assert len(about["why"]) > 20
    known = {
        "why", "url", "reader", "method", "headers", "is_secret", "credentials", "keys_repeat", "since",
        "answer_headers",
    }  # fmt: skip
    assert set(about) <= known, "case.yaml has a key that the tests do not read"


def test_expectation_is_reviewed(case: Any, reading: Any) -> None:
    if not case.expected:
        words = json.dumps(reading(case), indent=2, ensure_ascii=False)
        case.expected_file.write_text(words + "\n", encoding="utf-8")
        pytest.fail(f"{case.expected_file} was missing and is written now: read it, mend it, commit it, run again")


def test_field_reads_as_agreed(recorded_field: Any, reading: Any) -> None:
    case, number, name = recorded_field
    found = reading(case)["listings"]
    assert number < len(found), f"{len(found)} listings were read, {number + 1} or more are expected"
    assert found[number].get(name) == case.expected["listings"][number][name]


def test_listing_has_no_other_fields(recorded_listing: Any, reading: Any) -> None:
    case, number = recorded_listing
    found = reading(case)["listings"]
    assert number < len(found)
    assert set(found[number]) == set(case.expected["listings"][number])


@pytest.mark.parametrize("part", ["requests", "totals", "notes", "rejected", "left_out", "error"])
def test_page_gives_what_was_agreed(case: Any, part: str, reading: Any) -> None:
    assert case.expected, "no expectation yet"
    assert reading(case)[part] == case.expected[part]


def test_page_gives_as_many_listings_as_agreed(case: Any, reading: Any) -> None:
    assert case.expected, "no expectation yet"
    assert len(reading(case)["listings"]) == len(case.expected["listings"])
