"""What code hosts read as a list, as code or as text stays that in the words of the site's builder."""

from __future__ import annotations

import pytest
from dialect import parsed, translated
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from markdown import markdown


def shape(page: str) -> list[tuple[str, str]]:
    """Every item and block of code as Python-Markdown reads it: its path of elements, and its first words."""
    tree = html.fromstring(f"<div>{markdown(page, extensions=['fenced_code', 'pymdownx.superfences'])}</div>")
    found = []
    for each in tree.iter("li", "pre"):
        path = "/".join([*[up.tag for up in each.iterancestors() if up.tag in ("ul", "ol")][::-1], each.tag])
        found.append((path, each.text_content().split("\n")[0 if each.text_content()[:1] != "\n" else 1].strip()))
    return found


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("- a\n  - b\n    - c\n- d\n", [("ul/li", "a"), ("ul/ul/li", "b"), ("ul/ul/ul/li", "c"), ("ul/li", "d")]),
        ("text\n- a\n- b\n", [("ul/li", "a"), ("ul/li", "b")]),
        ("1. a\n2. b\n\n       code here\n\n   more\n", [("ol/li", "a"), ("ol/li", "b"), ("ol/pre", "code here")]),
        ("10. a\n    - b\n", [("ol/li", "a"), ("ol/ul/li", "b")]),
        ("- a\n\n  ```\n  code\n  ```\n", [("ul/li", "a"), ("ul/pre", "code")]),
        ("text\n\n    code\n      deeper\n\n    end\n", [("pre", "code")]),
        ("- a\nlazy\n- b\n", [("ul/li", "a"), ("ul/li", "b")]),
    ],
)
def test_it_is_read_as_code_hosts_read_it(page: str, expected: list[tuple[str, str]]) -> None:
    assert shape(translated(page)) == expected


def test_code_keeps_its_own_indent() -> None:
    page = "1. a\n\n       if x:\n           y\n\n       z\n"
    assert "    ```text\n    if x:\n        y\n\n    z\n    ```\n" in translated(page)


def test_tables_and_fences_stay_as_they_are() -> None:
    page = "| a | b |\n|---|---|\n| - x | 1. y |\n\n```sh\n    - no list\n```\n"
    assert translated(page) == page


WORDS = st.text(alphabet="abc xyz`*_[]()#>|", min_size=1, max_size=12).map(lambda text: f"w{text}".rstrip())
MARGIN = st.sampled_from(["", "  ", "    ", "      ", "- ", "  - ", "    - ", "1. ", "12. ", "       "])
PAGES = st.lists(st.one_of(st.just(""), st.builds(str.__add__, MARGIN, WORDS)), max_size=12).map("\n".join)


@given(PAGES)
def test_no_word_of_a_page_is_lost(page: str) -> None:
    """Only blanks, markers of lists and fences may come or move."""
    kept = [word for line in page.splitlines() for word in line.split() if word.startswith("w")]
    assert [word for line in translated(page).splitlines() for word in line.split() if word.startswith("w")] == kept


@given(PAGES)
def test_as_many_items_and_blocks_of_code_come_out_of_it(page: str) -> None:
    before = [token.type for token in parsed(page) if token.type in ("list_item_open", "code_block", "fence")]
    after = [
        token.type for token in parsed(translated(page)) if token.type in ("list_item_open", "code_block", "fence")
    ]
    assert after.count("list_item_open") == before.count("list_item_open")
    assert after.count("fence") == before.count("fence") + before.count("code_block")
