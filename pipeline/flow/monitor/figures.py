"""The figures of a home: from the catalogue, the summary of the last night and the disk. None is of people."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pipeline.errors import CirclewiseError
from pipeline.flow.doctor import Disk
from pipeline.flow.doctor.nights import nights_of
from pipeline.model import Night
from pipeline.store import Catalogue, Home, SourceHealth, read_told, source_health

Open = Callable[[], AbstractContextManager[Catalogue]]
"""Opens the published catalogue for reading."""


@dataclass(frozen=True, kw_only=True)
class LastNight:
    """The last night, published or not, as its summary in logs/ tells."""

    at: datetime
    is_published: bool
    seconds: dict[str, float]
    """By stage, with `total`."""


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What there is to measure; what cannot be known is None or empty, never 0."""

    now: datetime
    """UTC."""
    trouble: str | None
    """Why the catalogue cannot be read; None where it can."""
    published_at: datetime | None
    """UTC time at which the night ended that people see."""
    courses: int | None
    sources: tuple[SourceHealth, ...]
    night: LastNight | None
    unsent: int
    """Messages of the last time that did not reach their address."""
    disk: Disk | None


def figures_of(home: Home, opened: Open, now: datetime, disk: Disk | None) -> Figures:
    """Look at a home; whatever cannot be read is told, nothing is raised."""
    trouble: str | None = None
    nights: list[Night] = []
    sources: tuple[SourceHealth, ...] = ()
    try:
        with opened() as catalogue:
            nights = list(catalogue.previous(Night, "true", order="started_at DESC LIMIT 1"))
            sources = source_health(catalogue)
    except CirclewiseError as error:
        trouble = str(error)
    return Figures(
        now=now,
        trouble=trouble,
        published_at=nights[0].finished_at.replace(tzinfo=UTC) if nights else None,
        courses=nights[0].courses if nights else None,
        sources=sources,
        night=_last_night(home),
        unsent=len(read_told(home).unsent),
        disk=disk,
    )


def _last_night(home: Home) -> LastNight | None:
    """By the newest summary that is whole."""
    for at, path in reversed(nights_of(home.logs)):
        try:
            told: Any = json.loads(path.read_bytes())
            seconds = {str(stage): float(n) for stage, n in told["seconds"].items()}
            return LastNight(at=at, is_published=bool(told["published"]), seconds=seconds)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            continue
    return None
