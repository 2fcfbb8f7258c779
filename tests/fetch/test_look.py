"""A look: the start of a page, whatever its status, kept nowhere; robots.txt, redirects and guard as for a harvest."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from pipeline.contract import Page
from pipeline.errors import BlockedError, SourceError, TransientError
from pipeline.model import Politeness

ONCE = Politeness(delay_seconds=0.0, deadline_seconds=20.0, retries=3)


def look(world: Any, address: str, politeness: Politeness = ONCE) -> Page:
    page: Page = world.run(lambda fetcher: fetcher.look(f"https://{address}", politeness))
    return page


@pytest.mark.parametrize("status", [200, 401, 402, 403, 404, 410, 451])
def test_every_status_is_told(world: Any, status: int) -> None:
    world.says("a.example/c", world.reply(b"<h1>words</h1>", status=status, headers={"Content-Type": "text/html"}))
    page = look(world, "a.example/c#part")
    assert (page.status, page.url, page.request.url) == (status, "https://a.example/c", "https://a.example/c#part")
    assert (page.headers["content-type"], page.body) == ("text/html", b"<h1>words</h1>")
    assert "text/html" in world.asked("a.example/c")[0].headers["accept"]


def test_nothing_is_archived(world: Any) -> None:
    world.says("a.example/c", world.reply(b"words"))
    look(world, "a.example/c")
    assert not list(world.folder.rglob("*"))


@pytest.mark.parametrize("packed", [False, True])
def test_no_more_than_a_quarter_of_a_mebibyte_is_read(world: Any, packed: bool) -> None:
    world.says("a.example/c", world.reply(b"x" * (5 << 20), packed=packed))
    assert look(world, "a.example/c").body == b"x" * (256 << 10)


def test_a_body_without_end_is_left_where_it_is_enough(world: Any) -> None:
    async def drip(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 9000000\r\n\r\n" + b"x" * (300 << 10))
        await writer.drain()
        await asyncio.Event().wait()

    world.says("a.example/c", drip)
    assert len(look(world, "a.example/c", Politeness(delay_seconds=0.0, deadline_seconds=2.0)).body) == 256 << 10


def test_redirects_are_followed_and_the_last_address_told(world: Any) -> None:
    world.says("a.example/c", world.reply(status=301, headers={"Location": "https://b.example/d"}))
    world.says("b.example/d", world.reply(b"words"))
    assert look(world, "a.example/c").url == "https://b.example/d"
    assert [seen.target for seen in world.seen] == [
        "/a.example/robots.txt", "/a.example/c", "/b.example/robots.txt", "/b.example/d",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "target", ["http://127.0.0.1/x", "http://169.254.169.254/", "file:///etc/passwd", "https://x.local/"]
)
def test_a_redirect_into_a_private_network_is_refused(world: Any, target: str) -> None:
    world.says("a.example/c", world.reply(status=302, headers={"Location": target}))
    with pytest.raises(SourceError, match="redirects, but"):
        look(world, "a.example/c")
    assert len(world.asked()) == 1


def test_robots_txt_is_read_first_and_obeyed(world: Any) -> None:
    world.says("a.example/robots.txt", world.reply(b"User-agent: *\nDisallow: /c"))
    with pytest.raises(BlockedError, match="forbids"):
        look(world, "a.example/c")
    assert world.asked() == []


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_server_in_trouble_is_asked_once(world: Any, status: int) -> None:
    world.says("a.example/c", world.reply(status=status))
    with pytest.raises(TransientError):
        look(world, "a.example/c")
    assert len(world.asked()) == 1


def test_a_challenge_is_a_refusal(world: Any) -> None:
    world.says("a.example/c", world.reply(b"<html>", status=403, headers={"cf-mitigated": "challenge"}))
    with pytest.raises(BlockedError, match="challenge"):
        look(world, "a.example/c")
