"""Publishes a finished build: one os.replace, and the file that people read is the new one."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path

from pipeline.errors import CirclewiseError, StoreError
from pipeline.store.home import Home
from pipeline.store.reading import Catalogue
from pipeline.store.wordings import Wordings

BUILDING = ".building"


def building_path(home: Home, night_id: str) -> Path:
    """Where the next catalogue is made; nobody reads it."""
    return home.builds / f"{night_id}{BUILDING}"


def clear_unfinished(home: Home) -> int:
    """Remove what killed nights left behind; returns how many files. Only under the home's lock."""
    leftovers = [path for path in home.builds.iterdir() if BUILDING in path.name]
    for path in leftovers:
        path.unlink()
    (home.folder / "catalogue.next").unlink(missing_ok=True)
    Wordings(home.demand).discard()
    return len(leftovers)


def publish(home: Home, night_id: str, keep_builds: int) -> Path:
    """Swap the finished build in; then, if the disk lets us, keep it under its own name too and drop the oldest.

    Raises:
        StoreError: the disk refuses the swap; the previous catalogue stays.
    """
    built, incoming = building_path(home, night_id), home.folder / "catalogue.next"
    try:
        flush(built)
        built.replace(incoming)
        _set_stale_log_aside(home, night_id)
        incoming.replace(home.catalogue)
    except OSError as error:
        raise StoreError(
            f"{home.catalogue} could not be replaced ({error.strerror}); the previous catalogue stays as it was"
        ) from error
    with suppress(OSError):
        _flush_folder(home.folder)
        _link_or_copy(home.catalogue, home.builds / f"{night_id}.duckdb")
        for old in sorted(home.builds.glob("*.duckdb"))[:-keep_builds]:
            old.unlink()
    return home.catalogue


def newest_readable(home: Home) -> tuple[Path | None, str | None]:
    """The catalogue to build on, and a sentence where it is not the published one: a damaged file stops no night.

    Raises:
        StoreError: there is a catalogue, but neither it nor any kept build can be read.
    """
    if not home.catalogue.exists():
        return None, None
    damage = _damage(home.catalogue)
    if damage is None:
        return home.catalogue, None
    for kept in sorted(home.builds.glob("*.duckdb"), reverse=True):
        if _damage(kept) is None:
            return kept, f"{home.catalogue.name} is damaged ({damage}); the night starts from builds/{kept.name}"
    raise StoreError(
        f"{home.catalogue} is damaged ({damage}), and so is every catalogue in builds/; restore one from a backup, or "
        "move it away to begin anew"
    )


def _damage(path: Path) -> str | None:
    try:
        with Catalogue(path) as catalogue:
            catalogue.query("SELECT count(content_hash) FROM core.course")
    except CirclewiseError as error:
        return str(error.__cause__ or error).splitlines()[0]
    return None


def _set_stale_log_aside(home: Home, night_id: str) -> None:
    """A .wal beside a swapped file makes it unreadable; only a tool that opened the catalogue to write leaves one."""
    stale = home.catalogue.with_name(home.catalogue.name + ".wal")
    if stale.exists():
        stale.replace(home.builds / f"{night_id}.stale-wal")


def _link_or_copy(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
        flush(target)


def flush(path: Path) -> None:
    """Make a file last: what was written is on the disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _flush_folder(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
