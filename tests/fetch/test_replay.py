"""Pages of the last good run, read again without asking anybody."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.contract import Request
from pipeline.errors import SourceError
from pipeline.fetch import replay


def test_serves_the_promoted_pages_in_order_and_can_be_promoted_in_turn(world: Any) -> None:
    world.says("a.example/c", world.reply(b"good"), world.reply(b"held"))
    world.says("a.example/d", world.reply(b"second"))
    world.fetch("a.example/c", run_id="r1")
    world.fetch(Request("https://a.example/d", "other"), run_id="r1")
    world.archive.promote("demo", "r1")
    world.night("r2", promoted=False)
    n_asked = len(world.seen)
    for run_id in ("r3", "r4"):
        found = list(replay(world.archive, "demo", run_id))
        assert [(f.page.body, f.page.url, f.page.request.reader) for f in found] == [
            (b"good", "https://a.example/c", "read"),
            (b"second", "https://a.example/d", "other"),
        ]
        assert {f.not_modified for f in found} == {False}
        world.archive.promote("demo", run_id)
    assert len(world.seen) == n_asked
    assert {page.run_id for page in world.archive.pages("demo")} == {"r4"}


def test_a_secret_page_is_neither_there_nor_missed(world: Any) -> None:
    world.says("a.example/t", world.reply(b"token"))
    world.says("a.example/c", world.reply(b"courses"))
    world.fetch(Request("https://a.example/t", "sign_in", is_secret=True), run_id="r1")
    world.night("r1")
    assert [f.page.body for f in replay(world.archive, "demo", "r2")] == [b"courses"]


def test_nothing_archived_is_told(world: Any) -> None:
    with pytest.raises(SourceError, match=r"no page of demo is archived yet.*run it online first"):
        list(replay(world.archive, "demo", "r1"))


def test_a_lost_body_is_told(world: Any) -> None:
    world.says("a.example/c", world.reply(b"good"))
    world.night("r1")
    next((world.folder / "objects").rglob("*.gz")).write_bytes(b"")
    with pytest.raises(SourceError, match=r"archived body of https://a\.example/c is lost; run demo online"):
        list(replay(world.archive, "demo", "r2"))
