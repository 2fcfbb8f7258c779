"""A page is asked conditionally by what the promoted run knows, and by nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.contract import Request
from pipeline.errors import SourceError

BODY = b'{"courses": []}' * 100


@pytest.mark.parametrize(
    ("sent", "asked_with"),
    [
        ({"ETag": '"v1"'}, {"if-none-match": '"v1"'}),
        ({"ETag": 'W/"v1"'}, {"if-none-match": 'W/"v1"'}),
        ({"Last-Modified": "Mon, 23 Nov 2026 00:00:00 GMT"}, {"if-modified-since": "Mon, 23 Nov 2026 00:00:00 GMT"}),
        (
            {"ETag": '"v1"', "Last-Modified": "Mon, 23 Nov 2026 00:00:00 GMT"},
            {"if-none-match": '"v1"', "if-modified-since": "Mon, 23 Nov 2026 00:00:00 GMT"},
        ),
    ],
)
def test_an_unchanged_page_comes_from_the_archive(world: Any, sent: dict[str, str], asked_with: dict[str, str]) -> None:
    world.says("a.example/c", world.reply(BODY, headers=sent), world.reply(status=304))
    first = world.night("r1")
    world.clock.elapsed += 86_400
    second, third = world.night("r2"), world.night("r3")
    assert [second.page.body, third.page.body] == [BODY, BODY]
    assert (second.page.status, second.not_modified, third.not_modified) == (200, True, True)
    for seen in world.asked()[1:]:
        assert asked_with.items() <= seen.headers.items()
    assert world.asked()[0].headers.keys().isdisjoint({"if-none-match", "if-modified-since"})
    assert first.archived is not None
    assert third.archived is not None
    assert third.archived.fetched_at == first.archived.fetched_at
    assert third.archived.run_id == "r3"


def test_a_changed_page_is_taken(world: Any) -> None:
    world.says(
        "a.example/c",
        world.reply(b"old", headers={"ETag": '"1"'}),
        world.reply(b"new", headers={"ETag": '"2"'}),
        world.reply(status=304),
    )
    assert [world.night(run_id).page.body for run_id in ("r1", "r2", "r3")] == [b"old", b"new", b"new"]
    assert [seen.headers.get("if-none-match") for seen in world.asked()] == [None, '"1"', '"2"']


def test_the_validators_of_a_held_run_are_not_used(world: Any) -> None:
    world.says(
        "a.example/c",
        world.reply(b"good", headers={"ETag": '"good"'}),
        world.reply(b"bad", headers={"ETag": '"bad"'}),
        world.reply(b"good again", headers={"ETag": '"again"'}),
    )
    world.night("r1")
    world.night("r2", promoted=False)
    world.night("r3")
    assert [seen.headers.get("if-none-match") for seen in world.asked()] == [None, '"good"', '"good"']


@pytest.mark.parametrize("damage", ["flip", "remove"])
def test_a_page_whose_archived_body_is_damaged_is_asked_anew(world: Any, damage: str) -> None:
    world.says("a.example/c", world.reply(BODY, headers={"ETag": '"1"'}))
    archived = world.night("r1").archived
    assert archived is not None
    path = world.folder / "objects" / archived.sha256[:2] / f"{archived.sha256}.gz"
    path.write_bytes(b"rotten") if damage == "flip" else path.unlink()
    assert world.night("r2").page.body == BODY
    assert "if-none-match" not in world.asked()[-1].headers
    world.night("r3")
    assert world.asked()[-1].headers["if-none-match"] == '"1"'


def test_a_304_nobody_asked_for_is_no_page(world: Any) -> None:
    world.says("a.example/c", world.reply(b"no validators"), world.reply(status=304))
    world.night("r1")
    with pytest.raises(SourceError, match="304"):
        world.night("r2")


def test_validators_go_only_to_the_address_they_came_from(world: Any) -> None:
    world.says("a.example/c", world.reply(status=302, headers={"Location": "/v1"}))
    world.says("a.example/v1", world.reply(b"one", headers={"ETag": '"1"'}), world.reply(status=304))
    world.night("r1")
    assert world.night("r2").not_modified
    world.says("a.example/c", world.reply(status=302, headers={"Location": "/v2"}))
    world.says("a.example/v2", world.reply(b"two", headers={"ETag": '"1"'}))
    assert world.night("r3").page.body == b"two"
    assert [(seen.target[-2:], seen.headers.get("if-none-match")) for seen in world.asked()] == [
        ("/c", None),
        ("v1", None),
        ("/c", None),
        ("v1", '"1"'),
        ("/c", None),
        ("v2", None),
    ]


def test_a_post_is_not_asked_conditionally(world: Any) -> None:
    world.says("a.example/q", world.reply(b"{}", headers={"ETag": '"1"'}))
    asked = Request("https://a.example/q", "read", method="POST", body=b"1")
    for run_id in ("r1", "r2"):
        world.fetch(asked, run_id=run_id)
        world.archive.promote("demo", run_id)
    assert "if-none-match" not in world.asked()[-1].headers
