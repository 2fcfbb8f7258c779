"""What people were told already, so that they are told only what is new: a small file of the home."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from pipeline.store.home import PRIVATE_FILE, Home

KEPT = 50
"""Nights of digests that went to nobody which are remembered."""


@dataclass(frozen=True, kw_only=True)
class Cause:
    """Why a source stopped, or a night came to nothing, in words without the numbers of one night."""

    outcome: str
    cause: str
    since: str
    """UTC time of the night that found it."""


@dataclass(frozen=True, kw_only=True)
class Unsent:
    """A message that did not reach an address."""

    to: str
    """As `address 2 of CIRCLEWISE_NOTIFY (mailto)`; no address is kept."""
    what: str
    failure: str
    at: str
    """UTC time."""


@dataclass(frozen=True, kw_only=True)
class Told:
    """What was told, and what could not be."""

    causes: dict[str, Cause] = field(default_factory=dict)
    """By source; under an empty name the cause for which the last night as a whole came to nothing."""
    digest_of: str | None = None
    """The night whose digest went out last."""
    missed: tuple[str, ...] = ()
    """Nights since then whose digest reached nobody."""
    unsent: tuple[Unsent, ...] = ()
    """Of the last time that anything was sent."""


def read_told(home: Home) -> Told:
    """What was told; nothing, where there is no file or it cannot be read: then everything is told anew, once."""
    try:
        held: Any = json.loads((home.folder / "told.json").read_bytes())
        return Told(
            causes={str(source): Cause(**_texts(cause)) for source, cause in held["causes"].items()},
            digest_of=None if held["digest_of"] is None else str(held["digest_of"]),
            missed=tuple(str(night) for night in held["missed"])[-KEPT:],
            unsent=tuple(Unsent(**_texts(each)) for each in held["unsent"]),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Told()


def write_told(home: Home, told: Told) -> None:
    """Keep it, whole or not at all.

    Raises:
        OSError: the disk refuses; what was kept before stays.
    """
    fresh = home.folder / f"told.{os.getpid()}.tmp"
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE_FILE), "w", encoding="utf-8") as file:
        json.dump(asdict(told), file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(home.folder / "told.json")


def at_utc(moment: datetime) -> str:
    """A UTC time as it is kept, to the second."""
    return moment.isoformat(timespec="seconds")


def _texts(held: Any) -> dict[str, str]:
    return {str(name): str(value) for name, value in held.items()}
