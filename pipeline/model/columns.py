"""How a frozen dataclass becomes a table: one declaration for columns, types, comments and the data dictionary."""

from __future__ import annotations

import dataclasses
import types
import typing
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, TypeVar

T = TypeVar("T")

SQL_TYPES: dict[Any, str] = {
    str: "VARCHAR",
    int: "BIGINT",
    float: "DOUBLE",
    bool: "BOOLEAN",
    datetime: "TIMESTAMP",
    date: "DATE",
    Decimal: "DECIMAL(12, 2)",
    tuple[str, ...]: "VARCHAR[]",
}


@dataclass(frozen=True)
class Column:
    """A column as SQL knows it; times are TIMESTAMP in UTC."""

    name: str
    sql_type: str
    is_nullable: bool
    is_key: bool
    doc: str
    before: str | None = None
    """SQL for the rows of a catalogue made before the column was there; NULL where not given."""


@dataclass(frozen=True)
class Table:
    """A dataclass registered as a table `schema.name`."""

    schema: str
    name: str
    row: type
    doc: str
    is_indexed: bool = True
    """False where the database holds no index of the key: of rows that are many and never looked up one by one."""

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns in declared order."""
        return columns_of(self.row)

    @property
    def qualified(self) -> str:
        """`schema.name`."""
        return f"{self.schema}.{self.name}"


TABLES: dict[type, Table] = {}


def table(schema: str, name: str, *, is_indexed: bool = True) -> typing.Callable[[type[T]], type[T]]:
    """Register a dataclass as the rows of `schema.name`; its docstring becomes the table's comment."""

    def register(row: type[T]) -> type[T]:
        TABLES[row] = Table(schema, name, row, " ".join((row.__doc__ or "").split()), is_indexed)
        return row

    return register


def column(doc: str, *, key: bool = False, before: str | None = None, **options: Any) -> Any:
    """A dataclass field with the comment that analysts read; `key=True` makes it part of the primary key.

    `before` is SQL for the rows of a catalogue made before the column was there.
    """
    return dataclasses.field(metadata={"doc": doc, "key": key, "before": before}, **options)


def columns_of(row: type) -> tuple[Column, ...]:
    """The columns of a dataclass, registered as a table or not, in declared order."""
    return _declared(row)


@cache
def _declared(row: type) -> tuple[Column, ...]:
    """Once a class: its annotations take 0.1 ms to read, and a night asks for columns some 140 times."""
    hints = typing.get_type_hints(row)
    return tuple(_column(field, hints[field.name]) for field in dataclasses.fields(row))


def _column(field: dataclasses.Field[Any], hint: Any) -> Column:
    is_nullable = False
    if isinstance(hint, types.UnionType):
        is_nullable = types.NoneType in hint.__args__
        (hint,) = (part for part in hint.__args__ if part is not types.NoneType)
    return Column(
        name=field.name,
        sql_type=SQL_TYPES[hint],
        is_nullable=is_nullable,
        is_key=bool(field.metadata.get("key")),
        doc=field.metadata["doc"],
        before=field.metadata.get("before"),
    )
