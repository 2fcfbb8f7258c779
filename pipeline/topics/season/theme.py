"""A topic on a course: how many weeks a circle of it meets, and what a participant does besides."""

from __future__ import annotations

import math

from pipeline.model import Listing, Settings
from pipeline.topics.fit import pace
from pipeline.topics.season.problem import Theme


def theme_on(topic_id: str, title: str, course: Listing, settings: Settings, equipment: frozenset[str]) -> Theme:
    """What a circle on the topic that follows this course would be; `equipment` is what every room has to have."""
    season = settings.season
    weeks, hours, session = (
        weeks_of(course, settings),
        pace(course, settings.circle).weekly_hours,
        season.session_minutes,
    )
    if hours is None and course.total_effort_hours is not None:
        hours = course.total_effort_hours / weeks
    homework = season.homework_hours * 60 if hours is None else max(0.0, hours * 60 - session)
    return Theme(
        topic_id=topic_id,
        title=title,
        course_id=course.course_id,
        weeks=weeks,
        session_minutes=session,
        homework_minutes=round(homework),
        equipment=equipment,
    )


def weeks_of(course: Listing, settings: Settings) -> int:
    """Sessions of one circle: a week of the course each, as `pace` cuts it; the setting where nothing is known."""
    weeks = pace(course, settings.circle).weeks
    return max(1, math.ceil(weeks)) if weeks else settings.season.sessions
