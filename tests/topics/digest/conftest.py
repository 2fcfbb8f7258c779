"""Two nights of one topic with two courses, with only what a test is about written out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from pipeline.model import (
    Circle,
    CourseFacts,
    Decision,
    DigestLine,
    FitSignal,
    LastRun,
    SeasonCircle,
    Topic,
    TopicCourse,
)
from pipeline.topics.digest import Facts, compare

LAST_NIGHT = datetime(2026, 11, 24, 7, 30)  # noqa: DTZ001 - as the catalogue stores times, without a zone
TONIGHT = LAST_NIGHT + timedelta(days=1)
TOPIC = "t0123456789"


class Made:
    """Rows as a catalogue has them."""

    topic_id = TOPIC
    last_night, tonight = LAST_NIGHT, TONIGHT

    @staticmethod
    def course(key: str, **changes: Any) -> CourseFacts:
        source = changes.pop("source", "edx")
        made = CourseFacts(
            course_id=f"{source}:{key}", source=source, title=f"Course {key}", provider=f"Provider {key}",
            url=f"https://example.org/{key}", is_free=True, free_kind="free", price_amount=None, price_currency=None,
            starts_on=None, ends_on=None, enrol_until_on=None, canonical_course_id=f"{source}:{key}",
            missing_since_at=None, is_active=True,
        )  # fmt: skip
        return replace(made, **changes)

    @staticmethod
    def topic(topic_id: str = TOPIC, **changes: Any) -> Topic:
        made = Topic(
            topic_id=topic_id, title="Grant writing", n_respondents=20, is_suppressed=False, n_branches=3,
            priority=0.9, status="proposed", decided_by=None, decided_at=None,
        )  # fmt: skip
        return replace(made, **changes)

    @staticmethod
    def listed(*course_ids: str, topic_id: str = TOPIC, **changes: Any) -> tuple[TopicCourse, ...]:
        return tuple(
            replace(
                TopicCourse(
                    topic_id=topic_id, course_id=course_id, rank=rank, score=1 - rank / 10, is_free=True, fit="yes"
                ),
                **changes,
            )
            for rank, course_id in enumerate(course_ids, start=1)
        )

    @staticmethod
    def season(course_id: str, **changes: Any) -> SeasonCircle:
        made = SeasonCircle(
            season_id="s20261221", circle=1, topic_id=TOPIC, course_id=course_id, facilitator_ref="f-1", branch="Main",
            room="Lab", weekday="tuesday", part_of_day="morning", starts_on=date(2026, 12, 22), weeks=6,
            session_minutes=90, size=None, staff_hours=None, because="it was chosen",
        )  # fmt: skip
        return replace(made, **changes)

    @staticmethod
    def circle(course_id: str, **changes: Any) -> Circle:
        made = Circle(
            circle_id="c1", title="Grants on Tuesday", status="planned", branch="Main", season=None, topic_id=TOPIC,
            course_id=course_id, starts_on=date(2027, 1, 12), ends_on=None, sessions=0, places=12, homework_hours=None,
            facilitator_hours=Decimal(0), n_participants=None, engagements=None, n_completed=None, is_suppressed=True,
        )  # fmt: skip
        return replace(made, **changes)

    @staticmethod
    def misfit(course_id: str, signal: str, evidence: str) -> FitSignal:
        return FitSignal(course_id=course_id, signal=signal, value="no", source="listing", evidence=evidence)

    @staticmethod
    def run(source: str, outcome: str = "succeeded", reason: str | None = None) -> LastRun:
        return LastRun(source=source, outcome=outcome, reason=reason)

    @staticmethod
    def decision(topic_id: str = TOPIC, action: str = "shortlist", at: datetime = TONIGHT) -> Decision:
        return Decision(
            decision_id=1, topic_id=topic_id, action=action, reason=None, note=None, decided_by="ana", decided_at=at,
            undone_at=None,
        )  # fmt: skip

    @staticmethod
    def facts(*courses: CourseFacts, topics: tuple[Topic, ...] = (), **changes: Any) -> Facts:
        values: dict[str, Any] = {
            "planned_on": date(2026, 12, 22),
            "courses": {course.course_id: course for course in courses},
            "topics": {topic.topic_id: topic for topic in topics},
            "known_sources": frozenset(course.source for course in courses),
        }
        return Facts(**(values | changes))


@pytest.fixture(scope="session")
def made() -> Made:
    return Made()


@pytest.fixture(scope="session")
def lines() -> Callable[..., tuple[DigestLine, ...]]:
    """The lines of tonight."""

    def run(before: Facts, now: Facts, **more: Any) -> tuple[DigestLine, ...]:
        return compare(before, now, found_at=TONIGHT, **more)

    return run


@pytest.fixture(scope="session")
def two_nights(made: Made) -> Callable[..., tuple[Facts, Facts]]:
    """One topic with courses a and b on its shortlist, a first; `changes` are what became of a until tonight.

    Tonight's shortlist is b alone where a cannot be on it any more.
    """

    def make(status: str = "shortlisted", listed: Any = None, **changes: Any) -> tuple[Facts, Facts]:
        a, b = made.course("a"), made.course("b")
        topic = made.topic(status=status)
        shortlist = {made.topic_id: made.listed("edx:a", "edx:b")}
        now = replace(a, **changes)
        is_out = not now.is_active or now.is_free is False
        tonight = shortlist if listed is None else {made.topic_id: listed}
        if is_out and listed is None:
            tonight = {made.topic_id: made.listed("edx:b")}
        return (
            made.facts(a, b, topics=(topic,), listed=shortlist),
            made.facts(now, b, topics=(topic,), listed=tonight),
        )

    return make
