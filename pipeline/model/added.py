"""Courses that a coordinator entered for a topic: facts alone, whether a page was read or none may be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

AddedCost = Literal["free", "free_audit", "unknown"]
"""What a course costs: nothing, nothing but for a certificate, or nobody knows. Others are not proposed."""
ADDED_COSTS: tuple[AddedCost, ...] = get_args(AddedCost)


@dataclass(frozen=True, kw_only=True, slots=True)
class CourseEntry:
    """The facts of a course as a person confirmed them."""

    title: str
    url: str | None
    provider: str | None
    language: str | None
    """A BCP 47 tag."""
    weeks: float | None
    weekly_hours: float | None
    cost: AddedCost


@dataclass(frozen=True, kw_only=True, slots=True)
class AddedCourse:
    """A course that a person entered; append-only, undo is a row of its own among the decisions about its topic."""

    decision_id: int
    topic_id: str
    course_id: str
    entry: CourseEntry
    decided_by: str
    decided_at: datetime
    is_undone: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Refusal:
    """A page or a host that refused to be asked, why, from when and until when (UTC, without zone)."""

    refused: str
    """The address of the page, or the name of the host."""
    reason: str
    refused_at: datetime
    until: datetime
