"""Dutch Techcentre for Life Sciences: the feed of its course pages."""

from __future__ import annotations

from typing import Any

from connectors.platforms.feed import Feed
from pipeline.contract import FeedEntry


class DTLS(Feed):
    """A WordPress feed with elements of its own for organiser and dates."""

    source = "dtls"
    feed = "https://www.dtls.nl/courses/feed/"

    def words(self, entry: FeedEntry) -> dict[str, Any]:
        """Who runs the course, and when; the place is left aside."""
        named = {"provider": "organizer", "starts": "courseDate", "ends": "courseEndDate"}
        return {field: entry.more[name][0] for field, name in named.items() if name in entry.more}
