"""RFC 9309 in cases: what a host says of us, and what its silence means."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.contract import Request
from pipeline.errors import BlockedError, SourceError, TransientError
from pipeline.fetch.exchange import Answer
from pipeline.fetch.robots import MAX_AGE_SECONDS, MAX_BYTES, Robots, parse_rules
from pipeline.model import Politeness

PAGE = "https://a.example/courses/1"
ONCE = Politeness(delay_seconds=0.0, deadline_seconds=20.0, retries=0)


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("", True),
        ("User-agent: *\nDisallow:\n", True),
        ("User-agent: *\nDisallow: /\n", False),
        ("User-agent: *\nDisallow: /courses\n", False),
        ("User-agent: *\nDisallow: /Courses\n", True),
        ("User-agent: *\nDisallow: /\nAllow: /courses/\n", True),
        ("User-agent: *\nAllow: /\nDisallow: /courses/*1$\n", False),
        ("User-agent: *\nDisallow: /*.pdf$\n", True),
        ("User-agent: other\nDisallow: /\n", True),
        ("User-agent: circlewise\nDisallow: /\n\nUser-agent: *\nAllow: /\n", False),
        ("User-agent: *\nDisallow: /\n\nUser-agent: CircleWise/2.0 # us\nDisallow: /x\n", True),
        ("User-agent: other\nUser-agent: Circlewise\nDisallow: /\n", False),
        ("User-agent: circle\nDisallow: /\n", True),
        ("User-agent: circlewise-image\nDisallow: /\n", True),
        ("User-agent: *\nDisallow: /x\nUser-agent: *\nDisallow: /courses\n", False),
        ("\ufeffUser-agent: *\nDisallow: /\n", False),
        ("user-agent:*\r\ndisallow:/\r\n", False),
        ("Disallow: /\n", True),
        ("<!DOCTYPE html><title>Not Found</title><p>User-agent: none</p>", True),
        ("User-agent: *\nDisallow: /%63ourses\n", False),
    ],
)
def test_rules_are_read_for_us(text: str, allowed: bool) -> None:
    assert parse_rules(text.encode()).allows(PAGE) is allowed


@pytest.mark.parametrize(
    ("text", "delay"),
    [
        ("User-agent: *\nCrawl-delay: 2.5\n", 2.5),
        ("User-agent: *\nCrawl-delay: 2\n\nUser-agent: circlewise\nCrawl-delay: 9\n", 9.0),
        ("User-agent: *\nCrawl-delay: -1\n", 0.0),
        ("User-agent: *\nCrawl-delay: nan\n", 0.0),
        ("User-agent: *\nCrawl-delay: inf\n", 0.0),
        ("User-agent: *\nCrawl-delay: soon\n", 0.0),
        ("User-agent: other\nCrawl-delay: 9\n", 0.0),
    ],
)
def test_crawl_delay_is_read_for_us(text: str, delay: float) -> None:
    assert parse_rules(text.encode()).crawl_delay == delay


def test_broken_bytes_do_not_hide_the_rules() -> None:
    body = b"\xef\xbb\xbf# \xff\xfe\x00\x80\nUser-agent: *\nDisallow: /\xff\xff\nDisallow: /courses\n\xc3"
    assert not parse_rules(body).allows(PAGE)


def test_half_a_mebibyte_is_read_and_the_rule_cut_in_two_is_not() -> None:
    start, cut = b"User-agent: *\nDisallow: /courses/1\n", b"Disallow: /open"
    filler = b"#" * (MAX_BYTES - len(start) - len(cut) - 1) + b"\n"
    body = start + filler + cut + b"/but/for/this\nDisallow: /later\n"
    assert body[:MAX_BYTES].endswith(cut)
    rules = parse_rules(body)
    assert not rules.allows(PAGE)
    assert rules.allows("https://a.example/open/x")
    assert rules.allows("https://a.example/later")


@given(st.binary(max_size=400))
def test_nothing_a_host_sends_fails(body: bytes) -> None:
    rules = parse_rules(body)
    assert rules.allows(PAGE) in (True, False)
    assert rules.crawl_delay >= 0.0


def test_many_robots_with_many_rules_are_read_at_once() -> None:
    body = "".join(f"User-agent: bot{n}\n" for n in range(12_000)) + "Disallow: /x\n" * 12_000
    started = time.process_time()
    assert parse_rules(body.encode()).allows(PAGE)
    assert time.process_time() - started < 10.0  # a list of rules for every robot would be 144 million


def test_a_page_is_asked_after_robots_txt_and_that_once(world: Any) -> None:
    world.says("a.example/robots.txt", world.reply(b"User-agent: *\nDisallow: /private\n"))
    world.says("a.example/x", world.reply(b"page"))

    async def work(fetcher: Any) -> None:
        for _ in range(2):
            await fetcher.fetch(request("https://a.example/x"), source="demo", run_id="r1", politeness=ONCE)
        with pytest.raises(BlockedError, match=r"https://a\.example/robots\.txt forbids /private/y to Circlewise"):
            await fetcher.fetch(request("https://a.example/private/y"), source="demo", run_id="r1", politeness=ONCE)

    world.run(work)
    assert [seen.target for seen in world.seen] == ["/a.example/robots.txt", "/a.example/x", "/a.example/x"]


def request(url: str) -> Request:
    return Request(url, "read")


@contextmanager
def blocked_or_not(error: type[Exception] | None) -> Iterator[None]:
    if error is None:
        yield
    else:
        with pytest.raises(error, match=r"robots\.txt"):
            yield


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (404, b"User-agent: *\nDisallow: /\n", None),
        (403, b"no", None),
        (401, b"no", None),
        (410, b"", None),
        (204, b"", None),
        (500, b"", TransientError),
        (503, b"User-agent: *\nAllow: /\n", TransientError),
        (429, b"", TransientError),
        (200, b"<html><title>Welcome</title></html>", None),
        (200, b"\xef\xbb\xbfUser-agent: *\nDisallow: /\n", BlockedError),
        (200, b"\xff\xfe\x00User-agent: *", None),
        (200, b"User-agent: *\nDisallow: /x\n" + b"# filler\n" * (600 * 1024 // 9), BlockedError),
        (200, b"# filler\n" * (600 * 1024 // 9) + b"User-agent: *\nDisallow: /x\n", None),
        (200, b"User-agent: *\nCrawl-delay: 86400\n", BlockedError),
    ],
)
@pytest.mark.parametrize("packed", [False, True])
def test_what_a_host_answers_for_robots_txt(
    world: Any, status: int, body: bytes, error: type[Exception] | None, packed: bool
) -> None:
    world.says("a.example/robots.txt", world.reply(body, status=status, packed=packed and status != 204))
    world.says("a.example/x", world.reply(b"page"))
    with blocked_or_not(error):
        assert world.fetch("a.example/x", politeness=ONCE).page.body == b"page"
    assert len(world.asked()) == (0 if error else 1)


def test_a_robots_txt_that_never_comes_forbids_everything_for_now(world: Any) -> None:
    async def never(writer: asyncio.StreamWriter) -> None:
        await writer.drain()
        await asyncio.Event().wait()

    world.says("a.example/robots.txt", never)
    politeness = Politeness(delay_seconds=0.0, deadline_seconds=0.1, retries=1)
    with pytest.raises(TransientError, match=r"deadline; while a host .* nothing is asked .* \(tried 2 times\)"):
        world.fetch("a.example/x", politeness=politeness)
    assert world.asked() == []


def test_a_robots_txt_that_fails_once_is_read_again(world: Any) -> None:
    world.says("a.example/robots.txt", world.reply(status=502), world.reply(b"User-agent: *\nDisallow: /y\n"))
    world.says("a.example/x", world.reply(b"page"))
    assert world.fetch("a.example/x").retries == 1


@pytest.mark.parametrize(("hops", "is_blocked"), [(1, True), (5, True), (6, False), (7, False)])
def test_five_redirects_are_followed_and_more_mean_no_file(world: Any, hops: int, is_blocked: bool) -> None:
    names = ["a.example/robots.txt", *(f"b{n}.example/r" for n in range(1, hops + 1))]
    for here, there in pairwise(names):
        world.says(here, world.reply(status=301, headers={"Location": f"https://{there}"}))
    world.says(names[-1], world.reply(b"User-agent: *\nDisallow: /\n"))
    world.says("a.example/x", world.reply(b"page"))
    with blocked_or_not(BlockedError if is_blocked else None):
        world.fetch("a.example/x", politeness=ONCE)


@pytest.mark.parametrize("target", ["http://169.254.169.254/", "file:///etc/passwd", "http://localhost/x", ""])
def test_a_robots_txt_that_leads_inside_is_not_followed(world: Any, target: str) -> None:
    world.says("a.example/robots.txt", world.reply(status=302, headers={"Location": target}))
    with pytest.raises(SourceError, match=r"robots\.txt cannot be read"):
        world.fetch("a.example/x", politeness=ONCE)
    assert len(world.seen) == 1


def test_a_challenge_for_robots_txt_is_a_refusal(world: Any) -> None:
    world.says("a.example/robots.txt", world.reply(status=403, headers={"cf-mitigated": "challenge"}))
    with pytest.raises(BlockedError, match="challenge"):
        world.fetch("a.example/x", politeness=ONCE)
    assert world.asked() == []


def test_rules_are_read_again_after_a_day(clock: Any) -> None:
    asked: list[httpx.URL] = []

    async def ask(url: httpx.URL) -> Answer:
        asked.append(url)
        return Answer(200, {}, b"")

    async def main() -> None:
        robots = Robots(clock)
        for age in (0.0, MAX_AGE_SECONDS - 1, MAX_AGE_SECONDS):
            clock.elapsed = age
            await asyncio.gather(*(robots.check(httpx.URL(PAGE), ask) for _ in range(3)))

    asyncio.run(main())
    assert asked == ["https://a.example/robots.txt"] * 2
