"""One change of the lake: in turn, in one transaction, again where another one came between; then what is old goes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping

import duckdb

from pipeline.errors import StoreError
from pipeline.store.lake.worker.session import LAKE, quoted

TRIES = 6
WAIT_SECONDS = 0.1
"""Before the second try; twice as long before each further one: 3.1 s in all. Who writes in turn never waits."""
UNREAD_AFTER = "INTERVAL 1 DAY"
"""So long a reader may hold files that no kept snapshot needs any more."""
CONFLICTS = ("conflict", "ducklake_snapshot_pkey")
"""What is in a message of DuckLake about two transactions that cannot both hold (1.0, DuckDB 1.5.5, seen 2026-11): its
own word, or PostgreSQL's about two that took the next number at once more often than DuckLake itself tries."""


def waits() -> Iterator[float]:
    """Seconds to wait before each further try."""
    return (WAIT_SECONDS * 2**n for n in range(TRIES - 1))


def commit(
    connection: duckdb.DuckDBPyConnection,
    change: Callable[[], Mapping[str, int]],
    message: str,
    author: str,
    *,
    pause: Callable[[float], None] = time.sleep,
) -> dict[str, int]:
    """Do a change wholly or not at all; nothing is committed where nothing was written.

    Args:
        connection: a connection with the lake attached.
        change: writes within the transaction and says how many rows, by table that it wrote; called anew for each try,
            so that it sees what came between.
        message: what is said of the snapshot.
        author: the library.
        pause: waits so many seconds.

    Raises:
        StoreError: others came between each time.
    """
    left = waits()
    while True:
        connection.execute("BEGIN")
        try:
            written = dict(change())
            if not written:
                connection.execute("ROLLBACK")
                return {}
            connection.execute(f"CALL {LAKE}.set_commit_message({quoted(author)}, {quoted(message)})")
            connection.execute("COMMIT")
        except duckdb.Error as error:
            _roll_back(connection)
            if not any(words in str(error).lower() for words in CONFLICTS):
                raise
            wait = next(left, None)
            if wait is None:
                raise StoreError(
                    f"other writers of the lake came between {TRIES} times ({str(error).splitlines()[0]}); "
                    "the next night tries again"
                ) from error
            pause(wait)
        else:
            return written


def tidy(connection: duckdb.DuckDBPyConnection, keep_days: int, *, at_once: bool = False) -> None:
    """Keep the lake from growing: earlier states end, small files become one, files that nobody needs are removed.

    With `at_once` every earlier state ends now, and its files with it: what was purged may not be read any more.
    """
    until = "now()" if at_once else f"now() - INTERVAL {int(keep_days)} DAY"
    for call in (
        f"ducklake_expire_snapshots('{LAKE}', older_than => {until})",
        f"ducklake_merge_adjacent_files('{LAKE}')",
        f"ducklake_rewrite_data_files('{LAKE}', delete_threshold => 0.5)",
        f"ducklake_expire_snapshots('{LAKE}', older_than => {until})",
        f"ducklake_cleanup_old_files('{LAKE}', "
        + ("cleanup_all => true)" if at_once else f"older_than => now() - {UNREAD_AFTER})"),
    ):
        connection.execute(f"SELECT count(*) FROM {call}").fetchall()  # noqa: S608  # rows hold times that need pytz


def _roll_back(connection: duckdb.DuckDBPyConnection) -> None:
    try:
        connection.execute("ROLLBACK")
    except duckdb.Error as error:
        if "no transaction is active" not in str(error):
            raise
