"""Whether a course fits a circle, one signal at a time; what a source does not say is unknown and never no."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from pipeline.model import CircleSettings, CourseRating, FitSignal, FitValue, Listing

EXPERIENCE = "worked_in_a_circle"
POLICY = "stated policy"  # how free_evidence starts where it rests on what the provider states of all its courses
_COST: dict[bool | None, FitValue] = {True: "yes", False: "no", None: "unknown"}


def fit_signals(course: Listing, settings: CircleSettings, planned_on: date) -> tuple[FitSignal, ...]:
    """The five signals of a course for a circle whose first session is planned on a day."""
    return (
        _free_of_charge(course),
        _weeks_fit(course, settings),
        _weekly_load_fits(course, settings),
        _open_for_enrolment(course, planned_on),
        _language_fits(course, settings),
    )


def overall(signals: Iterable[FitSignal]) -> FitValue:
    """No where any signal says no, yes where all say yes, else unknown; without signals it is unknown.

    That nobody tried a course in a circle yet says nothing about it.
    """
    values = {signal.value for signal in signals if (signal.signal, signal.value) != (EXPERIENCE, "unknown")}
    if "no" in values:
        return "no"
    return "yes" if values == {"yes"} else "unknown"


def worked_in_a_circle(course: Listing, rating: CourseRating | None, settings: CircleSettings) -> FitSignal:
    """What people said of a course after a circle; unknown where too few did to be told of, or where they disagree."""
    wanted = f"from {settings.worked_min_rating:g} on it worked, up to {settings.failed_max_rating:g} it did not"
    if rating is None:
        evidence = f"no circle, or too few people in circles, said how it worked; {wanted}"
        return _signal(course, EXPERIENCE, "unknown", evidence, "circles")
    value: FitValue = "unknown"
    if rating.mean >= settings.worked_min_rating:
        value = "yes"
    elif rating.mean <= settings.failed_max_rating:
        value = "no"
    return _signal(course, EXPERIENCE, value, f"{rating.mean} of 5 by those who were in circles; {wanted}", "circles")


def _free_of_charge(course: Listing) -> FitSignal:
    evidence = course.free_evidence or "the source does not say what the course costs"
    source = "policy" if evidence.startswith(POLICY) else "listing"
    return _signal(course, "free_of_charge", _COST[course.is_free], f"{course.free_kind}: {evidence}", source)


def _weeks_fit(course: Listing, settings: CircleSettings) -> FitSignal:
    wanted = f"a circle here takes {settings.min_weeks:g} to {settings.max_weeks:g} weeks"
    if course.duration_weeks is None:
        return _signal(course, "weeks_fit", "unknown", f"no length given; {wanted}")
    shortest = course.duration_weeks if course.duration_weeks_min is None else course.duration_weeks_min
    longest = course.duration_weeks if course.duration_weeks_max is None else course.duration_weeks_max
    is_fit = shortest <= settings.max_weeks and longest >= settings.min_weeks
    given = f"{shortest:.3g}" if shortest == longest else f"{shortest:.3g} to {longest:.3g}"
    return _signal(course, "weeks_fit", "yes" if is_fit else "no", f"{given} weeks; {wanted}")


def _weekly_load_fits(course: Listing, settings: CircleSettings) -> FitSignal:
    wanted = f"at most {settings.max_weekly_hours:g} hours a week fit here"
    hours, given = course.weekly_effort_hours, ""
    if hours is None and course.total_effort_hours is not None and course.duration_weeks:
        hours = course.total_effort_hours / course.duration_weeks
        given = f" ({course.total_effort_hours:.3g} hours over {course.duration_weeks:.3g} weeks)"
    if hours is None:
        return _signal(course, "weekly_load_fits", "unknown", f"no work a week given; {wanted}")
    is_fit = hours <= settings.max_weekly_hours
    evidence = f"{hours:.3g} hours a week{given}; {wanted}"
    return _signal(course, "weekly_load_fits", "yes" if is_fit else "no", evidence)


def _open_for_enrolment(course: Listing, planned_on: date) -> FitSignal:
    """Whether people can still enrol on the planned day.

    The last day of enrolment decides, then the end of the run, then its start, then the pacing. A run with a teacher
    that began earlier may be closed or may come again: unknown.
    """
    value: FitValue = "unknown"
    if course.enrol_until_on is not None:
        value = "yes" if course.enrol_until_on >= planned_on else "no"
        given = f"enrolment until {course.enrol_until_on}"
    elif course.ends_on is not None and course.ends_on < planned_on:
        value, given = "no", f"ends on {course.ends_on}"
    elif course.pacing == "self_paced":
        value, given = "yes", "self-paced, and no last day of enrolment given"
    elif course.starts_on is not None:
        value = "yes" if course.starts_on >= planned_on else "unknown"
        given = f"starts on {course.starts_on}, and no last day of enrolment given"
    else:
        given = "no dates and no pacing given"
    return _signal(course, "open_for_enrolment", value, f"{given}; the first session is planned on {planned_on}")


def _language_fits(course: Listing, settings: CircleSettings) -> FitSignal:
    wanted = f"circles are held in {', '.join(settings.languages)}"
    if course.language is None:
        return _signal(course, "language_fits", "unknown", f"no language given; {wanted}")
    is_fit = any(_same_language(course.language, language) for language in settings.languages)
    return _signal(course, "language_fits", "yes" if is_fit else "no", f"{course.language}; {wanted}")


def _same_language(one: str, other: str) -> bool:
    """Whether one tag is the other or a variety of it: `pt-BR` and `pt`, but not `zh-Hans` and `zh-Hant`."""
    parts, others = one.lower().split("-"), other.lower().split("-")
    n = min(len(parts), len(others))
    return parts[:n] == others[:n]


def _signal(course: Listing, signal: str, value: FitValue, evidence: str, source: str = "listing") -> FitSignal:
    return FitSignal(course_id=course.course_id, signal=signal, value=value, source=source, evidence=evidence)
