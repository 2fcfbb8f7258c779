"""The promised views, each column commented from the model or in the SQL beside this."""

from __future__ import annotations

from pathlib import Path

import duckdb

from pipeline.model import TABLES
from pipeline.store.schema import defining, literal

FILES = ("views.sql", "views_over_time.sql")
"""In the order in which they are made: the later ones ask the earlier ones."""


def create(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the views of schema out in the database in use; columns take their core table's comments."""
    with defining(connection):
        for name in FILES:
            connection.execute(Path(__file__).with_name(name).read_text(encoding="utf-8"))
        docs = {
            (table.name, c.name): c.doc for table in TABLES.values() for c in table.columns if table.schema == "core"
        }
        bare = connection.execute(
            "SELECT table_name, column_name FROM duckdb_columns() "
            "WHERE database_name = current_database() AND schema_name = 'out' AND comment IS NULL"
        ).fetchall()
        for view, column in bare:
            if (view, column) in docs:
                connection.execute(f"COMMENT ON COLUMN out.{view}.{column} IS {literal(docs[view, column])}")
