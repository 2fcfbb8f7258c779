"""Manners, as the replay server's log shows them: not what we believe to ask, but what was asked and when."""

from __future__ import annotations

import shutil
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pipeline.fetch import SystemClock

pytestmark = [pytest.mark.shared, pytest.mark.slow]
TONIGHT = datetime(2026, 11, 24, 7, 30, tzinfo=UTC)
COURSERA = "api.coursera.org"
HOOU = "www.hoou.de"
REFERENCE = Path(__file__).resolve().parents[2] / "data" / "reference"
SITE = '''
from pipeline.contract import Connector, RawListing, Request

class Site(Connector):
    """Only for this test: asks these pages at once."""

    source = "site"

    def start(self):
        for address in {addresses!r}:
            yield Request(address, "course")

    def course(self, page):
        yield RawListing(key=page.url, title="A course", url=page.url)
'''
RULES = """
source: site
title: A site of this test
publisher: us
home: https://www.hoou.de/
terms: not verified
expect: {min_listings: 1, max_drop_pct: 50, fill_rate: {url: 0.9}}
"""


def site(folder: Path, *addresses: str) -> Path:
    """A folder of connectors with one that asks these addresses, in a project that has our reference tables."""
    shutil.copytree(REFERENCE, folder.parent / "data" / "reference")
    (folder / "site").mkdir(parents=True)
    (folder / "site" / "__init__.py").touch()
    (folder / "site" / "connector.py").write_text(SITE.replace("{addresses!r}", repr(addresses)))
    (folder / "site" / "source.yaml").write_text(RULES)
    return folder


def at(log: list[dict[str, Any]], host: str) -> list[dict[str, Any]]:
    return [entry for entry in log if entry["host"] == host]


def test_robots_txt_comes_first_and_once_at_every_host(
    first_night: Any, replay: Any, asked: Any, tmp_path: Path
) -> None:
    nights, log = first_night.copied(tmp_path), tmp_path / "log.jsonl"
    with replay(log=log) as gateway:
        nights.run(gateway, TONIGHT)
    hosts = {entry["host"] for entry in asked(log)}
    assert len(hosts) == 5
    for host in hosts:
        paths = [entry["path"] for entry in at(asked(log), host)]
        assert (paths[0], paths.count("/robots.txt")) == ("/robots.txt", 1), host
        assert len(paths) > 1, host
    assert {entry["ua"] for entry in asked(log)} == {asked(log)[0]["ua"]}
    assert "tests@example.org" in asked(log)[0]["ua"]


def test_a_page_that_robots_txt_forbids_is_never_asked(nights: Any, replay: Any, asked: Any, tmp_path: Path) -> None:
    """The replayed host answers there all the same: only the log tells."""
    log = tmp_path / "log.jsonl"
    connectors = site(tmp_path / "connectors", f"https://{HOOU}/private/list", f"https://{HOOU}/private/other")
    with replay(log=log) as gateway:
        report = nights.run(gateway, TONIGHT, sources=("site",), connectors=connectors, is_published=False)
    assert report["sources"]["site"]["outcome"] == "blocked"
    assert "robots.txt forbids /private/list" in report["sources"]["site"]["reason"]
    assert [entry["path"] for entry in asked(log)] == ["/robots.txt"]


def test_the_crawl_delay_of_a_host_is_kept(nights: Any, replay: Any, tmp_path: Path) -> None:
    """robots.txt asks for a second between two requests; our own setting says none."""
    pages = [
        f"https://{HOOU}/sitemap_index.xml",
        f"https://{HOOU}/sitemap-2020.xml",
        f"https://{HOOU}/sitemap-materials.xml",
    ]
    clock = nights.clock(TONIGHT)
    with replay() as gateway:
        connectors = site(tmp_path / "connectors", *pages)
        report = nights.run(gateway, TONIGHT, sources=("site",), connectors=connectors, clock=clock)
    assert report["sources"]["site"]["pages"] == len(pages)
    assert clock.slept == [1.0] * len(pages)


def test_requests_are_never_faster_than_the_delay(nights: Any, replay: Any, asked: Any, tmp_path: Path) -> None:
    """By the server's own clock, and without any leap: the nth answer is not there before n delays are over."""
    log, delay = tmp_path / "log.jsonl", 0.15
    with replay(log=log) as gateway:
        begun = time.time()
        manners = {"coursera": {"delay_seconds": delay, "concurrency": 4}}
        nights.run(gateway, TONIGHT, sources=("coursera",), politeness=manners, clock=SystemClock(TONIGHT))
    times = [entry["ts"] - begun for entry in at(asked(log), COURSERA)]
    assert len(times) >= 8
    assert [n for n, seconds in enumerate(times) if seconds < n * delay] == []


@pytest.mark.parametrize("concurrency", [1, 3])
def test_no_more_requests_are_in_flight_than_allowed(
    nights: Any, replay: Any, asked: Any, tmp_path: Path, concurrency: int
) -> None:
    """The server takes 300 ms for an answer and logs its end: it is under way for the first half of that."""
    log, latency = tmp_path / "log.jsonl", 0.3
    connectors = site(
        tmp_path / "connectors", *(f"https://open.hpi.de/bridges/moochub/courses?n={n}" for n in range(6))
    )
    with replay(log=log, latency_ms=int(latency * 1000)) as gateway:
        manners = {"site": {"concurrency": concurrency}}
        nights.run(gateway, TONIGHT, sources=("site",), connectors=connectors, politeness=manners)
    ends = [entry["ts"] for entry in at(asked(log), "open.hpi.de")]
    assert len(ends) == 7
    surely = [(end - latency, end - latency / 2) for end in ends]
    together = max(sum(start <= moment <= end for start, end in surely) for moment, _ in surely)
    assert min(concurrency, 2) <= together <= concurrency


@pytest.mark.parametrize("args", [{"retry_after": 90}, {"retry_after_date": 90}])
def test_retry_after_is_kept_in_both_forms(
    nights: Any, replay: Any, asked: Any, tmp_path: Path, args: dict[str, int]
) -> None:
    """The replay server dates its header by the machine's clock, so the night has to go by it as well."""
    log, now = tmp_path / "log.jsonl", datetime.now(UTC)
    clock = nights.clock(now)
    fault = {"host": COURSERA, "path_regex": "start=500", "kind": "status", "args": {"status": 429, **args}}
    with replay(faults=[fault], log=log) as gateway:
        report = nights.run(gateway, now, sources=("coursera",), clock=clock)
    assert (report["sources"]["coursera"]["outcome"], report["sources"]["coursera"]["retries"]) == ("succeeded", 1)
    queries = [entry["query"][:9] for entry in at(asked(log), COURSERA) if entry["query"]]
    assert queries[:4] == ["start=0&l", "start=500", "start=500", "start=100"]
    assert 80 < sum(clock.slept) <= 91


@pytest.mark.parametrize(
    "args", [{"status": 403}, {"status": 401}, {"status": 403, "challenge": True}, {"status": 200, "challenge": True}]
)
def test_a_refusal_ends_the_source_at_once(
    first_night: Any, replay: Any, asked: Any, tmp_path: Path, args: dict[str, Any]
) -> None:
    """The second page is refused: no further page is asked, nothing is asked again, and other hosts go on."""
    nights, log = first_night.copied(tmp_path), tmp_path / "log.jsonl"
    fault = {"host": COURSERA, "path_regex": "start=500", "kind": "status", "always": True, "args": args}
    with replay(faults=[fault], log=log) as gateway:
        report = nights.run(gateway, TONIGHT, sources=("coursera", "p2pu"))
    assert {source: found["outcome"] for source, found in report["sources"].items()} == {
        "coursera": "blocked",
        "p2pu": "succeeded",
    }
    entries = at(asked(log), COURSERA)
    assert [entry["faults"] for entry in entries].count(["status"]) == 1
    assert entries[-1]["faults"] == ["status"]
    assert len(entries) == 3
