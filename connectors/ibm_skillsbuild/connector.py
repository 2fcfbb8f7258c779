"""IBM SkillsBuild: free courses on technology and work, from one page of its site."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urljoin

from pipeline.contract import Connector, Node, Page, Produced, RawListing, RecordError, Request

COURSES = "https://skillsbuild.org/courses"
NO_LETTER = re.compile(r"[\W_]+")


class IBMSkillsBuild(Connector):
    """A box a course and topic: a course under two topics is there twice by the same title, and becomes one listing."""

    source = "ibm_skillsbuild"

    def start(self) -> Iterator[Produced]:
        """The list of all courses."""
        yield Request(COURSES, reader="courses")

    def courses(self, page: Page) -> Iterator[Produced]:
        """The courses, each once, with all its topics; its first description counts."""
        met: dict[str, RawListing] = {}
        for box in page.html().all("article.course", at_least=1):
            try:
                listing = _listing(page, box)
            except RecordError as error:
                page.reject(error)
                continue
            before = met.get(listing.key, listing)
            met[listing.key] = replace(
                before,
                url=before.url or listing.url,
                description=before.description or listing.description,
                topics=tuple(dict.fromkeys(before.topics + listing.topics)),
            )
        yield from met.values()


def _listing(page: Page, box: Node) -> RawListing:
    titles = box.all("h3", at_least=0)
    title = titles[0].content if len(titles) == 1 else ""
    key = NO_LETTER.sub("-", title.casefold()).strip("-")
    if not key:
        raise RecordError(
            f"`article.course` has {len(titles)} `h3`, {box.content[:80]!r}; one with a title was expected",
            field="title",
        )
    link, topic = box.maybe("a[href]"), box.maybe_text("p.topic")
    return RawListing(
        key=key,
        title=title,
        url=urljoin(page.url, link.attribute("href") or "") if link else None,
        description=box.maybe_text("p.description"),
        topics=(topic,) if topic else (),
    )
