"""What the pictures of demand, catalogues and outcomes show: only what may be told, number by number as published."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, kw_only=True, slots=True)
class PicturedTopic:
    """A topic whose count may be shown, with its best course summed up."""

    topic_id: str
    title: str
    n_respondents: int
    share: float | None
    """Share of its survey's respondents, 0 to 1; None where it is not told."""
    previous_share: float | None
    """The same in the survey before; None where nothing compares."""
    fit: str | None
    """Whether the first course of the shortlist fits a circle: yes, no or unknown; None where there is no course."""
    n_yes: int
    """Signs of circle fit of that course that are known to be good."""
    n_signs: int
    branches: tuple[tuple[str, int], ...]
    """Branch and its people, the most first; a branch that is not here is not told."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Coverage:
    """How many of the told wishes one catalogue has a course for that is not known to cost money."""

    source: str
    n_goals: int
    n_only: int
    """Those of them for which no other catalogue has one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class UnservedGoal:
    """A told wish for which no catalogue has such a course."""

    wording: str
    n_respondents: int
    reason: str | None
    """Why nothing is offered; None where something is that costs money."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SeasonFigure:
    """What the circles of one season came to in one measure; `value` is None where it is suppressed."""

    season: str
    measure: str
    unit: str
    value: Decimal | None
    before: Decimal | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Figures:
    """All that the pictures of one published catalogue are made of."""

    topics: tuple[PicturedTopic, ...]
    """The most wanted first."""
    coverage: tuple[Coverage, ...]
    """Every catalogue with courses, the one that serves most first."""
    n_goals: int
    """Wishes that may be told, each wording once."""
    unserved: tuple[UnservedGoal, ...]
    """The most wanted first."""
    seasons: tuple[SeasonFigure, ...]
    """In the order in which seasons began."""
