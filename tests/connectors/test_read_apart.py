"""Every recorded page says the same when it is read in a process of its own."""

from __future__ import annotations

import pytest

from pipeline.flow.apart import Apart
from pipeline.flow.read_page import read_page
from pipeline.normalize.listing import Normaliser
from pipeline.sources import load_rules

from .conftest import CASES, CONNECTORS, Case


@pytest.mark.parametrize("of_source", sorted({case.source for case in CASES}))
def test_a_page_says_the_same_apart(of_source: str) -> None:
    rules = load_rules(CONNECTORS / of_source)
    for case in (each for each in CASES if each.source == of_source):
        apart = Apart(CONNECTORS, rules, case.about.get("credentials") or {}, case.about.get("since"))
        there = apart.read(case.page(), "sum")
        apart.close()
        assert there == here(case, rules), case


def here(case: Case, rules: object) -> object:
    connector = case.connector
    if connector.remembers_pages:
        list(connector.start())
    return read_page(connector, case.page(), Normaliser(rules), "sum")  # type: ignore[arg-type]
