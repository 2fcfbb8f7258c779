"""Signals on when and how long: weeks, hours a week, enrolment and dates."""

from __future__ import annotations

from datetime import timedelta

from pipeline.model import FitSignal, FitValue, Listing
from pipeline.topics.fit.basis import FitBasis, say
from pipeline.topics.fit.pace import fits_weeks, pace, weekly_hours, weeks_range


def weeks_fit(course: Listing, basis: FitBasis) -> FitSignal:
    """It takes as many weeks as a circle meets, or can be cut so."""
    settings = basis.settings
    wanted = f"a circle here takes {settings.min_weeks:g} to {settings.max_weeks:g} weeks"
    cut = pace(course, settings)
    if course.duration_weeks is None:
        if cut.weeks is None:
            return say(course, "weeks_fit", "unknown", f"no length given; {wanted}")
        return say(course, "weeks_fit", "yes", f"{cut.because}; {wanted}")
    shortest, longest = weeks_range(course)
    given = f"{shortest:.3g}" if shortest == longest else f"{shortest:.3g} to {longest:.3g}"
    if fits_weeks(course, settings):
        return say(course, "weeks_fit", "yes", f"{given} weeks; {wanted}")
    if cut.weeks != course.duration_weeks:
        return say(course, "weeks_fit", "yes", f"{given} weeks as it is taught, but {cut.because}; {wanted}")
    return say(course, "weeks_fit", "no", f"{given} weeks; {wanted}")


def weekly_load_fits(course: Listing, basis: FitBasis) -> FitSignal:
    """Its work a week fits beside the shifts, sessions included."""
    settings = basis.settings
    wanted = f"at most {settings.max_weekly_hours:g} hours a week fit here"
    taught, cut = weekly_hours(course), pace(course, settings)
    hours = cut.weekly_hours
    if hours is None:
        return say(course, "weekly_load_fits", "unknown", f"no work a week given; {wanted}")
    value: FitValue = "yes" if hours <= settings.max_weekly_hours else "no"
    if hours != taught:
        return say(course, "weekly_load_fits", value, f"{cut.because}; {wanted}")
    given = ""
    if course.weekly_effort_hours is None:
        given = f" ({course.total_effort_hours:.3g} hours over {course.duration_weeks:.3g} weeks)"
    return say(course, "weekly_load_fits", value, f"{hours:.3g} hours a week{given}; {wanted}")


def open_for_enrolment(course: Listing, basis: FitBasis) -> FitSignal:
    """People can still enrol on the day on which circles start.

    The last day of enrolment decides, then the end of the run, then its start, then the pacing. A run with a teacher
    that began earlier may be closed or may come again: unknown.
    """
    planned_on = basis.planned_on
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
    return say(course, "open_for_enrolment", value, f"{given}; circles start on {planned_on}")


def dates_fit(course: Listing, basis: FitBasis) -> FitSignal:
    """People go at their own pace, or its run starts when the circle can."""
    first, settings = basis.planned_on, basis.settings
    last = first + timedelta(weeks=settings.start_window_weeks)
    wanted = f"a circle can start from {first} to {last}"
    if course.pacing == "self_paced":
        return say(course, "dates_fit", "yes", "self-paced: any day does")
    if course.starts_on is None:
        return say(course, "dates_fit", "unknown", f"no start given; {wanted}")
    given = f"starts on {course.starts_on}"
    if course.starts_on < first:
        return say(course, "dates_fit", "unknown", f"{given}, and whether it comes again is not known; {wanted}")
    return say(course, "dates_fit", "yes" if course.starts_on <= last else "no", f"{given}; {wanted}")
