"""Signals on the course's own page, and on what circles said of it."""

from __future__ import annotations

from pipeline.model import Course, FitSignal, FitValue
from pipeline.topics.fit.basis import FitBasis, say

EXPERIENCE = "worked_in_a_circle"
_THERE: dict[str, FitValue] = {"alive": "yes", "moved": "yes", "gone": "no", "soft_gone": "no", "hub": "no"}


def still_there(course: Course, basis: FitBasis) -> FitSignal:
    """Its page answers and names it."""
    check = basis.checks.get(course.course_id)
    if course.url is None:
        return say(course, "still_there", "unknown", "the source gives no address of it, so nobody can look")
    if check is None or check.url != course.url:
        return say(course, "still_there", "unknown", "its page has not been looked at yet", "page")
    return say(
        course,
        "still_there",
        _THERE.get(check.result, "unknown"),
        f"{check.checked_at.date()}: {check.evidence}",
        "page",
    )


def seen_lately(course: Course, basis: FitBasis) -> FitSignal:
    """Its source listed it, or its page was there, within `seen_days`."""
    seen, where = course.last_seen_at.date(), f"{course.source} listed it"
    check = basis.checks.get(course.course_id)
    if check is not None and check.url == course.url and _THERE.get(check.result) == "yes":
        looked = check.checked_at.date()
        seen, where = max((seen, where), (looked, "its page was there"))
    days = (basis.today - seen).days
    evidence = f"{where} on {seen}; that should be within {basis.settings.seen_days} days"
    return say(course, "seen_lately", "yes" if days <= basis.settings.seen_days else "no", evidence, "page")


def worked_in_a_circle(course: Course, basis: FitBasis) -> FitSignal:
    """What people said of it after a circle; unknown where too few did to be told of, or where they disagree."""
    settings, rating = basis.settings, basis.ratings.get(course.canonical_course_id)
    wanted = f"from {settings.worked_min_rating:g} on it worked, up to {settings.failed_max_rating:g} it did not"
    if rating is None:
        evidence = f"no circle, or too few people in circles, said how it worked; {wanted}"
        return say(course, EXPERIENCE, "unknown", evidence, "circles")
    value: FitValue = "unknown"
    if rating.mean >= settings.worked_min_rating:
        value = "yes"
    elif rating.mean <= settings.failed_max_rating:
        value = "no"
    return say(course, EXPERIENCE, value, f"{rating.mean} of 5 by those who were in circles; {wanted}", "circles")
