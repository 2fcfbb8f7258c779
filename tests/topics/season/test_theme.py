"""How many sessions a circle on a course has, where the course may take a range of weeks."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipeline.model import Course, Job, Settings
from pipeline.topics.season.theme import theme_on, weeks_of

PLAIN = Settings(timezone="America/New_York", night=Job(at="02:30"), contact="a@example.org")


@pytest.mark.parametrize(
    ("shortest", "longest", "sessions"),
    [(1, 4, 4), (1, 5, 4), (2, 10, 6), (8, 14, 10), (1, 3, 2), (11, 13, 12)],
    ids=["1 to 4", "1 to 5", "middle fits", "8 to 14", "too short", "too long"],
)
@pytest.mark.parametrize("pacing", ["instructor_paced", "self_paced"])
def test_sessions_lie_within_a_circle_where_the_range_allows_it(
    shortest: int, longest: int, sessions: int, pacing: str, make_course: Callable[..., Course]
) -> None:
    """A circle has 4 to 10; a course that cannot be so long or so short stays as it is taught."""
    course = make_course(
        pacing=pacing,
        duration_weeks=(shortest + longest) / 2,
        duration_weeks_min=shortest,
        duration_weeks_max=longest,
        weekly_effort_hours=None,
    )
    assert weeks_of(course, PLAIN) == sessions


def test_hours_in_all_are_spread_over_the_sessions(make_course: Callable[..., Course]) -> None:
    course = make_course(
        duration_weeks=2.5,
        duration_weeks_min=1.0,
        duration_weeks_max=4.0,
        weekly_effort_hours=None,
        total_effort_hours=20.0,
    )
    theme = theme_on("t", "T", course, PLAIN, frozenset())
    assert theme.weeks == 4
    assert theme.session_minutes + theme.homework_minutes == 5 * 60
