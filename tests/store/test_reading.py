"""Rows come back from the database as the dataclasses that were written, and Python's collector as it was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.model import TABLES, Listing, Offer
from pipeline.model.columns import column
from pipeline.normalize.same import ListingBrief
from pipeline.store import schema
from pipeline.store.reading import BATCH, fetch_rows


@dataclass(frozen=True, kw_only=True, slots=True)
class Kinds:
    """A value of each kind."""

    text: str = column("text")
    maybe: str | None = column("text")
    many: tuple[str, ...] = column("texts")
    number: int | None = column("number")
    share: float | None = column("share")
    amount: Decimal | None = column("amount")
    is_so: bool | None = column("yes or no")
    seen_at: datetime | None = column("time")
    held_on: date | None = column("day")


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8)
KINDS = st.builds(
    Kinds,
    text=TEXTS,
    maybe=st.none() | TEXTS,
    many=st.lists(TEXTS, max_size=3).map(tuple),
    number=st.none() | st.integers(-(2**63), 2**63 - 1),
    share=st.none() | st.floats(allow_nan=False),
    amount=st.none() | st.integers(-(10**9), 10**9).map(lambda cents: Decimal(cents).scaleb(-2)),
    is_so=st.none() | st.booleans(),
    seen_at=st.none()
    | st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1)).map(lambda moment: moment.replace(fold=0)),  # noqa: DTZ001 - UTC
    held_on=st.none() | st.dates(date(1, 1, 1), date(9999, 1, 1)),
)


@given(st.lists(KINDS, max_size=6))
@settings(max_examples=10, deadline=None)
def test_rows_come_back_as_they_were_written(rows: list[Kinds]) -> None:
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE kinds AS {schema.no_rows(Kinds)}")
        schema.load(connection, "kinds", Kinds, rows)
        found = list(fetch_rows(connection, Kinds, "SELECT 1 AS more, * FROM kinds"))
    assert found == rows
    assert [hash(each) for each in found] == [hash(each) for each in rows]
    assert [repr(each) for each in found] == [repr(each) for each in rows]


def test_a_list_that_is_null_stays_so_and_every_batch_is_read() -> None:
    columns = "'a' AS course_id, 'a' AS canonical_course_id, 'T' AS title, NULL AS description, 'en' AS language"
    lists = "CASE WHEN n % 2 = 0 THEN [n::VARCHAR] END AS topics, n % 2 = 0 AS is_free, n::VARCHAR AS url"
    with duckdb.connect() as connection:
        found = list(fetch_rows(connection, Offer, f"SELECT {columns}, {lists} FROM range({2 * BATCH + 1}) AS r(n)"))
    assert [each.url for each in found] == [str(n) for n in range(2 * BATCH + 1)]
    assert [each.topics for each in found[-2:]] == [None, (str(2 * BATCH),)]


@pytest.mark.parametrize("row", [*TABLES, Listing, Offer, ListingBrief])
def test_no_row_does_more_than_hold_its_fields(row: type) -> None:
    """Rows that are read are made without a call of `__init__`."""
    assert not hasattr(row, "__post_init__")
    assert "__new__" not in vars(row)
