"""What one page says in our own terms: the connector reads it, and what it yields is normalised at once."""

from __future__ import annotations

from pipeline.contract import (
    Again,
    Connector,
    Page,
    PageChangedError,
    Produced,
    RawListing,
    RecordError,
    Request,
    StatedTotal,
    Tombstone,
    Watermark,
)
from pipeline.model import Note
from pipeline.normalize.listing import Normaliser
from pipeline.normalize.words import as_text, content_hash, said
from pipeline.store import Arrival, Reading
from pipeline.store.readings import BIT_OF, VALUES


def read_page(connector: Connector, page: Page, normaliser: Normaliser, page_sha256: str) -> Reading:
    """What the page says; where it is not what the connector was written for, why."""
    reading = Reading()
    try:
        for produced in getattr(connector, page.request.reader)(page):
            take(reading, produced, normaliser, page_sha256, page.mark)
        reading.notes += page.audit()
    except (PageChangedError, RecordError) as error:
        reading.error = str(error)
        reading.notes.append(Note(level="error", kind="page_changed", message=str(error), url=page.url))
    reading.notes += page.notes
    reading.rejected += page.rejected
    reading.left_out += page.left_out
    return reading


def take(reading: Reading, produced: Produced, normaliser: Normaliser, page_sha256: str, mark: bytes = b"") -> None:
    """Add one thing that a connector yields; `mark` is that of the record that alone decides it, else empty."""
    match produced:
        case RawListing():
            _take_listing(reading, produced, normaliser, page_sha256, mark)
        case Again():
            reading.again.append((len(reading.rows) + len(reading.again), produced.place))
        case Request():
            reading.requests.append(produced)
        case StatedTotal():
            reading.stated_total = produced.n
        case Tombstone():
            reading.tombstones.append(produced.key)
        case Watermark():
            reading.watermark = max(reading.watermark or "", produced.text)


def _take_listing(reading: Reading, raw: RawListing, normaliser: Normaliser, page_sha256: str, mark: bytes) -> None:
    """A raw listing in our own terms at once, so that a run is judged by what can be shown.

    One that there is something to tell about is read again every night, since it is told every night.
    """
    fields = said(raw)
    words = as_text(fields)
    try:
        arrival, notes = normaliser.read(
            raw, Arrival, content_hash=content_hash(words), words=words, page_sha256=page_sha256
        )
    except RecordError as error:
        reading.rejected += 1
        reading.notes.append(
            Note(level="error", kind="rejected_record", message=str(error), field=error.field, key=raw.key)
        )
        return
    reading.notes += notes
    reading.rows.append(VALUES(arrival))
    reading.marks.append(b"" if notes else mark)
    reading.said.append(sum(map(BIT_OF.__getitem__, fields)))
