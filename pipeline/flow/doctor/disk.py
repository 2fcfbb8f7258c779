"""Room on the disk: whether the next night fits, and when it will be full at the pace of the last weeks."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import combinations
from pathlib import Path
from statistics import median

from pipeline.flow.doctor.about import Finding, Subject
from pipeline.flow.doctor.nights import nights_of
from pipeline.model import Settings
from pipeline.model.unattended import LogSettings
from pipeline.store import Home, contents, kept_builds

MIB = 1 << 20
SPARE = 100 * MIB  # what a night needs beside the catalogues: pages, logs, DuckDB's own files
LOOKED_BACK = timedelta(days=60)
SHORTEST = timedelta(days=7)  # from the first night to now; before that there is no pace to speak of
DAY = timedelta(days=1)
SOON_DAYS = 60


@dataclass(frozen=True, kw_only=True)
class Disk:
    """Bytes of a home and around it."""

    used: dict[str, int]
    """By part of the home: each folder in it, and `files` for what lies in it directly; a file of two names once."""
    free: int
    growth_a_day: float | None
    """Of the whole home, kept builds included; None where nights have not run long enough to tell."""
    is_read_only: bool
    still_comes: int = 0
    """Bytes that the home will take whatever its pace: builds that are still to be kept, logs up to their age."""

    @property
    def days_left(self) -> float | None:
        """Until the disk is full at this pace; None where that cannot be told or it does not grow."""
        if not self.growth_a_day or self.growth_a_day <= 0:
            return None
        return max(0, self.free - self.still_comes) / self.growth_a_day


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """What the settings bound; those of a home whose settings are broken are as if it had none."""

    keep_builds: int = Settings.keep_builds
    logs: LogSettings = field(default_factory=LogSettings)

    @classmethod
    def of(cls, settings: Settings | None) -> Bounds:
        """As the settings say."""
        return cls(keep_builds=settings.keep_builds, logs=settings.logs) if settings else cls()


def look_at_disk(home: Home, now: datetime, bounds: Bounds, free_bytes: Callable[[Path], int]) -> Disk:
    """Measure a home.

    Args:
        home: the home, which must exist.
        now: UTC time.
        bounds: how many builds are kept, since each grows with the catalogue, and how many logs.
        free_bytes: tells the room that this account has on the disk of a folder.
    """
    used: dict[str, int] = {}
    seen: set[tuple[int, int]] = set()
    for path in contents(home, with_pages=True):
        about = path.stat()
        if (about.st_dev, about.st_ino) not in seen:
            seen.add((about.st_dev, about.st_ino))
            inside = path.relative_to(home.folder).parts
            part = inside[0] if len(inside) > 1 else "files"
            used[part] = used.get(part, 0) + about.st_size
    noted = _noted(home, now)
    return Disk(
        used=used,
        free=free_bytes(home.folder),
        growth_a_day=_growth(noted, now, bounds),
        still_comes=_still_comes(home, noted, bounds),
        is_read_only=not os.access(home.folder, os.W_OK),
    )


def disk_findings(subject: Subject, disk: Disk) -> Iterator[Finding]:
    """Whether the disk lets the next nights through."""
    home = subject.home
    if disk.is_read_only:
        yield Finding(
            level="broken",
            what=f"{home.folder} is read-only for this account: it can be read, and no night can run",
            do="mount the disk for writing, or give the account the right to write there",
        )
    catalogue = home.catalogue.stat().st_size if home.catalogue.exists() else 0
    needed = 2 * catalogue + SPARE
    if disk.free < needed:
        yield Finding(
            level="broken",
            what=f"the disk is full: {disk.free / MIB:,.0f} MiB are free, a night needs about {needed / MIB:,.0f} MiB",
            do="make room, or keep fewer builds (`keep_builds` in schedule.yaml); what is published stays readable",
        )
    elif disk.days_left is not None and disk.days_left < SOON_DAYS:
        yield Finding(
            level="watch",
            what=f"at the pace of the last weeks the disk is full in about {disk.days_left:.0f} days "
            f"({(disk.growth_a_day or 0) / MIB:,.1f} MiB a day, {disk.free / MIB:,.0f} MiB free)",
            do="make room, move the home to a larger disk, or keep fewer builds",
        )


@dataclass(frozen=True, kw_only=True)
class _Noted:
    """What a home took after a night."""

    at: datetime
    catalogue: int
    logs: int
    rest: int


def _noted(home: Home, now: datetime) -> list[_Noted]:
    """What the nights of the last weeks noted, the oldest first; the very first night fills a home and tells no pace.

    Nights of releases before 2026-11-27 noted nothing.
    """
    found = []
    for at, path in nights_of(home.logs)[1:]:
        if now - LOOKED_BACK <= at <= now:
            with suppress(OSError, ValueError, KeyError, TypeError):  # a summary that was cut off
                sizes = json.loads(path.read_bytes())["bytes"]
                found.append(_Noted(at=at, **{name: int(sizes[name]) for name in ("catalogue", "logs", "rest")}))
    return found


def _growth(noted: Sequence[_Noted], now: datetime, bounds: Bounds) -> float | None:
    """Bytes a day, without what is bounded: logs, and builds in number."""
    if len(noted) < 2 or now - noted[0].at < SHORTEST - DAY:
        return None
    catalogue = _pace([(each.at, each.catalogue) for each in noted])
    return _pace([(each.at, each.rest) for each in noted]) + bounds.keep_builds * catalogue


def _pace(sizes: Sequence[tuple[datetime, int]]) -> float:
    """Bytes a day: the median over all pairs of nights (Theil and Sen), which a purge or a survey does not bend.

    What is said of it was tried on homes played night by night (tests/flow/test_disk_forecast.py): what was written
    lately tells nothing, since a night writes its largest files anew.
    """
    paces = [(b - a) / ((at_b - at_a) / DAY) for (at_a, a), (at_b, b) in combinations(sizes, 2) if at_b > at_a]
    return median(paces) if paces else 0.0


def _still_comes(home: Home, noted: Sequence[_Noted], bounds: Bounds) -> int:
    """Bytes of builds up to their number, and of logs up to their age or size."""
    if not noted:
        return 0
    last, kept = noted[-1], len(kept_builds(home))
    days = max(1.0, (last.at - nights_of(home.logs)[0][0]) / DAY)
    logs = min(last.logs / days * bounds.logs.keep_days, bounds.logs.max_mb * 1_000_000)
    return max(0, bounds.keep_builds - kept) * last.catalogue + max(0, round(logs) - last.logs)
