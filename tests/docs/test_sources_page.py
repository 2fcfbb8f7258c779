"""docs/sources.md says what the sources are, and is never stale."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.model import RawListing, Settings, SourcePlan
from pipeline.settings import load_settings
from pipeline.sources import find_blocked, find_sources
from pipeline.verbs.sources_page import FIELDS, PAGE, measured, sources_page


@pytest.fixture(scope="module")
def settings(root: Path) -> Settings:
    return load_settings(root / "schedule.yaml")


def section(page: str, source: str) -> str:
    """The part of the page about one source."""
    return page.partition(f'<a id="source-{source}"></a>')[2].partition("\n### ")[0]


def test_the_page_is_fresh(root: Path) -> None:
    assert (root / "docs" / "sources.md") == PAGE
    assert PAGE.read_text(encoding="utf-8") == sources_page(), "run `make docs`"


def test_make_docs_writes_it(root: Path) -> None:
    assert "-m pipeline.verbs.sources_page\n" in (root / "Makefile").read_text(encoding="utf-8")


def test_every_source_has_a_row_a_section_and_its_terms(root: Path) -> None:
    page = sources_page()
    for name, rules in find_sources(root / "connectors").items():
        assert page.count(f"](#source-{name})") == 1
        assert page.count(f'<a id="source-{name}"></a>') == 1
        said = section(page, name)
        assert rules.home in said
        for words in ("Gives", "Never says", "Harvested", "A good run", "Politeness", "Needs", "Terms"):
            assert f"- **{words}**" in said, name


def test_every_catalogue_that_is_not_harvested_says_why(root: Path) -> None:
    page = sources_page().partition("## Known and not harvested")[2]
    blocked = find_blocked(root / "connectors")
    assert page.count("- **What it would take**") == len(blocked) > 0
    assert [name for name, each in blocked.items() if f"`{name}`" not in page or each.seen_on not in page] == []


def test_what_is_filled_and_what_never_is_add_up(root: Path) -> None:
    for name, rules in find_sources(root / "connectors").items():
        shown = measured(root / "tests" / "recordings" / name)
        missing = shown.never(rules)
        assert not set(missing) & set(shown.filled), name
        assert set(missing) | set(shown.filled) <= set(FIELDS)


def test_what_a_source_gives_is_counted_in_its_recordings(tmp_path: Path) -> None:
    for case, listings in {
        "a": [{"key": "1", "title": "A", "url": "x"}],
        "b": [{"key": "2", "url": "y", "free": "f"}],
    }.items():
        (tmp_path / case).mkdir()
        (tmp_path / case / "expected.json").write_text(json.dumps({"listings": listings}))
    shown = measured(tmp_path)
    assert shown.n == 2
    assert dict(shown.filled) == {"url": 2, "free": 1}
    assert measured(tmp_path / "nothing").n == 0
    assert set(FIELDS) | {"key", "title"} == set(RawListing.__dataclass_fields__)


def test_days_and_switches_are_those_of_the_schedule(settings: Settings) -> None:
    plans = {"saylor": SourcePlan(weekdays=("sunday",)), "tess": SourcePlan(is_enabled=False)}
    page = sources_page(settings=replace(settings, sources=plans))
    assert "**Harvested** sunday: all of it each time." in section(page, "saylor")
    assert "**Harvested** never (switched off)" in section(page, "tess")
    assert "**Harvested** every night" in section(page, "openhpi")


def test_platform_credentials_and_gaps_are_told() -> None:
    page = sources_page()
    assert "**Platform**: `moodle`." in section(page, "saylor")
    assert "**Platform**: its own." in section(page, "coursera")
    assert "**Needs**: `EDX_CLIENT_ID`, `EDX_CLIENT_SECRET`." in section(page, "edx")
    assert "the list hides some" in section(page, "openhpi")
    assert "not verified" in next(line for line in page.splitlines() if "(#source-tess)" in line)
