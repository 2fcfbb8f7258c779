"""What people decided about the season: circles that have to be in it, and topics that must not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

SeasonAction = Literal["lock", "forbid"]
SEASON_ACTIONS: tuple[SeasonAction, ...] = ("lock", "forbid")


@dataclass(frozen=True, kw_only=True, slots=True)
class SeasonDecision:
    """A choice that a person made about the season; append-only, undo is a row of its own.

    Nobody is named in it: who leads a circle is left to the solver.
    """

    decision_id: int
    action: SeasonAction
    topic_id: str
    weekday: str | None
    """`monday` to `sunday`; None leaves it open, and so it is with all that follow."""
    part_of_day: str | None
    branch: str | None
    """Branch of the room."""
    room: str | None
    note: str | None
    decided_by: str
    decided_at: datetime
    """UTC time."""
    undone_at: datetime | None
    """UTC time; None while it holds."""
    undone_by: str | None
    undone_id: int | None = None
    """Number of the row that took it back."""
