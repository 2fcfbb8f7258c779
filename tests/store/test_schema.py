"""Rows on their way into a table: what was declared comes back, and nothing else goes in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.model.columns import column
from pipeline.store import schema


@dataclass(frozen=True, kw_only=True)
class Thing:
    name: str = column("a text", key=True)
    said: str | None = column("a text or none", default=None)
    tags: tuple[str, ...] = column("texts", default=())
    n: int | None = column("a whole number", default=None)
    share: float | None = column("a number", default=None)
    is_good: bool | None = column("true, false or neither", default=None)
    price: Decimal | None = column("two decimals", default=None)
    on: date | None = column("a day", default=None)
    at: datetime | None = column("a moment", default=None)


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
THINGS = st.builds(
    Thing,
    name=TEXTS,
    said=st.none() | TEXTS | st.sampled_from(["NULL", "null", "[]", "'", '"', "\\", "\x00", "nan", "  "]),
    tags=st.lists(TEXTS | st.sampled_from(["NULL", "a, b", "[x]", '"', "'"]), max_size=4).map(tuple),
    n=st.none() | st.integers(-(2**63), 2**63 - 1),
    share=st.none() | st.floats(allow_nan=False),
    is_good=st.none() | st.booleans(),
    price=st.none() | st.decimals(min_value=0, max_value=9_999_999_999, places=2),
    on=st.none() | st.dates(),
    at=st.none() | st.datetimes(),
)


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(":memory:") as made:
        made.execute(f"CREATE TABLE thing AS {schema.no_rows(Thing)}")
        yield made


def kept(connection: duckdb.DuckDBPyConnection, things: list[Thing]) -> list[Thing]:
    connection.execute("TRUNCATE thing")
    assert schema.load(connection, "thing", Thing, iter(things)) == len(things)
    names = [c[0] for c in connection.execute("SELECT * FROM thing").description]
    rows: list[tuple[Any, ...]] = connection.fetchall()
    return [Thing(**dict(zip(names, row, strict=True)) | {"tags": tuple(row[names.index("tags")])}) for row in rows]


@settings(deadline=None)  # a busy machine is no finding
@given(things=st.lists(THINGS, max_size=5))
def test_what_goes_in_comes_out_in_order(connection: duckdb.DuckDBPyConnection, things: list[Thing]) -> None:
    assert kept(connection, things) == things


def test_a_value_that_only_one_row_in_thousands_has_is_kept(
    connection: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "BATCH", 1_500)  # so that a batch ends in between
    things = [Thing(name=str(n), said="rare" if n == 2_999 else None) for n in range(3_100)]
    assert kept(connection, things) == things


def test_a_moment_is_kept_in_utc(connection: duckdb.DuckDBPyConnection) -> None:
    at = datetime(2026, 11, 24, 2, 30, tzinfo=timezone(timedelta(hours=2)))
    (thing,) = kept(connection, [Thing(name="1", at=at)])
    assert thing.at == datetime(2026, 11, 24, 0, 30)  # noqa: DTZ001 - as the catalogue stores it
    assert schema.naive(at.astimezone(UTC)) == thing.at


@pytest.mark.parametrize("wrong", [{"said": 7}, {"said": ("a",)}, {"n": "7"}, {"on": "2026-11-24"}, {"tags": "ab"}])
def test_a_value_of_another_kind_is_refused(connection: duckdb.DuckDBPyConnection, wrong: dict[str, Any]) -> None:
    (name,) = wrong
    with pytest.raises(TypeError, match=rf"thing\.{name} holds "):
        schema.load(connection, "thing", Thing, [Thing(name="1"), Thing(name="2", **wrong)])


def test_no_rows_are_no_trouble(connection: duckdb.DuckDBPyConnection) -> None:
    assert kept(connection, []) == []
