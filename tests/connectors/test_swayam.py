"""SWAYAM: a page behind a prefix, and a cursor that is part of a query."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from connectors.swayam.connector import Swayam
from pipeline.contract import Page, PageChangedError, RawListing, Request

URL = "https://swayam.gov.in/modules/gql/query?q=x"
COURSE = {"id": "cec27_a01", "title": "A Course"}


def _read(body: Any, prefix: str = ")]}'\n") -> tuple[list[Any], Page]:
    page = Page(Request(URL, "courses"), URL, 200, {}, (prefix + json.dumps(body)).encode())
    return list(Swayam().courses(page)), page


def _courses(*nodes: Any, cursor: Any = None, more: Any = False) -> dict[str, Any]:
    about = {"endCursor": cursor, "hasNextPage": more}
    return {"data": {"courseList": {"edges": [{"node": node} for node in nodes], "pageInfo": about}}}


def test_cursor_is_a_text_of_the_query_whatever_is_in_it() -> None:
    found, _ = _read(_courses(COURSE, cursor='a"}b\\', more=True))
    (request,) = [each for each in found if isinstance(each, Request)]
    query = parse_qs(urlsplit(request.url).query)["q"][0]
    assert r'first:100,after:"a\"}b\\"){edges' in query
    assert query.count("{") == query.count("}") - 1


def test_no_person_and_no_filter_that_narrows_is_asked_for() -> None:
    (request,) = Swayam().start()
    assert isinstance(request, Request)
    query = parse_qs(urlsplit(request.url).query)["q"][0]
    assert "nstructorName" not in query
    assert 'category:"",' in query
    assert 'duration:"all"' in query
    assert query.count("{") == query.count("}")


@pytest.mark.parametrize(
    "body",
    [
        {"data": None, "errors": ["broken"]},
        {"data": None},
        {"data": {"courseList": None}},
        {"data": {"courseList": {"edges": []}}},
        _courses(COURSE, more=None),
        _courses(COURSE, cursor="", more=True),
    ],
)
def test_page_without_courses_or_their_end_has_changed(body: Any) -> None:
    with pytest.raises(PageChangedError):
        _read(body)


def test_page_without_prefix_has_changed() -> None:
    with pytest.raises(PageChangedError, match="was expected"):
        _read(_courses(COURSE), prefix="")


@pytest.mark.parametrize("key", ["id", "title"])
def test_renamed_key_is_rejected_and_a_new_one_told(key: str) -> None:
    renamed = {("new" if name == key else name): value for name, value in COURSE.items()}
    found, page = _read(_courses(renamed))
    assert (found, page.rejected) == ([], 1)
    found, page = _read(_courses(COURSE | {"fee": 0}))
    assert [note.field for note in page.audit()] == ["data.courseList.edges[].node.fee"]
    assert isinstance(found[0], RawListing)
