"""Simple markup gives the text that Lexbor gives, or is left to it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.contract.markup import parsed_text
from pipeline.contract.simple_markup import text_of

NAMES = [
    "p",
    "li",
    "div",
    "h2",
    "ul",
    "ol",
    "b",
    "em",
    "span",
    "br",
    "P",
    "a",
    "blockquote",
    "table",
    "td",
    "script",
    "pre",
]
TAGS = [
    f"<{slash}{name}{rest}>"
    for name in NAMES
    for slash in ("", "/")
    for rest in ("", " ", ' class="x y"', ' href="?a=1&amp;b=2&c"', "/", " /")
]
WORDS = [
    "a",
    " ",
    "\n",
    "one two",
    "&amp;",
    "<",
    ">",
    "\t \n",
    "\u00a0",
    "é",
    '"',
    "\f",
    "\r",
    "\x00",
    "<!-- x -->",
    "\ufeff",
]
WELL = st.recursive(
    st.sampled_from(["a", " ", "\n", "one two ", ">", "<br>", "<br/>", "é", "\u00a0"]),
    lambda inner: st.builds(
        lambda name, parts: f"<{name}>{''.join(parts)}</{name}>",
        st.sampled_from(["p", "li", "div", "h2", "ul", "ol", "b", "em", "span", "a", "blockquote"]),
        st.lists(inner, max_size=4),
    ),
    max_leaves=12,
)


@given(st.lists(st.one_of(st.sampled_from(TAGS), st.sampled_from(WORDS)), max_size=14).map("".join))
@settings(deadline=None, max_examples=600)
def test_any_markup_gives_what_lexbor_gives_or_nothing(markup: str) -> None:
    found = text_of(markup)
    assert found is None or found == parsed_text(markup)


@given(st.lists(WELL, max_size=5).map("".join))
@settings(deadline=None, max_examples=400)
def test_well_formed_markup_gives_what_lexbor_gives_or_nothing(markup: str) -> None:
    found = text_of(markup)
    assert found is None or found == parsed_text(markup)


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>One <b>two</b></p>\n<p>Three</p>", "One two\n\nThree\n"),
        ("Before<ul>\n <li>a</li> <li><p>b</p></li></ul>after", "Before\n a\n b\n\nafter"),
        ('<div class="x"><h2 id="y">Head</h2>one<br>two<br />three</div>', "Head\none\ntwo\nthree\n"),
        ("  <p>x</p>", "x\n"),
        ('<div class="about"><p>One <b>two</b></p><p>Three</p></div>', "One two\nThree\n\n"),
        ('<p>See <a href="https://a.example/?b=1&c=2">this</a>, <em>please</em>.</p>', "See this, please.\n"),
        ("<blockquote><p>Said <b><a>so</a></b></p></blockquote>", "Said so\n"),
        ("", ""),
    ],
)
def test_simple_markup_needs_no_parser(markup: str, text: str) -> None:
    assert text_of(markup) == text == parsed_text(markup)


@pytest.mark.parametrize(
    "markup",
    ["<p>a<p>b</p>", "<p><div>a</div></p>", "<p>a", "a</p>", "<b><p>a</p></b>", "<li>a</li>", "<p>a &amp; b</p>",
     "<a>x<b><a>y</a></b></a>", "<a><p>x</p></a>", "<blockquote>a", "<sub>x</sub>", '<a href="x>y">z</a>',
     "<p title='>'>a</p>", "<ul><b>a</b></ul>", "<p/>a", "</br>", "<p><b>a</p></b>",
     "<div><p>a</p>", "<p>a</p></div>", "a\rb", "a\x00b"],
)  # fmt: skip
def test_what_is_not_simple_is_left_to_lexbor(markup: str) -> None:
    assert text_of(markup) is None


def test_a_long_text_that_is_almost_simple_takes_no_longer_than_its_length() -> None:
    assert text_of("<p>" * 50_000) is None
    assert text_of("<p " + "a " * 100_000 + "<") is None
    assert text_of('<p a="' + "x" * 200_000) is None
