"""Room on the disk: whether the next night fits, and when it will be full at the pace of the last weeks."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pipeline.flow.doctor.about import Finding, Subject
from pipeline.flow.doctor.nights import nights_of
from pipeline.store import Home, contents, kept_builds

MIB = 1 << 20
SPARE = 100 * MIB  # what a night needs beside the catalogues: pages, logs, DuckDB's own files
LOOKED_BACK = timedelta(days=30)
SHORTEST = timedelta(days=7)  # days of nights from which a forecast is made; the first night is never part of it
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

    @property
    def days_left(self) -> float | None:
        """Until the disk is full at this pace; None where that cannot be told or it does not grow."""
        return self.free / self.growth_a_day if self.growth_a_day and self.growth_a_day > 0 else None


def look_at_disk(home: Home, now: datetime, keep_builds: int, free_bytes: Callable[[Path], int]) -> Disk:
    """Measure a home.

    Args:
        home: the home, which must exist.
        now: UTC time.
        keep_builds: how many builds are kept, since each grows with the catalogue.
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
    return Disk(
        used=used,
        free=free_bytes(home.folder),
        growth_a_day=_growth(home, now, keep_builds),
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


def _growth(home: Home, now: datetime, keep_builds: int) -> float | None:
    """Bytes a day: what was written since the first night and is still there, and what catalogues grew by."""
    nights = [at for at, _ in nights_of(home.logs) if at <= now]
    if not nights or now - nights[0] < SHORTEST:
        return None
    since = max(nights[0] + timedelta(days=1), now - LOOKED_BACK)
    days = (now - since) / timedelta(days=1)
    builds = set(kept_builds(home))
    written = sum(
        about.st_size
        for path in contents(home, with_pages=True)
        if path != home.catalogue and path not in builds
        for about in [path.stat()]
        if datetime.fromtimestamp(about.st_mtime, UTC) > since
    )
    return written / days + (keep_builds + 1) * _catalogue_growth(home)


def _catalogue_growth(home: Home) -> float:
    """Bytes a day by which the catalogue grew over the kept builds."""
    found = [(at, path.stat().st_size) for path in kept_builds(home) if (at := _stamp(path)) is not None]
    if len(found) < 2:
        return 0.0
    (newest_at, newest), (oldest_at, oldest) = found[0], found[-1]
    days = (newest_at - oldest_at) / timedelta(days=1)
    return max(0.0, newest - oldest) / days if days > 0 else 0.0


def _stamp(build: Path) -> datetime | None:
    try:
        return datetime.strptime(build.name[:15], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None
