"""OpenLearn: free courses of the Open University, from its full catalogue and a feed a course."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urljoin, urlsplit

from pipeline.contract import Connector, Node, Page, PageChangedError, Produced, RawListing, Request, StatedTotal

CATALOGUE = "https://www.open.edu/openlearn/free-courses/full-catalogue"
COURSE = re.compile(r"/openlearn/((?:[\w.-]+/){1,3}([\w.-]+))/(?:content-section-[\w.-]+|altformat-rss)/?")
COUNT = re.compile(r"\bResults:\s*([0-9]+)\s+items\b", re.IGNORECASE)
HOURS = re.compile(r"\b[0-9]{1,3}\s*(?:hours?|hrs?)\b", re.IGNORECASE)
LEVEL = re.compile(r"\bLevel\s*[0-9]\s*:\s*\w+")
OPEN = re.compile(r"creative\s+commons|\bCC[ -]BY", re.IGNORECASE)  # "Copyright The Open University" names no licence
NEXT = "a[rel~='next'], .pager-next a, .pager__item--next a, .pagination a[aria-label='Next']"


class OpenLearn(Connector):
    """Cards of the catalogue say title, hours and level, the feed of each course its introduction and rights."""

    source = "openlearn"
    remembers_pages = True

    def __init__(self, *args: Any, **options: Any) -> None:
        """Made by the runner, once a run; it remembers what the cards say."""
        super().__init__(*args, **options)
        self._cards: dict[str, RawListing] = {}

    def start(self) -> Iterator[Produced]:
        """The full catalogue."""
        yield Request(CATALOGUE, reader="catalogue")

    def catalogue(self, page: Page) -> Iterator[Produced]:
        """The courses, the feed of each, and the next page. The count stated tells when a page was not found."""
        html = page.html()
        found: dict[str, RawListing] = {}
        for block in html.all("li, article, tr", at_least=0):
            for key, card in _card(page, block):
                found.setdefault(key, card)
        if not found:
            raise PageChangedError(f"{page.url}: no card leads to a course (content-section), courses were expected")
        for key, card in found.items():
            if key not in self._cards:
                self._cards[key] = card
                yield Request(
                    re.sub(r"content-section-.*", "altformat-rss", card.url or ""), "course", is_optional=True
                )
        count = COUNT.search(html.content)
        if count:
            yield StatedTotal(int(count[1]))
        following = html.maybe(NEXT)
        if following:
            yield page.follow(following.attribute("href") or "")

    def course(self, page: Page) -> Iterator[Produced]:
        """The feed of one course: its introduction, and the line on its licence."""
        feed, address = page.feed(), COURSE.fullmatch(urlsplit(page.url).path)
        if address is None or feed.title is None:
            raise PageChangedError(f"{page.url}: the feed of a course has no title, or another address")
        key = address[2]
        url = page.url.replace("/altformat-rss", "/content-section-overview")
        card = self._cards.get(key) or RawListing(key=key, title=feed.title, url=url)
        first = next((entry.content or entry.summary for entry in feed.entries), None)
        is_open = OPEN.search(feed.rights or "")
        yield replace(card, description=feed.description or first, licence=feed.rights if is_open else None)


def _card(page: Page, block: Node) -> Iterator[tuple[str, RawListing]]:
    """The one course of a block; a block around several courses is not a card."""
    named: dict[str, list[str]] = {}
    paths: dict[str, str] = {}
    for link in block.all("a[href*='/openlearn/']", at_least=0):
        address = COURSE.fullmatch(urlsplit(urljoin(page.url, link.attribute("href") or "")).path)
        if address:
            named.setdefault(address[2], []).append(link.content)
            paths[address[2]] = address[1]
    title = next((words for words in next(iter(named.values()), []) if words), None)
    if len(named) != 1 or title is None:
        return
    ((key, path),) = paths.items()
    hours, level = HOURS.search(block.content), LEVEL.search(block.content)
    yield (
        key,
        RawListing(
            key=key,
            title=title,
            url=f"https://www.open.edu/openlearn/{path}/content-section-overview",
            duration=hours[0] if hours else None,
            level=level[0] if level else None,
        ),
    )
