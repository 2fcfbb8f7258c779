"""What people say of a course for a topic: put first, or taken out. Kept among the decisions; each night does so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from pipeline.errors import UsageError
from pipeline.model import Course, Decision
from pipeline.store import Catalogue, Decisions, Home
from pipeline.topics.decided import Chosen, by_topic, chosen
from pipeline.topics.shortlist import is_offered

Choice = Literal["pin", "drop"]
LISTED = '`circlewise query "SELECT course_id, title FROM out.course"` lists them'
CHOICES: tuple[Choice, ...] = ("pin", "drop")


def choose(
    home: Home,
    published: Catalogue,
    topic_id: str,
    action: Choice,
    course_id: str,
    *,
    by: str,
    at: datetime,
    note: str | None = None,
    seen: int | None = None,
) -> tuple[int, Course]:
    """Write that a course comes first for a topic, or is not shown for it; returns the decision's number and it.

    `seen` is what `Decisions.add` takes.

    Raises:
        UsageError: there is no such course, or it may not be put first: nobody offers it any more, or it costs money.
        OvertakenError: somebody decided about the topic since; nothing was written.
        StoreError: the file of decisions cannot be written.
    """
    course = course_of(published, course_id)
    if course is None:
        raise UsageError(f"there is no course {course_id[:120]}; {LISTED}")
    if action == "pin" and not is_offered(course):
        why = "costs money" if course.is_free is False else "is not offered any more"
        raise UsageError(f"{course_id} cannot come first: it {why}, and only courses that may be free are proposed")
    number = Decisions(home.decisions).add(
        topic_id, action, decided_by=by, decided_at=at, note=note, course_id=course_id, seen=seen
    )
    return number, course


def course_of(published: Catalogue, course_id: str) -> Course | None:
    """A course of the catalogue, retired ones included; None where there is none of this id."""
    return next(iter(courses_of(published, [course_id])), None)


def courses_of(published: Catalogue, course_ids: Sequence[str]) -> list[Course]:
    """The courses of these ids that are known."""
    wanted = ", ".join("'" + each.replace("'", "''") + "'" for each in course_ids)
    return list(published.previous(Course, f"course_id IN ({wanted or 'NULL'})", order="course_id"))


def chosen_of(decisions: Sequence[Decision], topic_id: str) -> Chosen:
    """What holds of the courses of one topic, as the decisions stand now."""
    return chosen(by_topic(decisions).get(topic_id, ()))
