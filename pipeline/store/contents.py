"""Which files of a home are its content, by rule and not by name: new kinds of files are kept as well."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from pipeline.store.home import RESTORING, Home
from pipeline.store.publish import BUILDING

PASSING_ENDS = (".lock", ".making", ".owner", "-wal", "-shm", "-journal", ".wal", ".tmp", ".partial")
PASSING_NAMES = ("catalogue.next",)


def is_passing(path: Path) -> bool:
    """Whether a file belongs to whoever works on the home now: locks, logs of open files, what is half-written."""
    return path.name.endswith(PASSING_ENDS) or path.name in PASSING_NAMES or BUILDING in path.name


def contents(home: Home, *, with_pages: bool) -> Iterator[Path]:
    """Every file that stays, in order of its path; links and what is neither file nor folder are passed over.

    Args:
        home: the home.
        with_pages: whether the archived pages belong to it; they can be asked anew, and are most of the bytes.

    Uploads are never content: they hold what people answered as it was exported, and must not outlive their hours in a
    backup.
    """
    for folder, folders, names in os.walk(home.folder):
        here = Path(folder)
        folders[:] = sorted(name for name in folders if _is_entered(here / name, home, with_pages=with_pages))
        for name in sorted(names):
            path = here / name
            if path.is_file() and not path.is_symlink() and not is_passing(path):
                yield path


def bytes_of(home: Home) -> dict[str, int]:
    """What a home takes on its disk, as a night notes it for the forecast: a file of two names counts once.

    By `catalogue` (the published one, of which as many are kept as the settings say), `logs` (which are bounded) and
    `rest`. What goes or comes meanwhile is passed over.
    """
    found = {"catalogue": home.catalogue.stat().st_size if home.catalogue.exists() else 0, "logs": 0, "rest": 0}
    for path in contents(home, with_pages=True):
        if path == home.catalogue or (path.parent == home.builds and path.suffix == home.catalogue.suffix):
            continue
        with suppress(FileNotFoundError):
            found["logs" if path.parent == home.logs else "rest"] += path.stat().st_size
    return found


def _is_entered(folder: Path, home: Home, *, with_pages: bool) -> bool:
    is_passing_folder = folder.name == RESTORING or folder == home.uploads
    return not is_passing_folder and not folder.is_symlink() and (with_pages or folder != home.pages)
