"""MOOChub: how versions are settled, and where a walk ends."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from connectors.platforms.moochub import ANY_VERSION, VERSION, MOOChub
from pipeline.contract import Page, PageChangedError, RawListing, Request
from pipeline.flow.harvest import Means, Plan, harvest_all
from pipeline.flow.harvested import Harvest
from pipeline.model import Expect, Politeness, SourceRules
from pipeline.store import Readings

FEED = "https://a.example/moochub"
RULES = SourceRules(
    source="demo", title="Demo", publisher="us", home="https://a.example", terms="ours",
    expect=Expect(min_listings=1, max_drop_pct=50.0, fill_rate={}),
    politeness=Politeness(delay_seconds=0.0, retries=0, deadline_seconds=20.0),
)  # fmt: skip
PROBLEM = {"title": "Unsupported requested version", "status": 406}


class Example(MOOChub):
    source = "demo"
    feed = FEED
    version = "2"


class Unsettled(Example):
    version = None


def _course(key: Any = "1", kind: str = "courses", **attributes: Any) -> dict[str, Any]:
    return {"type": kind, "id": key, "attributes": {"name": "A course", **attributes}}


def _page(body: Any, *, status: int = 200, headers: Mapping[str, str] | None = None, asked: str | None = None) -> Page:
    (request,) = Example().start() if asked is None else [Request(FEED, "courses", headers={"Accept": asked})]
    assert isinstance(request, Request)
    sent = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Page(request, FEED, status, headers or {}, sent)


def _read(page: Page, connector: MOOChub | None = None) -> tuple[list[RawListing], list[Request]]:
    found = list((connector or Example()).courses(page))
    listings = [each for each in found if isinstance(each, RawListing)]
    return listings, [each for each in found if isinstance(each, Request)]


def _harvest(world: Any, tmp_path: Path, connector: type[MOOChub], run_id: str = "20261124T020000-aaa") -> Harvest:
    async def work(fetcher: Any) -> Harvest:
        means = Means(
            fetcher=fetcher,
            archive=world.archive,
            readings=Readings(tmp_path / "readings"),
            clock=world.clock,
            progress=lambda moved: None,
        )
        (harvest,) = await harvest_all([Plan(rules=RULES, connector=connector(), fingerprint="f")], run_id, means)
        return harvest

    made: Harvest = world.run(work)
    return made


# --- versions ---


def test_the_version_stands_last_and_alone() -> None:
    """Xikolo takes all that follows `moochub-version=` for the version."""
    (request,) = Example().start()
    assert isinstance(request, Request)
    assert request.headers == {"Accept": "application/vnd.api+json; moochub-version=2"}


def test_a_site_whose_version_is_not_known_is_asked_for_any() -> None:
    (request,) = Unsettled().start()
    assert isinstance(request, Request)
    assert "moochub-version" not in request.headers["Accept"]
    assert not request.is_negotiable


def test_a_refused_version_is_asked_for_again_without_one(world: Any, tmp_path: Path) -> None:
    """Over real HTTP: 406 and a problem, then the newest version, its later pages included; a person is told."""
    first = {"links": {"next": f"{FEED}?page=2"}, "data": [_course("1", "Course")]}
    world.says(
        "a.example/moochub",
        world.reply(json.dumps(PROBLEM).encode(), status=406, headers={"Content-Type": "application/problem+json"}),
        world.reply(json.dumps(first).encode()),
    )
    world.says("a.example/moochub?page=2", world.reply(json.dumps({"links": {}, "data": [_course("2")]}).encode()))
    made = _harvest(world, tmp_path, Example)
    assert (made.outcome, sorted(made.listings)) == ("succeeded", ["1", "2"])
    assert [seen.headers["accept"] for seen in world.asked()] == [f"{VERSION}2", ANY_VERSION, ANY_VERSION]
    (note,) = [note for note in made.notes if note.kind == "version_refused"]
    assert "Unsupported requested version" in note.message
    assert note.value == f"{VERSION}2"


def test_a_night_on_which_nothing_changed_settles_the_version_again(world: Any, tmp_path: Path) -> None:
    """What the refused page led to is remembered; the pages come all the same."""
    refused = world.reply(json.dumps(PROBLEM).encode(), status=406)
    body = world.reply(json.dumps({"links": {}, "data": [_course("1")]}).encode())
    for run_id in ("20261124T020000-aaa", "20261125T020000-aaa"):
        world.says("a.example/moochub", refused, body)
        made = _harvest(world, tmp_path, Example, run_id)
        assert (made.outcome, sorted(made.listings)) == ("succeeded", ["1"])
        assert [note.kind for note in made.notes] == ["version_refused"]


def test_a_site_that_refuses_every_version_fails(world: Any, tmp_path: Path) -> None:
    world.says("a.example/moochub", world.reply(b"no", status=406))
    made = _harvest(world, tmp_path, Example)
    assert (made.outcome, len(world.asked())) == ("failed", 2)
    assert made.reason is not None
    assert "406" in made.reason


def test_406_without_a_version_asked_for_is_a_changed_page() -> None:
    with pytest.raises(PageChangedError, match="406 though no version was asked for"):
        _read(_page(b"", status=406, asked=ANY_VERSION))


def test_a_version_that_will_end_is_told() -> None:
    page = _page({"data": [_course()]}, headers={"sunset": "Tue, 15 Aug 2028 00:00:00 GMT"})
    listings, _ = _read(page)
    assert len(listings) == 1
    assert [(note.level, note.kind, note.value) for note in page.notes] == [
        ("warning", "version_ends", "Tue, 15 Aug 2028 00:00:00 GMT")
    ]


def test_the_end_of_a_version_reaches_the_run(world: Any, tmp_path: Path) -> None:
    """The header is archived, so that the note comes again when the page is not modified."""
    headers = {"Sunset": "Tue, 15 Aug 2028 00:00:00 GMT", "ETag": '"a"'}
    page = world.reply(json.dumps({"data": [_course()]}).encode(), headers=headers)
    for run_id, answer in (("20261124T020000-aaa", page), ("20261125T020000-aaa", world.reply(status=304))):
        world.says("a.example/moochub", answer)
        made = _harvest(world, tmp_path, Example, run_id)
        assert (made.outcome, [note.kind for note in made.notes]) == ("succeeded", ["version_ends"])


@pytest.mark.parametrize(
    ("content_type", "kinds"),
    [
        ("application/vnd.api+json; moochub-version=2.3", []),
        ("application/vnd.api+json; moochub-version=3.0", ["other_version"]),
        ("application/json", []),
        ("", []),
    ],
)
def test_an_answer_in_another_version_is_told(content_type: str, kinds: list[str]) -> None:
    page = _page({"data": [_course()]}, headers={"content-type": content_type})
    assert len(_read(page)[0]) == 1
    assert [note.kind for note in page.notes] == kinds


# --- pages ---


@pytest.mark.parametrize("links", [{}, {"next": None}, {"next": ""}, {"next": "  "}, None])
def test_the_walk_ends_without_a_next_page(links: Any) -> None:
    for body in ({"links": links, "data": [_course()]}, {"data": [_course()]}):
        listings, requests = _read(_page(body))
        assert (len(listings), requests) == (1, [])


def test_self_is_not_the_next_page() -> None:
    links = {"self": FEED, "first": FEED, "last": f"{FEED}?page=9", "prev": FEED}
    assert _read(_page({"links": links, "data": [_course()]}))[1] == []


def test_the_next_page_is_asked_for_in_the_same_version() -> None:
    (request,) = _read(_page({"links": {"next": f"{FEED}?page=2"}, "data": [_course()]}))[1]
    assert (request.url, dict(request.headers)) == (f"{FEED}?page=2", {"Accept": f"{VERSION}2"})


def test_an_announced_page_may_be_empty() -> None:
    page = _page({"links": {"self": f"{FEED}?page=2", "next": None}, "data": []})
    assert _read(page) == ([], [])
    assert page.notes == []


@pytest.mark.parametrize("following", [FEED, "https://b.example/moochub?page=2"])
def test_a_next_page_that_leads_nowhere_is_a_changed_page(following: str) -> None:
    with pytest.raises(PageChangedError):
        _read(_page({"links": {"next": following}, "data": [_course()]}))


def test_one_object_stands_for_a_list_of_one() -> None:
    assert [each.key for each in _read(_page({"data": _course("7")}))[0]] == ["7"]


@pytest.mark.parametrize("body", [{"data": None}, {"links": {}}, {"errors": [{"title": "broken"}]}, {"data": "none"}])
def test_a_body_without_courses_is_a_changed_page(body: Any) -> None:
    with pytest.raises(PageChangedError):
        _read(_page(body))


@pytest.mark.parametrize(("kind", "n"), [("courses", 1), ("Courses", 1), ("Course", 1), ("programs", 0)])
def test_only_courses_are_courses(kind: str, n: int) -> None:
    page = _page({"data": [_course(kind=kind)]})
    assert (len(_read(page)[0]), page.rejected) == (n, 1 - n)


def test_one_bad_course_does_not_cost_the_others() -> None:
    page = _page({"data": [_course("1", name=""), _course("2")]})
    assert ([each.key for each in _read(page)[0]], page.rejected) == (["2"], 1)
