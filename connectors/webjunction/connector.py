"""WebJunction: courses and recorded webinars for library staff, on OCLC's Moodle."""

from __future__ import annotations

import re
from typing import Any

from connectors.platforms.moodle import Moodle
from pipeline.contract import markup_text

LABEL = re.compile(r"\b(Format|Hosted by|Developed by|Presented by|Length|Description):")
LIVE = re.compile(r"\blive\b", re.IGNORECASE)
EVENT_DATE = re.compile(r"\bdate:?\s+(.+)$", re.IGNORECASE)


class WebJunction(Moodle):
    """Summaries begin with `Format: …`, `Hosted by: …` or `Developed by: …`, and `Length: …`."""

    source = "webjunction"
    site = "https://learn.webjunction.org"

    def words(self, summary: str) -> dict[str, Any]:
        """Only what the labels say. A recorded webinar is a course of one session; a live one is an event."""
        said: dict[str, str] = {}
        for line in markup_text(summary).splitlines():
            _, *parts = LABEL.split(line.partition("Learning Objectives")[0])
            for label, words in zip(parts[::2], parts[1::2], strict=True):
                said.setdefault(label, words.strip(" \t\xa0/|"))
        form = said.get("Format", "")
        is_live = LIVE.search(form) is not None
        date = EVENT_DATE.search(form) if is_live else None
        return {
            "provider": said.get("Hosted by") or said.get("Developed by") or None,
            "duration": said.get("Length") or None,
            "pacing": form if form.lower().startswith("self-paced") else None,
            "starts": date[1] if date else None,
            "kind": "event" if is_live else None,
        }
