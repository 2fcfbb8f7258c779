"""Writing so that a kill or a power failure leaves whole files, and the disk's refusals as sentences."""

from __future__ import annotations

import os
import tempfile
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pipeline import durable, private
from pipeline.errors import StoreError


class Growing:
    """Files to which lines are added, kept open: to open one again for every line took longer than to write it.

    Safe to use from several threads. Those that nobody closes are closed with the last use of this object.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._handles: dict[Path, int] = {}
        weakref.finalize(self, _close_all, self._handles)

    def add(self, path: Path, line: bytes) -> None:
        """Add a line that ends in a line feed; the file is made where it is missing.

        Raises:
            StoreError: the disk refuses.
        """
        with self._lock, disk(path):
            if path not in self._handles:
                private.make_folder(path.parent)
                self._handles[path] = handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, private.FILE)
                if os.lseek(handle, 0, os.SEEK_END):
                    _write(handle, b"\n")  # who was killed half-way through a line goes on after it
            _write(self._handles[path], line)

    def close(self, path: Path) -> None:
        """Close a file, if it is open."""
        with self._lock:
            if path in self._handles:
                os.close(self._handles.pop(path))


def _close_all(handles: dict[Path, int]) -> None:
    while handles:
        os.close(handles.popitem()[1])


def create(path: str, data: bytes) -> None:
    """Write a new file.

    Raises:
        FileExistsError: there is one.
        OSError: the disk refuses.
    """
    handle = private.new_file(path)
    try:
        _write(handle, data)
    finally:
        os.close(handle)


def _write(handle: int, data: bytes) -> None:
    left = memoryview(data)
    while left:
        left = left[os.write(handle, left) :]


def write_atomically(path: Path, data: bytes) -> None:
    """Readers see the old file or the new one, whole, even if this process is killed at any moment."""
    with disk(path):
        private.make_folder(path.parent)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".tmp")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise


def sync(path: Path) -> None:
    """Make a file, or the names in a folder, last through a power failure, where the system can open it."""
    with suppress(PermissionError, FileNotFoundError):
        durable.sync(path)


@contextmanager
def disk(path: Path | str) -> Iterator[None]:
    """What the disk refuses in this block is a StoreError that names `path`."""
    try:
        yield
    except OSError as error:
        raise StoreError(
            f"{path}: cannot be written ({error.strerror or error}): no space, or no permission?"
        ) from error
