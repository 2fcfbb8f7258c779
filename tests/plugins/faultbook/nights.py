"""Nights in this very process, with a clock that leaps over every pause: what a provider does wrong costs no time."""

from __future__ import annotations

import asyncio
import random
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from pipeline.fetch import SystemClock
from pipeline.flow.night import run_night
from pipeline.flow.tonight import Wanted, prepare
from pipeline.model import SourcePlan
from pipeline.settings import load_settings, with_gateway
from pipeline.sources import find_sources
from pipeline.store import Home

YESTERDAY = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
DAY = timedelta(days=1)
QUICK = """timezone: America/New_York
contact: tests@example.org
night: {at: '02:30'}
politeness: {delay_seconds: 0, retries: 2}
"""
SOURCES = ("anatomytool", "dtls", "futurelearn", "openhpi", "p2pu")
"""Small ones, of every format: OAI-PMH in two pages, RSS, a JSON list, MOOChub, JSON by offset."""


class LeapingClock(SystemClock):
    """The machine's clock, which leaps to the end of every pause."""

    def __init__(self, starting_at: datetime) -> None:
        super().__init__(starting_at)
        self.leapt = 0.0
        """Seconds left out."""
        self.slept: list[float] = []

    def now(self) -> datetime:
        return super().now() + timedelta(seconds=self.leapt)

    def monotonic(self) -> float:
        return super().monotonic() + self.leapt

    async def sleep(self, seconds: float) -> None:
        until = self.monotonic() + seconds
        self.slept.append(seconds)
        await asyncio.sleep(0)
        self.leapt += max(0.0, until - self.monotonic())


class StandingClock(LeapingClock):
    """Time passes only in pauses, all of it: how long this machine takes for the rest is no part of any."""

    def monotonic(self) -> float:
        return self.leapt


class Nights:
    """Night after night on one home."""

    def __init__(self, folder: Path, root: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.home = Home(folder / "home")
        self.connectors = root / "connectors"
        self.config = folder / "schedule.yaml"
        self.config.write_text(QUICK)

    def run(
        self,
        gateway: str | None,
        at: datetime,
        *,
        sources: Sequence[str] = SOURCES,
        politeness: Mapping[str, Mapping[str, float]] | None = None,
        clock: SystemClock | None = None,
        connectors: Path | None = None,
        is_published: bool = True,
    ) -> dict[str, Any]:
        """One night; its report, with the sources by name. `politeness` is by source, over what QUICK says."""
        folder = connectors or self.connectors
        needed = [name for rules in find_sources(folder).values() for name in rules.credentials]
        plans = {source: SourcePlan(politeness=dict(values)) for source, values in (politeness or {}).items()}
        settings = load_settings(self.config)
        settings = replace(with_gateway(settings, gateway) if gateway else settings, sources=plans)
        wanted = Wanted(sources=tuple(sources))
        tonight = prepare(self.home, settings, folder, dict.fromkeys(needed, "test"), clock or LeapingClock(at), wanted)
        self.home.prepare()
        with self.home.lock("run"):
            report = run_night(replace(tonight, random=random.Random(at.toordinal()))).as_json()
        assert report["published"] == is_published, report["failure"]
        return report | {"sources": {each["source"]: each for each in report["sources"]}}

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """What the published catalogue answers."""
        with duckdb.connect() as connection:
            connection.execute(f"ATTACH '{self.home.catalogue}' AS c (READ_ONLY)")
            connection.execute("USE c")
            return connection.execute(sql, list(values)).fetchall()

    def seen(self, *sources: str) -> list[tuple[Any, ...]]:
        """Every course of these sources as people see it; the time it was last seen stands aside."""
        sql = "SELECT * EXCLUDE (last_seen_at) FROM out.course WHERE list_contains(?, source) ORDER BY course_id"
        return self.rows(sql, list(sources))

    @staticmethod
    def clock(at: datetime) -> StandingClock:
        """A clock for one night, to be asked about its pauses afterwards."""
        return StandingClock(at)

    def copied(self, folder: Path) -> Nights:
        """The same home once more, to go on with."""
        shutil.copytree(self.home.folder, folder / "home")
        return Nights(folder, self.connectors.parent)

    def promoted(self, source: str) -> Path:
        """The file that says which archived run of a source counts."""
        return self.home.pages / "latest" / f"{source}.json"
