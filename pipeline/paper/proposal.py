"""The proposal of a topic as a paper."""

from __future__ import annotations

from datetime import UTC, datetime, time

from pipeline.paper.model import Paper, Part
from pipeline.topics.sheet import Sheet
from pipeline.topics.sheet.layout import sections_of


def proposal_paper(sheet: Sheet) -> Paper:
    """All sections of the sheet, in English, as the night wrote it."""
    return Paper(
        kind="Circle proposal",
        title=sheet.title,
        summary=(sheet.summary, f"Topic {sheet.topic_id} · {sheet.status} · from the night of {sheet.on}"),
        parts=tuple(Part(section.heading, section.blocks) for section in sections_of(sheet)),
        language="en",
        made_at=datetime.combine(sheet.on, time(), UTC),
    )
