"""Backups as the verbs and the schedule make them: which file, which settings, and how many are kept."""

from __future__ import annotations

import os
import re
import shutil
from contextlib import ExitStack, suppress
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.model import BackupPlan
from pipeline.store import Home, Manifest, back_up
from pipeline.store.backup import WORKING

OURS = re.compile(r"circlewise-([0-9]{8}T[0-9]{6})Z\.tar\.gz")


def keep_home(home: Home, target: Path, *, at: datetime, with_pages: bool, settings: Path) -> Manifest:
    """Back a home up into a new file, while no night works on it.

    Args:
        home: the home; on a read-only disk it is backed up without a lock, since nobody writes there.
        target: the file, which must not exist.
        at: UTC time.
        with_pages: whether the archived pages go in.
        settings: the settings in use; where they lie outside the home, they are the home's own after a restore.

    Raises:
        UsageError: there is no such home, or the target cannot be made.
        StoreError: a night works on the home, a file of it cannot be read, or the disk refuses.
    """
    if not home.folder.is_dir():
        raise UsageError(f"there is no folder {home.folder} to back up; name the home with --home")
    with ExitStack() as stack:
        if os.access(home.folder, os.W_OK):
            stack.enter_context(home.lock("backup"))
        made_by = f"circlewise {version('circlewise')}"
        return back_up(home, target, made_at=at, made_by=made_by, with_pages=with_pages, settings=settings)


def keep_by_plan(home: Home, plan: BackupPlan, *, at: datetime, settings: Path) -> tuple[Path, Manifest]:
    """Make the backup of the schedule, then remove the oldest beyond `keep`; other files are left alone.

    Raises:
        as `keep_home`; older backups stay then.
    """
    folder = Path(plan.folder)
    if not folder.is_dir():
        raise UsageError(f"schedule.yaml, backup.folder: there is no folder {folder}; make it, or mount its disk")
    for left in folder.glob(f"{WORKING}*"):
        shutil.rmtree(left, ignore_errors=True)  # of a backup that was killed; this home's lock keeps others out
    target = folder / f"circlewise-{at.astimezone(UTC):%Y%m%dT%H%M%S}Z.tar.gz"
    made = keep_home(home, target, at=at, with_pages=plan.has_pages, settings=settings)
    for old in sorted(path for path in folder.iterdir() if OURS.fullmatch(path.name))[: -plan.keep]:
        with suppress(OSError):
            old.unlink()
    return target, made


def last_kept_at(plan: BackupPlan) -> datetime | None:
    """UTC time of the latest backup of the schedule, by the names in its folder; None where there is none."""
    folder = Path(plan.folder)
    found = (OURS.fullmatch(path.name) for path in (folder.iterdir() if folder.is_dir() else ()))
    stamps = [datetime.strptime(name[1], "%Y%m%dT%H%M%S").replace(tzinfo=UTC) for name in found if name]
    return max(stamps, default=None)
