"""The version of the tables in a home's SQLite files, and the steps from each version to the next.

One number for all of these files: `VERSION` goes up by one with any change that `CREATE … IF NOT EXISTS` cannot make,
such as a column, and `STEPS` then says what each file needs. A file says its version as `user_version`; 0 are files of
before 2026-11-27, which had the tables of version 1 or fewer of them. A file of a later version is refused: what this
release does not know it would lose.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from pathlib import Path

from pipeline.errors import StoreError

VERSION = 1
STEPS: Mapping[int, Mapping[str, tuple[str, ...]]] = {}
"""By version the statements, by name of file, that lead to the next one; nothing where nothing needs to change."""
OWN = ("decisions.sqlite", "surveys.sqlite", "circles.sqlite", "accounts.sqlite")
"""The files that are kept from release to release. `demand.sqlite` is written anew every night, and says its own."""


def version_of(connection: sqlite3.Connection) -> int:
    """What the file says."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)


def refuse_later(connection: sqlite3.Connection, path: Path) -> int:
    """The version of a file, if this release can read it.

    Raises:
        StoreError: a later release made it.
    """
    version = version_of(connection)
    if path.name in OWN and version > VERSION:
        raise StoreError(
            f"{path} is of version {version}, this release knows up to {VERSION}: a later release of Circlewise made "
            "it; install that one again, or restore a backup of before (`circlewise restore FILE --home EMPTY_FOLDER`)"
        )
    return version


def needs_steps(version: int, path: Path) -> bool:
    """Whether a file of this version has to be changed before it can be read as one of today."""
    return any(path.name in STEPS.get(number, {}) for number in range(version, VERSION))


def bring_forward(connection: sqlite3.Connection, path: Path) -> None:
    """Take a file to today's version, in a transaction of the caller's: all steps or none.

    Raises:
        StoreError: a later release made it.
    """
    version = refuse_later(connection, path)
    if path.name not in OWN or version == VERSION:
        return
    for number in range(version, VERSION):
        for statement in STEPS.get(number, {}).get(path.name, ()):
            connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {VERSION}")
