"""What a library and its catalogue know that tells whether a course fits a circle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from pipeline.model import CircleSettings, CourseRating, FitSignal, FitValue, FitWords, LinkCheck, Listing


@dataclass(frozen=True, kw_only=True)
class FitBasis:
    """What courses are held against tonight."""

    settings: CircleSettings
    today: date
    """Local date of the night."""
    words: FitWords
    """How descriptions tell of a signal."""
    checks: Mapping[str, LinkCheck] = field(default_factory=dict)
    """The last look at the page of a course, by course_id."""
    ratings: Mapping[str, CourseRating] = field(default_factory=dict)
    """What courses got in circles, by canonical_course_id, where enough people said so."""

    season_starts_on: date | None = None
    """The first day of the season, as `pipeline.topics.first_day` has it."""

    @property
    def planned_on(self) -> date:
        """The day from which circles that are planned today meet; without a season, `lead_weeks` from now."""
        return self.season_starts_on or self.today + timedelta(weeks=self.settings.lead_weeks)


def say(course: Listing, signal: str, value: FitValue, evidence: str, source: str = "listing") -> FitSignal:
    """One signal of a course; `source` is listing, description, policy, page or circles."""
    return FitSignal(course_id=course.course_id, signal=signal, value=value, source=source, evidence=evidence)
