"""Puts a folder in the place of another one in one step, so that a reader finds the old one or the new one."""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
from pathlib import Path

EXCHANGE = 2  # RENAME_EXCHANGE of Linux; Python has no name for it (3.14, 2026-11)
HERE = -100  # AT_FDCWD
NOT_HERE = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP)


def swap_folder(fresh: Path, target: Path) -> None:
    """Put `fresh` in the place of `target`, which may exist, and remove what was there. Both lie on one disk.

    Where the disk cannot exchange two folders at once (such as NFS), the target is away for the time of two renames.

    Raises:
        OSError: the disk refuses; the target is as it was.
    """
    if not target.exists():
        fresh.rename(target)
        return
    if not _exchange(fresh, target):
        aside = fresh.with_name(f"{fresh.name}.old")
        shutil.rmtree(aside, ignore_errors=True)  # of an export that was killed between the two renames
        target.rename(aside)
        try:
            fresh.rename(target)
        except OSError:
            aside.rename(target)
            raise
        fresh = aside
    shutil.rmtree(fresh)


def _exchange(one: Path, other: Path) -> bool:
    """Give each of two folders the name of the other; False where the system or the disk cannot.

    Raises:
        OSError: it can, and refuses.
    """
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    if rename(HERE, os.fsencode(one), HERE, os.fsencode(other), EXCHANGE) == 0:
        return True
    code = ctypes.get_errno()
    if code in NOT_HERE:
        return False
    raise OSError(code, os.strerror(code), str(other))
