"""Shared by the tests of the normalisers: the vector files beside the project, and a plain set of rules."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.model import Expect, SourceRules

Rows = list[tuple[str, str]]


@pytest.fixture(scope="session")
def vectors(shared: Path) -> Callable[[str], Rows]:
    """Reads one vector file: (words, expected) without its header; an expectation that is left out is empty."""

    def read(name: str) -> Rows:
        with (shared / "catalogs" / "test_vectors" / name).open(encoding="utf-8", newline="") as file:
            lines = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]
        rows = [(line[0] if line else "", line[1] if len(line) > 1 else "") for line in lines]
        assert rows, f"{name} holds no rows"
        return rows

    return read


@pytest.fixture
def rules() -> SourceRules:
    """A source without lookups, defaults or policy."""
    return SourceRules(
        source="example",
        title="Example",
        publisher="Example",
        home="https://example.org",
        terms="none",
        expect=Expect(min_listings=1, max_drop_pct=10.0, fill_rate={}),
    )
