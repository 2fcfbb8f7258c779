"""What the last run of every source left for a person to look at, put together by source and kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pipeline.store.reading import Catalogue

MOST_GROUPS, MOST_MESSAGES = 200, 8
OF_LAST_RUNS = """
FROM out.issue i JOIN (
    SELECT source, max_by(run_id, started_at) AS run_id FROM out.run GROUP BY source
) r ON r.source = i.source AND r.run_id = i.run_id
"""
GROUPS = f"""
SELECT i.source, i.level, i.kind, i.field, count(*), list(DISTINCT i.message ORDER BY i.message)[1:$3]
{OF_LAST_RUNS}
WHERE ($1 = '' OR i.source = $1) AND ($2 = '' OR i.kind = $2)
GROUP BY i.source, i.level, i.kind, i.field
ORDER BY CASE i.level WHEN 'error' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END, i.source, i.kind, i.field NULLS FIRST
LIMIT $4
"""  # both are texts of this module
CHOICES = f"SELECT DISTINCT i.source, i.kind {OF_LAST_RUNS} ORDER BY ALL"
RUNS = """
SELECT source, started_at, outcome, reason, listings, new, changed, missing, rejected, pages, retries
FROM out.run WHERE night_id = (SELECT last(night_id ORDER BY rowid) FROM core.night)
ORDER BY outcome = 'succeeded', source
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class IssueGroup:
    """Findings of one kind about one field of one source."""

    source: str
    level: str
    kind: str
    field: str | None
    n: int
    messages: Sequence[str]
    """The first few different ones: each says what was found, what was expected and what to do."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SourceRun:
    """What one source did in the last published night; times are UTC."""

    source: str
    started_at: datetime
    outcome: str
    reason: str | None
    listings: int
    new: int
    changed: int
    missing: int
    rejected: int
    pages: int
    retries: int


def issue_groups(catalogue: Catalogue, source: str, kind: str) -> tuple[IssueGroup, ...]:
    """The findings of one source and kind, the worst first; an empty text stands for all."""
    rows = catalogue.query(GROUPS, [source, kind, MOST_MESSAGES, MOST_GROUPS]).rows
    return tuple(
        IssueGroup(source=found, level=level, kind=which, field=field, n=n, messages=messages)
        for found, level, which, field, n, messages in rows
    )


def issue_choices(catalogue: Catalogue) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The sources and the kinds of which there are findings."""
    rows = catalogue.query(CHOICES).rows
    return tuple(sorted({row[0] for row in rows})), tuple(sorted({row[1] for row in rows}))


def last_runs(catalogue: Catalogue) -> tuple[SourceRun, ...]:
    """The runs of the last published night, those in trouble first."""
    names = SourceRun.__slots__
    return tuple(SourceRun(**dict(zip(names, row, strict=True))) for row in catalogue.query(RUNS).rows)
