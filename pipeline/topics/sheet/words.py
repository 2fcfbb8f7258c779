"""Values of a course as people read them; what is not known is said so."""

from __future__ import annotations

from datetime import date

from pipeline.model import Course, FitSignal, Slot
from pipeline.topics.fit.cost import COST
from pipeline.topics.fit.pace import weekly_hours
from pipeline.topics.sheet.model import CourseFacts, Fit, Listed

NOT_TOLD = "not said"
SIGNALS = {
    "free_of_charge": "free of charge",
    "free_to_the_end": "free to the end",
    "no_purchase": "nothing to buy",
    "weeks_fit": "weeks fit",
    "weekly_load_fits": "weekly load fits",
    "open_for_enrolment": "open for enrolment",
    "dates_fit": "dates fit",
    "language_fits": "language fits",
    "weekly_modules": "weekly modules",
    "discussion_or_project": "discussion or project",
    "open_licence": "open licence",
    "no_login": "no login",
    "accessibility_stated": "accessibility stated",
    "reading_level_fits": "reading level fits",
    "still_there": "page still there",
    "seen_lately": "seen lately",
    "worked_in_a_circle": "worked in a circle",
}
"""What the signals are called on a sheet."""
LOGIN = {"yes": "not needed", "no": "needed"}
WHILE = {"yes": "to the end of a circle", "no": "not to the end of a circle", "unknown": "until when is not known"}


def facts_of(listed: Listed) -> CourseFacts:
    """A course of the shortlist as people compare it."""
    course, signals = listed.course, {signal.signal: signal for signal in listed.signals}
    hours = weekly_hours(course)
    return CourseFacts(
        course_id=course.course_id,
        rank=listed.place.rank,
        title=course.title,
        url=course.url,
        provider=course.provider or NOT_TOLD,
        fit=listed.place.fit,
        weeks=_weeks(course),
        hours_a_week=NOT_TOLD if hours is None else f"{hours:.3g}",
        cost=_cost(course, signals.get("free_to_the_end")),
        enrolment=_enrolment(course),
        licence=course.licence or NOT_TOLD,
        login=LOGIN.get(_value(signals, "no_login"), NOT_TOLD),
        language=course.language or NOT_TOLD,
        last_checked=_checked(listed),
        because=listed.because,
        signals=tuple(
            Fit(
                signal=SIGNALS.get(each.signal, each.signal),
                value=each.value,
                evidence=each.evidence,
                source=each.source,
            )
            for each in listed.signals
        ),
        source_home=None if course.url else listed.source_home,
    )


def slot_words(slot: Slot) -> str:
    """`monday morning`, as the catalogue words it."""
    return slot.words.lower()


def listing(words: list[str]) -> str:
    """`a, b and c`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else ""


def _value(signals: dict[str, FitSignal], name: str) -> str:
    return signals[name].value if name in signals else "unknown"


def _weeks(course: Course) -> str:
    if course.duration_weeks is None:
        total = course.total_effort_hours
        return NOT_TOLD if total is None else f"{NOT_TOLD}; {total:.3g} hours in all"
    shortest, longest = course.duration_weeks_min, course.duration_weeks_max
    if shortest is not None and longest is not None and shortest != longest:
        return f"{shortest:.3g} to {longest:.3g}"
    return f"{course.duration_weeks:.3g}"


def _cost(course: Course, to_the_end: FitSignal | None) -> str:
    said = COST.get(course.free_kind, course.free_kind)
    if course.price_amount is not None and course.price_amount > 0:
        said += f" ({course.price_amount.normalize():f} {course.price_currency or ''}".rstrip() + " is named)"
    if course.free_kind in ("paid", "unknown") or to_the_end is None:
        return said
    return f"{said}; {WHILE[to_the_end.value]}"


def _enrolment(course: Course) -> str:
    parts = []
    if course.enrol_until_on is not None:
        parts.append(f"enrolment until {course.enrol_until_on}")
    if course.pacing == "self_paced":
        parts.append("at one's own pace")
    elif course.starts_on is not None:
        parts.append(f"starts on {course.starts_on}")
    return ", ".join(parts) or NOT_TOLD


def _checked(listed: Listed) -> str:
    seen: date = listed.course.last_seen_at.date()
    page = "page not looked at yet" if listed.course.url else "no page is given"
    if listed.check is not None:
        page = f"page {listed.check.result.replace('_', ' ')} on {listed.check.checked_at.date()}"
    return f"{page}; listed on {seen}"
