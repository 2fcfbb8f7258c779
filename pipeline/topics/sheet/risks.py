"""Risks of a proposal: each a sentence that follows from the data, none where the data give no cause."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.model import Settings
from pipeline.topics.sheet.model import Credential, Known, Listed, Plan
from pipeline.topics.sheet.plan import planned_course

NARROW_TIMES = 3
"""Parts of the week up to which free times are narrow."""
UNANSWERED = {
    "refused": "refused to answer",
    "unreachable": "did not answer",
    "paywall": "asked to pay or sign in",
    "gone": "was gone",
    "soft_gone": "said that it was gone",
    "hub": "led to a page that does not name the course",
}


def risks_of(known: Known, plan: Plan | None, credentials: tuple[Credential, ...], settings: Settings) -> Iterator[str]:
    """What can go wrong, the course first, then people and rooms."""
    planned = planned_course(known, settings)
    if planned is None or plan is None:
        yield "No free course was found: without another course there is no circle."
    else:
        yield from _of_choice(known)
        yield from _of_cost(planned, credentials, known)
        yield from _of_page(planned, known, settings)
        yield from _of_length(planned, plan, settings)
        yield from _of_holidays(plan)
    yield from _of_people(known, settings)
    if known.spaces_missing:
        yield f"No room is known: {known.spaces_missing}."


def _of_choice(known: Known) -> Iterator[str]:
    fitting = [each for each in known.listed if each.place.fit == "yes"]
    possible = [each for each in known.listed if each.place.fit != "no"]
    if not possible:
        yield "No course of the shortlist fits a circle: each has a signal that says no."
    elif not fitting:
        yield "Of no course is it known that it fits a circle: something needed is unknown of each."
    elif len(fitting) == 1 < len(known.listed):
        yield f"Only one course is known to fit a circle: “{fitting[0].course.title}”."
    if len(known.listed) == 1:
        yield "There is only one course: if it goes, there is no other to turn to."


def _of_cost(listed: Listed, credentials: tuple[Credential, ...], known: Known) -> Iterator[str]:
    course = listed.course
    if course.free_kind == "unknown":
        yield f"What “{course.title}” costs is unknown: ask before anybody enrols."
    elif course.free_kind == "free_limited":
        yield f"“{course.title}” is free for a limited time or in part: it may end before the circle does."
    elif course.free_kind == "free_audit":
        yield f"“{course.title}” is free to follow; a certificate of it has to be paid for."
    may_cost = {kind.name for kind in known.credentials if kind.may_cost}
    if course.free_kind != "free_audit" and any(
        each.name in may_cost and each.said_by == course.title for each in credentials
    ):
        yield f"The certificate of “{course.title}” may have to be paid for; whether it is the source does not say."


def _of_page(listed: Listed, known: Known, settings: Settings) -> Iterator[str]:
    course, check = listed.course, listed.check
    if course.url is None and check is None:
        yield f"The source gives no address of “{course.title}”: look for it there, and keep the address."
    elif check is None:
        yield f"The page of “{course.title}” has not been looked at yet: open it before you announce the circle."
    elif check.result in UNANSWERED:
        yield f"The page of “{course.title}” {UNANSWERED[check.result]} on {check.checked_at.date()}."
    days = (known.on - course.last_seen_at.date()).days
    if days > settings.circle.seen_days:
        yield f"“{course.title}” was last listed {days} days ago: it may be gone."
    signals = {signal.signal: signal for signal in listed.signals}
    languages = settings.circle.languages
    if "language_fits" in signals and signals["language_fits"].value != "yes":
        taught = course.language or "a language that is not said"
        yield f"“{course.title}” is taught in {taught}; circles are held in {', '.join(languages)}."
    for name, words in (
        ("open_for_enrolment", "May be closed when the circle starts"),
        ("dates_fit", "The dates may not fit"),
        ("weekly_load_fits", "The work a week may be too much"),
        ("worked_in_a_circle", "It did not work in a circle before"),
    ):
        if name in signals and signals[name].value == "no":
            yield f"{words}: {signals[name].evidence}."


def _of_length(listed: Listed, plan: Plan, settings: Settings) -> Iterator[str]:
    course = listed.course
    if plan.circles > 1:
        yield (
            f"“{course.title}” is too long for one circle and is cut into {plan.circles}: the first ends before the "
            "course does."
        )
    elif course.duration_weeks is None and course.total_effort_hours is None:
        yield f"How long “{course.title}” takes is unknown: {plan.sessions} sessions are a guess of the settings."
    if plan.sessions > settings.season.weeks:
        yield f"It takes {plan.sessions} weeks, the season has {settings.season.weeks}."


def _of_holidays(plan: Plan) -> Iterator[str]:
    days = [f"{day:%A} {day}, week {week.number}" for week in plan.weeks for day in week.holidays]
    if days and plan.has_day:
        yield f"Sessions fall on a holiday: {'; '.join(days)}. Move them, or meet a week longer."
    elif days:
        yield f"Holidays lie in its weeks: {'; '.join(days)}. Choose another weekday, or meet a week longer."


def _of_people(known: Known, settings: Settings) -> Iterator[str]:
    if not known.leads and not known.circles:
        yield "No facilitator is known: nobody, or fewer people than may be told, offered or call themselves advanced."
    elif "offered" in known.leads and "advanced" not in known.leads:
        yield "Those who could lead offered to; that enough of them know the subject is not told."
    if not known.times:
        yield "No time of the week is known in which enough of those who want it are free."
    elif len(known.times) <= NARROW_TIMES:
        yield f"Free times are narrow: only {', '.join(known.times)}."
    if known.branches and not any(each.n_respondents >= settings.season.min_size for each in known.branches):
        yield "No branch alone has enough people: the circle has to be shared between branches, or meet online."
