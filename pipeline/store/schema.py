"""Tables, comments and rows from the model: the contract is declared once, in the dataclasses."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from operator import attrgetter
from types import NoneType
from typing import Any

import duckdb
import numpy as np

from pipeline.model import TABLES, Column, Table, columns_of

BATCH = 5_000
"""Rows handed over at once: more would save nothing and take memory (20,000 listings: 300 MiB, measured 2026-11)."""
Written = tuple[tuple[type, ...], Callable[[Any], str] | None]
NUMBER: Written = ((bool, int, float, Decimal, NoneType), str)
WRITTEN: dict[str, Written] = {
    "VARCHAR": ((str, NoneType), None),
    "VARCHAR[]": ((tuple, list, NoneType), json.dumps),
    "TIMESTAMP": ((datetime, NoneType), lambda moment: str(naive(moment))),
    "DATE": ((date, NoneType), str),
}
"""By SQL type: what Python has for it, and how it is written; None as it is. All others are numbers."""

SCHEMAS = {
    "raw": "what sources say, in their own words",
    "core": "what we make of it; may change without notice",
    "out": "what analysts are promised; changes only with a CHANGELOG line",
}


def table_of(row: type) -> Table:
    """The table that a row class was registered as."""
    return TABLES[row]


def create(connection: duckdb.DuckDBPyConnection) -> None:
    """Create all schemas and tables of the model, each with its comments, in the database in use."""
    statements = [f"CREATE SCHEMA {schema}" for schema in SCHEMAS]
    for table in TABLES.values():
        statements += [ddl(table), f"COMMENT ON TABLE {table.qualified} IS {literal(table.doc)}"]
        for column in table.columns:
            statements.append(f"COMMENT ON COLUMN {table.qualified}.{column.name} IS {literal(column.doc)}")
    with defining(connection):
        for statement in statements:
            connection.execute(statement)


@contextmanager
def defining(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """One transaction for statements that define something: 400 comments of their own took 0.5 s, mostly the disk's.

    There is nothing to optimise in them or to share out: not to try takes 0.08 ms each, to try 0.14 (measured 2026-11).
    What fails ends the build, and the file with it.
    """
    connection.execute("PRAGMA disable_optimizer; SET threads = 1; BEGIN")
    yield
    connection.execute("COMMIT; RESET threads; PRAGMA enable_optimizer")


def ddl(table: Table) -> str:
    """CREATE TABLE with NOT NULL and, where it is indexed, PRIMARY KEY as declared."""
    columns = [f"{_quoted(c.name)} {c.sql_type}{'' if c.is_nullable else ' NOT NULL'}" for c in table.columns]
    keys = ", ".join(_quoted(column.name) for column in table.columns if column.is_key)
    if keys and table.is_indexed:
        columns.append(f"PRIMARY KEY ({keys})")
    return f"CREATE TABLE {table.qualified} ({', '.join(columns)})"


Known = Mapping[tuple[str, str], Collection[str]]
"""The columns of a catalogue by schema and table."""


def columns_in(connection: duckdb.DuckDBPyConnection, database: str) -> Known:
    """What a catalogue that any release may have made holds; nothing where there is no such database."""
    found = connection.execute(
        "SELECT schema_name, table_name, list(column_name) FROM duckdb_columns() WHERE database_name = ? GROUP BY ALL",
        [database],
    ).fetchall()
    return {(schema, name): columns for schema, name, columns in found}


def select_known(row: type, database: str, known: Known) -> str:
    """SQL for the rows of a table in a catalogue that holds what `columns_in` found.

    A column that was not there yet is filled with what its declaration says; without the table, or without that
    database, there are no rows.
    """
    table = table_of(row)
    columns_there = known.get((table.schema, table.name))
    if not columns_there:
        return no_rows(row)
    columns = (
        _quoted(c.name) if c.name in columns_there else f"({c.before or 'NULL'})::{c.sql_type} AS {_quoted(c.name)}"
        for c in table.columns
    )
    return f"SELECT {', '.join(columns)} FROM {_quoted(database)}.{table.qualified}"  # noqa: S608


def no_rows(row: type) -> str:
    """SQL for no rows of a dataclass, each column with its type."""
    return f"SELECT {', '.join(f'NULL::{c.sql_type} AS {_quoted(c.name)}' for c in columns_of(row))} WHERE false"


def load(connection: duckdb.DuckDBPyConnection, target: str, row: type, rows: Iterable[Any]) -> int:
    """Append dataclass rows to a table; returns how many. See `load_values`."""
    names = [column.name for column in columns_of(row)]
    values = attrgetter(*names)  # of one name the value itself, of more a tuple
    return load_values(connection, target, row, map(values, rows) if len(names) > 1 else ((values(r),) for r in rows))


def load_values(connection: duckdb.DuckDBPyConnection, target: str, row: type, rows: Iterable[Sequence[Any]]) -> int:
    """Append rows to a table, each as its values in the order of the columns; returns how many.

    They are handed over by column, as arrays of texts that DuckDB casts: 2,000 listings took 0.02 s of CPU, by way of
    NDJSON 0.07 s (measured 2026-11); executemany would take minutes. All or none of them are there afterwards: 100,000
    listings in one transaction took 2.0 s of CPU, in one for each batch 4.7 (a temporary table; in a file 4.5 and 6.6).

    Raises:
        TypeError: a value is of a kind that its column does not hold.
    """
    columns = columns_of(row)
    names = ", ".join(_quoted(column.name) for column in columns)
    values = ", ".join(_typed(column) for column in columns)
    connection.execute("SET pandas_analyze_sample = 0")  # the types are declared; none is guessed from a few rows
    waiting = iter(rows)
    n = 0
    with _transaction(connection):
        while batch := list(islice(waiting, BATCH)):
            by_column = zip(columns, zip(*batch, strict=True), strict=True)
            connection.register("loaded", {c.name: _texts(c, target, values) for c, values in by_column})
            connection.execute(f"INSERT INTO {target} ({names}) SELECT {values} FROM loaded")  # noqa: S608
            n += len(batch)
    connection.unregister("loaded")
    return n


@contextmanager
def _transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    connection.execute("BEGIN")
    try:
        yield
    except BaseException:
        with suppress(duckdb.Error):  # it may have been rolled back by what went wrong
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _typed(column: Column) -> str:
    """SQL that reads a value out of the text it was handed over as."""
    if column.sql_type.endswith("[]"):
        return f"from_json({_quoted(column.name)}, '[\"{column.sql_type[:-2]}\"]')"
    return f"{_quoted(column.name)}::{column.sql_type}"


def _texts(column: Column, target: str, values: Sequence[Any]) -> np.ndarray[Any, Any]:
    """The values of one column as texts, null where it is None."""
    kinds, as_text = WRITTEN.get(column.sql_type, NUMBER)
    if strange := next((kind for kind in set(map(type, values)) if not issubclass(kind, kinds)), None):
        raise TypeError(f"{target}.{column.name} holds {column.sql_type}, not {strange.__name__}")
    texts = np.empty(len(values), dtype=object)
    texts[:] = values if as_text is None else [None if value is None else as_text(value) for value in values]
    return texts


def literal(text: str) -> str:
    """A SQL string literal."""
    return "'" + text.replace("'", "''") + "'"


def _quoted(name: str) -> str:
    return f'"{name}"'


def naive(moment: datetime) -> datetime:
    """A UTC time without zone, as the catalogue stores it."""
    if moment.tzinfo is None:
        return moment
    return (moment - (moment.utcoffset() or moment - moment)).replace(tzinfo=None)
