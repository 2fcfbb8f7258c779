"""The copy that builds of the tests begin with is what a build of its own defines."""

from __future__ import annotations

from pathlib import Path

import blank
import duckdb

from pipeline.store import schema, views

WHOLE = (
    "SELECT schema_name, table_name, comment, sql FROM duckdb_tables() WHERE database_name = 'it' "
    "UNION ALL SELECT schema_name, view_name, comment, sql FROM duckdb_views() WHERE database_name = 'it' "
    "UNION ALL SELECT table_name, column_name, comment, data_type FROM duckdb_columns() WHERE database_name = 'it' "
    "UNION ALL SELECT table_name, constraint_type, NULL, constraint_text FROM duckdb_constraints() "
    "WHERE database_name = 'it' ORDER BY ALL"
)


def told(path: Path) -> list[tuple[object, ...]]:
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"ATTACH '{path}' AS it (READ_ONLY)")
        return connection.execute(WHOLE).fetchall()


def made(path: Path, tables: blank.Create, promised: blank.Create) -> Path:
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"ATTACH '{path}' AS next; USE next")
        tables(connection)
        promised(connection)
    return path


def test_a_copy_is_what_would_have_been_defined(tmp_path: Path) -> None:
    create, create_views = (each.__wrapped__ for each in (schema.create, views.create))  # type: ignore[attr-defined]
    tables, promised = blank.copying(tmp_path / "blank", create, create_views)
    own = told(made(tmp_path / "own", create, create_views))
    assert {row[0] for row in own} >= {"raw", "core", "out", "course"}
    assert told(made(tmp_path / "first", tables, promised)) == own  # it defines its own, and the blank one beside it
    assert told(made(tmp_path / "copy", tables, promised)) == own
    (tmp_path / "blank").unlink()
    (tmp_path / "blank").mkdir()  # it is there and cannot be copied, as where the disk is full
    assert told(made(tmp_path / "full", tables, promised)) == own
