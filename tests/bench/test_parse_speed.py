"""How fast a page of HTML is read: our strict reading, selectolax bare beneath it, parsel and BeautifulSoup beside it.

The pages are those that were recorded of live sources (tests/recordings) and those of the made-up site of the harvest.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import process_time

import pytest
from benchbook.book import Book

from pipeline.contract import Page, Request

ROUNDS = 5
MADE_UP = 40
"""Pages of the made-up site, a course each."""
LEAST_S = 0.2
"""A way is repeated over all pages until it took so long."""
HOME, HEADERS = "https://courses.example/", {"content-type": "text/html; charset=utf-8"}
Read = Callable[[bytes], int]


def pages(root: Path) -> list[bytes]:
    sys.path.insert(0, str(root / "tests" / "bench" / "harvest"))
    try:
        from site_pages import course_page
    finally:
        sys.path.pop(0)
    recorded = [path.read_bytes() for path in sorted((root / "tests" / "recordings").glob("*/*/page.html"))]
    return [*recorded, *(course_page(n).encode() for n in range(MADE_UP))]


def ours(body: bytes) -> int:
    """As a connector does it."""
    html = Page(request=Request(HOME, "read"), url=HOME, status=200, headers=HEADERS, body=body).html()
    return len(html.maybe_text("title") or "") + sum(len(link.content) for link in html.all("a[href]", at_least=0))


def by_selectolax(body: bytes) -> int:
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(body)
    title = tree.css_first("title")
    return len(title.text() if title else "") + sum(len(link.text()) for link in tree.css("a[href]"))


def by_parsel(body: bytes) -> int:
    from parsel import Selector

    tree = Selector(text=body.decode("utf-8", "replace"))
    texts = sum(len(link.xpath("string()").get() or "") for link in tree.css("a[href]"))
    return len(tree.css("title::text").get() or "") + texts


def by_soup(body: bytes) -> int:
    from bs4 import BeautifulSoup

    tree = BeautifulSoup(body, "lxml")
    title = tree.select_one("title")
    return len(title.get_text() if title else "") + sum(len(link.get_text()) for link in tree.select("a[href]"))


WAYS: dict[str, Read] = {"ours": ours, "selectolax": by_selectolax, "parsel": by_parsel, "BeautifulSoup": by_soup}


def mb_per_cpu_s(read: Read, bodies: list[bytes]) -> float:
    """Megabytes of HTML a second of CPU."""
    n, began = 0, process_time()
    while (took := process_time() - began) < LEAST_S:
        for body in bodies:
            read(body)
        n += 1
    return n * sum(map(len, bodies)) / took / 1e6


@pytest.mark.bench
def test_reading_beside_other_readers(root: Path, book: Book, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("parsel")
    pytest.importorskip("bs4")
    bodies = [body for body in pages(root) if by_selectolax(body)]
    assert len(bodies) > MADE_UP
    rounds = [{name: mb_per_cpu_s(read, bodies) for name, read in WAYS.items()} for _ in range(ROUNDS)]
    found = {name: median(each[name] for each in rounds) for name in WAYS}
    megabytes = sum(map(len, bodies)) / 1e6
    size = f"{len(bodies)} pages, {megabytes:.1f} MB; median of {ROUNDS}"
    with capsys.disabled():
        print("\n" + ", ".join(f"{name} {rate:.1f} MB" for name, rate in found.items()), "of HTML per CPU-second")
    for peer in ("parsel", "BeautifulSoup"):
        book.add(
            stage="parse",
            what="title and every link with its text",
            ours=found["ours"],
            unit="MB per CPU-second",
            size=size,
            is_rate=True,
            peer=found[peer],
            peer_of=peer,
            floor=found["selectolax"],
            floor_of="selectolax bare",
            reason="Ours is selectolax with strict selectors: an element that is not there or there twice is told with "
            "its selector and address, text is brought into one form, and a page is looked at for nesting before it is "
            "parsed.",
        )
    book.note(parse_mb_per_cpu_s=found["ours"])
