"""What is sent, what comes back, and what is served without a network."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest

from pipeline.contract import Request
from pipeline.errors import CirclewiseError, SettingsError
from pipeline.fetch import Fetched, Fetcher
from pipeline.model import Politeness

BODY = b'{"courses": []}' * 100
ONCE = Politeness(delay_seconds=0.0, deadline_seconds=20.0, retries=0)


def test_a_page_is_archived_and_given_in_the_providers_own_address(world: Any) -> None:
    world.says("a.example/c?page=2&q=a%20b", world.reply(BODY, packed=True, headers={"ETag": '"1"', "X-Other": "y"}))
    fetched: Fetched = world.fetch("a.example/c?page=2&q=a%20b#top")
    assert (fetched.page.url, fetched.page.status, fetched.page.body) == (
        "https://a.example/c?page=2&q=a%20b",
        200,
        BODY,
    )
    assert dict(fetched.page.headers) == {"etag": '"1"'}
    assert (fetched.not_modified, fetched.retries) == (False, 0)
    assert fetched.archived is not None
    assert world.archive.body(fetched.archived) == BODY
    assert fetched.archived.url == "https://a.example/c?page=2&q=a%20b#top"


def test_we_say_who_we_are_and_no_more(world: Any) -> None:
    world.says("a.example/c", world.reply(BODY, headers={"Set-Cookie": "id=1; Path=/"}))
    asked = Request("https://a.example/c", "read", headers={"Accept": "application/json", "Cookie": "a=b"})

    async def work(fetcher: Any) -> None:
        for _ in range(2):
            await fetcher.fetch(asked, source="demo", run_id="r1", politeness=ONCE)

    world.run(work)
    for seen in world.asked():
        assert seen.headers.keys() == {"host", "user-agent", "accept", "accept-encoding", "connection"}
        assert seen.headers["user-agent"] == "Circlewise/0.1 (+library@example.org)"
        assert seen.headers["accept-encoding"] == "gzip"
        assert seen.headers["accept"] == "application/json"


def test_neither_proxies_nor_passwords_of_whoever_runs_us_are_used(
    world: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".netrc").write_text("default login me password hunter2\n")
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    world.says("a.example/c", world.reply(BODY))
    assert world.fetch("a.example/c").page.body == BODY
    assert not any("authorization" in seen.headers for seen in world.seen)


def test_a_post_carries_its_body(world: Any) -> None:
    world.says("a.example/q", world.reply(b"{}"))
    asked = Request("https://a.example/q", "read", method="POST", body=b'{"page":1}', headers={"X-Key": "k"})
    world.fetch(asked)
    (seen,) = world.asked()
    assert (seen.method, seen.body, seen.headers["x-key"]) == ("POST", b'{"page":1}', "k")


@pytest.mark.parametrize("agent", ["Circlewise (+bücherei@example.org)", "Circlewise\r\nX: y"])
def test_a_user_agent_that_cannot_be_sent_is_a_setting_to_mend(world: Any, agent: str) -> None:
    with pytest.raises(SettingsError, match="contact"):
        Fetcher(world.archive, user_agent=agent, gateway=None, clock=world.clock, random=Random(1))


@pytest.mark.parametrize("headers", [{"X": "a\r\nY: b"}, {"X": "ü"}, {"X y": "b"}])
def test_a_header_that_cannot_be_sent_is_no_traceback(world: Any, headers: dict[str, str]) -> None:
    world.says("a.example/c", world.reply(BODY))
    with pytest.raises(CirclewiseError, match=r"a\.example/c"):
        world.fetch(Request("https://a.example/c", "read", headers=headers), politeness=ONCE)
    assert world.asked() == []


def test_the_index_holds_what_a_person_may_look_for(world: Any) -> None:
    world.says("a.example/c", world.reply(BODY, headers={"Link": "<https://a.example/d>; rel=next"}))
    world.night("r1")
    (line,) = (world.folder / "runs" / "demo" / "r1.jsonl").read_text().splitlines()
    entry = json.loads(line)
    assert entry["url"] == "https://a.example/c"
    assert entry["headers"] == {"link": "<https://a.example/d>; rel=next"}
    assert entry["fetched_at"] == "2026-11-24T02:00:00+00:00"


@pytest.mark.parametrize("name", ["Accept", "accept", "ACCEPT"])
def test_the_form_asked_for_stands_alone(world: Any, name: str) -> None:
    """Two Accept headers went out once; a server that reads the first sent any form it liked (seen 2026-11)."""
    world.says("a.example/c", world.reply(b"{}"))
    world.fetch(Request("https://a.example/c", "read", headers={name: "application/json; version=2"}))
    world.fetch("a.example/c")
    assert [seen.headers["accept"] for seen in world.asked()] == ["application/json; version=2", "*/*"]
