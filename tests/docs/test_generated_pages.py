"""Generated pages are never stale, and every example in them works."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.store import Build
from pipeline.verbs import dictionary, verbs_page
from pipeline.verbs.group import VERBS


@pytest.mark.usefixtures("defined_anew")
def test_the_data_dictionary_is_fresh() -> None:
    assert dictionary.PAGE.read_text(encoding="utf-8") == dictionary.dictionary(), "run `make docs`"


def test_the_page_of_verbs_is_fresh() -> None:
    assert verbs_page.PAGE.read_text(encoding="utf-8") == verbs_page.verbs_page(), "run `make docs`"


def test_every_verb_is_on_the_page() -> None:
    page = verbs_page.PAGE.read_text(encoding="utf-8")
    assert [verb for verb in VERBS if f"## circlewise {verb}\n" not in page] == []


@pytest.mark.parametrize("view", sorted(dictionary.EXAMPLES))
def test_every_example_query_works(view: str, tmp_path: Path) -> None:
    with Build(tmp_path / "x.duckdb", None, "x", datetime(2026, 1, 1, tzinfo=UTC)) as build:
        build.create_views()
        found = build.query(dictionary.EXAMPLES[view])
        assert [row for row in found if any(type(value) is int and value for value in row)] == []  # stages that count 0


def test_decision_pages_are_numbered_without_gaps(root: Path) -> None:
    numbers = sorted(int(path.name[:4]) for path in (root / "docs" / "decisions").glob("*.md"))
    assert numbers == list(range(1, len(numbers) + 1))
