"""Linked data as pages have it: JSON-LD that breaks every rule, microdata, RDFa; hostile pages within bounds."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.contract import Page, PageChangedError, Request
from pipeline.contract import linked_data as linked
from pipeline.contract.decoding import MAX_JSON_DEPTH

URL = "https://courses.example.org/course/clay"
TYPES = ("Course", "CourseInstance")


def _page(body: str | bytes) -> Page:
    return Page(Request(URL, "course"), URL, 200, {}, body if isinstance(body, bytes) else body.encode())


def _block(*texts: str, kind: str = "application/ld+json") -> str:
    scripts = "".join(f'<script type="{kind}">{text}</script>' for text in texts)
    return f"<html><head>{scripts}</head><body><p>Clay</p></body></html>"


def _read(body: str, *, untyped: bool = False) -> tuple[list[dict[str, Any]], list[str]]:
    page = _page(body)
    return [record._values for record in page.linked_data(TYPES, untyped=untyped)], [
        note.message for note in page.notes
    ]


def _names(body: str, **options: Any) -> list[Any]:
    return [node.get("name") for node in _read(body, **options)[0]]


def _refused(body: str) -> str:
    with pytest.raises(PageChangedError) as caught:
        _read(body)
    assert URL in str(caught.value)
    return str(caught.value)


CLAY = '{"@type": "Course", "name": "Clay"}'
PEOPLE = '{"@type": "Organization", "name": "Potters"}'


@pytest.mark.parametrize(
    "body",
    [
        _block(CLAY),
        _block(PEOPLE, CLAY, '{"@type": "BreadcrumbList", "itemListElement": [{"@type": "ListItem", "item": "/"}]}'),
        _block(f"[{PEOPLE}, {CLAY}]"),
        _block(f'[[{CLAY}], null, 7, "x"]'),
        _block(f'{{"@context": "https://schema.org", "@graph": [{PEOPLE}, {CLAY}]}}'),
        _block(f'{{"@type": "WebPage", "mainEntity": {CLAY}}}'),
        _block(f'{{"@type": "ItemList", "itemListElement": [{{"@type": "ListItem", "position": 1, "item": {CLAY}}}]}}'),
        _block(CLAY, kind="Application/LD+JSON; charset=utf-8"),
        _block(f"<!-- {CLAY} -->"),
        _block(f"//<![CDATA[\n{CLAY}\n//]]>"),
        _block(f"/*<![CDATA[*/{CLAY}/*]]>*/"),
        _block(f"{CLAY};"),
        _block('{"@type": "Course", "name": "Clay",}'),
        _block("{“@type”: “Course”, “name”: “Clay”}"),
        _block(CLAY.replace('"', "&quot;")),
        _block('{"@type": ["Course", "Product"], "name": "Clay"}'),
        _block('{"@type": "http://schema.org/Course", "https://schema.org/name": "Clay"}'),
        _block('{"@type": "schema:Course", "schema:name": "Clay"}'),
        _block('{"type": "Course", "id": "/c/1", "name": "Clay"}'),
        _block("", CLAY),
        CLAY,
        f"\ufeff\n [{CLAY}]",
        f'{{"@graph": [{CLAY}]}}',
    ],
)
def test_the_course_is_found_by_its_type_wherever_it_stands(body: str) -> None:
    assert _names(body) == ["Clay"]
    assert _read(body)[1] == []


@pytest.mark.parametrize(
    "body",
    [
        _block(PEOPLE),
        _block('{"name": "Clay"}'),
        _block(f'{{"@type": "Book", "isPartOf": {CLAY}, "hasPart": [{CLAY}]}}'),
        f"<!-- {_block(CLAY)} --><p>Gone</p>",
        _block(CLAY, kind="application/json"),
        "<p>Clay</p>",
        "{}",
        "[]",
        "[1]",
    ],
)
def test_what_is_no_course_of_the_page_is_not_told(body: str) -> None:
    assert _read(body) == ([], [])


def test_things_without_a_type_are_told_where_that_is_wanted() -> None:
    body = f'[{CLAY}, {{"name": "Glass"}}, {PEOPLE}, {{"@context": "https://schema.org"}}]'
    assert (_names(body), _names(body, untyped=True)) == (["Clay"], ["Clay", "Glass"])


def test_line_ends_in_a_text_are_kept() -> None:
    assert _names(_block('{"@type": "Course", "name": "Wet\n\tclay"}')) == ["Wet\n\tclay"]


def test_typographic_quotes_in_a_text_are_the_text() -> None:
    assert _names(_block('{"@type": "Course", "name": "“Clay”"}')) == ["“Clay”"]


def test_nul_and_lone_surrogates_are_left_out() -> None:
    assert _names(_block('{"@type": "Course", "name": "Cl\\u0000ay\\ud800"}')) == ["Clay?"]


def test_relative_ids_are_made_whole_and_references_followed() -> None:
    graph = [
        {"@type": "Course", "@id": "#course", "name": "Clay", "provider": {"@id": "/#potters"}},
        {"@type": "Organization", "@id": "https://courses.example.org/#potters", "name": "Potters"},
        {"@type": "WebPage", "@id": "", "mainEntity": {"@id": "#course"}},
    ]
    ((node,), notes) = _read(_block(json.dumps({"@graph": graph})))
    assert (node["@id"], node["provider"]["name"], notes) == (f"{URL}#course", "Potters", [])


def test_an_instance_is_told_within_its_course_only() -> None:
    graph = [
        {
            "@type": "Course",
            "name": "Clay",
            "hasCourseInstance": [{"@id": "#1"}, {"@type": "CourseInstance", "name": "b"}],
        },
        {"@type": "CourseInstance", "@id": "#1", "name": "a"},
        {"@type": "CourseInstance", "@id": "#2", "name": "of another course"},
    ]
    course, other = _read(json.dumps(graph))[0]
    assert [each["name"] for each in course["hasCourseInstance"]] == ["a", "b"]
    assert other["name"] == "of another course"


def test_a_block_that_cannot_be_read_is_noted_and_costs_no_other() -> None:
    nodes, notes = _read(_block('{"@type": "Course", "name": ', CLAY, '{"a": 1e999}', '{"a": NaN}'))
    assert [node["name"] for node in nodes] == ["Clay"]
    assert [note.partition(" of JSON-LD")[0] for note in notes] == [f"{URL}: block {n}" for n in (1, 3, 4)]


MICRODATA = """<div itemscope itemtype="https://schema.org/Course"><h1 itemprop="name">Clay</h1>
<p itemprop="provider" itemscope itemtype="http://schema.org/Organization"><b itemprop="name">Potters</b></p>
<a itemprop="url" href="/course/clay">More</a><meta itemprop="inLanguage" content="en"></div>"""
RDFA = """<html><head><meta property="og:title" content="Clay"></head><body vocab="https://schema.org/">
<div typeof="Course"><h1 property="name">Clay</h1><div property="provider" typeof="Organization">
<b property="name">Potters</b></div><a property="url" href="/course/clay">More</a><span property="inLanguage">en</span>
</div></body></html>"""


@pytest.mark.parametrize("body", [MICRODATA, RDFA, RDFA.replace('"Course"', '"schema:Course"')])
def test_microdata_and_rdfa_are_read_where_no_json_ld_speaks_of_a_course(body: str) -> None:
    other = f'<script type="application/ld+json">{PEOPLE}</script>'
    for page in (body, body.replace("<div", other + "<div", 1)):
        ((node,), _) = _read(page)
        assert "Clay" in json.dumps(node["name"])
        assert "Potters" in json.dumps(node["provider"])
        assert URL in json.dumps(node["url"])
        assert "og:title" not in json.dumps(node)
        assert "_:" not in json.dumps(node), "names that differ from reading to reading"


@pytest.mark.parametrize("body", [MICRODATA, RDFA])
def test_json_ld_comes_first(body: str) -> None:
    other = '<script type="application/ld+json">{"@type": "Course", "name": "Glass"}</script>'
    assert _names(body.replace("<div", other + "<div", 1)) == ["Glass"]


def test_rdfa_reads_the_same_twice() -> None:
    assert _read(RDFA) == _read(RDFA)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "   ",
        '{"@type": ',
        "[1, ",
        "{'@type': 'Course'}",
        "[" * 100_000,
        '{"a":' * (MAX_JSON_DEPTH + 2) + "1" + "}" * (MAX_JSON_DEPTH + 2),
        "<div>" * 1_000,
        '<div itemscope itemtype="https://schema.org/Course">' * 240,
        '<p vocab="https://schema.org/" typeof="Course" about="http://[">Clay</p>',
        '<b itemscope itemtype="https://schema.org/Course"></b>' * 2_001,
        '<b itemscope itemtype="https://schema.org/Course"></b>' + "x" * (1 << 20),
    ],
)
def test_what_is_beyond_reading_is_refused(body: str) -> None:
    _refused(body)


def test_too_many_nodes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linked, "MAX_NODES", 2)
    assert "more than 2 nodes" in _refused(f"[{CLAY}, {CLAY}, {CLAY}]")


def test_a_block_too_large_is_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linked, "MAX_BLOCK", 30)
    assert "larger than" in _read(_block(CLAY))[1][0]


def test_nodes_that_refer_to_each_other_end() -> None:
    """Ten nodes that each refer to all ten a hundred times would be 10^9 at three levels."""
    graph = [
        {"@type": "Course", "@id": f"#{n}", "name": str(n), "about": [{"@id": f"#{m % 10}"} for m in range(1000)]}
        for n in range(10)
    ]
    nodes, _ = _read(json.dumps(graph))
    assert [node["name"] for node in nodes] == [str(n) for n in range(10)]
    assert len(json.dumps(nodes)) < 50_000_000


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["@type", "@id", "@graph", "@value", "@language", "name", "hasCourseInstance", "item", "id"]
            )
            | st.text(),
            inner | st.sampled_from(["Course", "#a", "https://schema.org/Course"]),
            max_size=5,
        )
    ),
    max_leaves=30,
)


@settings(deadline=None, max_examples=60)
@given(st.one_of(st.text(), VALUES.map(json.dumps), VALUES.map(json.dumps).map(lambda text: text[: len(text) // 2])))
def test_no_text_is_a_crash(text: str) -> None:
    for body in (text, _block(text)):
        try:
            page = _page(body.encode("utf-8", "replace"))
            page.linked_data(TYPES, untyped=True)
        except PageChangedError:
            continue
