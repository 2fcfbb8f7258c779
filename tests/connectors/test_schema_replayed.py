"""Pages in schema.org's words against the replay server: lists that only tests read, and a polite walk through HOOU."""

from __future__ import annotations

import asyncio
import json
import random
import urllib.request
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from pipeline.contract import Page, PageChangedError, RawListing, Request
from pipeline.fetch import Archive, Fetcher
from pipeline.flow.harvest import Means, Plan, harvest_all
from pipeline.flow.harvested import Harvest
from pipeline.normalize.listing import normalise
from pipeline.sources import load_connector, load_rules

pytestmark = pytest.mark.shared
Replay = Callable[..., AbstractContextManager[str]]


def _list(gateway: str, root: Path, source: str) -> tuple[list[RawListing], Page]:
    connector = load_connector(source, root / "tests" / "sites")()
    (request,) = connector.start()
    assert isinstance(request, Request)
    with urllib.request.urlopen(f"{gateway}/{request.url.split('://', 1)[1]}", timeout=30) as answer:
        page = Page(request, request.url, answer.status, dict(answer.headers), answer.read())
    return [each for each in getattr(connector, request.reader)(page) if isinstance(each, RawListing)], page


def test_every_date_of_nbis_is_read(root: Path, gateway: str) -> None:
    """23 have an address of their own; nine have none, three of them not even a type."""
    found, page = _list(gateway, root, "nbis")
    assert [note.message for note in page.notes + page.audit()] == []
    assert (len(found), len({each.key for each in found}), page.rejected) == (32, 32, 0)
    assert Counter(each.url is not None for each in found) == {True: 23, False: 9}
    assert {each.kind for each in found} == {"event"}
    assert Counter(each.pacing for each in found) == {"synchronous": 29, None: 3}


def test_course_of_sib_has_its_later_run_and_its_lowest_price(root: Path, gateway: str) -> None:
    """Both offers are for some only; neither is free, so the lower one counts."""
    ((course,), page) = _list(gateway, root, "sib")
    assert [note.message for note in page.notes + page.audit()] == []
    assert (course.kind, course.starts, course.ends, course.duration) == (
        "course",
        "2022-10-10",
        "2022-10-11",
        "P1DT6H",
    )
    assert (course.price, course.currency, course.free) == ("120", "CHF", None)
    assert course.key == course.title
    assert (course.url or "").endswith("20221010_XXX12")


@pytest.mark.parametrize(("site", "kinds"), [("nbis", {"unknown"}), ("sib", {"paid"})])
def test_words_are_understood(root: Path, gateway: str, site: str, kinds: set[str]) -> None:
    rules = load_rules(root / "tests" / "sites" / site)
    read = [normalise(each, rules) for each in _list(gateway, root, site)[0]]
    assert [note.message for each in read for note in each.notes] == []
    assert {each.listing.free_kind for each in read} == kinds


@pytest.mark.parametrize("site", ["nbis", "sib"])
@pytest.mark.parametrize("kind", ["not_json", "truncate", "empty"])
def test_damaged_or_empty_list_is_no_success(root: Path, faulty: Replay, site: str, kind: str) -> None:
    with faulty(kind) as gateway, pytest.raises(PageChangedError):
        _list(gateway, root, site)


@pytest.mark.parametrize("site", ["nbis", "sib"])
def test_renamed_name_rejects_every_record(root: Path, faulty: Replay, site: str) -> None:
    with faulty("drift", **{"from": "name", "to": "headline"}) as gateway:
        found, page = _list(gateway, root, site)
    assert found == []
    assert page.rejected >= 1


def _harvest(root: Path, source: str, gateway: str, folder: Path, clock: Any) -> Harvest:
    """A whole run, fetching included; the clock needs no time."""
    rules = load_rules(root / "connectors" / source)
    plan = Plan(rules=rules, connector=load_connector(source, root / "connectors")())

    async def main() -> Harvest:
        archive = Archive(folder)
        agent = "Circlewise/0.1 (+library@example.org)"
        async with Fetcher(archive, user_agent=agent, gateway=gateway, clock=clock, random=random.Random(7)) as fetcher:
            means = Means(fetcher=fetcher, archive=archive, readings=None, clock=clock, progress=lambda harvest: None)
            return (await harvest_all([plan], "20261126T020000-aaa", means))[0]

    return asyncio.run(main())


def test_pages_that_are_gone_cost_their_courses_only(root: Path, replay: Replay, tmp_path: Path, clock: Any) -> None:
    """HOOU: one index, two sitemaps, ten pages that are gone, three that are there; never /private/, never in haste."""
    log = tmp_path / "log.jsonl"
    with replay(log=log) as gateway:
        harvest = _harvest(root, "hoou", gateway, tmp_path / "pages", clock)
    assert (harvest.outcome, harvest.reason) == ("succeeded", None)
    assert (len(harvest.listings), harvest.gone_pages, harvest.rejected) == (3, 10, 0)
    asked = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    pages = [each["path"] for each in asked if each["path"] != "/robots.txt"]
    assert (len(pages), len(set(pages))) == (16, 16)
    assert {each["host"] for each in asked} == {"www.hoou.de"}
    assert [path for path in pages if path.startswith("/private/")] == []
    assert clock.elapsed >= 15 * load_rules(root / "connectors" / "hoou").politeness.delay_seconds


def test_tutorials_of_galaxy_are_kept_where_one_is_gone(root: Path, gateway: str, tmp_path: Path, clock: Any) -> None:
    harvest = _harvest(root, "gtn", gateway, tmp_path / "pages", clock)
    assert (harvest.outcome, harvest.reason) == ("succeeded", None)
    assert (len(harvest.listings), harvest.gone_pages, harvest.rejected) == (2, 1, 0)


@pytest.mark.parametrize("site", ["gtn", "hoou"])
@pytest.mark.parametrize("kind", ["truncate", "not_json", "gzip_bomb"])
def test_a_sitemap_that_cannot_be_read_whole_is_no_success(
    root: Path, faulty: Replay, tmp_path: Path, clock: Any, site: str, kind: str
) -> None:
    with faulty(kind, "sitemap") as gateway:
        harvest = _harvest(root, site, gateway, tmp_path / "pages", clock)
    assert harvest.outcome in ("held", "failed")
