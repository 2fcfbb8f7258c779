"""The ledger as it stands, by circle: what was held, who was there, who got to the end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TypeVar

from pipeline.model import (
    AttendanceEntry,
    CircleEntry,
    ClosingAnswer,
    CredentialEntry,
    Entry,
    GrantEntry,
    MeasureEntry,
    Recorded,
    SessionEntry,
)
from pipeline.model.circle import SCOPES, Scope

E = TypeVar("E", bound=Entry)
Person = str
Presence = tuple[Person, str, int]
"""A person, a circle and the number of a session."""


@dataclass(frozen=True)
class Part:
    """Circles that belong together: those of a season, a branch, a topic, a course, or all."""

    scope: Scope
    scope_id: str
    circles: frozenset[str]

    @property
    def name(self) -> str:
        """Tells parts apart."""
        return f"{self.scope}:{self.scope_id}"


@dataclass(frozen=True)
class Book:
    """Everything recorded, each entry as it is now."""

    circles: dict[str, CircleEntry]
    sessions: tuple[SessionEntry, ...]
    attendance: tuple[AttendanceEntry, ...]
    answers: tuple[ClosingAnswer, ...]
    credentials: tuple[CredentialEntry, ...]
    grants: tuple[GrantEntry, ...]
    measures: tuple[MeasureEntry, ...]
    completion_share: float = field(default=1.0)

    @cached_property
    def held(self) -> dict[str, list[SessionEntry]]:
        """Held sessions by circle, in order; only of circles that are known, circles without any left out."""
        found: dict[str, list[SessionEntry]] = {}
        for session in sorted(self.sessions, key=lambda each: (each.circle_id, each.session)):
            if session.status == "held" and session.circle_id in self.circles:
                found.setdefault(session.circle_id, []).append(session)
        return found

    @cached_property
    def present(self) -> frozenset[Presence]:
        """Who was at which held session."""
        held = {(s.circle_id, s.session) for sessions in self.held.values() for s in sessions}
        return frozenset(
            (each.person, each.circle_id, each.session)
            for each in self.attendance
            if each.state == "present" and (each.circle_id, each.session) in held
        )

    @cached_property
    def people(self) -> dict[str, frozenset[Person]]:
        """Those who were at one held session or more, by circle; every circle that has begun is there."""
        found: dict[str, set[Person]] = {circle: set() for circle in self.held}
        for person, circle, _ in self.present:
            found[circle].add(person)
        return {circle: frozenset(people) for circle, people in found.items()}

    @cached_property
    def completed(self) -> dict[str, frozenset[Person]]:
        """Those who were at enough held sessions, by circle that is completed."""
        times: dict[tuple[str, Person], int] = {}
        for person, circle, _ in self.present:
            times[circle, person] = times.get((circle, person), 0) + 1
        return {
            circle: frozenset(
                person
                for person in self.people[circle]
                if times[circle, person] >= self.completion_share * len(sessions) - 1e-9
            )
            for circle, sessions in self.held.items()
            if self.circles[circle].status == "completed"
        }

    @cached_property
    def began_on(self) -> dict[Person, date]:
        """Local day of the first held session of each person's first circle."""
        first: dict[Person, date] = {}
        for circle, people in self.people.items():
            on = min(session.starts_at for session in self.held[circle]).date()
            for person in people:
                first[person] = min(on, first.get(person, on))
        return first

    def presences(self, circles: Iterable[str]) -> frozenset[Presence]:
        """Who was at which session of these circles."""
        return frozenset[Presence]().union(*(self._present_by_circle.get(circle, ()) for circle in circles))

    @cached_property
    def _present_by_circle(self) -> dict[str, set[Presence]]:
        found: dict[str, set[Presence]] = {}
        for each in self.present:
            found.setdefault(each[1], set()).add(each)
        return found

    def everybody(self, circles: Iterable[str]) -> frozenset[Person]:
        """Those who were in any of these circles."""
        return frozenset[Person]().union(*(self.people[circle] for circle in circles))

    def parts(self) -> tuple[Part, ...]:
        """Everything that is counted: the whole, then each season, branch, topic, course and circle that has begun."""
        found = [Part("all", "all", frozenset(self.held))]
        for scope in SCOPES[1:]:
            by_id: dict[str, tuple[str, set[str]]] = {}
            for circle in sorted(self.held):
                word = circle if scope == "circle" else _word(self.circles[circle], scope)
                if word:
                    by_id.setdefault(word.casefold(), (word, set()))[1].add(circle)
            found += [Part(scope, word, frozenset(circles)) for _, (word, circles) in sorted(by_id.items())]
        return tuple(found)


def _word(circle: CircleEntry, scope: Scope) -> str | None:
    words = {"season": circle.season, "branch": circle.branch, "topic": circle.topic_id, "course": circle.course_id}
    return words[scope]


def read_book(
    recorded: Iterable[Recorded], completion_share: float, canonical: Mapping[str, str] | None = None
) -> Book:
    """The ledger by kind of entry.

    Args:
        recorded: every entry as it is now.
        completion_share: share of held sessions at which a person must have been to have completed a circle, 0 to 1.
        canonical: by course_id, the listing that stands for the same course in other catalogues.
    """
    entries = [each.entry for each in recorded]
    stands_for = canonical or {}

    def of(kind: type[E]) -> tuple[E, ...]:
        return tuple(entry for entry in entries if isinstance(entry, kind))

    circles = {
        circle.circle_id: replace(circle, course_id=stands_for.get(circle.course_id or "", circle.course_id))
        for circle in sorted(of(CircleEntry), key=lambda circle: circle.circle_id)
    }
    return Book(
        circles,
        of(SessionEntry),
        of(AttendanceEntry),
        tuple(answer for answer in of(ClosingAnswer) if answer.circle_id in circles),
        of(CredentialEntry),
        of(GrantEntry),
        of(MeasureEntry),
        completion_share,
    )


def is_valid_on(credential: CredentialEntry, on: date) -> bool:
    """Whether a credential was valid on a day."""
    return credential.issued_on <= on and (credential.expires_on is None or credential.expires_on >= on)


def day_before(on: date) -> date:
    """The day before."""
    return on - timedelta(days=1)


def ends_at(session: SessionEntry) -> datetime:
    """Local time at which a session ends."""
    return session.starts_at + timedelta(minutes=session.minutes)
