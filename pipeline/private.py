"""Files and folders that only this account can read, made so from their first moment, whatever the umask says.

A home holds what people answered and decided. Its folder is closed, but folders are copied, mounted and opened for
colleagues; so every file in it is closed by itself, too.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FILE = 0o600
FOLDER = 0o700
OTHERS = 0o077
"""What the umask takes away from files that a library makes for us."""


def make_folder(folder: Path) -> None:
    """Make a folder and those above it that are missing; one that is there stays as it is.

    Raises:
        OSError: the disk refuses, or a file is in its place.
    """
    for each in (*reversed(folder.parents), folder):
        if not each.is_dir():
            each.mkdir(mode=FOLDER, exist_ok=True)


def new_file(path: Path | str) -> int:
    """Make a new file; returns a descriptor to write to.

    Raises:
        FileExistsError: there is one.
        OSError: the disk refuses.
    """
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE)


def emptied_file(path: Path | str) -> int:
    """Make a file, or empty the one that is there, which keeps its mode; returns a descriptor to write to.

    Raises:
        OSError: the disk refuses.
    """
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, FILE)


def write(path: Path, data: bytes) -> None:
    """Write a file, in place of what it held.

    Raises:
        OSError: the disk refuses.
    """
    with os.fdopen(emptied_file(path), "wb") as file:
        file.write(data)


def write_text(path: Path, text: str) -> None:
    """The same for a text, in UTF-8.

    Raises:
        OSError: the disk refuses.
    """
    write(path, text.encode("utf-8"))


@contextmanager
def closed() -> Iterator[None]:
    """A block in which files that libraries make of their own accord are closed to others: DuckDB takes no mode.

    The umask is the whole process's: what other threads make meanwhile is closed as well, and nothing is opened.
    """
    before = os.umask(OTHERS)
    try:
        yield
    finally:
        os.umask(before)
