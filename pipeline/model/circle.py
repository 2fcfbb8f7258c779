"""What the catalogue tells of running circles: the ledger counted, with no row about a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from pipeline.model.columns import column, table

Scope = Literal["all", "season", "branch", "topic", "course", "circle"]
SCOPES: tuple[Scope, ...] = ("all", "season", "branch", "topic", "course", "circle")
HIDDEN = "null where suppressed"


@table("core", "circle")
@dataclass(frozen=True, kw_only=True, slots=True)
class Circle:
    """A circle that is planned, runs or ran, with the people in it counted."""

    circle_id: str = column("short name given in the ledger", key=True)
    title: str = column("what it is about")
    status: str = column("planned, running, completed or cancelled")
    branch: str | None = column("branch that holds it")
    season: str | None = column("season it belongs to")
    topic_id: str | None = column("topic it came from; may be one that is not proposed any more")
    course_id: str | None = column("course it works through")
    starts_on: date | None = column("local day of its first session, cancelled ones left out")
    ends_on: date | None = column("local day of its last session, cancelled ones left out")
    sessions: int = column("sessions held")
    places: int | None = column("people it has room for")
    homework_hours: Decimal | None = column("hours asked of a participant for each session, the session left out")
    facilitator_hours: Decimal = column("hours of all facilitators for held sessions, preparation included")
    n_participants: int | None = column(f"people who were at one held session or more; {HIDDEN}")
    engagements: int | None = column(f"attendances at held sessions, one a person and session; {HIDDEN}")
    n_completed: int | None = column(
        f"people who were at circle.completion_share of its held sessions or more, once it is completed; {HIDDEN}"
    )
    is_suppressed: bool = column("true where n_participants is hidden, and with it every other count of its people")


@table("core", "session")
@dataclass(frozen=True, kw_only=True, slots=True)
class CircleSession:
    """A session of a circle, without the people."""

    circle_id: str = column("the circle", key=True)
    session: int = column("1 for the first session of the circle", key=True)
    starts_at: datetime = column("UTC time")
    local_on: date = column("local day")
    minutes: int = column("length in minutes")
    status: str = column("planned, held or cancelled")
    place: str | None = column("where it meets")
    facilitator_hours: Decimal | None = column("hours of all facilitators for it, preparation included")


@table("core", "attendance")
@dataclass(frozen=True, kw_only=True, slots=True)
class SessionAttendance:
    """How many were at each held session; hidden where few were there, or few of the circle were not."""

    circle_id: str = column("the circle", key=True)
    session: int = column("the session", key=True)
    n_present: int | None = column(f"people who were there; {HIDDEN}")
    is_suppressed: bool = column("true where n_present is hidden")


@table("core", "outcome")
@dataclass(frozen=True, kw_only=True, slots=True)
class OutcomeFigure:
    """What circles came to, as a whole and by season, branch, topic, course and circle: one row a figure."""

    scope: str = column("all, season, branch, topic, course or circle", key=True)
    scope_id: str = column("the season, branch, topic_id, course_id or circle_id; `all` for the whole", key=True)
    measure: str = column("what is measured; docs/circles.md explains each", key=True)
    unit: str = column("unit of value and before: people, hours, a currency, 1 to 5 …", key=True)
    level: int | None = column(
        "Kirkpatrick level: 1 reaction, 2 learning, 3 behaviour, 4 results; null for reach and effort"
    )
    value: Decimal | None = column(f"the figure; a mean for ratings; {HIDDEN}")
    before: Decimal | None = column(f"the same before the circles, where that is known; {HIDDEN}")
    n_answers: int | None = column("answers behind a mean; null where it would tell how few did not answer")
    is_suppressed: bool = column(
        "true where value is hidden: it is about few people, or would tell of few by subtraction"
    )
    evidence: str | None = column("where a recorded measure can be checked")


@table("core", "credential")
@dataclass(frozen=True, kw_only=True, slots=True)
class CredentialCount:
    """How many people hold a credential, before and after circles, over the whole programme."""

    credential: str = column("what it is called", key=True)
    level: str = column("its level; empty where it has none", key=True)
    n_before: int | None = column(
        f"people who held it, valid, the day before their first circle (the programme's first, where in none); {HIDDEN}"
    )
    n_after: int | None = column(f"people who held it then or since; {HIDDEN}")
    n_valid: int | None = column(f"people whose is valid on the day of the night; {HIDDEN}")
    n_expiring: int | None = column(f"people whose runs out within 180 days of the night; {HIDDEN}")
    is_suppressed: bool = column("true where n_before and n_after are hidden")


@table("core", "grant_result")
@dataclass(frozen=True, kw_only=True, slots=True)
class GrantResult:
    """A grant asked for, and what came of it."""

    grant_id: str = column("short name given in the ledger", key=True)
    circle_id: str | None = column("circle it came out of; null where it came out of several")
    funder: str = column("who gives the money")
    asked: Decimal = column("amount asked for, in currency")
    awarded: Decimal | None = column("amount awarded, in currency; null until decided")
    currency: str = column("ISO 4217 code")
    status: str = column("asked, awarded, refused or withdrawn")
    asked_on: date | None = column("day of the application")
    decided_on: date | None = column("day of the decision")
    evidence: str | None = column("where it can be checked")


@dataclass(frozen=True, kw_only=True, slots=True)
class CourseRating:
    """What people who worked through a course in circles said of it: enough of them to be told."""

    course_id: str
    mean: Decimal
    """1 to 5, two digits."""
