"""Markup: strict selectors, nesting that is not parsed, and text that comes through."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.contract import Page, PageChangedError, markup_text
from pipeline.contract.markup import MAX_DEPTH, nested_deeper_than

MakePage = Callable[..., Page]


HTML = b"<main><h1> One\n course </h1><p class=a>x</p><p class=a>y</p><a href='/c/1'>more</a><i></i></main>"


def test_selectors_find_what_is_there(make_page: MakePage) -> None:
    root = make_page(HTML).html()
    assert root.text("h1") == "One course"
    assert [node.content for node in root.all("p.a", at_least=2)] == ["x", "y"]
    assert root.one("main").one("a").attribute("href") == "/c/1"
    assert root.one("a").attribute("title") is None
    assert root.maybe("h2") is None
    assert root.maybe_text("h2") is None
    assert root.maybe_text("i") is None
    assert root.maybe_text("p") == "x"


@pytest.mark.parametrize(("selector", "found"), [("h2", 0), ("p", 2)])
def test_one_is_one(make_page: MakePage, selector: str, found: int) -> None:
    with pytest.raises(PageChangedError, match=f"`{selector}` matches {found} elements, 1 was expected"):
        make_page(HTML).html().one(selector)


def test_all_wants_enough(make_page: MakePage) -> None:
    with pytest.raises(PageChangedError, match="`p` matches 2 elements, at least 3"):
        make_page(HTML).html().all("p", at_least=3)


def test_empty_text_has_changed(make_page: MakePage) -> None:
    with pytest.raises(PageChangedError, match="`i` is empty"):
        make_page(HTML).html().text("i")


@pytest.mark.parametrize("body", [b"", b" \n"])
def test_empty_page_has_changed(make_page: MakePage, body: bytes) -> None:
    with pytest.raises(PageChangedError, match="empty"):
        make_page(body).html()


DEEP = [
    "<div>" * 40_000,
    "<div></x>" * 40_000,
    "<li><dd></x>" * 20_000,
    "<div><marquee></div></marquee>" * 20_000,
    "<DIV >" * 40_000,
]


@pytest.mark.parametrize("markup", DEEP, ids=lambda markup: markup[:30])
def test_hostile_nesting_is_not_parsed(make_page: MakePage, markup: str) -> None:
    assert nested_deeper_than(MAX_DEPTH, markup)
    with pytest.raises(PageChangedError, match="deep"):
        make_page(markup.encode()).html()
    assert markup_text(f"before {markup} after &amp; more").split() == ["before", "after", "&", "more"]


@pytest.mark.parametrize(
    "markup",
    [
        "<p>a" * 5000,
        "<br>" * 5000,
        "<li>a" * 5000,
        "<ul><li>a<li>b</ul>" * 2000,
        "<div><p>a</div>" * 2000,
        "1 < 2 " * 5000,
    ],
)
def test_long_but_flat_pages_are_parsed(markup: str) -> None:
    assert not nested_deeper_than(MAX_DEPTH, markup)


@pytest.mark.parametrize(
    ("markup", "lines"),
    [
        ("plain", ["plain"]),
        ("R&amp;D &lt;b&gt;", ["R&D <b>"]),
        ("<p>One</p><p>Two<br>three</p>", ["One", "Two", "three"]),
        ("<ul><li>a</li><li>b</li></ul>", ["a", "b"]),
        ("a<script>alert(1)</script><style>b{}</style>c", ["ac"]),
        ("<h2>About</h2>text", ["About", "text"]),
        ("1 < 2", ["1 < 2"]),
        ("", []),
    ],
)
def test_markup_becomes_text(markup: str, lines: list[str]) -> None:
    assert [line.strip() for line in markup_text(markup).splitlines() if line.strip()] == lines


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.sampled_from(list("<>/&;pliabdv \n\"'=")), max_size=200))
def test_markup_around_a_text_never_loses_it(markup: str) -> None:
    """However broken what stands before it in an element of its own, a text on its own comes through."""
    assert "Kept" in markup_text(f"<p>Kept</p>{markup}")


NAMES = ("p", "div", "li", "br", "a", "foo")
FORMS = ("<{0}>", "</{0}>", "<{0} a='>'>", "<{0}-b>", "</{0} >", "<{0}>t", "<{0}>t</{0}>")
TAGS = st.sampled_from([form.format(name) for name in NAMES for form in FORMS])


@settings(max_examples=500)
@given(st.lists(TAGS, max_size=40).map("".join), st.integers(2, 8))
def test_what_is_plainly_flat_is_never_deep(text: str, limit: int) -> None:
    """The shortcut may leave a page to the count, and never lets a page through that the count refuses."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pipeline.contract.markup._is_plainly_flat", lambda *_: False)
        counted = nested_deeper_than(limit, text)
    assert nested_deeper_than(limit, text) == counted


def test_an_ordinary_page_of_many_elements_needs_no_count() -> None:
    text = "<ul>" + "<li><a href='/x'><span>Course</span></a></li>" * 3_000 + "</ul>"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pipeline.contract.markup._TAG", None)
        assert not nested_deeper_than(MAX_DEPTH, text)
