"""Which lines still wait for a decision: those of earlier nights are carried on until somebody decides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from pipeline.model import Decision, DigestLine
from pipeline.topics.decided import STATUS
from pipeline.topics.digest.facts import Facts
from pipeline.topics.digest.words import last_day

OPEN_CIRCLES = ("planned", "running")


def is_decided(line: DigestLine, decisions: Iterable[Decision]) -> bool:
    """Whether somebody decided about the topic of a line since the night that found it."""
    return line.topic_id is not None and any(
        decision.topic_id == line.topic_id
        and decision.action in STATUS
        and decision.undone_at is None
        and decision.decided_at >= line.found_at
        for decision in decisions
    )


def still_open(
    lines: Iterable[DigestLine], decisions: Iterable[Decision], now: Facts, found: Iterable[DigestLine]
) -> Iterator[DigestLine]:
    """The lines of an earlier night that wait for a decision tonight, with the titles of tonight.

    A line has ended once somebody has decided since, once what it tells does not hold any more, and where its topic is
    not shown tonight; `found` are the lines of tonight, which replace those on the same course or topic.
    """
    told = {_about(line) for line in found if line.part == "decision"}
    known = list(decisions)
    for line in lines:
        if line.part != "decision" or _about(line) in told or is_decided(line, known) or not _holds(line, now):
            continue
        topic = now.shown(line.topic_id) if line.topic_id else None
        if line.topic_id and topic is None:
            continue
        yield replace(line, is_new=False, topic_title=topic.title if topic else None)


def _about(line: DigestLine) -> tuple[str | None, str | None, str | None]:
    return line.topic_id, line.course_id, line.circle_id


def _holds(line: DigestLine, now: Facts) -> bool:
    if line.circle_id and not any(c.circle_id == line.circle_id and c.status in OPEN_CIRCLES for c in now.circles):
        return False
    course = now.courses.get(line.course_id or "")
    match line.kind:
        case "new_topic":
            topic = now.topics.get(line.topic_id or "")
            return topic is not None and topic.status == "proposed"
        case "gone_course":
            return course is not None and not now.is_offered(course.course_id)
        case "no_longer_free":
            return course is not None and course.is_free is False
        case "closing":
            last = last_day(course) if course else None
            return last is not None and last < now.planned_on
        case "no_longer_fits":
            return now.fit(line.topic_id or "", line.course_id or "") != "yes"
    return True
