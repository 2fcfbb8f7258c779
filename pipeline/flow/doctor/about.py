"""What an examination is about, and what it finds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from pipeline.model import Settings
from pipeline.store import Home

Level = Literal["broken", "watch", "note"]
LEVELS: tuple[Level, ...] = ("broken", "watch", "note")


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that is wrong. `broken` needs a person; `watch` may; a `note` mends itself or is a matter of taste."""

    level: Level
    what: str
    """What was found, in a sentence without a full stop."""
    do: str
    """What to do about it, or that nothing has to be done."""


@dataclass(frozen=True, kw_only=True)
class Subject:
    """The home that is examined. `now` is aware, in UTC; `settings` are None where they are broken."""

    home: Home
    now: datetime
    settings: Settings | None

    def named(self, path: Path) -> str:
        """A file as people find it in the home."""
        try:
            return path.relative_to(self.home.folder).as_posix()
        except ValueError:
            return str(path)
