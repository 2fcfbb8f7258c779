"""How courses, topics, prices and days are called in a digest."""

from __future__ import annotations

from datetime import date

from pipeline.model import CourseFacts, Topic
from pipeline.topics.title import one_line

LONGEST_TITLE, LONGEST_NAME = 90, 40
PLACES = ("first", "second", "third")
COST = {
    "free": "free",
    "free_audit": "free to follow, without a certificate",
    "free_limited": "free for a limited time or in part",
    "paid": "to be paid for",
    "unknown": "of unknown cost",
}
"""What a course is, by free_kind."""


def short(text: str, longest: int = LONGEST_TITLE) -> str:
    """The text on one line, cut between words where it is longer."""
    line = one_line(text)
    if len(line) <= longest:
        return line
    return line[: longest - 1].rsplit(" ", 1)[0] + "…"


def course_words(course: CourseFacts) -> str:
    """`“Title” (provider)`."""
    return f"“{short(course.title)}” ({short(course.provider or course.source, LONGEST_NAME)})"


def topic_words(topic: Topic) -> str:
    """`“Title” (t0123456789)`."""
    return f"“{short(topic.title or '')}” ({topic.topic_id})" if topic.title else topic.topic_id


def price_words(course: CourseFacts) -> str:
    """`to be paid for (49 USD)`."""
    said = COST.get(course.free_kind, course.free_kind)
    if course.price_amount is None or course.price_amount <= 0:
        return said
    return f"{said} ({course.price_amount.normalize():f} {course.price_currency or ''}".rstrip() + ")"


def dates_words(course: CourseFacts) -> str:
    """`starts on 2027-01-11, ends on 2027-02-28`; `no dates given` where there is none."""
    told = (
        ("starts on", course.starts_on),
        ("ends on", course.ends_on),
        ("enrolment until", course.enrol_until_on),
    )
    return ", ".join(f"{what} {day}" for what, day in told if day) or "no dates given"


def last_day_words(course: CourseFacts) -> str:
    """`enrolment in X ends on 2026-12-10`; of a course that says only when it ends: `X ends on 2026-12-10`."""
    if course.enrol_until_on is not None:
        return f"enrolment in {course_words(course)} ends on {course.enrol_until_on}"
    return f"{course_words(course)} ends on {course.ends_on}"


def last_day(course: CourseFacts) -> date | None:
    """The last day on which people can come in, as far as the source tells one."""
    return course.enrol_until_on or course.ends_on


def place_words(rank: int) -> str:
    """`the first course of the shortlist`."""
    return (
        f"the {PLACES[rank - 1]} course of the shortlist" if rank <= len(PLACES) else f"number {rank} of the shortlist"
    )
