"""How far SQL that a person typed may go: what a connection can reach, and how long and how much it may answer."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import duckdb

from pipeline.errors import UsageError

MEMORY = "2GB"
CLOSED_OFF: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": False,  # no file but the catalogue, no network, no other database
    "lock_configuration": True,
    "memory_limit": MEMORY,
    "temp_directory": "",  # else what finds no room in memory would lie beside the catalogue, in the home
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "allow_community_extensions": False,
    "python_enable_replacements": False,  # else a table could be named as a variable of ours
}
"""Settings of DuckDB for whoever reads a catalogue. They are given with the connection: two of one process share it."""
CLOSED_LATER: dict[str, str | bool | int | float | list[str]] = CLOSED_OFF | {
    "enable_external_access": True,
    "lock_configuration": False,
}
"""The same for whoever attaches a catalogue first, and then runs CLOSE."""
CLOSE = "SET enable_external_access = false; SET lock_configuration = true"
AT_ONCE = 2048
"""Rows that are fetched between two looks; DuckDB's own measure of a piece."""


@dataclass(frozen=True, kw_only=True)
class Limits:
    """For one question. The answer is held in memory as a whole, so that it is bounded in rows and in letters."""

    max_seconds: float = 120.0
    max_rows: int = 1_000_000
    max_letters: int = 200_000_000


@contextmanager
def in_time(connection: duckdb.DuckDBPyConnection, limits: Limits | None) -> Iterator[None]:
    """A block after whose time DuckDB ends what it is doing, at the next step that it can.

    Raises:
        UsageError: the time was over.
    """
    if limits is None:
        yield
        return
    ringing = threading.Timer(limits.max_seconds, connection.interrupt)
    ringing.daemon = True
    ringing.start()
    try:
        yield
    except duckdb.InterruptException as error:
        raise UsageError(
            f"the query was ended: it took longer than {limits.max_seconds:g} seconds; ask for less, or give it more "
            "with --max-seconds"
        ) from error
    finally:
        ringing.cancel()


def fetch(cursor: duckdb.DuckDBPyConnection, limits: Limits | None) -> list[tuple[Any, ...]]:
    """All rows of an answer.

    Raises:
        UsageError: it is larger than the limits.
    """
    if limits is None:
        return cursor.fetchall()
    rows: list[tuple[Any, ...]] = []
    letters = 0
    while batch := cursor.fetchmany(AT_ONCE):
        rows += batch
        letters += sum(_letters(value) for row in batch for value in row)
        if len(rows) > limits.max_rows:
            raise _too_large(f"{limits.max_rows:,} rows")
        if letters > limits.max_letters:
            raise _too_large(f"{limits.max_letters:,} letters")
    return rows


def _letters(value: Any) -> int:
    """About how much memory a value takes, numbers and dates aside, of which `max_rows` is bound enough."""
    if isinstance(value, str | bytes):
        return len(value)
    if isinstance(value, list | tuple):
        return len(value) + sum(map(_letters, value))
    if isinstance(value, dict):
        return len(value) + sum(map(_letters, (*value.keys(), *value.values())))
    return 0


def _too_large(measure: str) -> UsageError:
    return UsageError(f"the query was ended: its answer has more than {measure}; ask for less, with LIMIT or a sum")
