"""Every guard bitten on purpose, for every source and without a line written for it.

Where pages are asked, it is the real harvest over real HTTP, and every address of the source answers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from pipeline.contract import PageChangedError, Request
from pipeline.flow.harvest import Means, Plan, harvest_all
from pipeline.flow.harvested import Harvest
from pipeline.hold import Tally, reason_to_hold
from pipeline.model import SourceRules
from pipeline.sources import load_connector, load_rules

ELSEWHERE = "elsewhere.example.net"
MAX_PAGES = 3
HALF_IS_NORMAL = {"p2pu_circles", "swayam"}  # circles close for sign-up every week, a semester's courses all at once
CHALLENGE = (
    b"<html><head><title>Just a moment...</title></head><body><script>window._cf_chl_opt={}</script></body></html>"
)
ENTRIES = re.compile(rb"<(?:\w+:)?(record|item|entry)[\s>].*</(?:\w+:)?\1>", re.DOTALL)


class AnyAddress(dict[str, list[Any]]):
    """What `world` answers: robots.txt forbids nothing, a recorded address its own body, every other one the rest."""

    def __init__(self, recorded: dict[str, bytes], rest: bytes) -> None:
        super().__init__({target: [answer] for target, answer in recorded.items()})
        self.rest = rest

    def get(self, target: str, default: Any = None) -> Any:
        """The answers of an address, one after the other; the last one for ever."""
        return super().get(target) or (None if target.endswith("/robots.txt") else [self.rest])


Walker = Callable[..., Harvest]


@pytest.fixture
def walk(world: Any, connectors_folder: Path) -> Walker:
    """The harvest of a source from a provider that answers so at every address, whatever is asked."""

    def harvest(source: str, rest: bytes, recorded: dict[str, bytes] | None = None) -> Harvest:
        rules = load_rules(connectors_folder / source)
        manners = replace(rules.politeness, delay_seconds=0.0, retries=0, max_pages=MAX_PAGES, deadline_seconds=20.0)
        rules = replace(rules, politeness=manners, expect=replace(rules.expect, min_listings=1))
        world.answers = AnyAddress(recorded or {}, rest)
        plan = Plan(rules=rules, connector=load_connector(source, connectors_folder)(_credentials(rules)))

        async def work(fetcher: Any) -> Harvest:
            means = Means(
                fetcher=fetcher,
                archive=world.archive,
                readings=None,
                clock=world.clock,
                progress=lambda moved: None,
            )
            (made,) = await harvest_all([plan], "20261124T020000-aaa", means)
            return made

        made: Harvest = world.run(work)
        assert "has a bug" not in (made.reason or "")
        return made

    return harvest


def _credentials(rules: SourceRules) -> dict[str, str]:
    return dict.fromkeys(rules.credentials, "test")


def _first_requests(source: str, connectors_folder: Path) -> list[Request]:
    rules = load_rules(connectors_folder / source)
    connector = load_connector(source, connectors_folder)(_credentials(rules))
    return [produced for produced in connector.start() if isinstance(produced, Request)]


@pytest.mark.parametrize("status", [200, 403, 503])
def test_a_challenge_stops_the_source(
    web_source: str, walk: Walker, world: Any, connectors_folder: Path, status: int
) -> None:
    made = walk(web_source, world.reply(CHALLENGE, status=status, headers={"cf-mitigated": "challenge"}))
    assert made.outcome == "blocked"
    assert len(world.asked()) <= len(_first_requests(web_source, connectors_folder))


def test_a_challenge_without_its_header_stops_the_source(web_source: str, walk: Walker, world: Any) -> None:
    assert walk(web_source, world.reply(CHALLENGE)).outcome == "blocked"


@pytest.mark.parametrize("status", [401, 403])
def test_a_refusal_stops_the_source(
    web_source: str, walk: Walker, world: Any, connectors_folder: Path, status: int
) -> None:
    assert walk(web_source, world.reply(b"{}", status=status)).outcome == "blocked"
    assert len(world.asked()) <= len(_first_requests(web_source, connectors_folder))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"[]",
        b'{"error": "try again later"}',
        b'{"status": "error", "errors": ["busy"]}',
        b"<!DOCTYPE html><html><head><title>Maintenance</title></head><body><h1>Back soon</h1></body></html>",
        b'<?xml version="1.0"?><error>busy</error>',
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;</a>',
        b"\x00\x01\x02\xff\xfe" * 50,
        "{\"titre\": \"\u00e9t\u00e9\"}".encode("latin-1"),
    ],
)  # fmt: skip
def test_an_error_with_status_200_never_succeeds(source: str, walk: Walker, world: Any, body: bytes) -> None:
    made = walk(source, world.reply(body))
    assert made.outcome in ("held", "failed", "blocked"), "what is no catalogue was taken for one"
    assert made.reason
    assert made.listings == {}


def test_a_walk_without_end_is_ended(
    web_source: str, walk: Walker, world: Any, cases: list[Any], connectors_folder: Path
) -> None:
    """Every address answers with the first page again, and again: it goes round, or comes to the cap of pages."""
    (first, *_) = _first_requests(web_source, connectors_folder)
    recorded = [case for case in cases if case.source == web_source and case.page().request.url == first.url]
    rules = load_rules(connectors_folder / web_source)
    for case in recorded:
        world.seen.clear()
        made = walk(web_source, world.reply(case.body))
        assert len(world.asked()) <= MAX_PAGES + rules.politeness.concurrency
        is_led_on = any(not each.get("is_optional") for each in case.read()["requests"])
        assert not (is_led_on and made.outcome == "succeeded"), "it was led on and still came to an end"


def _target(case: Any) -> str:
    """The address as it is asked through a gateway."""
    url = httpx.URL(case.page().request.url)
    return f"/{url.host}{url.raw_path.decode()}"


def _without_entries(body: bytes) -> bytes:
    """The page, well-formed and without a single record: every list empty, every record or item cut out."""
    try:
        values = json.loads(body)
    except ValueError:
        emptied = ENTRIES.sub(b"", body)
        return emptied if emptied != body else b"<html><body><main></main></body></html>"
    return json.dumps(_emptied(values)).encode()


def _emptied(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _emptied(item) for key, item in value.items()}
    return [] if isinstance(value, list) else value


def test_an_emptied_catalogue_is_held(web_source: str, walk: Walker, world: Any, cases: list[Any]) -> None:
    own = [case for case in cases if case.source == web_source]
    recorded = {
        _target(case): world.reply(_without_entries(case.body)) for case in own if not case.about.get("is_secret")
    }
    secret = [case.body for case in own if case.about.get("is_secret")]
    made = walk(web_source, world.reply(secret[0] if secret else b"not here", status=200 if secret else 404), recorded)
    assert made.pages or secret, f"no recorded page was met: {made.reason}"
    assert made.outcome in ("held", "failed")
    assert made.listings == {}


def test_no_page_leads_to_another_host(web_case: Any) -> None:
    """The hosts that a recorded page names become others: no request follows them, and a next page there is refused.

    People's own lists are left out: they may name lists anywhere.
    """
    led_on = [each["url"] for each in web_case.read()["requests"]]
    hosts = {host for url in (*led_on, web_case.page().url) if (host := urlsplit(url).hostname)}
    told = {
        url
        for url, each in zip(led_on, web_case.read()["requests"], strict=True)
        if "://" in url
        and not each.get("is_optional")
        and url.partition("://")[2].encode() in web_case.body.replace(b"\\/", b"/")
    }
    body = web_case.body
    for host in hosts:
        body = body.replace(host.encode(), ELSEWHERE.encode())
    moved = web_case.page(body)
    asked: list[str] = []
    is_refused = False
    try:
        produced = getattr(web_case.connector, moved.request.reader)(moved)
        asked.extend(each.url for each in produced if isinstance(each, Request))
    except PageChangedError as error:
        is_refused = ELSEWHERE in str(error)
    assert {urlsplit(url).hostname for url in asked} <= hosts
    assert is_refused or not told & set(asked), "the next page is on another host and was asked all the same"


def test_what_is_expected_of_the_source_bites(source: str, connectors_folder: Path) -> None:
    """Too few, half, an empty field, a total that is not met, unreadable records: each holds a run of this source."""
    rules = load_rules(connectors_folder / source)
    expect, n = rules.expect, 1000 * rules.expect.min_listings
    filled = dict.fromkeys((*expect.fill_rate, "title"), n)
    good = Tally(
        listings=n, rejected=0, first_rejection="", left_out=0, stated_total=n, filled=filled, unreadable_pages=()
    )
    assert reason_to_hold(good, expect, n) is None
    for field in (name for name, floor in expect.fill_rate.items() if floor):
        assert "is filled in 0%" in (reason_to_hold(replace(good, filled=filled | {field: 0}), expect, n) or "")
    bites = {
        "no listing": replace(good, listings=0),
        "listings came, at least": replace(good, listings=expect.min_listings - 1, rejected=0),
        "the source says it has": replace(good, stated_total=2 * n),
        "could not be read": replace(good, rejected=100 * n),
        "a page": replace(good, unreadable_pages=("a page",)),
    }
    if expect.min_listings == 1:
        del bites["listings came, at least"]
    for reason, tally in bites.items():
        assert reason in (reason_to_hold(tally, expect, n) or ""), reason
    half = replace(good, listings=n // 2, stated_total=None)
    is_held = reason_to_hold(half, expect, n) is not None
    assert is_held or rules.files or source in HALF_IS_NORMAL or not rules.is_complete, (
        "half of the catalogue would pass: lower max_drop_pct"
    )
