"""A backup brought back: unpacked beside, checked whole, and only then moved into an empty home."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import IO

from pipeline import durable
from pipeline.errors import StoreError, UsageError
from pipeline.store.accounts import Accounts
from pipeline.store.backup import Manifest, read_backup
from pipeline.store.contents import is_passing
from pipeline.store.home import PRIVATE_FILE, PRIVATE_FOLDER, RESTORING, Home
from pipeline.store.publish import damage, link_or_copy
from pipeline.store.sqlite import damage_of_sqlite, is_sqlite, unusable


def check_empty(home: Home) -> None:
    """Let a backup into an empty home only.

    Raises:
        UsageError: there is something in it.
    """
    held = sorted(path for path in home.folder.rglob("*") if path.is_file() and not is_passing(path))
    unpacked = [path for path in held if RESTORING in path.relative_to(home.folder).parts]
    held = [path for path in held if path not in unpacked]
    if held and (home.folder / RESTORING).exists():
        raise UsageError(f"a restore into {home.folder} was cut off; empty that folder, then restore again")
    if held:
        raise UsageError(
            f"{home.folder} is not empty (it holds {held[0].relative_to(home.folder)}), and a restore overwrites "
            "nothing; name an empty folder with --home, or move what is there away first"
        )


def restore(home: Home, source: Path) -> Manifest:
    """Bring a backup into an empty home that the caller has locked; whatever fails, nothing of it is left.

    Files are closed to other users, whatever they were.

    Raises:
        UsageError: the home is not empty.
        StoreError: the backup is not whole, what it holds cannot be used, or the disk refuses.
    """
    check_empty(home)
    work = home.folder / RESTORING
    shutil.rmtree(work, ignore_errors=True)
    try:
        work.mkdir(mode=PRIVATE_FOLDER)
        manifest = read_backup(source, lambda path, file: _unpack(work / path, file))
        for kept in manifest.files:
            if kept.same_as is not None:
                _folder_of(work / kept.path)
                link_or_copy(work / kept.same_as, work / kept.path)
        for folder in (work, *(path for path in work.rglob("*") if path.is_dir())):
            durable.sync(folder)
        _check(Home(work), source)
        if Home(work).accounts.exists():
            Accounts(Home(work).accounts).end_sign_ins()  # who signed out since the backup stays out
        _move_in(home, work)
    except OSError as error:
        raise unusable(home.folder, error) from error
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return manifest


def _unpack(path: Path, file: IO[bytes]) -> None:
    _folder_of(path)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE), "wb") as out:
        shutil.copyfileobj(file, out)
        out.flush()
        os.fsync(out.fileno())


def _folder_of(path: Path) -> None:
    for folder in reversed(path.parents):
        if not folder.exists():
            folder.mkdir(mode=PRIVATE_FOLDER)


def _check(unpacked: Home, source: Path) -> None:
    """Open what was unpacked: a whole backup of a damaged home is no use either, and says so now.

    Raises:
        StoreError: a file cannot be used.
    """
    if unpacked.catalogue.exists() and (found := damage(unpacked.catalogue)):
        raise StoreError(f"{source}: the catalogue in it is damaged ({found}); take an earlier backup")
    for path in sorted(unpacked.folder.rglob("*")):
        if path.is_file() and is_sqlite(path) and (found := damage_of_sqlite(path, is_in_use=False)):
            inside = path.relative_to(unpacked.folder)
            raise StoreError(f"{source}: {inside} in it cannot be used ({found}); take an earlier backup")


def _move_in(home: Home, work: Path) -> None:
    """Move everything to its place, the catalogue last: whoever finds one finds all that belongs to it."""
    unpacked = Home(work)
    for entry in sorted(work.iterdir(), key=lambda entry: (entry == unpacked.catalogue, entry.name)):
        place = home.folder / entry.name
        if place.is_dir():
            _remove_empty(place)
        if entry == unpacked.catalogue:
            durable.sync(home.folder)  # what belongs to it is in its place first
        entry.replace(place)
    durable.sync(home.folder)


def _remove_empty(folder: Path) -> None:
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir():
            path.rmdir()
        else:
            path.unlink()  # only what passes: a home that holds anything else is not restored into
    folder.rmdir()
