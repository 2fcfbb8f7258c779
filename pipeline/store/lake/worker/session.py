"""A connection to one part of the lake, closed off from everything else before a row of it is read.

What the shared part holds was written by others. Its metadata names the files that are read and removed, so a library
that meant ill could name another one's files there, and have that one read, copy or remove them. DuckDB is therefore
told which folder it may touch, and then that this cannot be changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path

import duckdb

from pipeline.errors import StoreError

EXTENSIONS = ("httpfs", "postgres_scanner", "ducklake")
"""httpfs brings the cipher with which Parquet files are written; nothing is asked of the network through it."""
LOCK = 4104
"""The number at which libraries queue in PostgreSQL; any would do."""
LAKE, GATE = "lake", "gate"


def connect() -> duckdb.DuckDBPyConnection:
    """A DuckDB in memory with the extensions, none of them fetched from anywhere.

    Raises:
        StoreError: they are not installed for this version.
    """
    off: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "temp_directory": "",
    }
    connection = duckdb.connect(config=off)
    connection.execute("SET enable_progress_bar = false")
    for name in EXTENSIONS:
        connection.execute(f"LOAD {quoted(str(_extension(name)))}")
    return connection


def attach(
    connection: duckdb.DuckDBPyConnection, database: str, data: str, *, options: str = "", name: str = LAKE
) -> None:
    """Attach one part of the lake.

    Raises:
        StoreError: PostgreSQL cannot be reached, refuses us, or holds a lake of another folder.
    """
    try:
        connection.execute(
            f"ATTACH {quoted('ducklake:postgres:' + database)} AS {name} (DATA_PATH {quoted(data)}, "
            f"DATA_INLINING_ROW_LIMIT 0{options})"
        )
    except duckdb.Error as error:
        raise _not_opened(error) from error


def close_off(connection: duckdb.DuckDBPyConnection, *folders: str) -> None:
    """From here on files of these folders are touched and no others, for good."""
    allowed = ", ".join(quoted(folder) for folder in folders)
    connection.execute(f"SET allowed_directories = [{allowed}]")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")


@contextmanager
def in_turn(connection: duckdb.DuckDBPyConnection, database: str, seconds: int) -> Iterator[None]:
    """Wait for our turn to write, first come first served, and keep it for a block; it ends with the process, too.

    DuckLake has no keys: two who insert the same course at once would both succeed. So writers go one after the other.

    Raises:
        StoreError: others wrote for too long.
    """
    gate = connection.cursor()
    gate.execute("BEGIN")
    try:
        gate.execute(_ask_gate(f"SELECT set_config('lock_timeout', '{seconds}s', true)")).fetchall()
        gate.execute(_ask_gate(f"SELECT pg_advisory_xact_lock({LOCK})::text")).fetchall()
    except duckdb.Error as error:
        gate.close()
        if "lock timeout" not in str(error):
            raise
        raise StoreError(f"other libraries wrote the lake for {seconds} seconds; the next night tries again") from error
    try:
        yield
    finally:
        with suppress(duckdb.Error):  # the lock has ended with the connection
            gate.execute("COMMIT")
        gate.close()


def open_gate(connection: duckdb.DuckDBPyConnection, database: str) -> None:
    """Attach PostgreSQL itself, where writers queue; before the connection is closed off.

    Raises:
        StoreError: PostgreSQL cannot be reached, or refuses us.
    """
    try:
        connection.execute(f"ATTACH {quoted(database)} AS {GATE} (TYPE postgres, READ_ONLY)")
    except duckdb.Error as error:
        raise _not_opened(error) from error


def quoted(text: str) -> str:
    """A text as a literal of SQL."""
    return "'" + text.replace("'", "''") + "'"


def _not_opened(error: duckdb.Error) -> StoreError:
    """Before the reason DuckDB says which database it could not open, with all that is in the connection string."""
    reason = " ".join(str(error).rsplit('": connection to ', 1)[-1].split())
    return StoreError(f"the lake cannot be opened: {reason}")


def _ask_gate(sql: str) -> str:
    return f"SELECT * FROM postgres_query('{GATE}', {quoted(sql)})"  # noqa: S608


def _extension(name: str) -> Path:
    found = find_spec(f"duckdb_extension_{name}")
    version = f"v{duckdb.__version__}"
    for folder in (found.submodule_search_locations or []) if found else []:
        path = Path(folder) / "extensions" / version / f"{name}.duckdb_extension"
        if path.is_file():
            return path
    raise StoreError(
        f"DuckDB {duckdb.__version__} has no extension {name} here; lake.packages in schedule.yaml has to name a "
        "folder with DuckDB 1.5.5 and its extensions (docs/lake.md says how it is made)"
    )
