"""The course feed that edX had until about 2018, with elements of its own; zero-based pages."""

from __future__ import annotations

import html
from typing import Any

from connectors.platforms.feed import Feed
from pipeline.contract import FeedEntry

PACING = {"0": "instructor-paced", "1": "self-paced"}


class EdXFeed(Feed):
    source = "edx_feed"
    feed = "https://www.edx.org/api/v2/report/course-feed/rss"

    def key(self, entry: FeedEntry) -> str | None:
        """The run's own key; the guid is the number of a page in the publishing system."""
        return _first(entry, "id") or entry.id

    def words(self, entry: FeedEntry) -> dict[str, Any]:
        """Elements `course:`; the description is plain text, the subtitle HTML, at times escaped twice."""
        subtitle = _first(entry, "subtitle") or ""
        return {
            "description": entry.summary or (html.unescape(subtitle) if "<" not in subtitle else subtitle) or None,
            "provider": " | ".join(entry.more.get("school", ())) or None,
            "topics": entry.more.get("subject", ()),
            "starts": _first(entry, "start"),
            "ends": _first(entry, "end"),
            "duration": _first(entry, "length"),
            "effort": _first(entry, "effort"),
            "pacing": PACING.get(_first(entry, "self_paced") or ""),
        }


def _first(entry: FeedEntry, name: str) -> str | None:
    return next(iter(entry.more.get(name, ())), None)
