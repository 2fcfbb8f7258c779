"""The first day of the season: the one day that plans, fit signals and the digest go by."""

from __future__ import annotations

from datetime import date, timedelta

from pipeline.model import Settings


def first_day(settings: Settings, today: date) -> date:
    """The first day of the season as seen on a local day: as set, else the first Monday that is `lead_weeks` away."""
    if settings.season.starts_on is not None:
        return date.fromisoformat(settings.season.starts_on)
    return _first_monday(settings, today)


def planned_day(settings: Settings, today: date) -> date:
    """The same where nothing can be planned into the past: a day that was set and is over gives way to that Monday."""
    first = first_day(settings, today)
    return first if first >= today else _first_monday(settings, today)


def _first_monday(settings: Settings, today: date) -> date:
    earliest = today + timedelta(weeks=settings.circle.lead_weeks)
    return earliest + timedelta(days=-earliest.weekday() % 7)
