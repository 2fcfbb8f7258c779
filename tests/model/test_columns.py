"""The contract is declared once: dataclass to table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import pytest

from pipeline.model import TABLES, Column, columns_of
from pipeline.model.columns import column
from pipeline.store.schema import ddl


@dataclass(frozen=True)
class Row:
    """A row."""

    key: str = column("the key", key=True)
    n: int | None = column("a number")
    at: datetime = column("a time")
    on: date = column("a day")
    words: tuple[str, ...] = column("words")
    amount: Decimal | None = column("money")


def test_columns_come_from_the_dataclass() -> None:
    assert columns_of(Row) == (
        Column("key", "VARCHAR", is_nullable=False, is_key=True, doc="the key"),
        Column("n", "BIGINT", is_nullable=True, is_key=False, doc="a number"),
        Column("at", "TIMESTAMP", is_nullable=False, is_key=False, doc="a time"),
        Column("on", "DATE", is_nullable=False, is_key=False, doc="a day"),
        Column("words", "VARCHAR[]", is_nullable=False, is_key=False, doc="words"),
        Column("amount", "DECIMAL(12, 2)", is_nullable=True, is_key=False, doc="money"),
    )


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.qualified)
def test_every_table_is_fit_for_sql_and_told_in_words(table) -> None:
    assert table.schema in ("raw", "core")
    assert table.doc
    assert all(column.doc for column in table.columns)
    assert ddl(table).startswith(f"CREATE TABLE {table.qualified} (")


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.qualified)
def test_names_tell_what_they_hold(table) -> None:
    for each in table.columns:
        kinds = {"TIMESTAMP": "_at", "DATE": "_on"}
        if each.sql_type in kinds:
            assert each.name.endswith(kinds[each.sql_type]), each.name
        if each.sql_type == "BOOLEAN":
            assert each.name.startswith(("is_", "has_")), each.name
        if each.name.endswith("_id"):
            assert each.sql_type in ("VARCHAR", "BIGINT"), each.name


def test_keys_are_never_null() -> None:
    keys = [each for table in TABLES.values() for each in table.columns if each.is_key]
    assert len(keys) > 10
    assert [each.name for each in keys if each.is_nullable] == []
