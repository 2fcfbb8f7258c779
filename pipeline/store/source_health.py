"""How each source fares, for people: its last run, when it last brought courses, and how many it has."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pipeline.store.reading import Catalogue

LAST_RUNS = """
SELECT source, max_by(outcome, started_at), max_by(reason, started_at), max(started_at),
       max(started_at) FILTER (outcome = 'succeeded'), coalesce(any_value(courses), 0), max_by(listings, started_at)
FROM out.run LEFT JOIN (
    SELECT source, count(*) AS courses FROM out.course WHERE is_active GROUP BY source
) USING (source)
GROUP BY source ORDER BY max_by(outcome, started_at) = 'succeeded', source
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class SourceHealth:
    """One source; times are UTC, `good_at` is None where no run of it succeeded, `outcome` as in core.run."""

    source: str
    outcome: str
    reason: str | None
    run_at: datetime
    good_at: datetime | None
    courses: int
    listings: int
    """Of the last run, however it ended."""


def source_health(catalogue: Catalogue) -> tuple[SourceHealth, ...]:
    """Every source that ever ran, those in trouble first."""
    names = SourceHealth.__slots__
    return tuple(SourceHealth(**dict(zip(names, row, strict=True))) for row in catalogue.query(LAST_RUNS).rows)
