"""A recorded page of which some records are known says what it says when all of it is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.flow.read_page import read_page
from pipeline.normalize.listing import Normaliser
from pipeline.sources import load_rules
from pipeline.store import Readings
from pipeline.store.readings import Reading, completed

from .conftest import CASES, CONNECTORS, Case

BY_ITSELF = {"egov_campus", "futurelearn", "imoox", "ki_campus", "openhpi", "p2pu", "udacity", "udemy", "x5gon"}
"""Sources whose recordings hold records that are read by themselves."""


@pytest.mark.parametrize("every", [1, 2, 3])
def test_what_is_known_of_a_page_changes_nothing(case: Case, every: int, tmp_path: Path) -> None:
    whole = _read(case, {})
    known = {mark: place for place, mark in enumerate(whole.marks) if mark and place % every == 0}
    readings = Readings(tmp_path)
    readings.put(case.source, "0" * 64, "", "sum", whole, case.page().request)
    kept = readings.get(case.source, "0" * 64)
    again = _read(case, known)
    if kept is None:  # it leads to a request that may not be written down
        assert not known
        return
    n_read = len(again.rows)
    again = completed(again, kept, "sum")
    assert n_read == len(whole.rows) - sum(mark in known for mark in whole.marks)
    assert again == whole
    assert again.filled == whole.filled


def test_these_sources_have_records_that_are_known_again() -> None:
    assert {case.source for case in CASES if any(_read(case, {}).marks)} >= BY_ITSELF


def _read(case: Case, known: dict[bytes, int]) -> Reading:
    connector, page = case.connector, case.page()
    if connector.remembers_pages:
        list(connector.start())
    page.known = known
    return read_page(connector, page, Normaliser(load_rules(CONNECTORS / case.source)), "sum")
