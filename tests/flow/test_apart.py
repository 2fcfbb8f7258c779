"""Pages read in a process of their own: the same harvest, and no page that ends it or the night."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.engine import Limits
from pipeline.flow.apart import Apart, is_reading
from pipeline.flow.harvest import Means, Plan, harvest_all
from pipeline.flow.harvested import Harvest
from pipeline.model import Expect, Politeness, SourceRules
from pipeline.sources import load_connector
from pipeline.store import Reading, Readings
from pipeline.store.readings import COLUMNS

LIMITS = Limits(cpu_seconds=1.0, memory_mib=256, seconds=60)
RULES = SourceRules(
    source="wild", title="Wild", publisher="us", home="https://a.example", terms="ours",
    expect=Expect(min_listings=1, max_drop_pct=50.0, fill_rate={}, max_rejected_pct=40.0),
    politeness=Politeness(delay_seconds=0.0, retries=0, deadline_seconds=20.0, concurrency=2),
)  # fmt: skip
CONNECTOR = '''
"""A source of the tests: what its pages say decides what reading them does."""

import os
import re
import sys

from pipeline.contract import Connector, RawListing, Request
from pipeline.store import Reading


class Wild(Connector):
    """Titles by a pattern that goes back and forth for ever on words that nearly fit."""

    source = "wild"
    {memory}

    def start(self):
        """One list."""
        yield Request("https://a.example/courses", "courses")

    def courses(self, page):
        """Courses, and pages of courses."""
        for name in page.json().texts("pages"):
            yield Request(f"https://a.example/{{name}}", "course", is_optional=True)

    def course(self, page):
        """A title, or worse."""
        title = page.json().take("title", str)
        if title == "hoard":
            title = str(len(bytearray(4 << 30)))
        if title == "crash":
            os.abort()
        if title == "bug":
            title = {{}}["title"]
        if title == "turned":
            of_a_stranger = Reading(rows=[("short",)], marks=[b""], said=[0])
            sys.modules["pipeline.flow.apart"].read_page = lambda *asked: of_a_stranger
        re.fullmatch("(a+)+", title)
        yield RawListing(key=page.url, title=title)
'''


@pytest.fixture(scope="module", params=["", "remembers_pages = True"], ids=["plain", "remembering"])
def connectors(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("connectors")
    (folder / "wild").mkdir()
    text = CONNECTOR.format(memory=request.param)
    (folder / "wild" / "connector.py").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def harvest(world: Any, tmp_path: Path, connectors: Path) -> Callable[..., Harvest]:
    """Harvests pages with these titles, read apart or here."""

    def run(*titles: str, is_apart: bool = True) -> Harvest:
        names = [f"c{n}" for n in range(len(titles))]
        world.says("a.example/courses", world.reply(json.dumps({"pages": names}).encode()))
        for name, title in zip(names, titles, strict=True):
            world.says(f"a.example/{name}", world.reply(json.dumps({"title": title}).encode()))
        plan = Plan(
            rules=RULES,
            connector=load_connector("wild", connectors)({}),
            apart=Apart(connectors, RULES, {}, None, LIMITS) if is_apart else None,
        )

        async def work(fetcher: Any) -> Harvest:
            means = Means(
                fetcher=fetcher,
                archive=world.archive,
                readings=Readings(tmp_path / "readings"),
                clock=world.clock,
                progress=lambda moved: None,
            )
            (made,) = await harvest_all([plan], "20261124T020000-aaa", means)
            return made

        made: Harvest = world.run(work)
        return made

    return run


def is_remembering(connectors: Path) -> bool:
    return load_connector("wild", connectors).remembers_pages


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("a" * 60 + "!", "took more than 1 s of processor time"),
        ("hoard", "needed more than 256 MiB of memory"),
        ("crash", "crashed"),
    ],
    ids=["spin", "hoard", "crash"],
)
def test_a_page_that_takes_too_much_is_left_out_and_the_source_goes_on(
    harvest: Callable[..., Harvest], connectors: Path, title: str, said: str
) -> None:
    made = harvest("One", title, "Three", "Four")
    if is_remembering(connectors):  # what it knew of earlier pages is gone
        assert made.outcome == "failed"
        assert made.reason is not None
        assert f"https://a.example/c1: the process that read this page {said}" in made.reason
        assert "so this run ends" in made.reason
        return
    assert (made.outcome, made.rejected) == ("succeeded", 1)
    assert sorted(made.listings) == [f"https://a.example/c{n}" for n in (0, 2, 3)]
    (note,) = made.notes
    assert (note.kind, note.url) == ("page_changed", "https://a.example/c1")
    assert said in note.message


def test_many_such_pages_hold_the_run(harvest: Callable[..., Harvest], connectors: Path) -> None:
    made = harvest("One", "crash", "crash", "crash")
    assert made.outcome == ("failed" if is_remembering(connectors) else "held")


def test_a_process_that_was_taken_over_says_nothing_that_reaches_the_catalogue(
    harvest: Callable[..., Harvest], connectors: Path
) -> None:
    made = harvest("turned", "Two", "Three", "Four", "Five")
    if is_remembering(connectors):
        assert made.outcome == "failed"
        assert made.reason is not None
        assert "gave an answer that is none" in made.reason
        return
    assert (made.outcome, len(made.listings)) == ("succeeded", 4)
    (note,) = made.notes
    assert note.kind == "page_changed"
    assert "gave an answer that is none" in note.message


@pytest.mark.parametrize(
    "odd",
    [
        {"marks": []},
        {"said": [0, 0]},
        {"rows": [()], "marks": [b""], "said": [0]},
        {"again": [(0, 0), (0, 1)]},
        {"again": [(2, 0)]},
        {"again": [(0, -1)]},
    ],
)
def test_parts_of_a_reading_that_do_not_match_make_none(odd: dict[str, Any]) -> None:
    row = tuple("" for _ in COLUMNS)
    fine: dict[str, Any] = {"rows": [row], "marks": [b""], "said": [0], "again": [(0, 3)]}
    assert is_reading(Reading(**fine))
    assert not is_reading(Reading(**fine | odd))
    assert not is_reading([row])


def test_a_bug_is_told_as_it_is_here(harvest: Callable[..., Harvest]) -> None:
    apart, here = harvest("bug"), harvest("bug", is_apart=False)
    assert (apart.outcome, apart.reason) == (here.outcome, here.reason)
    assert apart.reason == "the connector has a bug: KeyError: 'title'"
