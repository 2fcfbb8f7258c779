"""A topic on a shortlist of two courses, with only what a test is about written out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from pipeline.model import Course, FitSignal, SeasonCircle, SeasonPlan, Topic, TopicCourse
from pipeline.topics.sheet import Known
from pipeline.topics.sheet.model import Listed

TOPIC = Topic(
    topic_id="t0123456789",
    title="Grant writing",
    n_respondents=20,
    is_suppressed=False,
    n_branches=3,
    priority=0.9,
    status="proposed",
    decided_by=None,
    decided_at=None,
)
SEASON = SeasonPlan(
    season_id="s20261221",
    status="planned",
    message="6 circles",
    starts_on=date(2026, 12, 21),
    ends_on=date(2027, 2, 28),
    circles=6,
    is_optimal=True,
    gap_pct=0.0,
)


@pytest.fixture(scope="session")
def make_listed(make_course: Callable[..., Course]) -> Callable[..., Listed]:
    """A course of a shortlist; `signals` are values by name."""

    def make(
        rank: int = 1, *, fit: str = "yes", signals: dict[str, str] | None = None, check: Any = None, **course: Any
    ) -> Listed:
        made = make_course(f"edx:{rank}", **course)
        return Listed(
            place=TopicCourse(
                topic_id=TOPIC.topic_id, course_id=made.course_id, rank=rank, score=1.0, is_free=True, fit=fit
            ),
            course=made,
            signals=tuple(
                FitSignal(
                    course_id=made.course_id, signal=name, value=value, source="listing", evidence=f"because {name}"
                )
                for name, value in (signals or {}).items()
            ),
            check=check,
            because=("the title says “grant”",),
        )

    return make


@pytest.fixture(scope="session")
def make_known() -> Callable[..., Known]:
    """What was published about the topic."""

    def make(*listed: Listed, **changes: Any) -> Known:
        values: dict[str, Any] = {
            "topic": TOPIC, "on": date(2026, 11, 24), "goals": (), "branches": (), "strategy": (), "listed": listed,
            "season": SEASON, "circles": (), "left_out": None, "times": ("monday morning", "friday evening"),
            "leads": frozenset({"offered", "advanced"}), "spaces": (), "spaces_missing": None,
            "equipment": frozenset(), "credentials": (),
        }  # fmt: skip
        return Known(**(values | changes))

    return make


@pytest.fixture(scope="session")
def make_circle() -> Callable[..., SeasonCircle]:
    """A circle that the season chose for it."""

    def make(**changes: Any) -> SeasonCircle:
        values: dict[str, Any] = {
            "season_id": SEASON.season_id, "circle": 1, "topic_id": TOPIC.topic_id, "course_id": "edx:1",
            "facilitator_ref": "f-0123456789", "branch": "Main", "room": "Hall", "weekday": "wednesday",
            "part_of_day": "morning", "starts_on": date(2026, 12, 23), "weeks": 6, "session_minutes": 90, "size": 8,
            "staff_hours": 162.0, "because": "8 of the 20 people who want it can take part",
        }  # fmt: skip
        return SeasonCircle(**(values | changes))

    return make


@pytest.fixture
def looked_at() -> datetime:
    return datetime(2026, 11, 20, 3, 0)  # noqa: DTZ001 - columns are UTC without a zone
