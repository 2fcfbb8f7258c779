"""Everything that a catalogue says: each value of each column of each table and view, and what is said about them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb

COLUMNS = (
    "SELECT schema_name, table_name, column_name, coalesce(comment, '') FROM duckdb_columns() "
    "WHERE database_name = 'kept' AND NOT internal ORDER BY ALL"
)
SAID = (
    "SELECT 'table ' || schema_name || '.' || table_name, coalesce(comment, '') || ' ' || sql FROM duckdb_tables() "
    "WHERE database_name = 'kept' UNION ALL "
    "SELECT 'view ' || schema_name || '.' || view_name, coalesce(comment, '') || ' ' || sql FROM duckdb_views() "
    "WHERE database_name = 'kept' AND NOT internal UNION ALL "
    "SELECT 'function ' || function_name, macro_definition FROM duckdb_functions() "
    "WHERE database_name = 'kept' AND NOT internal UNION ALL "
    "SELECT 'type ' || type_name, coalesce(labels::VARCHAR, '') FROM duckdb_types() "
    "WHERE database_name = 'kept' AND NOT internal UNION ALL "
    "SELECT 'index ' || index_name, coalesce(sql, '') FROM duckdb_indexes() WHERE database_name = 'kept' UNION ALL "
    "SELECT 'sequence ' || sequence_name, coalesce(sql, '') FROM duckdb_sequences() WHERE database_name = 'kept'"
)


def said_in(catalogue: Path) -> Iterator[tuple[str, str]]:
    """Where, and what: for every column all its values as one text, then names, comments and SQL of the file.

    Lists and structs are written out by DuckDB's own cast, bytes as `\\x..` and as the letters that they are.
    """
    with duckdb.connect() as connection:
        path = str(catalogue).replace("'", "''")
        connection.execute(f"ATTACH '{path}' AS kept (READ_ONLY)")
        columns = connection.execute(COLUMNS).fetchall()
        assert len(columns) > 200, "a catalogue has more columns than that"
        for schema, table, column, comment in columns:
            cells = f'SELECT string_agg("{column}"::VARCHAR, chr(10)) FROM kept."{schema}"."{table}"'
            (told,) = connection.execute(cells).fetchall()
            yield f"{schema}.{table}.{column}", f"{column}\n{comment}\n{told[0] or ''}"
        yield from connection.execute(SAID).fetchall()


def text_columns(catalogue: Path) -> list[tuple[str, str, str]]:
    """Schema, table and column of every column of a table in which words can stand, in a list or a struct, too."""
    with duckdb.connect(str(catalogue), read_only=True) as connection:
        return connection.execute(
            "SELECT schema_name, table_name, column_name FROM duckdb_columns() "
            "JOIN duckdb_tables() USING (database_name, schema_name, table_name) "
            "WHERE contains(data_type, 'VARCHAR') OR data_type IN ('BLOB', 'JSON') ORDER BY ALL"
        ).fetchall()
