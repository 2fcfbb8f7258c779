"""The worker's door: `python -m pipeline.store.lake.worker`, one JSON request in, one JSON answer out."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb

from pipeline.errors import CirclewiseError, StoreError, UsageError
from pipeline.store.lake.roles import GRANTS
from pipeline.store.lake.worker import own, shared
from pipeline.store.lake.worker.session import LAKE, attach, close_off, connect, in_turn, open_gate, quoted
from pipeline.store.lake.worker.tables import create_sql
from pipeline.store.lake.worker.write import commit, tidy

Request = dict[str, Any]
QUEUE_SECONDS = 300
PRIVATE_FOLDER, GROUP_FOLDER = 0o700, 0o2770
SNAPSHOTS = f"""
SELECT max_by(commit_message, snapshot_id), max_by(author, snapshot_id), max(snapshot_time)::VARCHAR, count(*)
FROM ducklake_snapshots('{LAKE}')
"""  # noqa: S608
FILES = f"SELECT sum(file_count)::BIGINT, sum(file_size_bytes)::BIGINT FROM ducklake_table_info('{LAKE}')"  # noqa: S608
EXISTING = ", CREATE_IF_NOT_EXISTS false"


def init(request: Request) -> Request:
    """Make the shared part, as the lake's owner, and let libraries change its rows."""
    _make(request["data"], GROUP_FOLDER)
    connection = connect()
    attach(connection, request["database"], request["data"])
    for statement in ("BEGIN", *create_sql(LAKE), "COMMIT"):
        connection.execute(statement)
    connection.execute(f"CALL postgres_execute('__ducklake_metadata_{LAKE}', {quoted(GRANTS)})")
    return {}


def publish_shared(request: Request) -> Request:
    """What all libraries share, in turn with the others."""
    connection = connect()
    attach(connection, request["database"], request["data"], options=EXISTING)
    open_gate(connection, request["database"])
    _attach_catalogue(connection, request["catalogue"])
    close_off(connection, request["data"])
    shared.read_catalogue(connection, request)
    library = request["library"]
    with in_turn(connection, request["database"], QUEUE_SECONDS):
        written = commit(connection, lambda: shared.write_shared(connection, library), request["night_id"], library)
        if written:
            tidy(connection, request["keep_days"])
    return {"written": written}


def publish_own(request: Request) -> Request:
    """What is the library's own. Its files are enciphered; the keys are in its database."""
    _make(request["data"], PRIVATE_FOLDER)
    connection = connect()
    open_gate(connection, request["database"])
    _attach_catalogue(connection, request["catalogue"])
    with in_turn(connection, request["database"], QUEUE_SECONDS):
        attach(connection, request["database"], request["data"], options=", ENCRYPTED")  # the first makes its tables
        close_off(connection, request["data"])
        who = (request["night_id"], request["library"])
        written = commit(connection, lambda: own.write_own(connection, request), *who)
        is_purged = own.is_purge_pending(connection)
        if written or is_purged:
            tidy(connection, request["keep_days"], at_once=is_purged)
        if is_purged:
            commit(connection, lambda: own.end_purge(connection), *who)
            tidy(connection, request["keep_days"], at_once=True)  # the state with the mark
    return {"written": written}


def status(request: Request) -> Request:
    """What one part of the lake holds: its last snapshot, how many there are, and how much they take."""
    connection = connect()
    attach(connection, request["database"], request["data"], options=f"{EXISTING}, READ_ONLY")
    close_off(connection, request["data"])
    snapshots = connection.execute(SNAPSHOTS).fetchall()[0]
    files = connection.execute(FILES).fetchall()[0]
    names = ("night_id", "told_by", "written_at", "snapshots", "files", "size_bytes")
    return dict(zip(names, (*snapshots, *files), strict=True))


def query(request: Request) -> Request:
    """A person's query over both parts, read-only: schema `out` as in the library's catalogue, `shared` beside it."""
    connection = connect()
    attach(connection, request["database"], request["data"], options=f"{EXISTING}, READ_ONLY", name="own")
    attach(connection, request["shared"], request["shared_data"], options=f"{EXISTING}, READ_ONLY", name="shared_lake")
    connection.execute("CREATE SCHEMA out; CREATE SCHEMA shared")
    tables = connection.execute(
        "SELECT database_name, table_name FROM duckdb_tables() WHERE (database_name, schema_name) "
        "IN (('own', 'out'), ('shared_lake', 'main'))"
    ).fetchall()
    for database, table in tables:
        place = f'own.out."{table}"' if database == "own" else f'shared_lake.main."{table}"'
        both = " UNION ALL BY NAME SELECT * FROM shared_lake.main.course" if place == 'own.out."course"' else ""
        view = f'out."{table}"' if database == "own" else f'shared."{table}"'
        connection.execute(f"CREATE VIEW {view} AS SELECT * FROM {place}{both}")  # noqa: S608
    close_off(connection, request["data"], request["shared_data"])
    try:
        cursor = connection.execute(request["sql"])
        return {"columns": [item[0] for item in cursor.description or ()], "rows": cursor.fetchall()}
    except duckdb.Error as error:
        raise UsageError(f"the query was refused: {error}") from error


def _attach_catalogue(connection: duckdb.DuckDBPyConnection, path: str) -> None:
    connection.execute(f"ATTACH {quoted(path)} AS catalogue (READ_ONLY)")


def _make(folder: str, mode: int) -> None:
    """Make a folder of the lake, for those it is for; one that is there stays as the administrator made it.

    Raises:
        StoreError: it cannot be made, or others can read what is to be private.
    """
    path = Path(folder)
    try:
        path.mkdir()
        path.chmod(mode)
    except FileExistsError:
        pass
    except OSError as error:
        raise StoreError(f"{path} cannot be made ({error.strerror}); docs/lake.md says who makes it") from error
    if mode == PRIVATE_FOLDER and path.stat().st_mode & 0o077:
        raise StoreError(f"{path} can be read by others on its disk; `chmod 700 {path}` closes it")


JOBS: dict[str, Callable[[Request], Request]] = {
    job.__name__: job for job in (init, publish_shared, publish_own, status, query)
}


def main() -> None:
    """Answer one request. Whatever else is printed goes to standard error: an answer is one document."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    os.umask(0o007)  # of shared files the group is the libraries'; folders of libraries are closed by themselves
    request = json.load(sys.stdin)
    kind = "done"
    said: Request | str
    try:
        said = JOBS[request["do"]](request)
    except UsageError as error:
        kind, said = "wrong", str(error)
    except CirclewiseError as error:
        kind, said = "failed", str(error)
    except (duckdb.Error, OSError) as error:
        kind, said = "failed", f"the lake could not be used: {' '.join(str(error).split())}"
    json.dump({"is": kind, "said": said}, out, default=str)
    out.close()


if __name__ == "__main__":
    main()
