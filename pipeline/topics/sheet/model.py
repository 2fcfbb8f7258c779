"""What a proposal is made from, and what it holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pipeline.model import (
    Course,
    CredentialKind,
    FitSignal,
    Goal,
    LinkCheck,
    SeasonCircle,
    SeasonPlan,
    Space,
    Topic,
    TopicBranch,
    TopicCourse,
)

Reasons = tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Listed:
    """A course of the shortlist with all that was published about it."""

    place: TopicCourse
    course: Course
    signals: tuple[FitSignal, ...]
    check: LinkCheck | None
    """The look at the page it has now; None where there was none."""
    because: Reasons
    """Why it matches, the weightiest reason first."""
    source_home: str | None = None
    """Where people find the source that lists it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """The rows about one topic that is shown, as the night published them, and the rooms of the home."""

    topic: Topic
    on: date
    """UTC day of the night."""
    goals: tuple[Goal, ...]
    branches: tuple[TopicBranch, ...]
    strategy: tuple[tuple[str, str], ...]
    """Each strategic goal that it serves, with the reason."""
    listed: tuple[Listed, ...]
    season: SeasonPlan | None
    circles: tuple[SeasonCircle, ...]
    left_out: str | None
    times: tuple[str, ...]
    """`monday morning`: when enough of those who want it are free."""
    leads: frozenset[str]
    """The ways in which enough people could lead it: `offered`, `advanced`."""
    spaces: tuple[Space, ...]
    spaces_missing: str | None
    equipment: frozenset[str]
    """What every room has to have."""
    credentials: tuple[CredentialKind, ...]
    """What is known of credentials, from data/reference."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Count:
    """How many people something holds for; a count that is not told is not here."""

    name: str
    people: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Demand:
    """Who wants it, as far as that is told."""

    people: int
    branches: tuple[Count, ...]
    wishes: tuple[Count, ...]
    """The goals of the topic whose counts are told."""
    unnumbered_wishes: tuple[str, ...]
    """Goals whose wording is told and whose count is not."""
    strength: str
    trend: str
    strategy: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Fit:
    """One fit signal: yes, no or unknown, and what it rests on."""

    signal: str
    value: str
    evidence: str
    source: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CourseFacts:
    """A course as people compare it; every value in words."""

    course_id: str
    rank: int
    title: str
    url: str | None
    provider: str
    fit: str
    weeks: str
    hours_a_week: str
    cost: str
    enrolment: str
    licence: str
    login: str
    language: str
    last_checked: str
    because: Reasons
    signals: tuple[Fit, ...]
    source_home: str | None = None
    """Where to look for it by its title, where the source gives no address of it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Hours:
    """Staff hours of a circle of so many participants: the main cost."""

    participants: int
    participant_hours: float
    facilitator_hours: float
    total_hours: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Week:
    """One week of the circle."""

    number: int
    on: date | None
    """Day of its session; the Monday of its week where no day is planned; None where no season is known."""
    holidays: tuple[date, ...] = ()
    """Those on that day; of the whole week where no day is planned."""
    session_minutes: int
    homework_minutes: int
    part: str
    """Which part of the course it covers."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """How a circle on one course would go."""

    course_id: str
    course: str
    sessions: int
    session_minutes: int
    homework_minutes: int
    preparation_hours: float
    """Of the facilitator, a week."""
    circles: int
    """Circles one after the other that the whole course takes."""
    pace: str
    sizes: tuple[Hours, ...]
    weeks: tuple[Week, ...]
    has_day: bool
    """Whether the dates are those of sessions, not of weeks."""
    holidays_told: str = ""
    """What a marked day is, or that holidays are not known."""


@dataclass(frozen=True, kw_only=True, slots=True)
class People:
    """When they could meet, and who could lead."""

    times: tuple[str, ...]
    times_told: str
    facilitators: tuple[str, ...]
    """Pseudonyms, as the season shows them."""
    leads: Reasons


@dataclass(frozen=True, kw_only=True, slots=True)
class Room:
    """A room of the list of spaces, in words."""

    name: str
    branch: str
    capacity: int
    serves: str
    equipment: str
    shared_times: Reasons
    """Its free times among those in which enough people are free."""
    lacks: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Credential:
    """Something that a course, or the topic, leads to."""

    name: str
    about: str
    said_by: str
    source: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """The proposal of a topic."""

    topic_id: str
    title: str
    status: str
    on: date
    summary: str
    demand: Demand
    courses: tuple[CourseFacts, ...]
    """Compared side by side: the first three of the shortlist, and the planned one."""
    other_courses: tuple[CourseFacts, ...]
    plan: Plan | None
    people: People
    rooms: tuple[Room, ...]
    rooms_missing: str | None
    season: Reasons
    """What the season chose for the topic, or why it is left out."""
    credentials: tuple[Credential, ...]
    credentials_told: str
    risks: Reasons
    next_steps: tuple[tuple[str, str], ...]
    """What to do, and the command that does it."""
