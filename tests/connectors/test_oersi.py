"""OERSI: a walk at one point in time whose id changes, and what must not be taken for a whole page."""

from __future__ import annotations

import json
from typing import Any

import pytest

from connectors.oersi.connector import COURSE, OERSI
from pipeline.contract import Page, PageChangedError, RawListing, Request, StatedTotal


def _hit(number: int, **record: Any) -> dict[str, Any]:
    key = f"https://courses.example.org/{number}"
    told = {"id": key, "name": f"Course {number}", "learningResourceType": [{"id": COURSE}]} | record
    return {"_source": told, "sort": [key]}


def _found(*hits: Any, point: str = "p1", **more: Any) -> dict[str, Any]:
    return {"pit_id": point, "timed_out": False, "hits": {"total": {"value": 3}, "hits": list(hits)}} | more


def _read(request: Request, body: Any) -> list[Any]:
    page = Page(request, request.url, 200, {}, json.dumps(body).encode())
    produced = list(getattr(OERSI(), request.reader)(page))
    assert page.audit() == []
    return produced


def _asked(request: Request) -> dict[str, Any]:
    asked: dict[str, Any] = json.loads(request.body or b"{}")
    return asked


def test_pages_follow_the_newest_id_of_the_point_in_time_until_one_is_empty() -> None:
    (request,) = OERSI().start()
    assert isinstance(request, Request)
    assert (request.method, request.body) == ("POST", None)
    (request,) = _read(request, {"id": "p0"})
    assert _asked(request)["pit"]["id"] == "p0"
    assert "search_after" not in _asked(request)
    answers = [_found(_hit(1), _hit(2)), _found(_hit(3), point="p2"), _found(point="p3")]
    points, places, keys = [], [], []
    for answer in answers:
        produced = _read(request, answer)
        keys += [each.key for each in produced if isinstance(each, RawListing)]
        assert [each.n for each in produced if isinstance(each, StatedTotal)] == [3]
        following = [each for each in produced if isinstance(each, Request)]
        if following:
            (request,) = following
            points.append(_asked(request)["pit"]["id"])
            places.append(_asked(request)["search_after"])
    assert following == []
    assert points == ["p1", "p2"]
    assert places == [["https://courses.example.org/2"], ["https://courses.example.org/3"]]
    assert keys == [f"https://courses.example.org/{number}" for number in (1, 2, 3)]


def test_page_that_ends_where_it_began_is_an_error() -> None:
    (request,) = _read(Request("https://o.example", "opened"), {"id": "p"})
    (following,) = [each for each in _read(request, _found(_hit(1))) if isinstance(each, Request)]
    with pytest.raises(PageChangedError, match="would never end"):
        _read(following, _found(_hit(1), point="another"))


@pytest.mark.parametrize(
    "more", [{"timed_out": True}, {"_shards": {"total": 2, "failed": 1}}, {"hits": {"hits": [{"_source": {}}]}}]
)
def test_half_a_page_is_no_page(more: dict[str, Any]) -> None:
    with pytest.raises(PageChangedError):
        _read(Request("https://o.example", "records"), _found(_hit(1), **more))


def test_people_are_neither_asked_for_nor_kept() -> None:
    (request,) = _read(Request("https://o.example", "opened"), {"id": "p"})
    assert set(_asked(request)["_source"]["excludes"]) == {"creator", "contributor", "mainEntityOfPage.creator"}
    person = {"type": "Person", "name": "A. Person"}
    hit = _hit(1, creator=[person], contributor=person, publisher=person, sourceOrganization=[person])
    assert "Person" not in repr(_read(request, _found(hit)))


def test_courses_only_are_asked_for() -> None:
    (request,) = _read(Request("https://o.example", "opened"), {"id": "p"})
    assert _asked(request)["query"] == {"term": {"learningResourceType.id": COURSE}}
    assert _asked(request)["size"] == 100
