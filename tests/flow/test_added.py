"""Courses that people entered, as a list that a night reads like any other."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.fetch import Files
from pipeline.flow.added import NAME, course_id_of, sources_beside, taken_back, with_added
from pipeline.model import CourseEntry
from pipeline.store import AddedCourses, Decisions, Home

AT = datetime(2026, 11, 24, 12, tzinfo=UTC)
ENTRY = CourseEntry(
    title="Grants", url="https://www.example.org/g/?utm_source=x", provider=None, language=None, weeks=None,
    weekly_hours=None, cost="unknown",
)  # fmt: skip


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def _add(home: Home, topic: str, entry: CourseEntry) -> int:
    return AddedCourses(home.decisions).add(topic, course_id_of(entry), entry, decided_by="Rosa", decided_at=AT)


def _rows(home: Home) -> list[dict[str, str]]:
    return [] if (files := with_added(Files("", {}), home)).is_empty else json.loads(files.texts[NAME])


def test_the_same_course_has_the_same_id_however_it_is_entered() -> None:
    same = (ENTRY, replace(ENTRY, url="http://example.org/g", title="Other words"))
    assert len({course_id_of(each) for each in same}) == 1
    no_page = replace(ENTRY, url=None)
    others = (ENTRY, replace(ENTRY, url="https://example.org/h"), no_page, replace(no_page, provider="P"))
    assert len({course_id_of(each) for each in others}) == 4
    assert course_id_of(no_page) == course_id_of(replace(no_page, title="GRANTS"))


def test_a_course_stays_until_nobody_says_it_any_more(home: Home) -> None:
    assert _rows(home) == []
    assert sources_beside(home) == ()
    first = _add(home, "t1", ENTRY)
    second = _add(home, "t2", replace(ENTRY, title="Grants, mended", weeks=6.0, cost="free"))
    key = course_id_of(ENTRY).partition(":")[2]
    mended = {"key": key, "title": "Grants, mended", "url": ENTRY.url, "weeks": "6", "free": "yes"}
    assert _rows(home) == [mended]
    assert sources_beside(home) == ("local_courses",)
    decisions = Decisions(home.decisions)
    decisions.undo(second, decided_by="Ben", decided_at=AT)
    assert _rows(home) == [{"key": key, "title": "Grants", "url": ENTRY.url}]
    assert taken_back(home) == []
    decisions.undo(first, decided_by="Ben", decided_at=AT)
    assert _rows(home) == []
    assert taken_back(home) == [course_id_of(ENTRY)]
    _add(home, "t1", ENTRY)
    assert taken_back(home) == []


def test_the_lists_of_the_folder_stay_beside_it(home: Home, tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("title\nExcel\n")
    _add(home, "t1", ENTRY)
    files = with_added(Files.at(tmp_path / "list.csv", "home/courses/list.csv"), home)
    _, folder = files.body("folder:", 1 << 20)
    assert [each["name"] for each in json.loads(folder)["lists"]] == ["list.csv", NAME]
    assert files.body("folder:list.csv", 1 << 20)[1] == b"title\nExcel\n"
