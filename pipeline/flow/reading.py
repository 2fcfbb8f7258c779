"""Reading: what one page says in our own terms, or what it was found to say before."""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields

from pipeline.contract import (
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
from pipeline.fetch import Archived, Fetched
from pipeline.model import Listing, Note, SourceRules
from pipeline.normalize.listing import Normaliser
from pipeline.normalize.words import as_text, content_hash, said
from pipeline.store import Arrival, Reading, Readings

LISTING_FIELDS = tuple(each.name for each in fields(Listing))


class Reader:
    """Reads the pages of one source. Pages whose words, address and readers are as before are not read again."""

    def __init__(self, connector: Connector, rules: SourceRules, readings: Readings | None, fingerprint: str) -> None:
        """`fingerprint` stands for the code and the rules that read; without readings every page is read."""
        self._connector = connector
        self._rules = rules
        self._readings = None if connector.remembers_pages else readings
        self._fingerprint = fingerprint
        self._normaliser = Normaliser(rules)
        self.used: set[str] = set()
        """Keys of the readings of this run."""
        self.n_remembered = 0
        """Pages that were not read again."""

    def read(self, fetched: Fetched) -> Reading:
        """What the page says."""
        page, archived = fetched.page, fetched.archived
        if archived is None or self._readings is None:
            return self._read(page, archived.sha256 if archived else "")
        key = reading_key(page, archived, self._fingerprint)
        self.used.add(key)
        known = self._readings.get(self._rules.source, key, page.request)
        if known is not None:
            self.n_remembered += 1
            return known
        reading = self._read(page, archived.sha256)
        if reading.error is None:
            self._readings.put(self._rules.source, key, reading, page.request)
        return reading

    def _read(self, page: Page, page_sha256: str) -> Reading:
        """Let the connector read the page, and normalise what it yields at once."""
        reading = Reading()
        try:
            for produced in getattr(self._connector, page.request.reader)(page):
                take(reading, produced, self._normaliser, page_sha256)
            reading.notes += page.audit()
        except (PageChangedError, RecordError) as error:
            reading.error = str(error)
            reading.notes.append(Note(level="error", kind="page_changed", message=str(error), url=page.url))
        reading.notes += page.notes
        reading.rejected += page.rejected
        reading.left_out += page.left_out
        return reading


def reading_key(page: Page, archived: Archived, fingerprint: str) -> str:
    """The same for pages that say the same when read: asked alike, answered alike, read by the same code."""
    headers = [page.headers.get(name) for name in ("content-type", "link", "sunset", "x-total")]
    parts = [fingerprint, archived.key, page.request.reader, page.url, page.status, headers, archived.sha256]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def take(reading: Reading, produced: Produced, normaliser: Normaliser, page_sha256: str) -> None:
    """Add one thing that a connector yields."""
    match produced:
        case RawListing():
            _take_listing(reading, produced, normaliser, page_sha256)
        case Request():
            reading.requests.append(produced)
        case StatedTotal():
            reading.stated_total = produced.n
        case Tombstone():
            reading.tombstones.append(produced.key)
        case Watermark():
            reading.watermark = max(reading.watermark or "", produced.text)


def _take_listing(reading: Reading, raw: RawListing, normaliser: Normaliser, page_sha256: str) -> None:
    """A raw listing in our own terms at once, so that a run is judged by what can be shown."""
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
    for name in fields:
        reading.filled[name] = reading.filled.get(name, 0) + 1
    reading.arrivals.append(arrival)
