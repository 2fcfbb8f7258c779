"""Reading: what one page says in our own terms, or what it or its records were found to say before."""

from __future__ import annotations

import asyncio
import hashlib
import json
import sys
import unicodedata
from dataclasses import fields
from typing import Any

from pipeline.contract import Connector, Page
from pipeline.fetch import Archived, Fetched
from pipeline.flow.apart import Apart
from pipeline.flow.read_page import read_page
from pipeline.flow.read_there import There
from pipeline.model import Listing, SourceRules
from pipeline.normalize.listing import Normaliser
from pipeline.store import Reading, Readings
from pipeline.store.readings import completed

RUNS_ON = (sys.version_info[:2], unicodedata.unidata_version)
"""What decides beside our own code which letters are small, and what a number or a date may look like."""
LISTING_FIELDS = tuple(each.name for each in fields(Listing))


class Reader:
    """Reads the pages of one source.

    Pages whose words, address and readers are as before are not read again, nor are records whose words and readers
    are, where a connector reads each by itself.
    """

    def __init__(
        self,
        connector: Connector,
        rules: SourceRules,
        readings: Readings | None,
        fingerprint: str,
        apart: Apart | There | None = None,
    ) -> None:
        """`fingerprint` stands for the code and the rules that read; without readings every page is read.

        Without `apart` pages are read in this process.
        """
        self._apart = apart
        self._connector = connector
        self._rules = rules
        self._readings = None if connector.remembers_pages else readings
        self._fingerprint = fingerprint
        self._normaliser = Normaliser(rules)
        self.used: set[str] = set()
        """Keys of the readings of this run."""
        self.n_remembered = 0
        """Pages that were not read again."""

    async def read(self, fetched: Fetched) -> Reading:
        """What the page says."""
        page, archived = fetched.page, fetched.archived
        if archived is None or self._readings is None:
            return await self._read(page, archived.sha256 if archived else "")
        source, sha256 = self._rules.source, archived.sha256
        key, of_page = reading_key(page, archived, self._fingerprint), page_key(page, archived)
        self.used.add(key)
        before = self._readings.get(source, key)
        if before is not None and before.page_key == of_page:
            self.n_remembered += 1
            return before.whole(page.request)
        if before is not None:
            page.known = before.known
        reading = await self._read(page, sha256)
        if before is not None:
            reading = completed(reading, before, sha256)
        if reading.error is None:
            self._readings.put(source, key, of_page, sha256, reading, page.request, before)
        return reading

    async def _read(self, page: Page, page_sha256: str) -> Reading:
        """In a process of its own where there is one; meanwhile other sources are asked."""
        if self._apart is not None:
            return await asyncio.to_thread(self._apart.read, page, page_sha256)
        return read_page(self._connector, page, self._normaliser, page_sha256)

    def close(self) -> None:
        """End the process that read."""
        if self._apart is not None:
            self._apart.close()


def reading_key(page: Page, archived: Archived, fingerprint: str) -> str:
    """The same for pages whose records say the same when they are the same: asked alike, read by the same code."""
    return _hash(fingerprint, RUNS_ON, archived.key, page.request.reader)


def page_key(page: Page, archived: Archived) -> str:
    """Under one reading key the same for pages that say the same when read: answered alike from the same address."""
    headers = [page.headers.get(name) for name in ("content-type", "link", "sunset", "x-total")]
    return _hash(page.url, page.status, headers, archived.sha256)


def _hash(*parts: Any) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
