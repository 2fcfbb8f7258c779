"""The guesses at a page of JSON, and the connector written from them, read through the real contract."""

from __future__ import annotations

import ast
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.author.cut import as_json, cut_records, with_records
from pipeline.author.render import class_name, render_json
from pipeline.author.shape import Shape, find_shape
from pipeline.contract import Page, RawListing, Request, StatedTotal
from pipeline.errors import UsageError

URL = "https://courses.example.org/api/list?page=1"


def course(number: int, **more: Any) -> dict[str, Any]:
    return {"id": number, "title": f"Course {number}", "url": f"https://example.org/c/{number}", **more}


def read(body: Any, url: str = URL, source: str = "example") -> tuple[list[Any], list[str], Shape]:
    """What the connector written for this page makes of it: what it yields, the keys left over, and the guess."""
    shape = find_shape(body, url)
    namespace: dict[str, Any] = {"__name__": "written"}
    exec(compile(render_json(source, url, shape), "connector.py", "exec", dont_inherit=True), namespace)
    page = Page(Request(url, "courses"), url, 200, {}, json.dumps(body).encode())
    produced = list(namespace[class_name(source)]().courses(page))
    assert page.rejected == 0
    return produced, [note.field for note in page.audit()], shape


def listings(body: Any) -> list[RawListing]:
    return [item for item in read(body)[0] if isinstance(item, RawListing)]


def test_a_list_is_read_and_what_is_left_is_named() -> None:
    body = [course(1, lang="en", image="x.png"), course(2, lang=None, image=None)]
    produced, left, shape = read(body)
    assert produced == [
        RawListing(key="1", title="Course 1", url="https://example.org/c/1", language="en"),
        RawListing(key="2", title="Course 2", url="https://example.org/c/2"),
    ]
    assert left == ["[].image"]
    assert shape.unread == {"image": "null or text"}


def test_an_object_gives_its_total_and_its_next_page() -> None:
    body = {"count": 7, "next": "http://courses.example.org/api/list?page=2", "results": [course(1)], "facets": {}}
    produced, left, _ = read(body)
    assert [item.key for item in produced if isinstance(item, RawListing)] == ["1"]
    assert StatedTotal(7) in produced
    assert [item.url for item in produced if isinstance(item, Request)] == [
        "https://courses.example.org/api/list?page=2"
    ]
    assert left == ["facets"]


@pytest.mark.parametrize(
    ("paging", "path"),
    [
        ({"links": {"next": "/api/list?page=2"}}, ("links", "next")),
        ({"pagination": {"next": "?page=2", "total": 9}}, ("pagination", "next")),
        ({"paging": {"next": None}}, ("paging", "next")),
        ({"next": ""}, ("next",)),
        ({"next": "https://elsewhere.example/"}, None),
        ({"paging": {"next": "100"}}, None),
        ({"next": 2}, None),
    ],
)
def test_paging_is_guessed_only_from_an_address_on_this_host(paging: dict[str, Any], path: Any) -> None:
    produced, left, shape = read({"items": [course(1)], **paging})
    assert shape.next_path == path
    link = paging.get("next") or next((value["next"] for value in paging.values() if isinstance(value, dict)), None)
    assert len([item for item in produced if isinstance(item, Request)]) == (1 if path and link else 0)
    assert bool(left) == (path is None)


@pytest.mark.parametrize(
    ("body", "total"),
    [
        ({"count": 1, "items": [course(1)]}, 1),
        ({"count": 1, "next": "?page=2", "items": [course(1)]}, None),
        ({"count": 0, "items": [course(1)]}, None),
        ({"count": True, "items": [course(1)]}, None),
        ({"meta": {"total": 40}, "items": [course(1)]}, 40),
    ],
)
def test_a_number_that_only_counts_this_page_is_no_total(body: Any, total: int | None) -> None:
    produced, _, shape = read(body)
    assert shape.total == total
    assert [item.n for item in produced if isinstance(item, StatedTotal)] == ([total] if total else [])


def test_a_total_without_a_next_page_is_said_in_the_code() -> None:
    text = render_json("example", URL, find_shape({"count": 40, "items": [course(1)]}, URL))
    assert "it has 40 courses; this page holds 1" in " ".join(text.split())


def test_nested_values_are_read() -> None:
    body = {
        "data": {
            "items": [
                {
                    "uuid": f"u{number}",
                    "title": {"rendered": f"Title {number}"},
                    "link": f"/course/{number}",
                    "organisation": {"name": "Open", "logo": "x"} if number else None,
                    "languages": ["en", "es"],
                    "topics": [{"id": 4, "name": "Grants"}, {"id": 5, "name": "Money"}],
                    "weeks": 6 - 6 * number,
                    "duration": 3,
                    "difficulty": "Beginner",
                    "category": "Work",
                }
                for number in range(2)
            ],
        },
    }
    produced, left, _ = read(body)
    assert produced[1] == RawListing(
        key="u1",
        title="Title 1",
        url="https://courses.example.org/course/1",
        provider="Open",
        language="en | es",
        topics=("Grants", "Money"),
        level="Beginner",
    )
    assert produced[0].duration == "6 weeks"
    assert produced[0].provider is None
    prefix = "data.items[]."
    assert set(left) == {f"{prefix}{key}" for key in ("duration", "category", "organisation.logo", "topics[].id")}


def test_records_wrapped_as_in_json_api_are_read() -> None:
    body = {"data": [{"id": "a", "type": "courses", "attributes": {"name": "A", "url": "https://a.example/", "x": 1}}]}
    produced, left, _ = read(body)
    assert produced == [RawListing(key="a", title="A", url="https://a.example/")]
    assert set(left) == {"data[].type", "data[].attributes.x"}


def test_an_address_stands_in_for_a_missing_id() -> None:
    body = [{"name": "A", "course_page": "https://a.example/1"}, {"name": "A", "course_page": "https://a.example/2"}]
    assert [(found.key, found.url) for found in listings(body)] == [
        ("https://a.example/1",) * 2,
        ("https://a.example/2",) * 2,
    ]
    relative = [{"name": "A", "url": "/1"}, {"name": "A", "url": "/2"}]
    assert [(found.key, found.url) for found in listings(relative)] == [
        ("/1", "https://courses.example.org/1"),
        ("/2", "https://courses.example.org/2"),
    ]


def test_a_tombstone_and_a_repeated_course_do_not_hide_the_list() -> None:
    shape = find_shape({"courses": [*(course(number) for number in range(40)), course(3), {"id": 99}]}, URL)
    assert shape.fields["key"].path == ("id",)
    assert shape.fields["title"].path == ("title",)


def test_an_id_that_repeats_is_none() -> None:
    assert [found.key for found in listings([course(1, slug="a"), course(1, slug="b")])] == ["a", "b"]


def test_cost_is_named_and_never_taken() -> None:
    body = [course(1, price="0.00", is_free=True, license="CC BY")]
    text = render_json("example", URL, find_shape(body, URL))
    assert "price=" not in text
    assert "free=" not in text
    assert listings(body) == [RawListing(key="1", title="Course 1", url="https://example.org/c/1", licence="CC BY")]
    assert "may say what it costs" in " ".join(text.replace("#", "").split()).lower()


def test_the_list_with_titles_wins_over_a_longer_one() -> None:
    body = {"facets": [{"n": number} for number in range(50)], "modules": [course(1)]}
    assert read(body)[2].list_path == ("modules",)


@pytest.mark.parametrize(
    "body",
    [
        [],
        {},
        7,
        None,
        "text",
        [1, 2],
        {"results": []},
        {"results": [{"id": 1}]},
        {"results": [{"title": "the same"}, {"title": "the same"}]},
        [[course(1)]],
    ],
)
def test_a_page_without_courses_is_refused_in_words(body: Any) -> None:
    with pytest.raises(UsageError, match="was expected") as caught:
        find_shape(body, URL)
    assert URL in str(caught.value)


KEYS = st.one_of(
    st.sampled_from(["title", "name", "id", "url", "topics", "owners", "language", "weeks", "next", "count", "class"]),
    st.text(max_size=8),
    st.sampled_from(['"); import os; ("', "a\nimport os", "a{b}", '"""', "list", "\ud800", "\\", "# noqa", "ключ"]),
)
VALUES = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text(max_size=6)
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=4)),
    max_leaves=8,
)


@settings(max_examples=80, deadline=None)
@given(st.dictionaries(KEYS, VALUES, max_size=6), st.dictionaries(KEYS, VALUES, max_size=4), KEYS)
def test_nothing_of_a_hostile_page_becomes_code(more: dict[str, Any], around: dict[str, Any], key: str) -> None:
    """Whatever a page holds: a connector without other calls than ours, or a refusal."""
    body = {**around, key: [{**more, "id": number, "title": f"T{number}"} for number in (1, 2)]}
    try:
        shape = find_shape(body, URL)
    except UsageError:
        return
    tree = ast.parse(render_json("example", URL, shape))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    called = {
        getattr(node.func, "attr", getattr(node.func, "id", ""))
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
    }
    assert imported == set()
    assert called <= {
        "Request", "StatedTotal", "RawListing", "PageChangedError", "RecordError", "_listing", "_object", "_texts",
        "urljoin", "tuple", "str", "join", "json", "json_list", "each", "entries", "object", "objects", "text", "texts",
        "take", "maybe", "follow",
    }  # fmt: skip


def test_a_recording_keeps_what_is_different() -> None:
    records = [course(number) for number in range(100)]
    records[50]["price"] = 3
    records[60]["price"] = "3.00"
    records[70]["price"] = "4.00"
    kept = cut_records(records)
    assert [record["id"] for record in kept] == [0, 1, 2, 50, 60]
    body = {"count": 100, "results": records}
    assert json.loads(as_json(with_records(body, ("results",), kept))) == {"count": 100, "results": kept}
    assert cut_records(records[:10]) == records[:10]
    assert cut_records([]) == []
    assert len(cut_records([{"id": n, f"key_{n}": 1} for n in range(40)])) == 10
