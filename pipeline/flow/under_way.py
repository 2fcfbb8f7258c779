"""How far a night has come, and how nights ended: read from what they write anyway, whoever started them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipeline.flow.doctor.nights import nights_of
from pipeline.flow.report import STAGES
from pipeline.store import Home

MOST_BYTES = 512_000
"""Of a log that is looked at, from its end; a night writes a few dozen kB."""
OVER = ("night_ended", "night_stopped")
_LOG = re.compile(r"[0-9]{8}T[0-9]{6}-([a-z]+)-([0-9]+)(?:\.[0-9]+)?\.jsonl")


@dataclass(frozen=True, kw_only=True, slots=True)
class SourceDone:
    """A source that this night is through with."""

    source: str
    outcome: str
    listings: int


@dataclass(frozen=True, kw_only=True, slots=True)
class UnderWay:
    """Somebody works on a home now; what a night says of itself is empty where it is no night, or says nothing yet."""

    pid: int | None
    purpose: str
    """What holds the home: run, schedule, harvest, or another verb that needs it for itself."""
    began_at: datetime | None
    """UTC."""
    stage: str
    stages: tuple[str, ...]
    """Those of a night that it came to, in order."""
    done: tuple[SourceDone, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class PastNight:
    """A night that is over, published or not, as its summary tells."""

    at: datetime
    """UTC time of its start."""
    night_id: str
    is_published: bool
    failure: str | None
    courses: int
    topics: int
    seconds: float
    sources: tuple[tuple[str, str], ...]
    """Source and outcome."""


def under_way(home: Home) -> UnderWay | None:
    """Who works on this home now, and how far it has come; None where nobody does."""
    holder = home.holder()
    if not holder.is_running:
        return None
    events = _of_this_night(_events(_log_of(home.logs, holder.purpose, holder.pid)))
    stages = [str(each.get("stage")) for each in events if each.get("event") == "stage"]
    known = tuple(stage for stage in STAGES if stage in stages or (stage == "harvest" and events))
    began = next((each for each in events if each.get("event") == "night_began"), {})
    return UnderWay(
        pid=holder.pid,
        purpose=holder.purpose,
        began_at=_moment(began.get("at")),
        stage=known[-1] if known else "",
        stages=known,
        done=tuple(
            SourceDone(
                source=str(each.get("source")),
                outcome=str(each.get("outcome")),
                listings=int(each.get("listings") or 0),
            )
            for each in events
            if each.get("event") == "source"
        ),
    )


def past_nights(home: Home, n: int) -> tuple[PastNight, ...]:
    """The last `n` nights whose summaries are whole, the latest first."""
    found = (_past(at, path) for at, path in reversed(nights_of(home.logs)))
    return tuple(night for night, _ in zip((each for each in found if each), range(n), strict=False))


def _past(at: datetime, path: Path) -> PastNight | None:
    try:
        told: Any = json.loads(path.read_bytes())
        return PastNight(
            at=at,
            night_id=str(told["night_id"]),
            is_published=bool(told["published"]),
            failure=told.get("failure"),
            courses=int(told["courses"]),
            topics=int(told["topics"]),
            seconds=float(told["seconds"]["total"]),
            sources=tuple((str(each["source"]), str(each["outcome"])) for each in told["sources"]),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _log_of(logs: Path, purpose: str, pid: int | None) -> Path | None:
    """The newest log of a process; a number may have been another process's before."""
    named = [
        path
        for path in (logs.glob(f"*-{pid}*.jsonl") if logs.is_dir() and pid else ())
        if (found := _LOG.fullmatch(path.name)) and found.groups() == (purpose, str(pid))
    ]
    return max(named, key=lambda path: (path.name[:15], path.stat().st_mtime_ns), default=None)


def _events(path: Path | None) -> Iterator[dict[str, Any]]:
    if path is None:
        return
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - MOST_BYTES))
            lines = file.read().split(b"\n")
    except OSError:
        return
    for line in lines:
        try:
            event = json.loads(line)
        except ValueError:  # cut off, or being written
            continue
        if isinstance(event, dict):
            yield event


def _of_this_night(events: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The events of the night that is under way; none where the last one of this log is over."""
    found: list[dict[str, Any]] = []
    is_on = False
    for event in events:
        if event.get("event") == "night_began":
            found, is_on = [], True
        elif event.get("event") in OVER:
            found, is_on = [], False
        if is_on:
            found.append(event)
    return found


def _moment(text: object) -> datetime | None:
    try:
        return datetime.fromisoformat(str(text)).astimezone(UTC)
    except ValueError:
        return None
