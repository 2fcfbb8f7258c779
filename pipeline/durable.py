"""What outlives a power failure: bytes that are on the disk, and names that are.

A system writes both when it likes. A file that was put in its place before its bytes were written can be there, and be
empty; a name that was given may be gone. So whatever must not be lost is made to last before anybody is told of it.
"""

from __future__ import annotations

import os
from pathlib import Path


def sync(path: Path) -> None:
    """Make a file, or the names in a folder, last.

    Raises:
        OSError: it is not there, or the disk refuses.
    """
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def put(fresh: Path, place: Path) -> None:
    """Put a finished file in its place in one step, so that after a power failure the old one or the new one is there.

    Raises:
        OSError: the disk refuses; what was there stays.
    """
    sync(fresh)
    fresh.replace(place)
    sync(place.parent)
