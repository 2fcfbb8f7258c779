"""Run by the tests as a process that has DuckLake: a writer who does something on the way, on the worker's own code.

`python lake_rival.py WHAT`, with a request of the worker on standard input; prints one JSON document.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from contextlib import suppress
from time import perf_counter
from typing import Any

import duckdb

from pipeline.errors import StoreError
from pipeline.store.lake.worker import __main__ as worker
from pipeline.store.lake.worker import shared
from pipeline.store.lake.worker.__main__ import EXISTING
from pipeline.store.lake.worker.session import attach, close_off, connect, quoted
from pipeline.store.lake.worker.write import commit


def opened(request: dict[str, Any]) -> duckdb.DuckDBPyConnection:
    connection = connect()
    attach(connection, request["database"], request["data"], options=EXISTING)
    return connection


def killed(request: dict[str, Any]) -> dict[str, Any]:
    """Dies within the transaction, after its rows were written and before they are committed."""
    connection = opened(request)
    connection.execute(f"ATTACH {quoted(request['catalogue'])} AS catalogue (READ_ONLY)")
    shared.read_catalogue(connection, request)

    def change() -> dict[str, int]:
        written = shared.write_shared(connection, request["library"])
        assert written["course"] > 0
        print(json.dumps(written), flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
        return written

    return commit(connection, change, "n", "ash")


def killed_before_tidying(request: dict[str, Any]) -> dict[str, Any]:
    """Writes the library's own part, and dies once that is committed, before earlier states end."""

    def die(*_: object, **__: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    worker.tidy = die
    return worker.publish_own(request)


def raced(request: dict[str, Any]) -> dict[str, Any]:
    """Somebody who does not queue changes the same row first, `times` times."""
    connection, other = opened(request), opened(request)
    pauses: list[float] = []
    seen: list[str] = []

    def change() -> dict[str, int]:
        connection.execute("SELECT count(*) FROM lake.main.course").fetchall()
        if len(seen) < request["times"]:
            other.execute(f"UPDATE lake.main.course SET title = 'other {len(seen)}' WHERE course_id = 'a:1'")
        rows = connection.execute("SELECT title FROM lake.main.course WHERE course_id = 'a:1'").fetchall()
        seen.append(rows[0][0])
        connection.execute("UPDATE lake.main.course SET title = 'mine' WHERE course_id = 'a:1'")
        return {"course": 1}

    try:
        commit(connection, change, "n", "ash", pause=pauses.append)
        failure = None
    except StoreError as error:
        failure = str(error)
    final = connection.execute("SELECT title FROM lake.main.course").fetchall()
    return {"seen": seen, "pauses": pauses, "final": final, "failure": failure}


def prepared(request: dict[str, Any]) -> dict[str, Any]:
    """One course to fight for."""
    opened(request).execute("INSERT INTO lake.main.course (course_id, title) VALUES ('a:1', 'first')")
    return {}


def commits(request: dict[str, Any]) -> dict[str, Any]:
    """So many commits, one row of its own each, without the queue: how many were taken, in how many seconds."""
    connection = opened(request)
    began, taken = perf_counter(), 0
    for n in range(request["times"]):
        row = f"('{request['library']}:{n}', 'title')"
        sql = f"INSERT INTO lake.main.course (course_id, title) VALUES {row}"
        with suppress(StoreError):  # others came between each time
            commit(connection, lambda sql=sql: connection.execute(sql) and {"course": 1}, "n", request["library"])
            taken += 1
    return {"s": perf_counter() - began, "taken": taken}


def spied(request: dict[str, Any]) -> dict[str, Any]:
    """Reads the shared courses as a worker does, after somebody wrote a file of another place into their metadata."""
    connection = opened(request)
    close_off(connection, request["data"])
    try:
        return {"rows": connection.execute("SELECT max(md5(title)) FROM lake.main.course").fetchall(), "failure": None}
    except duckdb.Error as error:
        return {"rows": None, "failure": str(error)}


if __name__ == "__main__":
    print(json.dumps(globals()[sys.argv[1]](json.load(sys.stdin))))
