"""When a record changed, in one form: sources word times with fractions, offsets or none, and watermarks have to sort.

Used by sources that can be asked for what changed since a time (edX, MIT Learn, Microsoft Learn).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from pipeline.contract import Page, Record


def change_second(page: Page, record: Record, key: str) -> str | None:
    """The time under this key as `2026-01-02T06:00:00Z`; None where there is none, and with a note where it is no time.

    The fraction is cut, never rounded up: asked for changes at or after that second, the source tells the record again,
    which is harmless. A time without an offset counts as UTC.
    """
    words = record.maybe(key, object)
    if words is None or words == "":
        return None
    try:
        moment = datetime.fromisoformat(str(words))
        moment = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        message = f"{page.url}: `{key}` is {str(words)[:40]!r}, a time such as 2026-01-02T06:00:00Z was expected"
        page.notes.append(record.note("warning", "unknown_value", message, field=key, value=str(words)))
        return None
    return f"{moment.replace(microsecond=0, tzinfo=None).isoformat()}Z"


def latest(seconds: Iterable[str | None]) -> str | None:
    """The greatest of these times."""
    return max((second for second in seconds if second), default=None)
