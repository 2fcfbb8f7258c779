"""Pages of a source read in a process of its own, so that none of them can hold up the night or take its memory.

Such a process is of this machine, or beside a worker of a cluster (`read_there.py`).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TypeGuard

from pipeline.contract import Page, Request
from pipeline.engine import Bounded, Limits
from pipeline.errors import SourceError, WorkerError
from pipeline.flow.read_page import read_page
from pipeline.model import Note, SourceRules
from pipeline.normalize.listing import Normaliser
from pipeline.sources import load_connector
from pipeline.store import Reading

KINDS = (Reading, Request, Note, date, Decimal)
TIMES_BODY = 16
"""What reading a body may take, against its size: it is there as bytes, as text, and as what was read of it. Courses of
some 450 letters took 8 (HTML), 11 (XML) and 13 times as much (JSON), those of 100 letters 26 times (2026-11)."""
SECONDS_PER_MB = 0.5
"""Of processor time: the same bodies took 0.11 to 0.19 s, that of short courses 0.47 s."""
TIMES_ANSWER = 4
"""What may be said of a body, against its size."""
Asked = tuple[Page, str]
"""A page, and the hash of its body."""


class Apart:
    """Reads the pages of one source. Whoever has one closes it."""

    def __init__(
        self,
        connectors: Path,
        rules: SourceRules,
        credentials: Mapping[str, str],
        since: str | None,
        limits: Limits | None = None,
    ) -> None:
        """`credentials` and `since` as the connector is made with them; the rest of the environment stays here.

        Without limits of its own a page has 1 GiB of memory and 20 s of processor time, and more of both where
        `max_body_mb` allows for large bodies.
        """
        most = rules.politeness.max_body_mb
        limits = limits or Limits(
            cpu_seconds=max(Limits.cpu_seconds, SECONDS_PER_MB * most),
            memory_mib=max(Limits.memory_mib, int(TIMES_BODY * most)),
            answer_mib=max(Limits.answer_mib, int(TIMES_ANSWER * most)),
        )
        self.limits = limits
        self._has_memory = load_connector(rules.source, connectors).remembers_pages
        self._bounded = Bounded(reader_of, (connectors, rules, dict(credentials), since), KINDS, limits)

    def read(self, page: Page, page_sha256: str) -> Reading:
        """What the page says; a page that takes too long or too much is one that is not what was expected.

        Raises:
            SourceError: the connector goes by pages that it read before, and what it knew of them is gone.
        """
        try:
            told = self._bounded.ask((page, page_sha256))
            if not is_reading(told):
                self._bounded.close()
                raise WorkerError("gave an answer that is none")
        except WorkerError as error:
            why = (
                f"{page.url}: the process that read this page {error}; open the address: is it a page of courses still?"
            )
            if self._has_memory:
                raise SourceError(f"{why} What it knew of earlier pages is gone, so this run ends") from None
            return Reading(error=why, notes=[Note(level="error", kind="page_changed", message=why, url=page.url)])
        return told

    def begin(self) -> None:
        """Start the process now, and not with the first page.

        Raises:
            WorkerError: it cannot be started.
        """
        self._bounded.begin()

    def close(self) -> None:
        """End the process."""
        self._bounded.close()


def is_reading(told: object) -> TypeGuard[Reading]:
    """Whether an answer can be what a page says."""
    return isinstance(told, Reading) and told.is_whole


def reader_of(
    connectors: Path, rules: SourceRules, credentials: Mapping[str, str], since: str | None
) -> Callable[[Asked], Reading]:
    """What the process does: it reads with a connector and a normaliser of its own."""
    connector = load_connector(rules.source, connectors)(credentials, since=since)
    normaliser = Normaliser(rules)
    if connector.remembers_pages:
        deque(connector.start(), maxlen=0)  # what it begins with belongs to what it remembers

    def read(asked: Asked) -> Reading:
        return read_page(connector, asked[0], normaliser, asked[1])

    return read
