"""The page of faults says what the table says; what was seen is as old as the last `make faults`."""

from __future__ import annotations

import pytest
from faultbook.fault import GROUPS
from faultbook.page import PAGE, cell, page_of, seen_on
from faultbook.table import ROWS, TABLE

STALE = "docs/reliability.md is stale; `make faults` writes it anew"


@pytest.fixture(scope="module")
def page() -> str:
    return PAGE.read_text(encoding="utf-8")


def test_every_row_is_on_the_page_as_the_table_has_it_and_no_other(page: str) -> None:
    seen = seen_on(page)
    assert [fault.id for fault in TABLE if fault.id not in seen] == [], STALE
    rows = [line for line in page.splitlines() if line.startswith("| ")]
    assert len(rows) == len(TABLE) + len(GROUPS), STALE


def test_what_is_around_the_rows_is_fresh(page: str) -> None:
    def around(text: str) -> list[str]:
        return [line for line in text.splitlines() if not line.startswith("| ")]

    assert around(page) == around(page_of({fault.id: "" for fault in TABLE})), STALE


@pytest.mark.parametrize("part", ["name", "expected"])
def test_a_row_that_says_otherwise_makes_the_page_stale(page: str, part: str) -> None:
    fault = TABLE[0]
    words = cell(getattr(fault, part))
    assert page.count(f"| {words} |") >= 1
    older = page.replace(f"| {words} |", f"| {words} of old |")
    assert fault.id in seen_on(page)
    assert fault.id not in seen_on(older)


def test_every_group_has_rows() -> None:
    assert list(ROWS) == list(GROUPS)
    assert all(ROWS.values())
