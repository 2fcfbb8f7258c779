"""What the author is told to write where only the address knows the number of the page."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from pipeline.author.paging import next_page_hint
from pipeline.author.render import render_json
from pipeline.author.shape import find_shape
from pipeline.contract import Page, Request

SITE = "https://courses.example.org/list"


def next_address(url: str, shown: int) -> str:
    """The address that the line in the hint asks for, worked out as the hint says."""
    hint = "\n".join(next_page_hint(url, shown))
    line = re.search(r'    yield page\.follow\((f?)"([^"]*)"\)', hint)
    assert line is not None
    link = line[2]
    if line[1]:
        name = re.search(r'\["([^"]+)"\]', hint)
        moved = re.search(r"\{number \+ ([0-9]+)\}", link)
        assert name is not None
        assert moved is not None
        number = int(parse_qs(urlsplit(url).query)[name[1]][0])
        link = link.replace(moved[0], str(number + int(moved[1])))
    return Page(Request(url, "courses"), url, 200, {}, b"").follow(link).url


@pytest.mark.parametrize(
    ("query", "shown", "following"),
    [
        ("page=1&size=100", 100, "page=2&size=100"),
        ("size=100&pageNumber=7&q=a%20b", 100, "size=100&pageNumber=8&q=a%20b"),
        ("limit=50&offset=100", 50, "limit=50&offset=150"),
        ("page=first&size=100", 20, "page=first&size=100&page=2"),
        ("locale=en-us", 20, "locale=en-us&page=2"),
        ("", 20, "page=2"),
    ],
)
def test_the_whole_query_goes_on(query: str, shown: int, following: str) -> None:
    url = f"{SITE}?{query}" if query else SITE
    assert next_address(url, shown) == f"{SITE}?{following}"
    assert "replaces the whole query" in next_page_hint(url, shown)[0]


def test_the_hint_stands_in_the_connector() -> None:
    courses = [{"id": number, "title": f"Course {number}"} for number in range(2)]
    url = f"{SITE}?page=1&size=2"
    text = render_json("example", url, find_shape({"total": 9, "result": courses}, url))
    assert '        #     number = int(parse_qs(urlsplit(page.request.url).query)["page"][0])\n' in text
    assert '        #     yield page.follow(f"?page={number + 1}&size=2")\n' in text
