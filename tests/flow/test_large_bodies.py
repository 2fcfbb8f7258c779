"""Lists of courses as large as a source may have, of each form: what a page is allowed is enough to read them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.contract import Page, Request
from pipeline.engine import Limits
from pipeline.flow.apart import SECONDS_PER_MB, TIMES_ANSWER, TIMES_BODY, Apart
from pipeline.model import Expect, SourceRules

pytestmark = pytest.mark.slow
SIZE_MB = 8
WORDS = "words of it " * 34
RULES = SourceRules(
    source="large", title="Large", publisher="us", home="https://a.example", terms="ours",
    expect=Expect(min_listings=1, max_drop_pct=50.0, fill_rate={}, max_rejected_pct=40.0),
)  # fmt: skip
CONNECTOR = '''
"""A source of the tests that tells all of its courses in one body."""

from pipeline.contract import Connector, RawListing, Request


class Large(Connector):
    """The same courses in three forms."""

    source = "large"

    def start(self):
        """One list."""
        yield Request("https://a.example/json", "json")

    def json(self, page):
        """Records."""
        yield from page.each(page.json_list(), lambda each: self.listing(lambda key: each.take(key, str)))

    def xml(self, page):
        """Elements."""
        for each in page.xml().all("course", at_least=1):
            yield self.listing(each.text)

    def html(self, page):
        """Parts of a page."""
        places = {"title": "h2", "url": "b", "description": "p"}
        for each in page.html().all("div.course", at_least=1):
            yield self.listing(lambda name: each.text(places[name]))

    def listing(self, said):
        """A course from its parts."""
        url = said("url")
        return RawListing(key=url, title=said("title"), url=url, description=said("description"))
'''


def json_of(n: int) -> str:
    return json.dumps({"title": f"Course {n}", "url": f"https://a.example/{n}", "description": WORDS})


def xml_of(n: int) -> str:
    return (
        f"<course><title>Course {n}</title><url>https://a.example/{n}</url><description>{WORDS}</description></course>"
    )


def html_of(n: int) -> str:
    return f"<div class='course'><h2>Course {n}</h2><b>https://a.example/{n}</b><p>{WORDS}</p></div>"


@pytest.mark.parametrize(
    ("form", "begin", "one", "between", "end"),
    [
        ("json", "[", json_of, ",", "]"),
        ("xml", "<courses>", xml_of, "", "</courses>"),
        ("html", "<html><body>", html_of, "", "</body></html>"),
    ],
)
def test_a_large_body_is_read_within_what_its_size_allows(
    tmp_path: Path, form: str, begin: str, one: Callable[[int], str], between: str, end: str
) -> None:
    """Under the part of the limits that grows with the body, without the least that every page has."""
    (tmp_path / "large").mkdir()
    (tmp_path / "large" / "connector.py").write_text(CONNECTOR, encoding="utf-8")
    n = (SIZE_MB << 20) // len(one(10_000))
    body = f"{begin}{between.join(map(one, range(n)))}{end}".encode()
    limits = Limits(
        cpu_seconds=SECONDS_PER_MB * SIZE_MB, memory_mib=TIMES_BODY * SIZE_MB, answer_mib=TIMES_ANSWER * SIZE_MB
    )
    url = f"https://a.example/{form}"
    apart = Apart(tmp_path, RULES, {}, None, limits)
    try:
        reading = apart.read(Page(Request(url, form), url, 200, {}, body), "0" * 64)
    finally:
        apart.close()
    assert reading.error is None
    assert (len(reading.arrivals), reading.rejected) == (n, 0)
