"""Goals, matches and courses with only what a test is about written out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from pipeline.model import Course, CourseMatch, GoalDemand, GoalMatch


@pytest.fixture(scope="session")
def make_goal() -> Callable[..., GoalDemand]:
    """A goal; `people` are names, or how many."""

    def make(goal_id: str, wording: str, people: int | str = 1, origin: Any = "person") -> GoalDemand:
        names = people.split() if isinstance(people, str) else [f"{goal_id}-{n}" for n in range(people)]
        return GoalDemand(goal_id=goal_id, survey_id="s1", wording=wording, origin=origin, respondents=frozenset(names))

    return make


@pytest.fixture(scope="session")
def make_match() -> Callable[..., GoalMatch]:
    """What a goal gets: course ids with falling scores, or scores given by name."""

    def make(*course_ids: str, confidence: float = 0.8, **scores: float) -> GoalMatch:
        found = {course_id: 1 - 0.1 * place for place, course_id in enumerate(course_ids)} | scores
        courses = tuple(CourseMatch(course_id=key, score=score, parts=()) for key, score in found.items())
        return GoalMatch(wording="", abstained=not courses, reason="", confidence=confidence, courses=courses)

    return make


@pytest.fixture(scope="session")
def make_course() -> Callable[..., Course]:
    """A free self-paced English course of six weeks, three hours each."""

    def make(course_id: str = "edx:1", **changes: Any) -> Course:
        values: dict[str, Any] = dict.fromkeys(Course.__dataclass_fields__)
        seen = datetime(2026, 11, 20)  # noqa: DTZ001 - columns are UTC without a zone
        values |= {
            "course_id": course_id, "source": "edx", "key": "1", "title": f"Title {course_id}", "language": "en",
            "topics": (), "is_free": True, "free_kind": "free", "free_evidence": "the listing says `free`",
            "duration_weeks": 6.0, "weekly_effort_hours": 3.0, "pacing": "self_paced", "canonical_course_id": course_id,
            "content_hash": "x", "first_seen_at": seen, "last_seen_at": seen, "changed_at": seen, "n_misses": 0,
            "is_active": True,
        }  # fmt: skip
        return Course(**(values | changes))

    return make
