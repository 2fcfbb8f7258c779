"""Writing so that a kill or a power failure leaves whole files, and the disk's refusals as sentences."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pipeline.errors import StoreError


def write_atomically(path: Path, data: bytes) -> None:
    """Readers see the old file or the new one, whole, even if this process is killed at any moment."""
    with disk(path):
        path.parent.mkdir(parents=True, exist_ok=True)
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
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def disk(path: Path) -> Iterator[None]:
    """What the disk refuses in this block is a StoreError that names `path`."""
    try:
        yield
    except OSError as error:
        raise StoreError(
            f"{path}: cannot be written ({error.strerror or error}): no space, or no permission?"
        ) from error
