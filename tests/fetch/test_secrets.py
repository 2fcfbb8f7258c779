"""A credential is on no disk, in no log and in no message."""

from __future__ import annotations

import gzip
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


def everything_on_disk(folder: Path) -> bytes:
    found = b""
    for path in folder.rglob("*"):
        found += str(path).encode()
        if path.is_file():
            data = path.read_bytes()
            found += data + (gzip.decompress(data) if path.suffix == ".gz" else b"")
    return found


def test_a_secret_is_in_no_log(world: Any, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    world.says("a.example/t?key=s3cret", world.reply(b"s3cret", headers={"X-Answer": "s3cret"}))
    world.fetch(Request("https://a.example/t?key=s3cret", "read", is_secret=True))
    assert len(world.asked()) == 1
    assert "s3cret" not in caplog.text


def test_a_secret_page_leaves_no_trace_on_disk(world: Any) -> None:
    world.says("a.example/token?key=s3cret-q", world.reply(b'{"t": "s3cret-answer"}', headers={"ETag": '"s3cret-tag"'}))
    world.says("a.example/c", world.reply(BODY))
    secret = Request(
        "https://a.example/token?key=s3cret-q",
        "read",
        method="POST",
        body=b"s3cret-body",
        headers={"X-Key": "s3cret-header"},
        is_secret=True,
    )
    for run_id in ("r1", "r2"):
        fetched: Fetched = world.fetch(secret, run_id=run_id)
        assert fetched.page.body == b'{"t": "s3cret-answer"}'
        assert fetched.archived is None
        world.night(run_id)
    disk = everything_on_disk(world.folder)
    assert b"a.example/c" in disk
    assert b"s3cret" not in disk
    assert b"a.example/token" not in disk
    assert not any("if-none-match" in seen.headers for seen in world.asked())


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 400},
        {"status": 401},
        {"status": 404},
        {"status": 503},
        {"status": 200, "length": 9999},
        {"status": 302, "headers": {"Location": "https://b.example/?s3cret=1"}},
        {"status": 302, "headers": {"Location": "/t?key=s3cret"}},
        {"status": 200, "headers": {"Content-Encoding": "br"}},
        {"status": 200, "headers": {"cf-mitigated": "challenge"}},
    ],
)
def test_a_secret_is_in_no_message(world: Any, answer: dict[str, Any]) -> None:
    world.says("a.example/t?key=s3cret", world.reply(b"s3cret said", **answer))
    with pytest.raises(CirclewiseError, match=r"a\.example/t") as raised:
        world.fetch(Request("https://a.example/t?key=s3cret", "read", is_secret=True), politeness=ONCE)
    assert "s3cret" not in str(raised.value)


@pytest.mark.parametrize(
    "gateway",
    [
        "http://user:s3cret@gateway.example:8080",
        "http://s3cret@gateway.example",
        "https://user:s3cret@gateway.example/folder/",
        "http://user:s3cret@[::1",
        "http://user:s3cret@gateway.example:99999",
        "http://user:s3cret@",
        "http://user:s3c/s3cret@gateway.example",
        "http://user:8080?s3cret@gateway.example",
        "http://user:s3cret%40gateway.example",
        "user:s3cret@gateway.example",
        "ftp://user:s3cret@gateway.example\n",
    ],
)
def test_a_gateway_with_a_password_is_refused_without_repeating_it(world: Any, gateway: str) -> None:
    with pytest.raises(SettingsError, match=r"gateway: .* password .* http://HOST:PORT was expected") as raised:
        Fetcher(world.archive, user_agent="Circlewise", gateway=gateway, clock=world.clock, random=Random(1))
    error: BaseException | None = raised.value
    while error:
        assert "s3c" not in f"{error!r}"
        error = error.__cause__ or error.__context__
