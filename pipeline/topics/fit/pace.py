"""How a circle would walk through a course: in how many weeks, with how many hours a week, in how many circles."""

from __future__ import annotations

import math
from dataclasses import dataclass

from pipeline.model import CircleSettings, Listing


@dataclass(frozen=True, kw_only=True, slots=True)
class Pace:
    """One way through a course.

    `weeks` and `weekly_hours` are those of one circle; `n_circles` follow one another; None where nobody can tell.
    """

    weeks: float | None
    weekly_hours: float | None
    n_circles: int = 1
    because: str


def weekly_hours(course: Listing) -> float | None:
    """Work in hours a week as the course is taught: given, else its hours in all over its weeks."""
    if course.weekly_effort_hours is not None:
        return course.weekly_effort_hours
    if course.total_effort_hours is not None and course.duration_weeks:
        return course.total_effort_hours / course.duration_weeks
    return None


def pace(course: Listing, settings: CircleSettings) -> Pace:
    """As the course is taught where that fits; else, where people choose their own pace, cut so that it fits.

    Of a range of weeks the nearest to its middle that a circle can meet counts: 4 of 1 to 4 where `min_weeks` is 4.

    A self-paced course is cut into the fewest circles, and each of them into the fewest weeks, that keep within
    `min_weeks` to `max_weeks`, `min_weekly_hours` to `max_weekly_hours` and `max_circles_a_course`.
    """
    weeks, hours = course.duration_weeks, weekly_hours(course)
    as_taught = _taught(course, settings)
    total = course.total_effort_hours if course.total_effort_hours is not None else (weeks or 0) * (hours or 0)
    if course.pacing != "self_paced" or not total or _fits(course, as_taught.weekly_hours, settings):
        return as_taught
    for n_circles in range(1, settings.max_circles_a_course + 1):
        share = total / n_circles
        fewest = max(math.ceil(settings.min_weeks), math.ceil(share / settings.max_weekly_hours))
        if fewest <= settings.max_weeks and share / fewest >= settings.min_weekly_hours:
            circles = "" if n_circles == 1 else f"{n_circles} circles of "
            because = f"self-paced, {total:.3g} hours in all: {circles}{fewest} weeks, {share / fewest:.2g} hours each"
            return Pace(weeks=fewest, weekly_hours=share / fewest, n_circles=n_circles, because=because)
    return as_taught


def _taught(course: Listing, settings: CircleSettings) -> Pace:
    """As it is taught; where it may take a range of weeks, in as many of them as a circle meets."""
    weeks, hours = course.duration_weeks, weekly_hours(course)
    taught = Pace(weeks=weeks, weekly_hours=hours, because="as it is taught")
    if weeks is None or not fits_weeks(course, settings):
        return taught
    near = min(max(weeks, settings.min_weeks), settings.max_weeks)
    if near == weeks:
        return taught
    if course.weekly_effort_hours is None and course.total_effort_hours is not None:
        hours = course.total_effort_hours / near
    shortest, longest = weeks_range(course)
    each = "" if hours is None else f", {hours:.2g} hours each"
    because = f"{near:.3g} weeks, as it may take {shortest:.3g} to {longest:.3g}{each}"
    return Pace(weeks=near, weekly_hours=hours, because=because)


def _fits(course: Listing, hours: float | None, settings: CircleSettings) -> bool:
    """Whether a circle can follow the course as it is taught; unknown hours do not speak against it."""
    if course.duration_weeks is None or not fits_weeks(course, settings):
        return False
    return hours is None or hours <= settings.max_weekly_hours


def fits_weeks(course: Listing, settings: CircleSettings) -> bool:
    """Whether the length, or any length within its range, is one of a circle. The length has to be known."""
    shortest, longest = weeks_range(course)
    return shortest <= settings.max_weeks and longest >= settings.min_weeks


def weeks_range(course: Listing) -> tuple[float, float]:
    """Shortest and longest length in weeks. The length has to be known."""
    weeks = course.duration_weeks or 0.0
    shortest = weeks if course.duration_weeks_min is None else course.duration_weeks_min
    return shortest, weeks if course.duration_weeks_max is None else course.duration_weeks_max
