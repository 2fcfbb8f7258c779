"""The season: which circles to run together, who leads them, where and when; and the times people are free."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from pipeline.model.columns import column, table
from pipeline.model.settings import WEEKDAYS

PARTS = ("morning", "midday", "afternoon", "evening")
"""Parts of a day: until 12, 12 to 14, 14 to 17 and from 17 hours."""


class Slot(NamedTuple):
    """A part of a weekday; both are places in WEEKDAYS and PARTS, so that slots sort by time."""

    day: int
    part: int

    @property
    def words(self) -> str:
        """`Monday morning`."""
        return f"{WEEKDAYS[self.day].capitalize()} {PARTS[self.part]}"


EVERY_SLOT = frozenset(Slot(day, part) for day in range(len(WEEKDAYS)) for part in range(len(PARTS)))


@dataclass(frozen=True, kw_only=True, slots=True)
class Space:
    """A room in which circles can meet, or a meeting link, from the list of spaces that a library keeps."""

    name: str
    branch: str
    capacity: int
    """People, the facilitator included."""
    slots: frozenset[Slot]
    equipment: frozenset[str] = frozenset()
    serves: frozenset[str] | None = frozenset()
    """Branches besides its own whose people may come; None for all."""


@table("core", "season")
@dataclass(frozen=True, kw_only=True, slots=True)
class SeasonCircle:
    """One circle of the season that is proposed."""

    season_id: str = column("the season, named after its first day", key=True)
    circle: int = column("number within the season: by weekday, part of day, branch and room", key=True)
    topic_id: str = column("the topic")
    course_id: str = column("the course: the first of the topic's shortlist that fits into the season")
    facilitator_ref: str = column("pseudonym of who could lead it; the same from night to night")
    branch: str = column("branch of the room")
    room: str = column("the room, as named in the list of spaces")
    weekday: str = column("day of its sessions, `monday` to `sunday`")
    part_of_day: str = column("`morning`, `midday` (12 to 14), `afternoon` (14 to 17) or `evening`")
    starts_on: date = column("day of the first session")
    weeks: int = column("sessions, one a week")
    session_minutes: int = column("length of a session in minutes")
    size: int | None = column("participants planned, without the facilitator; null where suppressed")
    staff_hours: float | None = column("hours of all, sessions, homework and preparation; null where suppressed")
    because: str = column("why it was chosen, in a sentence")


@table("core", "season_left_out")
@dataclass(frozen=True, kw_only=True, slots=True)
class SeasonLeftOut:
    """A topic without a circle in the season, and why."""

    season_id: str = column("the season", key=True)
    topic_id: str = column("the topic", key=True)
    reason: str = column("one sentence; numbers of people are suppressed where they are small")


@table("core", "season_plan")
@dataclass(frozen=True, kw_only=True, slots=True)
class SeasonPlan:
    """The season of a night as a whole, or what is missing to plan one."""

    season_id: str = column("the season, named after its first day", key=True)
    status: str = column("`planned`, `clash` (locked choices contradict a limit) or `missing` (too little is known)")
    message: str = column("how the plan came about, which limit to relax, or what is missing")
    starts_on: date = column("first day of the season")
    ends_on: date = column("last day of the season")
    circles: int = column("circles planned")
    is_optimal: bool = column("true where no better season exists under the settings")
    gap_pct: float | None = column("how much better a season could be at most, in percent of its worth; null if none")


@table("core", "season_time")
@dataclass(frozen=True, kw_only=True, slots=True)
class SeasonTime:
    """A part of the week in which enough of those who want a topic are free for a circle; how many is not told."""

    season_id: str = column("the season", key=True)
    topic_id: str = column("the topic", key=True)
    weekday: str = column("`monday` to `sunday`", key=True)
    part_of_day: str = column("`morning`, `midday` (12 to 14), `afternoon` (14 to 17) or `evening`", key=True)


@table("core", "season_lead")
@dataclass(frozen=True, kw_only=True, slots=True)
class SeasonLead:
    """A way in which at least demand.min_group people, or anybody of the ledger's list, could lead a circle."""

    season_id: str = column("the season", key=True)
    topic_id: str = column("the topic", key=True)
    way: str = column(
        "`offered` (to lead it, or a circle on anything), `advanced` (rate themselves so), or `listed` (somebody of "
        "the sheet facilitator of the ledger can)",
        key=True,
    )
