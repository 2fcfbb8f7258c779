"""What the last night could do for the lake, so that `doctor` and the next night know: a small file of the home."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from typing import Any

from pipeline.store.home import PRIVATE_FILE, Home

FILE = "lake.json"


@dataclass(frozen=True, kw_only=True)
class LakeState:
    """How far the lake is."""

    night_id: str | None = None
    """The night that the lake has; None before the first."""
    published_at: str | None = None
    """UTC time at which it got it."""
    failure: str | None = None
    """Why the last try came to nothing; None where it did not."""
    since: str | None = None
    """UTC time of the first try in a row that came to nothing."""


def read_state(home: Home) -> LakeState:
    """How far the lake is; as before the first night where there is no file, or it cannot be read."""
    try:
        held: Any = json.loads((home.folder / FILE).read_bytes())
        return LakeState(**{name: None if value is None else str(value) for name, value in held.items()})
    except (OSError, ValueError, TypeError, AttributeError):
        return LakeState()


def write_state(home: Home, state: LakeState) -> None:
    """Note how far the lake is.

    Raises:
        OSError: the disk refuses.
    """
    path = home.folder / FILE
    fresh = path.with_suffix(f".{os.getpid()}.tmp")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE_FILE), "w") as file:
        json.dump(asdict(state), file)
    fresh.replace(path)
