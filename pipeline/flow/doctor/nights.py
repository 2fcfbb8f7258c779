"""Nights: the lock, the clock, how the last one ended, whether they run, whether anything is backed up."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pipeline.flow.doctor.about import Finding, Subject
from pipeline.flow.keep import last_kept_at
from pipeline.settings import EXAMPLE_CONTACT
from pipeline.store import read_told

CLOCK_SLACK = timedelta(minutes=5)
OLD_AFTER = timedelta(days=3)
BACKUP_OLD_AFTER = timedelta(days=8)


def night_findings(subject: Subject) -> Iterator[Finding]:
    """What the traces of past nights tell."""
    yield from _lock(subject)
    yield from _clock(subject)
    nights = nights_of(subject.home.logs)
    if nights:
        yield from _last(*nights[-1])
    yield from _messages(subject)
    if subject.home.is_demo:
        return
    if nights and subject.now - nights[-1][0] > OLD_AFTER:
        days = (subject.now - nights[-1][0]).days
        yield Finding(
            level="watch",
            what=f"the last night was {days} days ago, on {nights[-1][0]:%Y-%m-%d}",
            do="see whether `circlewise schedule` runs; `circlewise run` runs a night now",
        )
    yield from _settings(subject)


def _messages(subject: Subject) -> Iterator[Finding]:
    for unsent in read_told(subject.home).unsent:
        yield Finding(
            level="watch",
            what=f"the last message ({unsent.what}) did not reach {unsent.to}: {unsent.failure}",
            do="mend that address, then `circlewise notify` tries it, and clears this where everybody is reached",
        )


def nights_of(logs: Path) -> list[tuple[datetime, Path]]:
    """When nights were, by the names of their summaries; the oldest first."""
    found = []
    for path in logs.glob("*.json") if logs.is_dir() else ():
        try:
            at = datetime.strptime(path.name[:15], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
        except ValueError:
            continue
        found.append((at, path))
    return sorted(found)


def _lock(subject: Subject) -> Iterator[Finding]:
    holder = subject.home.holder()
    if holder.is_running:
        yield Finding(level="note", what=f"a night is under way ({holder.who})", do="nothing: wait until it ends")
    elif holder.who:
        yield Finding(
            level="note",
            what=f"a night was killed and left its name at the lock ({holder.who})",
            do="nothing: the lock itself ended with it, and the next night takes it over",
        )


def _clock(subject: Subject) -> Iterator[Finding]:
    times = [at for at, _ in nights_of(subject.home.logs)]
    if due := subject.home.last_due():
        times.append(due)
    ahead = max(times, default=subject.now)
    if ahead > subject.now + CLOCK_SLACK:
        yield Finding(
            level="watch",
            what=f"a night was noted for {ahead:%Y-%m-%d %H:%M} UTC, and now it is {subject.now:%Y-%m-%d %H:%M} UTC: "
            "the clock went back, or was ahead then",
            do="set the clock (timedatectl); until that time has passed, kept builds and changes may be in odd order",
        )


def _last(at: datetime, path: Path) -> Iterator[Finding]:
    try:
        report: Any = json.loads(path.read_bytes())
        is_published, failure = report["published"], report.get("failure")
        troubled = [each["source"] for each in report["sources"] if each["outcome"] != "succeeded"]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        yield Finding(
            level="note",
            what=f"the summary logs/{path.name} is half-written: the machine or the disk stopped that night",
            do="nothing; `circlewise runs` tells what was published",
        )
        return
    if not is_published:
        yield Finding(
            level="broken",
            what=f"the last night ({at:%Y-%m-%d %H:%M} UTC) published nothing: {failure}",
            do="mend that, then `circlewise run`; what was published before stays until then",
        )
    elif troubled:
        yield Finding(
            level="note",
            what=f"of the last night {', '.join(troubled)} brought nothing new (held, blocked or failed)",
            do=f"`circlewise issues --source {troubled[0]}` tells why",
        )


def _settings(subject: Subject) -> Iterator[Finding]:
    settings = subject.settings
    if settings is None:
        return
    if settings.contact == EXAMPLE_CONTACT:
        yield Finding(
            level="watch",
            what="`contact` in schedule.yaml is still the example, so no source can reach you",
            do="put a person's address there",
        )
    if settings.backup is None:
        yield Finding(
            level="note",
            what="the schedule makes no backups",
            do="name a folder on another disk under `backup` in schedule.yaml (docs/settings.md)",
        )
        return
    last = last_kept_at(settings.backup)
    if last is None or subject.now - last > BACKUP_OLD_AFTER:
        when = f"of {last:%Y-%m-%d}" if last else "none at all"
        yield Finding(
            level="watch",
            what=f"the latest backup in {settings.backup.folder} is {when}",
            do="see whether `circlewise schedule` runs and may write there; `circlewise backup FILE` makes one now",
        )
