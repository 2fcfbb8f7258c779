"""The ledger counted: the rows of circles, sessions, attendance and outcomes as they may be published."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from pipeline.circles import results, told
from pipeline.circles.book import Book, Part
from pipeline.model import (
    Circle,
    CircleSession,
    CourseRating,
    CredentialCount,
    GrantResult,
    OutcomeFigure,
    SessionAttendance,
)

TENTH = Decimal("0.1")
HUNDREDTH = Decimal("0.01")
RATINGS = {
    # measure: Kirkpatrick level, when it was asked, the question, the same question about before
    "course_worked": (1, "closing", "course_worked", None),
    "goal_met": (2, "closing", "goal_met", None),
    "confidence": (2, "closing", "confidence_after", "confidence_before"),
    "would_apply": (3, "closing", "would_apply", None),
    "applied": (3, "follow_up", "applied", None),
}


@dataclass(frozen=True, kw_only=True)
class Figures:
    """All rows about circles; `ratings` are what courses got, where that may be told."""

    circles: tuple[Circle, ...]
    sessions: tuple[CircleSession, ...]
    attendance: tuple[SessionAttendance, ...]
    outcomes: tuple[OutcomeFigure, ...]
    credentials: tuple[CredentialCount, ...]
    grants: tuple[GrantResult, ...]
    ratings: dict[str, CourseRating]

    def tables(self) -> Iterator[tuple[type, Sequence[Any]]]:
        """Rows by the class of their table."""
        yield Circle, self.circles
        yield CircleSession, self.sessions
        yield SessionAttendance, self.attendance
        yield OutcomeFigure, self.outcomes
        yield CredentialCount, self.credentials
        yield GrantResult, self.grants


@dataclass(frozen=True, kw_only=True)
class Told:
    """The names of the parts whose counts may be told."""

    people: told.Names
    engagements: told.Names
    completions: told.Names
    participations: told.Names


def count(book: Book, zone: ZoneInfo, as_of: date, min_group: int) -> Figures:
    """Everything that may be told.

    Args:
        book: the ledger as it stands.
        zone: the time zone of its local times.
        as_of: local day of the night, for credentials that are valid or run out.
        min_group: the smallest group of people that may be told of.
    """
    parts = book.parts()
    people = told.participants(book, parts, min_group)
    done, taking_part = told.completions(book, parts, people, min_group)
    names = Told(
        people=people,
        engagements=told.engagements(book, parts, people, min_group),
        completions=done,
        participations=taking_part,
    )
    rated = [row for measure in RATINGS for row in _rating(book, parts, measure, people, min_group)]
    held = results.holders(book, parts, people, min_group)
    outcomes = [
        *(row for part in parts for row in _reach(book, part, names)),
        *rated,
        *held.outcomes,
        *results.money(book, parts),
        *results.recorded(book, min_group),
    ]
    return Figures(
        circles=tuple(_circle(book, circle, names) for circle in book.circles),
        sessions=tuple(_sessions(book, zone)),
        attendance=tuple(_attendance(book, names, min_group)),
        outcomes=tuple(outcomes) if book.circles or book.grants or book.measures else (),
        credentials=results.credentials(book, held, as_of, min_group),
        grants=tuple(
            GrantResult(**{name: getattr(grant, name) for name in GrantResult.__dataclass_fields__})
            for grant in sorted(book.grants, key=lambda grant: grant.grant_id)
        ),
        ratings={
            row.scope_id: CourseRating(course_id=row.scope_id, mean=row.value)
            for row in rated
            if row.scope == "course" and row.measure == "course_worked" and row.value is not None
        },
    )


def _reach(book: Book, part: Part, names: Told) -> Iterator[OutcomeFigure]:
    """How many, how often, how long: what circles cost and whom they reached."""
    sessions = [session for circle in sorted(part.circles) for session in book.held[circle]]
    yield figure(part, "circles", "circles", Decimal(len(part.circles)))
    yield figure(part, "sessions", "sessions", Decimal(len(sessions)))
    n_people = _if(part.name in names.people, len(book.everybody(part.circles)))
    yield figure(part, "participants", "people", n_people)
    n_times = _if(part.name in names.engagements, len(book.presences(part.circles)))
    yield figure(part, "engagements", "attendances", n_times)
    completed = part.circles & set(book.completed)
    n_taking_part = _if(part.name in names.participations, sum(len(book.people[circle]) for circle in completed))
    n_done = _if(part.name in names.completions, sum(len(book.completed[circle]) for circle in completed))
    yield figure(part, "participations", "people in completed circles", n_taking_part)
    yield figure(part, "completions", "people in completed circles", n_done)
    share = None
    if n_done is not None and n_taking_part:
        share = (100 * n_done / n_taking_part).quantize(TENTH)
    yield figure(part, "completion_pct", "percent", share, is_hidden=n_done is None or n_taking_part is None)
    led = sum((session.facilitator_hours or Decimal(0) for session in sessions), Decimal(0))
    learnt = None if n_times is None else _participant_hours(book, part, n_times)
    yield figure(part, "facilitator_hours", "hours", led)
    yield figure(part, "participant_hours", "hours", learnt)
    yield figure(part, "staff_hours", "hours", None if learnt is None else led + learnt)


def _participant_hours(book: Book, part: Part, n_times: Decimal) -> Decimal:
    """Attendances by the mean length of a held session, homework included.

    Made of nothing but what is told anyway: a sum over who was at which session would be a second equation for counts
    that are hidden.
    """
    hours = [
        Decimal(session.minutes) / 60 + (book.circles[circle].homework_hours or 0)
        for circle in sorted(part.circles)
        for session in book.held[circle]
    ]
    return (n_times * sum(hours, Decimal(0)) / len(hours)).quantize(TENTH) if hours else Decimal(0)


def _rating(
    book: Book, parts: Sequence[Part], measure: str, people: told.Names, min_group: int
) -> Iterator[OutcomeFigure]:
    """The mean of a question of the survey for each part; parts where nobody answered have no row."""
    level, asked, question, before = RATINGS[measure]
    answers: dict[str, list[tuple[int, int | None]]] = {}
    for form in book.answers:
        now, then = getattr(form, question), getattr(form, before) if before else None
        if form.asked == asked and form.circle_id in book.held and now is not None and not (before and then is None):
            answers.setdefault(form.circle_id, []).append((now, then))
    forms = {circle: len(given) for circle, given in answers.items()}
    means, counts = told.ratings(book, parts, forms, people, min_group)
    for part in parts:
        given = [pair for circle in sorted(part.circles) for pair in answers.get(circle, ())]
        if not given:
            continue
        is_told = part.name in means
        yield figure(
            part,
            measure,
            "1 to 5",
            _mean(now for now, _ in given) if is_told else None,
            level=level,
            before=_mean(then for _, then in given if then is not None) if is_told and before else None,
            n_answers=len(given) if part.name in counts else None,
        )


def _circle(book: Book, circle: str, names: Told) -> Circle:
    entry, name = book.circles[circle], f"circle:{circle}"
    days = [s.starts_at.date() for s in book.sessions if s.circle_id == circle and s.status != "cancelled"]
    held = book.held.get(circle, [])
    has_begun = circle in book.held
    n_people, n_times = (len(book.people[circle]), len(book.presences([circle]))) if has_begun else (0, 0)
    n_done = len(book.completed[circle]) if circle in book.completed else None
    return Circle(
        circle_id=circle,
        title=entry.title,
        status=entry.status,
        branch=entry.branch,
        season=entry.season,
        topic_id=entry.topic_id,
        course_id=entry.course_id,
        starts_on=min(days, default=None),
        ends_on=max(days, default=None),
        sessions=len(held),
        places=entry.places,
        homework_hours=entry.homework_hours,
        facilitator_hours=sum((session.facilitator_hours or Decimal(0) for session in held), Decimal(0)),
        n_participants=n_people if not has_begun or name in names.people else None,
        engagements=n_times if not has_begun or name in names.engagements else None,
        n_completed=n_done if name in names.completions else None,
        is_suppressed=has_begun and name not in names.people,
    )


def _sessions(book: Book, zone: ZoneInfo) -> Iterator[CircleSession]:
    for session in sorted(book.sessions, key=lambda each: (each.circle_id, each.session)):
        yield CircleSession(
            circle_id=session.circle_id,
            session=session.session,
            starts_at=session.starts_at.replace(tzinfo=zone).astimezone(UTC),
            local_on=session.starts_at.date(),
            minutes=session.minutes,
            status=session.status,
            place=session.place,
            facilitator_hours=session.facilitator_hours,
        )


def _attendance(book: Book, names: Told, min_group: int) -> Iterator[SessionAttendance]:
    for circle in sorted(book.held):
        may_be_told = f"circle:{circle}" in names.engagements
        told_here = told.sessions(book, circle, min_group) if may_be_told else frozenset[int]()
        for session in book.held[circle]:
            n_present = sum(1 for each in book.presences([circle]) if each[2] == session.session)
            is_told = session.session in told_here
            yield SessionAttendance(
                circle_id=circle,
                session=session.session,
                n_present=n_present if is_told else None,
                is_suppressed=not is_told,
            )


def figure(
    part: Part,
    measure: str,
    unit: str,
    value: Decimal | None,
    *,
    is_hidden: bool | None = None,
    **more: Any,
) -> OutcomeFigure:
    """A row of out.outcome; without a value it is hidden, unless said otherwise."""
    more = {"level": None, "before": None, "n_answers": None, "evidence": None} | more
    hidden = value is None if is_hidden is None else is_hidden
    return OutcomeFigure(
        scope=part.scope, scope_id=part.scope_id, measure=measure, unit=unit, value=value, is_suppressed=hidden, **more
    )


def _if(is_told: bool, n: int) -> Decimal | None:
    return Decimal(n) if is_told else None


def _mean(values: Iterable[int]) -> Decimal:
    listed = list(values)
    return (Decimal(sum(listed)) / len(listed)).quantize(HUNDREDTH)
