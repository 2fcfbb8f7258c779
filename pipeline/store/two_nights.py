"""Reads the previous catalogue and the next one side by side, while the next is made, to tell what is other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

import duckdb

from pipeline.model import Course
from pipeline.store import schema
from pipeline.store.reading import fetch_rows

T = TypeVar("T")


class Reader(Protocol):
    """Reads rows of a table of one catalogue."""

    def __call__(self, row: type[T], where: str, *, order: str, of: type | None = None) -> tuple[T, ...]:
        """Rows of the table of a class, by condition and in order; `of` is the table where `row` is a part of it."""


def reader(connection: duckdb.DuckDBPyConnection, database: str, known: schema.Known) -> Reader:
    """Reads a catalogue that any release may have made and that holds what `schema.columns_in` found."""

    def read(row: type[T], where: str, *, order: str, of: type | None = None) -> tuple[T, ...]:
        told = schema.select_known(of or row, database, known)
        return tuple(fetch_rows(connection, row, f"SELECT * FROM ({told}) WHERE {where} ORDER BY {order}"))  # noqa: S608

    return read


def choose_courses(
    connection: duckdb.DuckDBPyConnection,
    known: schema.Known,
    name: str,
    columns: Sequence[str],
    referred: Iterable[str],
) -> None:
    """Make the temporary table `name` of the ids of courses that differ in any of these columns or are referred to.

    `known` is what the previous catalogue holds.
    """
    before = schema.select_known(Course, "previous", known)
    differs = " OR ".join(f"b.{column} IS DISTINCT FROM c.{column}" for column in columns)
    connection.execute(
        f"CREATE TEMP TABLE {name} AS SELECT course_id FROM ({before}) b "  # noqa: S608 - names of our own columns
        f"FULL JOIN next.core.course c USING (course_id) WHERE b.source IS NULL OR {differs} "
        "UNION SELECT unnest($1::VARCHAR[])",
        [list(referred)],
    )
