"""Changes of courses that something rests on: a recorded circle, the season that was planned, a topic's shortlist."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from pipeline.model import Circle, DigestLine, SeasonCircle, Topic, TopicCourse
from pipeline.model.digest import DigestKind, DigestPart
from pipeline.topics.digest.facts import Facts
from pipeline.topics.digest.happened import BARS, Happened, closes, happened, stops_fitting
from pipeline.topics.digest.words import course_words, place_words, short
from pipeline.topics.sheet.build import COMPARED

CIRCLE, SEASON, CHOSEN = 30.0, 20.0, 10.0
"""What a line weighs by what rests on the course; its kind adds up to 9, the topic's priority up to 1."""
WORTH: dict[DigestKind, float] = {
    "gone_course": 9,
    "no_longer_free": 8,
    "closing": 7,
    "no_longer_fits": 6,
    "dates_changed": 5,
    "missing_course": 4,
    "price_changed": 3,
    "returned_course": 2,
    "new_course": 1,
}
OF_CIRCLE: dict[str, tuple[DigestKind, ...]] = {
    "planned": ("gone_course", "no_longer_free", "closing", "dates_changed"),
    "running": ("gone_course", "no_longer_free"),
}
"""What needs a decision about a recorded circle, by its status."""


def concerned_lines(before: Facts, now: Facts, found_at: datetime) -> Iterator[DigestLine]:
    """One line for each course and what rests on it; what weighs more stands for what weighs less."""
    told: set[tuple[str | None, str | None]] = set()
    for line in (
        *_of_circles(before, now, found_at),
        *_of_season(before, now, found_at),
        *_of_topics(before, now, found_at),
    ):
        if line.topic_id is None or (line.topic_id, line.course_id) not in told:
            told.add((line.topic_id, line.course_id))
            yield line


def _of_circles(before: Facts, now: Facts, found_at: datetime) -> Iterator[DigestLine]:
    for circle in now.circles:
        if circle.status not in OF_CIRCLE or circle.course_id is None:
            continue
        found = _worst(circle.course_id, before, now, OF_CIRCLE[circle.status], circle)
        if found is None:
            continue
        topic = now.shown(circle.topic_id) if circle.topic_id else None
        line = _line("decision", found, now, circle.course_id, topic, CIRCLE, found_at)
        yield replace(
            line, circle_id=circle.circle_id, sentence=f"{found.clause}; the {circle.status} circle {_named(circle)}"
        )


def _of_season(before: Facts, now: Facts, found_at: datetime) -> Iterator[DigestLine]:
    tonight = {circle.topic_id: circle for circle in now.season}
    for circle in before.season:
        topic = now.shown(circle.topic_id)
        found = _worst(circle.course_id, before, now, BARS, None) if topic else None
        if found is None or _another_listing(circle.topic_id, circle.course_id, before, now):
            continue
        line = _line("decision", found, now, circle.course_id, topic, SEASON, found_at)
        yield replace(line, sentence=f"{found.clause}; {_season_words(circle, tonight.get(circle.topic_id), now)}")


def _of_topics(before: Facts, now: Facts, found_at: datetime) -> Iterator[DigestLine]:
    for topic_id in sorted(now.topics):
        topic = now.shown(topic_id)
        if topic is None or before.shown(topic_id) is None:
            continue
        for row in before.listed.get(topic_id, ()):
            found = _worst(row.course_id, before, now, tuple(WORTH), None, topic_id)
            if found is not None:
                yield _of_listed(topic, row, found, before, now, found_at)
        yield from _new_on_the_list(topic, before, now, found_at)


def _of_listed(
    topic: Topic, row: TopicCourse, found: Happened, before: Facts, now: Facts, found_at: datetime
) -> DigestLine:
    """The line of a course of last night's shortlist; of the first three of a chosen topic somebody has to decide."""
    another = _another_listing(topic.topic_id, row.course_id, before, now)
    is_decision = topic.status == "shortlisted" and found.kind in BARS and row.rank <= COMPARED and another is None
    weight = CHOSEN if topic.status == "shortlisted" else 0.0
    line = _line("decision" if is_decision else "shortlist", found, now, row.course_id, topic, weight, found_at)
    parts = [f"it was {place_words(row.rank)}"]
    if another is not None:
        parts = [f"the same course is still there: {another}"]
    elif found.kind in BARS:
        parts.append(_first_now(topic.topic_id, before, now))
    return replace(line, sentence="; ".join((found.clause, *parts)))


def _new_on_the_list(topic: Topic, before: Facts, now: Facts, found_at: datetime) -> Iterator[DigestLine]:
    """Courses that were not in the catalogue, or not any more, and are on the shortlist now."""
    for row in now.listed.get(topic.topic_id, ()):
        course = now.courses.get(row.course_id)
        if course is None or before.is_offered(row.course_id):
            continue
        clause = f"{course_words(course)} is new: {place_words(row.rank)}"
        weight = CHOSEN if topic.status == "shortlisted" else 0.0
        found = Happened("new_course", None, f"number {row.rank} of the shortlist", clause)
        yield _line("shortlist", found, now, row.course_id, topic, weight, found_at)


def _worst(
    course_id: str,
    before: Facts,
    now: Facts,
    kinds: tuple[DigestKind, ...],
    circle: Circle | None,
    topic_id: str | None = None,
) -> Happened | None:
    """The worst of these kinds that became of a course, for a circle with its own first day or a topic."""
    found = list(happened(course_id, before, now))
    if closing := closes(course_id, before, now, circle.starts_on if circle else None):
        found.append(closing)
    if topic_id and (misfit := stops_fitting(topic_id, course_id, before, now)):
        found.append(misfit)
    wanted = [each for each in found if each.kind in kinds]
    return max(wanted, key=lambda each: WORTH[each.kind], default=None)


def _line(
    part: DigestPart,
    found: Happened,
    now: Facts,
    course_id: str,
    topic: Topic | None,
    weight: float,
    found_at: datetime,
) -> DigestLine:
    course = now.courses[course_id]
    return DigestLine(
        place=0,
        part=part,
        kind=found.kind,
        is_new=True,
        found_at=found_at,
        topic_id=topic.topic_id if topic else None,
        topic_title=topic.title if topic else None,
        course_id=course_id,
        course_title=course.title,
        circle_id=None,
        source=course.source,
        before=found.before,
        after=found.after,
        sentence=found.clause,
        weight=round(weight + WORTH[found.kind] + (topic.priority if topic else 0.0), 4),
    )


def _another_listing(topic_id: str, course_id: str, before: Facts, now: Facts) -> str | None:
    """Another listing of the same course on tonight's shortlist."""
    for row in now.listed.get(topic_id, ()):
        other = now.courses.get(row.course_id)
        if other and row.course_id != course_id and before.is_same(row.course_id, course_id):
            return course_words(other)
    return None


def _first_now(topic_id: str, before: Facts, now: Facts) -> str:
    was, is_ = before.first(topic_id), now.first(topic_id)
    course = now.courses.get(is_.course_id) if is_ else None
    if is_ is None or course is None:
        return "no other course is left"
    still = "still " if was and was.course_id == is_.course_id else ""
    return f"{still}first now: {course_words(course)}" if not still else f"still first: {course_words(course)}"


def _season_words(circle: SeasonCircle, tonight: SeasonCircle | None, now: Facts) -> str:
    planned = f"a circle with it was planned for {circle.weekday.capitalize()} {circle.part_of_day}"
    if tonight is None:
        return f"{planned}, the season of tonight has none on this topic"
    course = now.courses.get(tonight.course_id)
    if tonight.course_id == circle.course_id or course is None:
        return f"{planned}, and still is"
    return f"{planned}, the season of tonight has {course_words(course)}"


def _named(circle: Circle) -> str:
    """`“Title” (c1, first session on 2027-01-12) works through it`."""
    first = f", first session on {circle.starts_on}" if circle.starts_on else ""
    return f"“{short(circle.title)}” ({short(circle.circle_id, 40)}{first}) works through it"
