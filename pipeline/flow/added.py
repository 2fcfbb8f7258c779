"""Courses that people entered for a topic, as a night takes them in: a list of the library's own, made of decisions."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import replace

from pipeline.fetch import Files
from pipeline.model import AddedCourse, CourseEntry
from pipeline.normalize.url import canonical
from pipeline.store import AddedCourses, Home

LOCAL = "local_courses"
"""The source whose folder people fill."""
NAME = "(entered by coordinators).json"
"""What the list is called in notes; no file of the folder is."""
FREE = {"free": "yes", "free_audit": "audit"}
"""How such a list says what a course costs; it says nothing where that is not known."""


def with_added(files: Files, home: Home) -> Files:
    """The lists of the folder, and that of the courses which people entered and nobody took back."""
    standing = _standing(AddedCourses(home.decisions).all())
    if not standing:
        return files
    rows = [_row(course_id, entry) for course_id, entry in standing.items()]
    return replace(files, texts={NAME: json.dumps(rows, ensure_ascii=False).encode()})


def taken_back(home: Home) -> list[str]:
    """The courses that people entered and took back: they are over, whatever the lists of the night say."""
    added = AddedCourses(home.decisions).all()
    return sorted({each.course_id for each in added} - _standing(added).keys())


def course_id_of(entry: CourseEntry) -> str:
    """The id of a course that is entered: the same for the same address, else for the same title and provider."""
    basis = canonical(entry.url) or f"{entry.title} | {entry.provider or ''}".casefold()
    return f"{LOCAL}:added-{hashlib.sha256(basis.encode()).hexdigest()[:12]}"


def _standing(added: Iterable[AddedCourse]) -> dict[str, CourseEntry]:
    """What holds of each course; entered for several topics, the latest facts do."""
    return {each.course_id: each.entry for each in added if not each.is_undone}


def _row(course_id: str, entry: CourseEntry) -> dict[str, str]:
    said = {
        "key": course_id.partition(":")[2],
        "title": entry.title,
        "url": entry.url,
        "provider": entry.provider,
        "language": entry.language,
        "weeks": None if entry.weeks is None else f"{entry.weeks:g}",
        "weekly_hours": None if entry.weekly_hours is None else f"{entry.weekly_hours:g}",
        "free": FREE.get(entry.cost),
    }
    return {name: words for name, words in said.items() if words}
