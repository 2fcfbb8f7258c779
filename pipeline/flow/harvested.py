"""What one source gave tonight, as it grows page by page."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from pipeline.fetch import Fetched
from pipeline.model import Note, Outcome, PageRow, SourceRules
from pipeline.store import Arrival, Reading
from pipeline.store.readings import KEY, Values, arrival_of


@dataclass
class Harvest:
    """What one source gave tonight.

    Its long parts are left out of its repr: asyncio.run (Python 3.11) makes one of what it returns, to throw it away.
    """

    rules: SourceRules
    run_id: str
    started_at: datetime
    finished_at: datetime
    is_replayed: bool = False
    """Archived pages were read again: what they do not show was not looked for."""
    is_full: bool = True
    """False where only changes were asked for."""
    outcome: Outcome = "failed"
    reason: str | None = None
    rows: dict[str, Values] = field(default_factory=dict, repr=False)
    """By key: the listing, read and in its own words, by column. Of a repeated key the last one counts."""
    keys_read: set[str] = field(default_factory=set, repr=False)
    """Keys of listings that were read in this run; of the others is known what was read before, perhaps by a run that
    was held: so these are most of what is new to the catalogue, not all."""
    tombstones: set[str] = field(default_factory=set, repr=False)
    watermark: str | None = None
    records: int = 0
    rejected: int = 0
    left_out: int = 0
    stated_total: int | None = None
    unreadable_pages: list[str] = field(default_factory=list)
    unread_lists: list[str] = field(default_factory=list)
    """Why each list among several could not be had or read; what they hold is neither here nor gone."""
    gone_pages: int = 0
    """Pages of single courses that are not there although a list led to them."""
    not_modified: int = 0
    remembered: int = 0
    """Pages that were not read again, because what they say is known."""
    retries: int = 0
    pages: list[PageRow] = field(default_factory=list, repr=False)
    notes: list[Note] = field(default_factory=list, repr=False)
    filled: dict[str, int] = field(default_factory=dict)

    @property
    def seconds(self) -> float:
        """Wall time of the run in seconds."""
        return (self.finished_at - self.started_at).total_seconds()

    @property
    def listings(self) -> dict[str, Arrival]:
        """The same as objects."""
        return {key: arrival_of(row) for key, row in self.rows.items()}

    def take_in(self, reading: Reading) -> None:
        """Add what one page says."""
        self.records += len(reading.rows)
        again = {place for place, _ in reading.again}
        self.keys_read.update(row[KEY] for place, row in enumerate(reading.rows) if place not in again)
        for row in reading.rows:
            key = row[KEY]
            if key in self.rows:
                message = f"`{key}` occurs more than once; its last record counts"
                self.notes.append(Note(level="info", kind="repeated_key", key=key, message=message))
            self.rows[key] = row
            self.tombstones.discard(key)
        for key in reading.tombstones:
            self.tombstones.add(key)
            self.rows.pop(key, None)
        for name, n in reading.filled.items():
            self.filled[name] = self.filled.get(name, 0) + n
        if reading.watermark is not None:
            self.watermark = max(self.watermark or "", reading.watermark)
        if reading.stated_total is not None:
            self.stated_total = reading.stated_total
        self.notes += reading.notes
        self.rejected += reading.rejected
        self.left_out += reading.left_out

    def let_go(self) -> None:
        """Forget the listings and the notes: they are in the catalogue by now, and matching needs the memory."""
        self.rows, self.keys_read, self.notes = {}, set(), []

    def note_page(self, fetched: Fetched) -> None:
        """Count a page that came, whatever it says."""
        archived = fetched.archived
        self.retries += fetched.retries
        self.not_modified += fetched.not_modified
        if archived:
            self.pages.append(
                PageRow(
                    source=self.rules.source,
                    request_key=archived.key,
                    url=archived.url,
                    run_id=archived.run_id,
                    fetched_at=archived.fetched_at,
                    status=archived.status,
                    sha256=archived.sha256,
                    size_bytes=archived.size_bytes,
                )
            )
