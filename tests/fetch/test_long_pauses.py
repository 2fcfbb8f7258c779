"""A host that wants to be left alone for longer than a night waits is left alone, by every source."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from pipeline.contract import Request
from pipeline.errors import BlockedError, LeftAloneError, SourceError, TransientError
from pipeline.fetch import Fetcher
from pipeline.fetch.politeness import Host
from pipeline.model import Politeness

PATIENT = Politeness(delay_seconds=0.0, concurrency=1, deadline_seconds=20.0, retries=5)
ONCE = Politeness(delay_seconds=0.0, concurrency=1, deadline_seconds=20.0, retries=0)
SHORT = Politeness(delay_seconds=0.0, concurrency=1, deadline_seconds=0.2, retries=3)


def page(name: str, *, is_secret: bool = False) -> Request:
    return Request(f"https://{name}", "read", is_secret=is_secret)


async def ask(fetcher: Fetcher, name: str, source: str = "demo", politeness: Politeness = PATIENT) -> bytes:
    fetched = await fetcher.fetch(page(name), source=source, run_id="r1", politeness=politeness)
    return fetched.page.body


@pytest.mark.parametrize("politeness", [PATIENT, ONCE])
@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    ("retry_after", "pause"),
    [("86400", "86,400"), ("601", "601"), ("Wed, 25 Nov 2026 02:00:00 GMT", "86,400"), ("9" * 400, "inf")],
)
def test_a_pause_longer_than_a_night_waits_ends_the_source(
    world: Any, politeness: Politeness, status: int, retry_after: str, pause: str
) -> None:
    world.says("a.example/c", world.reply(status=status, headers={"Retry-After": retry_after}), world.reply(b"page"))
    said = rf"https://a\.example/c answered {status} .* a pause of {pause} s; a night waits at most 600 s"
    with pytest.raises(SourceError, match=said) as raised:
        world.fetch("a.example/c", politeness=politeness)
    assert type(raised.value) is LeftAloneError
    assert len(world.asked()) == 1
    assert world.clock.elapsed == 0.0


def test_a_pause_of_exactly_what_a_night_waits_is_waited_for(world: Any) -> None:
    world.says("a.example/c", world.reply(status=429, headers={"Retry-After": "600"}), world.reply(b"page"))
    assert world.fetch("a.example/c").page.body == b"page"
    first, second = [seen.at for seen in world.asked()]
    assert second - first >= 600.0


@pytest.mark.parametrize("politeness", [PATIENT, ONCE])
def test_a_robots_txt_that_asks_for_a_long_pause_gets_it(world: Any, politeness: Politeness) -> None:
    busy = world.reply(status=429, headers={"Retry-After": "7200"})
    world.says("a.example/robots.txt", busy, world.reply(b"User-agent: *\nAllow: /\n"))
    world.says("a.example/c", world.reply(b"page"))
    said = r"https://a\.example/robots\.txt answered 429 .* 7,200 s"

    async def work(fetcher: Fetcher) -> None:
        for source, name in (("one", "a.example/c"), ("two", "a.example/c"), ("two", "a.example/d")):
            with pytest.raises(SourceError, match=said):
                await ask(fetcher, name, source, politeness)
        with pytest.raises(SourceError, match=said):
            await fetcher.fetch(Request("http://a.example/c", "read"), source="one", run_id="r1", politeness=politeness)

    world.run(work)
    assert [seen.target for seen in world.seen] == ["/a.example/robots.txt"]


def test_other_sources_leave_the_host_alone_until_the_pause_is_over_and_other_hosts_go_on(world: Any) -> None:
    world.says("a.example/busy", world.reply(status=503, headers={"Retry-After": "7200"}))
    world.says("a.example/c", world.reply(b"page"))
    world.says("b.example/c", world.reply(b"other"))

    async def work(fetcher: Fetcher) -> None:
        assert await ask(fetcher, "a.example/c", "two") == b"page"
        with pytest.raises(SourceError):
            await ask(fetcher, "a.example/busy", "one")
        assert await ask(fetcher, "b.example/c", "two") == b"other"
        for elapsed in (0.0, 600.0, 7199.0):
            world.clock.elapsed = elapsed
            with pytest.raises(SourceError, match=r"https://a\.example/busy answered 503 .* 7,200 s"):
                await ask(fetcher, "a.example/c", "two")
        world.clock.elapsed = 7200.0
        assert await ask(fetcher, "a.example/c", "two") == b"page"

    world.run(work)
    assert [seen.at for seen in world.asked("a.example/c")] == [0.0, 7200.0]


def test_requests_that_wait_for_their_turn_are_not_sent_once_the_host_is_closed(world: Any) -> None:
    names = ["a.example/0", "a.example/1", "a.example/2"]
    for name in names:  # whichever of them gets the first turn closes the host
        world.says(name, world.reply(status=429, headers={"Retry-After": "86400"}))

    async def work(fetcher: Fetcher) -> list[Any]:
        return await asyncio.gather(*(ask(fetcher, name) for name in names), return_exceptions=True)

    assert [type(error) for error in world.run(work)] == [LeftAloneError] * 3
    assert len(world.asked()) == 1


def test_a_request_that_sleeps_while_the_host_closes_is_not_sent(clock: Any) -> None:
    async def main() -> None:
        host = Host(clock)
        host.pause(300.0)
        waiting = asyncio.create_task(host.turn(2).__aenter__())
        await asyncio.sleep(0)
        host.leave_alone(86_400.0, "https://a.example/c answered 429")
        host.leave_alone(700.0, "https://a.example/d answered 429")
        with pytest.raises(SourceError, match=r"a\.example/c answered 429 .* 86,400 s"):
            await waiting
        clock.elapsed = 86_400.0
        async with asyncio.timeout(1), host.turn(1):
            pass

    asyncio.run(main())


def test_an_answer_whose_body_never_ends_is_heeded_too(world: Any) -> None:
    async def drips(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 429 Busy\r\nRetry-After: 86400\r\nContent-Length: 1000\r\n\r\n")
        while not writer.is_closing():
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.02)

    world.says("a.example/c", drips)
    with pytest.raises(SourceError, match=r"answered 429 .* 86,400 s"):
        world.fetch("a.example/c", politeness=SHORT)
    assert len(world.asked()) == 1


def test_a_pause_begins_with_the_headers_and_counts_from_the_end_of_the_answer(world: Any) -> None:
    has_begun, may_end = asyncio.Event(), asyncio.Event()

    async def takes_ten_seconds(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 429 Busy\r\nRetry-After: 30\r\nContent-Length: 1\r\n\r\n")
        await writer.drain()
        has_begun.set()
        await may_end.wait()
        world.clock.elapsed += 10.0
        writer.write(b"x")

    world.says("a.example/c", takes_ten_seconds, world.reply(b"page"))
    world.says("a.example/d", world.reply(b"other"))
    two_at_once = Politeness(delay_seconds=0.0, concurrency=2, deadline_seconds=20.0)

    async def work(fetcher: Fetcher) -> None:
        first = asyncio.create_task(ask(fetcher, "a.example/c", politeness=two_at_once))
        await has_begun.wait()
        for _ in range(50):  # rounds of the loop, in which the headers are read
            await asyncio.sleep(0)
        world.clock.elapsed = 1.0
        second = asyncio.create_task(ask(fetcher, "a.example/d", politeness=two_at_once))
        while not world.clock.slept:
            await asyncio.sleep(0)
        may_end.set()
        assert (await first, await second) == (b"page", b"other")

    world.run(work)
    (other,) = world.asked("a.example/d")
    again = world.asked("a.example/c")[-1]
    assert other.at >= 30.0
    assert again.at >= 1.0 + 10.0 + 30.0


def test_a_challenge_is_told_as_such_and_its_pause_kept_all_the_same(world: Any) -> None:
    headers = {"cf-mitigated": "challenge", "Retry-After": "86400"}
    world.says("a.example/c", world.reply(status=503, headers=headers))
    world.says("a.example/d", world.reply(b"page"))

    async def work(fetcher: Fetcher) -> None:
        with pytest.raises(BlockedError, match="challenge"):
            await ask(fetcher, "a.example/c", "one")
        with pytest.raises(SourceError, match=r"86,400 s"):
            await ask(fetcher, "a.example/d", "two")

    world.run(work)
    assert world.asked("a.example/d") == []


def test_the_message_keeps_the_secret_of_the_request_that_closed_the_host(world: Any) -> None:
    world.says("a.example/t?key=s3cret", world.reply(status=429, headers={"Retry-After": "86400"}))

    async def work(fetcher: Fetcher) -> None:
        for asked in (page("a.example/t?key=s3cret", is_secret=True), page("a.example/c")):
            with pytest.raises(SourceError, match=r"https://a\.example/t answered 429") as raised:
                await fetcher.fetch(asked, source="demo", run_id="r1", politeness=PATIENT)
            assert "s3cret" not in str(raised.value)

    world.run(work)


def test_without_a_wish_the_host_stays_open(world: Any) -> None:
    world.says("a.example/c", world.reply(status=503), world.reply(b"page"))
    with pytest.raises(TransientError):
        world.fetch("a.example/c", politeness=ONCE)
    assert world.fetch("a.example/c", politeness=ONCE).page.body == b"page"
