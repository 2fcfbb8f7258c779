"""How much a home takes on its disk, looked at now and then: a home may have a hundred thousand archived pages."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from pipeline.flow.doctor import Bounds, Disk, look_at_disk
from pipeline.store import Home

LOOKED_FOR = timedelta(minutes=10)


def free_bytes(folder: Path) -> int:
    """The room that this account has on the disk of a folder, in bytes."""
    return shutil.disk_usage(folder).free


class DiskUse:
    """The last look at a disk; for a process that is asked every few seconds, by several threads."""

    def __init__(self, home: Home, bounds: Bounds, free: Callable[[Path], int] = free_bytes) -> None:
        self._home, self._bounds, self._free = home, bounds, free
        self._looked: tuple[datetime, Disk] | None = None
        self._lock = threading.Lock()

    def at(self, now: datetime) -> Disk | None:
        """The disk as it was at most ten minutes before `now` (UTC); None where the home cannot be looked at."""
        with self._lock:
            if self._looked is None or not timedelta(0) <= now - self._looked[0] < LOOKED_FOR:
                try:
                    self._looked = now, look_at_disk(self._home, now, self._bounds, self._free)
                except OSError:  # a file that went away under the look, or a folder of another account
                    return None
            return self._looked[1]
