"""Reads the published catalogue: read-only, closed off from the rest of the machine."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

import duckdb

from pipeline.errors import StoreError, UsageError
from pipeline.model import columns_of
from pipeline.store.limits import CLOSED_OFF, Limits, fetch, in_time
from pipeline.store.schema import Known, columns_in, select_known

T = TypeVar("T")
BATCH = 5_000
"""Rows asked for at once."""
ACTIVE = "SELECT * FROM core.course WHERE is_active ORDER BY course_id"
ACTIVE_OF = (
    "SELECT * FROM core.course WHERE is_active AND course_id IN (SELECT unnest(?::VARCHAR[])) ORDER BY course_id"
)
"""The active ones among courses of which the ids are given."""
MENDED_BY = "the next `circlewise run` begins from the newest good catalogue in builds/"


@dataclass(frozen=True)
class Answer:
    """Columns and rows of a query, for people and exports."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]


class Catalogue:
    """The published catalogue, read-only. Use as a context manager."""

    def __init__(self, path: Path) -> None:
        """Open it.

        Raises:
            UsageError: there is none yet.
            StoreError: the file cannot be read.
        """
        self._columns: dict[str, Known] = {}
        if not path.exists():
            raise UsageError(f"{path} does not exist yet; `circlewise run` makes it")
        try:
            self._connection = duckdb.connect(str(path), read_only=True, config=CLOSED_OFF)
        except duckdb.Error as error:
            raise StoreError(f"{path} cannot be read ({str(error).splitlines()[0]}); {MENDED_BY}") from error

    @classmethod
    def of(cls, connection: duckdb.DuckDBPyConnection, columns: dict[str, Known] | None = None) -> Catalogue:
        """A catalogue that a connection has opened, read-only and closed off, and uses; it is closed with this.

        `columns` takes what each database is found to hold, for others that read the same version of the file: to look
        takes DuckDB 20 ms of processor time (2.0.0, 2026-11).
        """
        opened = cls.__new__(cls)
        opened._connection = connection  # noqa: SLF001
        opened._columns = {} if columns is None else columns  # noqa: SLF001
        return opened

    def __enter__(self) -> Catalogue:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def query(self, sql: str, parameters: Sequence[Any] = (), limits: Limits | None = None) -> Answer:
        """What a person asked in SQL, or we did; `limits` are for what a person asked.

        Raises:
            UsageError: the SQL is empty, is no text in UTF-8, is wrong, reaches outside the catalogue, or its answer is
                beyond the limits.
            StoreError: a part of the file cannot be read, or there is too little memory for what we asked, without
                limits.
        """
        try:
            sql.encode()
        except UnicodeEncodeError as error:  # DuckDB 2.0.0 would end with a C++ error (seen 2026-11)
            raise UsageError(
                f"the query was refused: its letter {error.start + 1} is no text in UTF-8; type it anew"
            ) from error
        try:
            with in_time(self._connection, limits):
                cursor: duckdb.DuckDBPyConnection | None = self._connection.execute(sql, list(parameters))
                if cursor is None:  # what DuckDB 2.0.0 answers where there is no statement at all (seen 2026-11)
                    raise UsageError("the query was refused: it is empty; such as `FROM out.course` was expected")
                columns = tuple(item[0] for item in cursor.description or ())
                return Answer(columns, fetch(cursor, limits))
        except (OverflowError, ValueError) as error:  # such as an interval of a million years
            raise UsageError(
                "the query was refused: its answer has a value that Python cannot hold; turn it into a text with "
                "::VARCHAR"
            ) from error
        except duckdb.Error as error:
            if limits is None and isinstance(error, duckdb.OutOfMemoryException):
                raise StoreError(
                    "there is not enough memory to read the catalogue; give it more, or end what else runs here"
                ) from error
            if _is_damage(error):
                raise _damaged(error) from error
            if "pytz" in str(error):  # which DuckDB 2.0.0 wants for a TIMESTAMPTZ; its message is a traceback
                raise UsageError(
                    "the query was refused: its answer has a time with a zone; turn it into one in UTC with ::TIMESTAMP"
                ) from error
            raise UsageError(f"the query was refused: {error}") from error

    def published_night(self) -> str:
        """The night that made this catalogue: the last that was noted, whatever its clock said."""
        ((night_id,),) = self.query("SELECT last(night_id ORDER BY rowid) FROM core.night").rows
        return str(night_id)

    def previous(self, row: type[T], where: str, *, order: str, database: str | None = None) -> Iterator[T]:
        """Rows of a table of the model, whatever release made this catalogue, or another one that is attached to it.

        No rows where the table, or that other database, is not there.
        """
        name = database or self._connection.execute("SELECT current_database()").fetchall()[0][0]
        if name not in self._columns:  # the file is never changed, only replaced
            self._columns[name] = columns_in(self._connection, name)
        known = select_known(row, name, self._columns[name])
        return fetch_rows(self._connection, row, f"SELECT * FROM ({known}) WHERE {where} ORDER BY {order}")  # noqa: S608

    def rows(self, row: type[T], sql: str, parameters: Sequence[Any] = ()) -> Iterator[T]:
        """Rows as dataclasses."""
        return fetch_rows(self._connection, row, sql, parameters)


def fetch_rows(
    connection: duckdb.DuckDBPyConnection, row: type[T], sql: str, parameters: Sequence[Any] = ()
) -> Iterator[T]:
    """Rows of a query as dataclasses of the model; lists come back as tuples.

    Raises:
        StoreError: a part of the file cannot be read.
    """
    columns = columns_of(row)
    names = [column.name for column in columns]
    lists = [place for place, column in enumerate(columns) if column.sql_type.endswith("[]")]
    try:
        cursor = connection.execute(f"SELECT {', '.join(names)} FROM ({sql})", list(parameters))  # noqa: S608
    except duckdb.Error as error:
        if _is_damage(error):
            raise _damaged(error) from error
        raise
    while batch := cursor.fetchmany(BATCH):
        values: list[Iterable[Any]] = list(zip(*batch, strict=True))
        for place in lists:
            values[place] = [found if found is None else tuple(found) for found in values[place]]
        yield from _made(row, names, values, len(batch))


def _made(row: type[T], names: Sequence[str], values: Sequence[Iterable[Any]], n: int) -> list[T]:
    """As many rows of a dataclass as n says, from the values of all its fields, field by field.

    It does what the `__init__` of a frozen dataclass does, without a call of Python a row: with it 250,000 offers took
    2.2 s of CPU to read, by calls 3.0 s (median of five, measured 2026-11). A `__post_init__` is not called.
    """
    made = [row.__new__(row) for _ in range(n)]
    for name, found in zip(names, values, strict=True):
        deque(map(object.__setattr__, made, repeat(name), found), maxlen=0)
    return made


def _is_damage(error: duckdb.Error) -> bool:
    """Whether the file is at fault; a wrong checksum is a plain `duckdb.Error` in DuckDB 2.0.0 (seen 2026-11)."""
    return isinstance(error, duckdb.IOException) or str(error).startswith("Corrupt database file")


def _damaged(error: duckdb.Error) -> StoreError:
    return StoreError(f"the catalogue is damaged ({str(error).splitlines()[0]}); {MENDED_BY}")
