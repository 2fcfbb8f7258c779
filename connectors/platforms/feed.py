"""RSS and Atom feeds of courses, and OPML lists of such feeds.

A feed holds the newest items only (WordPress: ten) and is no catalogue: source.yaml says `is_complete: false`. A source
on it names its `feed`, or the `outlines` that list its feeds, and says in `words` what its own elements mean.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, ClassVar

from pipeline.contract import Connector, FeedEntry, Page, PageChangedError, Produced, RawListing, RecordError, Request

FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/rdf+xml")
POST = re.compile(r"[?&]p=([0-9]+)")
APPEARED_FIRST = re.compile(r"<p>The post <a [^<>]*>[^<>]*</a> appeared first on <a [^<>]*>[^<>]*</a>\.?</p>\s*\Z")


class Feed(Connector):
    """Entries of a feed, page after page where it says `rel="next"`; a page of HTML is asked for its feed once."""

    feed: ClassVar[str] = ""
    outlines: ClassVar[str] = ""

    def start(self) -> Iterator[Produced]:
        """The feed, or the list of feeds."""
        yield Request(self.outlines, reader="lists") if self.outlines else Request(self.feed, reader="entries")

    def lists(self, page: Page) -> Iterator[Produced]:
        """The feeds of an OPML list; one that is gone costs no other."""
        addresses = [outline.attribute("xmlUrl") for outline in page.xml().all(".//outline", at_least=1)]
        feeds = [address for address in dict.fromkeys(addresses) if address and address.startswith("https://")]
        if not feeds:
            raise PageChangedError(f"{page.url}: no outline has an `xmlUrl` with https://, one was expected")
        yield from (Request(address, reader="entries", is_optional=True) for address in feeds)

    def entries(self, page: Page) -> Iterator[Produced]:
        """A page of a feed, or a page of HTML that names its feed."""
        try:
            yield from self.only_entries(page)
        except PageChangedError:
            link = _feed_link(page)
            if link is None:
                raise
            yield page.follow(link, reader="only_entries")

    def only_entries(self, page: Page) -> Iterator[Produced]:
        """A page of a feed, and the next page."""
        feed = page.feed()
        for entry in feed.entries:
            try:
                yield self._listing(entry)
            except RecordError as error:
                page.reject(error)
        if feed.next_link:
            yield page.follow(feed.next_link, reader="only_entries")

    def key(self, entry: FeedEntry) -> str | None:
        """WordPress says `https://HOST/?post_type=course&p=7`: the number of the post stays when the host moves."""
        post = POST.search(entry.id or "")
        return post[1] if post else entry.id or entry.link

    def words(self, entry: FeedEntry) -> dict[str, Any]:
        """What the source's own elements say, by field of RawListing; the creator of an entry is a web editor."""
        return {}

    def _listing(self, entry: FeedEntry) -> RawListing:
        key, title = self.key(entry), entry.title
        if key is None or title is None:
            missing = "title" if key else "guid"
            raise RecordError(f"an entry (`{entry.title or entry.link}`) has no {missing}", field=missing)
        words: dict[str, Any] = {
            "url": entry.link,
            "description": APPEARED_FIRST.sub("", entry.content or entry.summary or "").strip() or None,
            "topics": entry.tags,
            "duration": f"{entry.seconds} seconds" if entry.seconds else None,
        }
        return RawListing(key=key, title=title, **(words | self.words(entry)))


def _feed_link(page: Page) -> str | None:
    """The first feed that a page of HTML names in its head."""
    try:
        links = page.html().all("link[rel]", at_least=0)
    except PageChangedError:
        return None
    for link in links:
        kind = (link.attribute("type") or "").strip().lower()
        if "alternate" in (link.attribute("rel") or "").lower().split() and kind in FEED_TYPES:
            return link.attribute("href")
    return None
