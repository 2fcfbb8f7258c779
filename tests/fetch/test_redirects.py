"""Redirects are followed hop by hop: guarded, allowed, counted, and without credentials for strangers."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.contract import Request
from pipeline.errors import BlockedError, SourceError
from pipeline.fetch import Fetched

BODY = b'{"courses": []}' * 100


def moved(world: Any, here: str, there: str, status: int = 302) -> None:
    world.says(here, world.reply(status=status, headers={"Location": there}))


def test_redirects_are_followed_to_the_final_address(world: Any) -> None:
    moved(world, "a.example/1", "/2", 301)
    moved(world, "a.example/2", "3?x=1#y", 307)
    moved(world, "a.example/3?x=1", "//b.example/4", 308)
    world.says("b.example/4", world.reply(BODY))
    fetched: Fetched = world.fetch("a.example/1")
    assert (fetched.page.url, fetched.page.body) == ("https://b.example/4", BODY)
    assert fetched.page.request.url == "https://a.example/1"


def test_the_host_that_a_redirect_leads_to_has_its_own_rules(world: Any) -> None:
    moved(world, "a.example/1", "https://b.example/private")
    world.says("b.example/robots.txt", world.reply(b"User-agent: *\nDisallow: /private\n"))
    world.says("b.example/private", world.reply(BODY))
    with pytest.raises(BlockedError, match=r"b\.example/robots\.txt forbids /private"):
        world.fetch("a.example/1")
    assert world.asked("b.example/private") == []


@pytest.mark.parametrize(
    "target",
    [
        "http://169.254.169.254/latest/meta-data/",
        "file:///etc/passwd",
        "http://127.0.0.1/",
        "http://2130706433/",
        "http://[::ffff:10.0.0.1]/",
        "http://localhost:80/x",
        "https://a.example:8443/x",
        "https://me:secret@a.example/x",
        "/%2e%2e/169.254.169.254/x",
        "javascript:alert(1)",
        "http://[::1",
        "http://①②⑦.⓪.⓪.①/",
        "",
    ],
)
def test_a_redirect_that_leads_inside_is_not_followed(world: Any, target: str) -> None:
    world.says(
        "a.example/1",
        b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + target.encode() + b"\r\n\r\n",
    )
    with pytest.raises(SourceError):
        world.fetch("a.example/1")
    assert len(world.seen) == 2


@pytest.mark.parametrize("hops", [5, 6])
def test_five_redirects_are_followed_and_no_more(world: Any, hops: int) -> None:
    for number in range(hops):
        moved(world, f"a.example/{number}", f"/{number + 1}")
    world.says(f"a.example/{hops}", world.reply(BODY))
    if hops <= 5:
        assert world.fetch("a.example/0").page.body == BODY
    else:
        with pytest.raises(SourceError, match="more than 5 redirects"):
            world.fetch("a.example/0")


def test_a_circle_of_redirects_is_told(world: Any) -> None:
    moved(world, "a.example/1", "/2")
    moved(world, "a.example/2", "https://a.example/1")
    with pytest.raises(SourceError, match="in a circle"):
        world.fetch("a.example/1")
    assert len(world.asked()) == 2


@pytest.mark.parametrize(
    ("target", "is_kept"), [("/2", True), ("https://b.example/2", False), ("http://a.example/2", False)]
)
def test_credentials_stay_with_their_host(world: Any, target: str, is_kept: bool) -> None:
    moved(world, "a.example/1", target)
    for host in ("a", "b"):
        world.says(f"{host}.example/2", world.reply(BODY))
    headers = {"Authorization": "JWT abc", "X-Api-Key": "k", "Accept": "text/html"}
    world.fetch(Request("https://a.example/1", "read", headers=headers))
    last = world.asked()[-1].headers
    assert ("authorization" in last, "x-api-key" in last) == (is_kept, is_kept)
    assert last["accept"] == "text/html"
    assert not any(seen.headers.get("authorization") for seen in world.seen if seen.target.endswith("robots.txt"))


@pytest.mark.parametrize(("status", "method"), [(301, "GET"), (303, "GET"), (307, "POST"), (308, "POST")])
def test_a_post_is_redirected_as_its_status_says(world: Any, status: int, method: str) -> None:
    moved(world, "a.example/1", "/2", status)
    world.says("a.example/2", world.reply(b"{}"))
    world.fetch(Request("https://a.example/1", "read", method="POST", body=b"q", headers={"Content-Type": "x/y"}))
    last = world.asked()[-1]
    assert (last.method, last.body) == (method, b"q" if method == "POST" else b"")
    assert ("content-type" in last.headers) == (method == "POST")


def test_a_post_is_not_sent_on_to_another_host(world: Any) -> None:
    moved(world, "a.example/1", "https://b.example/2", 307)
    with pytest.raises(SourceError, match="not sent to another host"):
        world.fetch(Request("https://a.example/1", "read", method="POST", body=b"secret"))
    assert not any("b.example" in seen.target for seen in world.seen)
