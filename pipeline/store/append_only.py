"""Tables of decisions: rows are added and stay as they are; one is taken back by a row of its own.

Only a purge destroys rows: those about a survey that is destroyed with them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from pipeline.store.decisions import SCHEMA
from pipeline.store.sqlite import open_sqlite


def kept_for_good(table: str) -> tuple[str, str]:
    """The statements after which SQLite refuses to delete or change a row of the table."""
    return (
        f"CREATE TRIGGER IF NOT EXISTS {table}_is_kept BEFORE DELETE ON {table} "
        "BEGIN SELECT raise(ABORT, 'decisions are never deleted'); END",
        f"CREATE TRIGGER IF NOT EXISTS {table}_stands BEFORE UPDATE ON {table} "
        "BEGIN SELECT raise(ABORT, 'decisions are never changed'); END",
    )


def destroy(connection: sqlite3.Connection, table: str, where: str, value: str) -> int:
    """Delete rows of a survey that is purged, in a transaction of the caller's; returns how many there were.

    Nobody else ever sees the table without what keeps its rows: SQLite takes that off and puts it back in the same
    transaction. The caller scrubs the file and records what was destroyed.
    """
    is_kept, _ = kept_for_good(table)
    connection.execute(f"DROP TRIGGER {table}_is_kept")
    n_gone = connection.execute(f"DELETE FROM {table} WHERE {where} = ?", (value,)).rowcount  # noqa: S608
    connection.execute(is_kept)
    return n_gone


@contextmanager
def open_table(path: Path, statements: Sequence[str]) -> Iterator[sqlite3.Connection]:
    """One transaction on the file of decisions, in which these statements have made what is missing.

    Raises:
        StoreError: as `open_sqlite`.
    """
    with open_sqlite(path, SCHEMA) as connection:
        for statement in statements:
            connection.execute(statement)
        yield connection
