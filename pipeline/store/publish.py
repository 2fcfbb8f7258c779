"""Publishes a finished build: one os.replace, and the file that people read is the new one."""

from __future__ import annotations

import os
import shutil
import stat
from contextlib import suppress
from pathlib import Path

import duckdb

from pipeline import durable, private
from pipeline.errors import CirclewiseError, StoreError
from pipeline.store.home import RESTORING, Home
from pipeline.store.reading import Catalogue
from pipeline.store.wordings import Wordings

BUILDING = ".building"
ODD = (
    "SELECT schema_name || '.' || view_name AS name FROM duckdb_views() WHERE NOT internal AND schema_name <> 'out' "
    "UNION ALL SELECT schema_name || '.' || function_name FROM duckdb_functions() "
    "WHERE NOT internal AND database_name = current_database() ORDER BY name"
)
"""What a night would run with the right to read files, were it in the place of one of our tables: a backup may come
from anywhere.
"""
TABLES = "SELECT schema_name, table_name FROM duckdb_tables() WHERE NOT internal ORDER BY ALL"


def building_path(home: Home, night_id: str) -> Path:
    """Where the next catalogue is made; nobody reads it."""
    return home.builds / f"{night_id}{BUILDING}"


def clear_unfinished(home: Home) -> int:
    """Remove what killed nights left behind; returns how many files. Only under the home's lock.

    Raises:
        StoreError: a restore into this home was cut off, so that half of what belongs to it may be missing.
    """
    if (home.folder / RESTORING).exists():
        raise StoreError(f"a restore into {home.folder} was cut off; empty that folder, then restore again")
    leftovers = unfinished(home)
    for path in leftovers:
        if path.is_dir():  # what DuckDB had no memory for
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink()
    Wordings(home.demand).discard()
    return len(leftovers)


def unfinished(home: Home) -> list[Path]:
    """What killed nights left behind, unless a night works now: then it is what that one is making."""
    beside = home.folder / "catalogue.next"
    found = [path for path in home.builds.iterdir() if BUILDING in path.name] if home.builds.is_dir() else []
    return sorted(found) + ([beside] if beside.exists() else [])


def kept_builds(home: Home) -> list[Path]:
    """The catalogues kept in builds/, the newest first."""
    return sorted(home.builds.glob("*.duckdb"), reverse=True)


def publish(home: Home, night_id: str, keep_builds: int) -> Path:
    """Swap the finished build in; then, if the disk lets us, keep it under its own name too and drop the oldest.

    Raises:
        StoreError: the disk refuses the swap; the previous catalogue stays.
    """
    built, incoming = building_path(home, night_id), home.folder / "catalogue.next"
    try:
        durable.sync(built)
        built.replace(incoming)
        _set_stale_log_aside(home, night_id)
        incoming.replace(home.catalogue)
    except OSError as error:
        raise StoreError(
            f"{home.catalogue} could not be replaced ({error.strerror}); the previous catalogue stays as it was"
        ) from error
    with suppress(OSError):
        durable.sync(home.folder)
        link_or_copy(home.catalogue, home.builds / f"{night_id}.duckdb")
        durable.sync(home.builds)
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
    found = damage(home.catalogue)
    if found is None:
        return home.catalogue, None
    for kept in kept_builds(home):
        if damage(kept) is None:
            return kept, f"{home.catalogue.name} is damaged ({found}); the night starts from builds/{kept.name}"
    raise StoreError(
        f"{home.catalogue} is damaged ({found}), and so is every catalogue in builds/; bring a backup back "
        "(`circlewise restore FILE --home EMPTY_FOLDER`), or move it away to begin anew"
    )


def damage(path: Path) -> str | None:
    """What keeps any part of a catalogue from being read, in DuckDB's words; None where all of it can be.

    Every value of every table is read: a file that was cut off opens well and answers small questions (seen 2026-11).
    34,000 courses take 0.3 s.

    Raises:
        MemoryError: there is too little to tell. Taken for damage, the night would begin from an older build.
    """
    try:
        with Catalogue(path) as catalogue:
            catalogue.query("SELECT count(content_hash) FROM core.course")
            if odd := catalogue.query(ODD).rows:
                return f"{odd[0][0]} is a view or macro that no night makes"
            for schema, table in catalogue.query(TABLES).rows:
                catalogue.query(f'SELECT bit_xor(hash(COLUMNS(*))) FROM "{schema}"."{table}"')  # noqa: S608
    except CirclewiseError as error:
        if isinstance(error.__cause__, duckdb.OutOfMemoryException):
            raise MemoryError(str(error.__cause__).splitlines()[0]) from error
        return str(error.__cause__ or error).splitlines()[0]
    return None


def _set_stale_log_aside(home: Home, night_id: str) -> None:
    """A .wal beside a swapped file makes it unreadable; only a tool that opened the catalogue to write leaves one."""
    stale = home.catalogue.with_name(home.catalogue.name + ".wal")
    if stale.exists():
        stale.replace(aside := home.builds / f"{night_id}.stale-wal")
        aside.chmod(private.FILE)  # as that program made it, others may read it


def link_or_copy(source: Path, target: Path) -> None:
    """A second name of a file, or a copy where the disk knows one name a file."""
    try:
        os.link(source, target)
    except OSError:
        copy(source, target)
        durable.sync(target)


def copy(source: Path, target: Path) -> None:
    """A copy that whoever may read the original may read, once it is whole."""
    with source.open("rb") as old, os.fdopen(private.emptied_file(target), "wb") as new:
        shutil.copyfileobj(old, new)
    share_as(source, target)


def share_as(source: Path, target: Path) -> None:
    """Let those read a file who may read another one, as far as this account may say so."""
    about = source.stat()
    with suppress(PermissionError):
        os.chown(target, -1, about.st_gid)
        target.chmod(stat.S_IMODE(about.st_mode))
