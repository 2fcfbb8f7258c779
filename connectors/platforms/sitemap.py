"""Sitemaps: the addresses that a site offers to crawlers, of which some are course pages.

Which are, a source says by a pattern; a page each is asked for, and one that is gone costs its course only. `lastmod`
is no sign of a change by itself and decides nothing. A source on it names its `sitemaps` and `course_path`, and reads
a page in `course`.
"""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Iterable, Iterator
from typing import Any, ClassVar
from urllib.parse import urlsplit

from pipeline.contract import Connector, Page, PageChangedError, Produced, Request, SitemapEntry

BELOW = {"sitemap": "second_sitemap", "second_sitemap": "third_sitemap"}
"""The readers of sitemaps that an index lists: the depth is known without counting. sitemaps.org allows one level."""
PREFERRED = (re.compile("x-default"), re.compile("en"), re.compile("en-.+"))
"""Alternates by `hreflang`, best first."""


class Sitemap(Connector):
    """Sitemaps and indexes of sitemaps, down to the third level; each sitemap and each course once, whoever lists it.

    The alternates of an address in other languages (hreflang) are the same course: it is asked for once, at the address
    for any language, else in English, else at the one listed first.
    """

    sitemaps: ClassVar[tuple[str, ...]]
    course_path: ClassVar[re.Pattern[str]]
    """Matches path and query of the address of a course page as a whole."""
    remembers_pages = True

    def __init__(self, *args: Any, **options: Any) -> None:
        """Made by the runner, once a run; it remembers which sitemaps and courses it has asked for."""
        super().__init__(*args, **options)
        self._asked: set[str] = set(self.sitemaps)
        self._met: set[str] = set()

    def start(self) -> Iterator[Produced]:
        """The sitemaps to begin with."""
        yield from (Request(address, reader="sitemap") for address in self.sitemaps)

    def sitemap(self, page: Page) -> Iterator[Produced]:
        """A sitemap or an index."""
        yield from self._listed(page)

    def second_sitemap(self, page: Page) -> Iterator[Produced]:
        """A sitemap that an index lists, or another index."""
        yield from self._listed(page)

    def third_sitemap(self, page: Page) -> Iterator[Produced]:
        """A sitemap that an index within an index lists."""
        yield from self._listed(page)

    @abstractmethod
    def course(self, page: Page) -> Iterable[Produced]:
        """The page of one course; a source on this platform reads it."""

    def _listed(self, page: Page) -> Iterator[Produced]:
        found, reader = page.sitemap(), BELOW.get(page.request.reader)
        if found.sitemaps and reader is None:
            raise PageChangedError(f"{page.url}: an index within an index within an index; a sitemap was expected")
        for address in found.sitemaps:
            if address not in self._asked:
                self._asked.add(address)
                yield Request(address, reader=reader or "")
        for entry in found.entries:
            course = self._course(entry)
            if course:
                yield Request(course, reader="course", is_optional=True)

    def _course(self, entry: SitemapEntry) -> str | None:
        """Where to ask for the course of this entry; None where it is no course, or one that was met before."""
        if not self._is_course(entry.address):
            return None
        alternates = [(name, there) for name, there in entry.alternates if self._is_course(there)]
        group = {entry.address, *(there for _, there in alternates)}
        is_new = not group & self._met
        self._met |= group
        preferred = [there for wanted in PREFERRED for name, there in alternates if wanted.fullmatch(name)]
        return next(iter(preferred), entry.address) if is_new else None

    def _is_course(self, address: str) -> bool:
        parts = urlsplit(address)
        return bool(self.course_path.fullmatch(f"{parts.path}?{parts.query}" if parts.query else parts.path))
