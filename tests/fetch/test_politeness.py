"""How requests to one host are spaced, and how long it is left alone after a failure."""

from __future__ import annotations

import asyncio
import random
from datetime import UTC, datetime
from itertools import pairwise
from math import inf
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.contract import Request
from pipeline.errors import TransientError
from pipeline.fetch import Fetcher
from pipeline.fetch.politeness import Host, backoff_seconds, retry_after_seconds
from pipeline.model import Politeness

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, 0.0),
        ("", 0.0),
        ("5", 5.0),
        (" 12 ", 12.0),
        ("-5", 0.0),
        ("1.5", 0.0),
        ("soon", 0.0),
        ("99999", 99_999.0),
        ("9" * 6000, inf),
        ("٣", 0.0),
        ("Tue, 24 Nov 2026 02:00:30 GMT", 30.0),
        ("Tuesday, 24-Nov-26 02:00:30 GMT", 30.0),
        ("Tue, 24 Nov 2026 02:00:30 -0000", 30.0),
        ("Tue, 24 Nov 2026 01:00:00 GMT", 0.0),
        ("Fri, 24 Nov 2028 02:00:00 GMT", 731 * 86_400.0),
        ("Tue, 99 Nov 2026 99:00:00 GMT", 0.0),
    ],
)
def test_retry_after_in_both_forms(value: str | None, seconds: float) -> None:
    assert retry_after_seconds(value, NOW) == seconds


@given(st.text(max_size=60))
def test_retry_after_never_fails(value: str) -> None:
    assert 0.0 <= retry_after_seconds(value, NOW) <= inf


def test_backoff_is_jittered_over_a_growing_range_and_capped() -> None:
    generator = random.Random(1)
    for attempt, ceiling in ((0, 1.0), (1, 2.0), (3, 8.0), (6, 60.0), (5000, 60.0)):
        drawn = [backoff_seconds(attempt, generator) for _ in range(200)]
        assert 0.0 <= min(drawn) < ceiling / 10
        assert ceiling * 0.9 < max(drawn) <= ceiling


def test_a_later_wish_for_a_longer_pause_holds_from_the_last_start(clock: Any) -> None:
    async def main() -> list[float]:
        host, starts = Host(clock), []
        for delay in (0.0, 0.0, 5.0, 1.0):
            host.slow_down(delay)
            async with host.turn(1):
                starts.append(clock.monotonic())
        return starts

    assert asyncio.run(main()) == [0.0, 0.0, 5.0, 10.0]


def test_a_cancelled_wait_gives_its_place_back(clock: Any) -> None:
    async def main() -> None:
        host = Host(clock)
        async with host.turn(1):
            waiting = asyncio.create_task(host.turn(1).__aenter__())
            await asyncio.sleep(0)
            waiting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await waiting
        async with asyncio.timeout(1), host.turn(1):
            pass

    asyncio.run(main())


def fetch_all(world: Any, urls: list[str], politeness: Politeness) -> None:
    async def work(fetcher: Fetcher) -> None:
        await asyncio.gather(
            *(fetcher.fetch(Request(url, "read"), source="demo", run_id="r1", politeness=politeness) for url in urls)
        )

    world.run(work)


@pytest.mark.parametrize(("delay", "crawl_delay", "gap"), [(2.0, None, 2.0), (2.0, 7, 7.0), (2.0, 1, 2.0)])
def test_starts_are_as_far_apart_as_the_longer_of_setting_and_crawl_delay(
    world: Any, delay: float, crawl_delay: int | None, gap: float
) -> None:
    rules = f"User-agent: *\nCrawl-delay: {crawl_delay}\n" if crawl_delay else ""
    world.says("a.example/robots.txt", world.reply(rules.encode()))
    for number in range(4):
        world.says(f"a.example/{number}", world.reply(b"page"))
    fetch_all(world, [f"https://a.example/{n}" for n in range(4)], Politeness(delay_seconds=delay, concurrency=1))
    starts = [seen.at for seen in world.seen]
    assert world.seen[0].target == "/a.example/robots.txt"
    assert [later - earlier for earlier, later in pairwise(starts)] == [gap] * 4


@pytest.mark.parametrize("concurrency", [1, 2, 3])
def test_no_more_requests_are_under_way_at_one_host_than_allowed(world: Any, concurrency: int) -> None:
    async def slowly(writer: asyncio.StreamWriter) -> None:
        for _ in range(300):  # rounds of the loop, in which others would start if they might
            await asyncio.sleep(0)
        writer.write(world.reply(b"page"))

    for number in range(7):
        world.says(f"a.example/{number}", slowly)
    politeness = Politeness(delay_seconds=0.0, concurrency=concurrency, deadline_seconds=20.0)
    fetch_all(world, [f"https://a.example/{n}" for n in range(7)], politeness)
    assert world.most_under_way == concurrency


def test_hosts_do_not_wait_for_each_other(world: Any) -> None:
    all_have_started = asyncio.Barrier(4)

    async def together(writer: asyncio.StreamWriter) -> None:
        await all_have_started.wait()
        writer.write(world.reply(status=404))

    names = [f"{letter}.example" for letter in "abcd"]
    for name in names:
        world.says(f"{name}/robots.txt", together)
        world.says(f"{name}/x", world.reply(b"page"))
    fetch_all(world, [f"https://{name}/x" for name in names], Politeness(delay_seconds=30.0, concurrency=1))
    assert max(seen.at for seen in world.seen) == 30.0  # robots.txt, a pause, the page: on all four at once


@pytest.mark.parametrize(
    ("retry_after", "pause"),
    [("20", 20.0), ("Tue, 24 Nov 2026 02:00:40 GMT", 40.0), ("600", 600.0), ("-3", 0.0), ("never", 0.0)],
)
@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_pauses_the_whole_host(world: Any, retry_after: str, pause: float, status: int) -> None:
    world.says("a.example/busy", world.reply(status=status, headers={"Retry-After": retry_after}), world.reply(b"page"))
    world.says("a.example/other", world.reply(b"other"))
    politeness = Politeness(delay_seconds=0.0, concurrency=1, deadline_seconds=20.0)

    async def work(fetcher: Fetcher) -> None:
        def ask(name: str) -> Any:
            asked = Request(f"https://a.example/{name}", "read")
            return asyncio.ensure_future(fetcher.fetch(asked, source="demo", run_id="r1", politeness=politeness))

        busy = ask("busy")
        while not world.asked():
            await asyncio.sleep(0)
        await asyncio.gather(busy, ask("other"))

    world.run(work)
    first, *later = [seen.at for seen in world.asked()]
    assert len(later) == 2
    assert min(later) - first >= pause
    assert max(later) - first <= pause + 1.0


async def hangs_up(writer: asyncio.StreamWriter) -> None:
    writer.close()


@pytest.mark.parametrize("failure", ["status", "network"])
def test_every_failure_is_followed_by_a_longer_range_of_waiting(world: Any, failure: str) -> None:
    world.says("a.example/x", world.reply(status=500) if failure == "status" else hangs_up)
    politeness = Politeness(delay_seconds=0.0, retries=6, deadline_seconds=20.0)
    with pytest.raises(TransientError, match=r"\(tried 7 times\)"):
        world.fetch("a.example/x", politeness=politeness)
    starts = [seen.at for seen in world.asked()]
    gaps = [later - earlier for earlier, later in pairwise(starts)]
    assert len(gaps) == 6
    assert all(gap <= 2.0**n for n, gap in enumerate(gaps))
    assert sum(gaps) > 1.0
