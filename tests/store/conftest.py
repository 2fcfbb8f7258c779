"""Nights on real DuckDB files, as the flow drives the store."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from pipeline.store import Arrival, Build, Changes, GoodRun

FIRST = datetime(2026, 11, 24, 2, 30, tzinfo=UTC)
DAY = timedelta(days=1)
GOOD = GoodRun("demo", retire_after=3, proves_absence=True)


def _arrival(key: str, title: str = "A course", *, source: str = "demo", url: str | None = None) -> Arrival:
    return Arrival(
        course_id=f"{source}:{key}", source=source, key=key, kind="course", title=title, provider=None, url=url,
        language="en", description=None, topics=("a", "b"), level=None, is_free=None, free_kind="unknown",
        free_evidence=None, price_amount=None, price_currency=None, licence=None,
        duration_weeks=6.0, duration_weeks_min=6.0,
        duration_weeks_max=6.0, weekly_effort_hours=None, total_effort_hours=None, pacing=None, starts_on=None,
        ends_on=None, enrol_until_on=None, canonical_url=url, content_hash=f"hash of {title}",
        words=f'{{"title": "{title}"}}', page_sha256="0" * 64,
    )  # fmt: skip


class Nights:
    """Night after night in one folder, as the flow drives the store."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.previous: Path | None = None
        self.at = FIRST
        self.n = 0

    def run(
        self,
        arrivals: Sequence[Arrival],
        good: Sequence[GoodRun] = (GOOD,),
        after: timedelta = DAY,
        deleted: Sequence[str] = (),
    ) -> dict[str, Changes]:
        self.n += 1
        self.at += after
        path = self.folder / f"{self.n}.duckdb"
        with Build(path, self.previous, f"night{self.n}", self.at) as build:
            build.load_arrivals(arrivals)
            changes = build.merge(good, deleted)
            build.finish()
        self.previous = path
        return changes

    def sql(self, query: str) -> list[tuple[object, ...]]:
        assert self.previous
        with duckdb.connect(str(self.previous), read_only=True) as connection:
            return connection.execute(query).fetchall()


@pytest.fixture
def nights(tmp_path: Path) -> Nights:
    return Nights(tmp_path)


@pytest.fixture(scope="session")
def arrival() -> Callable[..., Arrival]:
    """A listing of the source `demo` by its key, and with another title, source or address."""
    return _arrival
