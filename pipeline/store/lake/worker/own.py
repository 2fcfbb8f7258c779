"""Writes what is one library's own: every view that analysts are promised, as a table of the same name."""

from __future__ import annotations

from typing import Any

import duckdb

from pipeline.store.lake.worker.session import quoted

SHARED_VIEW = "course"
"""The view of which the lake has most rows in the shared part; here are those of the library's own lists."""
PUBLICATION = "publication"
"""Which night wrote each table, and what was in it, so that what is the same is neither read nor written again."""
VIEWS = """
SELECT view_name FROM duckdb_views()
WHERE database_name = 'catalogue' AND schema_name = 'out' AND NOT internal ORDER BY ALL
"""
PENDING = "purge_pending"
"""A table of no rows in schema `main`: from the commit of a purge until no earlier state is left."""
LOST = "SELECT count(*) FROM (SELECT survey_id FROM lake.out.survey EXCEPT SELECT survey_id FROM catalogue.out.survey)"


def write_own(connection: duckdb.DuckDBPyConnection, request: dict[str, Any]) -> dict[str, int]:
    """Write what differs, within the transaction that the caller has begun; rows by table that was written anew."""
    connection.execute("CREATE SCHEMA IF NOT EXISTS lake.out")
    if _lost_surveys(connection):
        connection.execute(f"CREATE TABLE IF NOT EXISTS lake.main.{PENDING} (nothing BOOLEAN)")
    tables = _tables(connection)
    before = _before(connection) if PUBLICATION in tables else {}
    night = request["night_id"]
    after, written = {}, {}
    for (view,) in connection.execute(VIEWS).fetchall():
        rows, columns = _rows(view, request["sources"]), _columns(connection, view)
        n_rows, content = _content(connection, rows, columns)
        _, held_columns, held_content = before.get(view, ("", "", ""))
        after[view] = (night, columns, content)
        if (held_columns, held_content) == (columns, content):
            continue
        if view in tables and held_columns == columns:
            connection.execute(f'DELETE FROM lake.out."{view}"')  # noqa: S608
            connection.execute(f'INSERT INTO lake.out."{view}" {rows}')
        else:
            connection.execute(f'DROP TABLE IF EXISTS lake.out."{view}"')  # another release promises other columns
            connection.execute(f'CREATE TABLE lake.out."{view}" AS {rows}')
        written[view] = n_rows
    for table in tables - after.keys() - {PUBLICATION}:
        connection.execute(f'DROP TABLE lake.out."{table}"')
        written[table] = 0
    if after != before:
        _note(connection, after)
        written[PUBLICATION] = len(after)
    return written


def is_purge_pending(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether a purge was committed of which earlier states may be left: of this night, or of one that was cut off."""
    return PENDING in _tables(connection, "main")


def end_purge(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Take the mark away, within the transaction that the caller has begun."""
    connection.execute(f"DROP TABLE lake.main.{PENDING}")
    return {PENDING: 0}


def _lost_surveys(connection: duckdb.DuckDBPyConnection) -> int:
    """Surveys that the lake still has and the catalogue does not: they were purged, and no earlier state may stay."""
    return int(connection.execute(LOST).fetchall()[0][0]) if "survey" in _tables(connection) else 0


def _rows(view: str, sources: list[str]) -> str:
    if view != SHARED_VIEW:
        return f'SELECT * FROM catalogue.out."{view}"'  # noqa: S608
    told = ", ".join(quoted(source) for source in sources) or "''"
    return f"SELECT * FROM catalogue.out.course WHERE source NOT IN ({told})"  # noqa: S608


def _content(connection: duckdb.DuckDBPyConnection, rows: str, columns: str) -> tuple[int, str]:
    """How many rows, and a number that another content, in whatever order, does not have."""
    names = ", ".join(f'"{column.split(" ", 1)[0]}"' for column in columns.split("\n"))
    text = f"SELECT row({names})::VARCHAR AS r FROM ({rows})"  # noqa: S608
    sums = ", ".join(f"coalesce(sum(md5_number_{half}(r)::HUGEINT), 0)::VARCHAR" for half in ("lower", "upper"))
    found = connection.execute(f"SELECT count(*), concat_ws(' ', {sums}) FROM ({text})").fetchall()[0]  # noqa: S608
    return int(found[0]), f"{found[0]} {found[1]}"


def _columns(connection: duckdb.DuckDBPyConnection, view: str) -> str:
    """Name and type of each column, a line each."""
    sql = (
        "SELECT string_agg(column_name || ' ' || data_type, chr(10) ORDER BY column_index) FROM duckdb_columns() "
        "WHERE database_name = 'catalogue' AND schema_name = 'out' AND table_name = $1"
    )
    return str(connection.execute(sql, [view]).fetchall()[0][0])


def _tables(connection: duckdb.DuckDBPyConnection, schema: str = "out") -> set[str]:
    sql = "SELECT table_name FROM duckdb_tables() WHERE database_name = 'lake' AND schema_name = $1"
    return {name for (name,) in connection.execute(sql, [schema]).fetchall()}


def _before(connection: duckdb.DuckDBPyConnection) -> dict[str, tuple[str, str, str]]:
    found = connection.execute(f"SELECT name, night_id, columns, content FROM lake.out.{PUBLICATION}").fetchall()  # noqa: S608
    return {name: (night, columns, content) for name, night, columns, content in found}


def _note(connection: duckdb.DuckDBPyConnection, after: dict[str, tuple[str, str, str]]) -> None:
    table = f"lake.out.{PUBLICATION}"
    connection.execute(
        f"CREATE TABLE IF NOT EXISTS {table} (name VARCHAR, night_id VARCHAR, columns VARCHAR, content VARCHAR)"
    )
    connection.execute(f"DELETE FROM {table}")  # noqa: S608
    rows = ", ".join(f"({', '.join(quoted(text) for text in (name, *held))})" for name, held in after.items())
    connection.execute(f"INSERT INTO {table} VALUES {rows}")  # noqa: S608
