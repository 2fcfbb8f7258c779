"""Whatever a provider does wrong has a name, and leaves nothing in the archive."""

from __future__ import annotations

import asyncio
import gzip
from random import Random
from typing import Any

import pytest

from pipeline.contract import Request
from pipeline.errors import BlockedError, GoneError, SourceError, TransientError
from pipeline.fetch import Fetched, Fetcher
from pipeline.model import Politeness

BODY = b'{"courses": []}' * 100
ONCE = Politeness(delay_seconds=0.0, deadline_seconds=20.0, retries=0)
SHORT = Politeness(delay_seconds=0.0, deadline_seconds=0.2, retries=0)
SMALL = Politeness(delay_seconds=0.0, deadline_seconds=20.0, retries=0, max_body_mb=1)


@pytest.mark.parametrize(
    ("status", "error", "message"),
    [
        (401, BlockedError, "refuses us with status 401"),
        (403, BlockedError, "refuses us with status 403"),
        (404, GoneError, "is gone: status 404"),
        (410, GoneError, "is gone: status 410"),
        (400, SourceError, "status 400, 200 was expected: Wrong version wanted"),
        (406, SourceError, "status 406, 200 was expected: Wrong version wanted"),
        (451, SourceError, "status 451"),
        (202, SourceError, "status 202"),
        (204, SourceError, "status 204"),
        (206, SourceError, "status 206"),
        (300, SourceError, "status 300"),
        (429, TransientError, r"answered 429 \(tried 3 times\)"),
        (408, TransientError, r"answered 408 \(tried 3 times\)"),
        (500, TransientError, r"answered 500 \(tried 3 times\)"),
        (503, TransientError, r"answered 503 \(tried 3 times\)"),
    ],
)
def test_a_status_is_named_after_what_we_do_about_it(
    world: Any, status: int, error: type[Exception], message: str
) -> None:
    body = b"" if status == 204 else b"Wrong\n version \twanted" + b"!" * 500
    world.says("a.example/c", world.reply(body, status=status))
    with pytest.raises(error, match=rf"https://a\.example/c .*{message}") as raised:
        world.fetch("a.example/c")
    assert type(raised.value) is error
    assert len(str(raised.value)) < 250
    assert len(world.asked()) == (3 if error is TransientError else 1)
    assert not (world.folder / "objects").exists()


@pytest.mark.parametrize("status", [200, 403, 503])
def test_a_challenge_is_a_refusal_whatever_its_status(world: Any, status: int) -> None:
    world.says("a.example/c", world.reply(b"<html>", status=status, headers={"cf-mitigated": "challenge"}))
    with pytest.raises(BlockedError, match=rf"https://a\.example/c answered {status} with a challenge"):
        world.fetch("a.example/c")
    assert len(world.asked()) == 1
    assert not (world.folder / "objects").exists()


def test_a_captcha_where_json_was_due_is_a_refusal(world: Any) -> None:
    world.says("a.example/c", world.reply(b"<html><div class='g-recaptcha'>"))
    with pytest.raises(BlockedError, match="captcha"):
        world.fetch(Request("https://a.example/c", "read", headers={"Accept": "application/json"}))
    assert world.fetch("a.example/c").page.body.startswith(b"<html>")


async def closes(writer: asyncio.StreamWriter) -> None:
    writer.close()


async def talks_nonsense(writer: asyncio.StreamWriter) -> None:
    writer.write(b"220 mail.example ESMTP\r\n\r\n")


async def has_no_end_of_headers(writer: asyncio.StreamWriter) -> None:
    for _ in range(3000):
        writer.write(b"X-Filler: " + b"x" * 1000 + b"\r\n")
        await writer.drain()


BROKEN = {
    "closed": closes,
    "nonsense": talks_nonsense,
    "headers without end": has_no_end_of_headers,
    "short body": ("reply", {"length": len(BODY) + 1}),
    "short packed body": ("reply", {"packed": True, "length": 5000}),
    "truncated gzip with its right length": b"truncated",
    "bad chunk": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    "chunks without an end": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
    "two lengths": b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_answer_is_asked_again_and_never_archived(world: Any, name: str) -> None:
    broken: Any = BROKEN[name]
    if isinstance(broken, tuple):
        broken = world.reply(BODY, **broken[1])
    elif broken == b"truncated":
        broken = world.reply(gzip.compress(BODY)[:-20], headers={"Content-Encoding": "gzip"})
    world.says("a.example/c", broken, world.reply(BODY))
    fetched: Fetched = world.fetch("a.example/c")
    assert (fetched.page.body, fetched.retries) == (BODY, 1)
    assert len(list((world.folder / "objects").rglob("*.gz"))) == 1
    world.says("a.example/c", broken)
    with pytest.raises(TransientError, match=r"a\.example/c.*\(tried 1 times\)"):
        world.fetch("a.example/c", politeness=ONCE)


def test_a_gateway_that_is_not_there_is_named(world: Any) -> None:
    async def work(fetcher: Any) -> None:
        await fetcher.fetch(Request("https://a.example/c", "read"), source="demo", run_id="r1", politeness=ONCE)

    async def main() -> None:
        server = await asyncio.start_server(lambda _reader, writer: writer.close(), "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        server.close()
        await server.wait_closed()
        options: dict[str, Any] = {"user_agent": "Circlewise", "clock": world.clock, "random": Random(1)}
        async with Fetcher(world.archive, gateway=f"http://127.0.0.1:{port}", **options) as fetcher:
            with pytest.raises(TransientError, match=rf"through the gateway http://127\.0\.0\.1:{port}"):
                await work(fetcher)

    asyncio.run(main())


async def drips_its_body(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    await drip(writer, b"x")


async def drips_its_headers(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n")
    await drip(writer, b"X-Slow: y\r\n")


async def drip(writer: asyncio.StreamWriter, drop: bytes) -> None:
    while not writer.is_closing():
        writer.write(drop)
        await writer.drain()
        await asyncio.sleep(0.02)


@pytest.mark.parametrize("handler", [drips_its_body, drips_its_headers])
def test_a_slow_drip_ends_at_the_deadline(world: Any, handler: Any) -> None:
    world.says("a.example/c", handler)
    with pytest.raises(TransientError, match="before its deadline"):
        world.fetch("a.example/c", politeness=SHORT)


def test_polite_waiting_is_not_held_against_the_deadline(world: Any) -> None:
    world.says("a.example/robots.txt", world.reply(b"User-agent: *\nCrawl-delay: 300\n"))
    world.says("a.example/c", world.reply(BODY))
    politeness = Politeness(delay_seconds=5.0, deadline_seconds=20.0, retries=0)
    assert world.fetch("a.example/c", politeness=politeness).page.body == BODY
    assert world.clock.elapsed == 300.0


@pytest.mark.parametrize("packed", [False, True])
def test_a_body_over_the_limit_is_refused_at_once(world: Any, packed: bool) -> None:
    world.says("a.example/c", world.reply(bytes((1 << 20) + 1), packed=packed))
    world.says("a.example/d", world.reply(bytes(1 << 20), packed=packed))
    with pytest.raises(SourceError, match="larger than 1 MiB"):
        world.fetch("a.example/c", politeness=SMALL)
    assert len(world.fetch("a.example/d", politeness=SMALL).page.body) == 1 << 20


def test_a_body_without_end_is_refused(world: Any) -> None:
    async def endless(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
        while not writer.is_closing():
            writer.write(b"x" * 65_536)
            await writer.drain()

    world.says("a.example/c", endless)
    with pytest.raises(SourceError, match="larger than 1 MiB"):
        world.fetch("a.example/c", politeness=SMALL)


def test_one_bad_host_does_not_stop_another(world: Any) -> None:
    world.says("bad.example/c", drips_its_body)
    world.says("good.example/c", world.reply(BODY))

    async def work(fetcher: Any) -> list[Any]:
        return await asyncio.gather(
            *(
                fetcher.fetch(Request(f"https://{name}.example/c", "read"), source="demo", run_id="r1", politeness=how)
                for name, how in (("bad", SHORT), ("good", ONCE))
            ),
            return_exceptions=True,
        )

    bad, good = world.run(work)
    assert isinstance(bad, TransientError)
    assert good.page.body == BODY


@pytest.mark.parametrize("status", [400, 406, 451])
def test_only_406_is_an_answer_to_a_negotiable_request(world: Any, status: int) -> None:
    """The reader asks for another form; whoever asked for a page fails on the same answer."""
    world.says("a.example/c", world.reply(b'{"title": "Not Acceptable"}', status=status))
    request = Request("https://a.example/c", "read", is_negotiable=True)
    if status == 406:
        page = world.fetch(request).page
        assert (page.status, page.json().take("title", str)) == (406, "Not Acceptable")
    else:
        with pytest.raises(SourceError, match=str(status)):
            world.fetch(request)
    with pytest.raises(SourceError, match=str(status)):
        world.fetch("a.example/c")
