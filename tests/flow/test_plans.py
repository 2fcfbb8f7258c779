"""When a source is asked for changes only, and when for everything."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pipeline.contract import Connector, Produced
from pipeline.flow.plans import LastRuns, since
from pipeline.model import Expect, Run, SourceRules

EXPECT = Expect(min_listings=1, max_drop_pct=50.0, fill_rate={})


class Telling(Connector):
    """A source that can be asked for changes."""

    source = "demo"
    tells_changes = True

    def start(self) -> Iterator[Produced]:
        yield from ()


@pytest.mark.parametrize(
    ("every", "days", "expected"), [(1, 0.1, None), (1, 1, None), (7, 1, "w2"), (7, 6.5, "w2"), (7, 7, None)]
)
def test_changes_are_asked_for_between_full_walks(every: int, days: float, expected: str | None) -> None:
    at = datetime(2026, 11, 24, 2, 0)  # noqa: DTZ001 - as the catalogue stores times
    values: dict[str, Any] = dict.fromkeys(
        ("pages", "not_modified", "retries", "listings", "new", "changed", "unchanged", "missing", "gone", "returned"),
        0,
    )
    full = Run(
        run_id="1", night_id="n", source="demo", started_at=at, finished_at=at, outcome="succeeded", reason=None,
        rejected=0, is_full=True, watermark="w1", **values,
    )  # fmt: skip
    latest = Run(
        run_id="2", night_id="n", source="demo", started_at=at, finished_at=at, outcome="succeeded", reason=None,
        rejected=0, is_full=False, watermark="w2", **values,
    )  # fmt: skip
    rules = SourceRules(
        source="demo", title="d", publisher="p", home="h", terms="t", expect=EXPECT, full_every_days=every
    )
    now = at.replace(tzinfo=UTC) + timedelta(days=days)
    assert since(Telling, rules, LastRuns(full, latest), now) == expected
    assert since(Telling, rules, None, now) is None
