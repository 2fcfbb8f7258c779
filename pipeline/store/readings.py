"""What was made of each page, kept beside it: a page that comes again unchanged is not read a second time.

Of a page that changed, the records that are as they were are not read again either, where their connector says that
each is read by itself (`Page.each`). A reading counts under the same request and the same code only (see
`flow.reading`), so that it says what reading the page anew would say. A file that is lost or damaged costs that
reading, nothing else.
"""

from __future__ import annotations

import pickle
import zlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import count
from operator import attrgetter
from pathlib import Path
from typing import Any, TypeVar

from pipeline.contract import Request
from pipeline.model import Note, RawListing, columns_of
from pipeline.plain_pickle import Plain
from pipeline.store.arrivals import Arrival
from pipeline.store.segment import Segment

HARMLESS_HEADERS = ("accept", "accept-language", "content-type")  # all that is written down: others may be credentials
COLUMNS = tuple(column.name for column in columns_of(Arrival))
VALUES = attrgetter(*COLUMNS)
KEY, TITLE, PAGE = map(COLUMNS.index, ("key", "title", "page_sha256"))
RAW_FIELDS = tuple(each.name for each in fields(RawListing))
BIT_OF = {name: 1 << place for place, name in enumerate(RAW_FIELDS)}
KEPT = Plain((date, Decimal))
LEVEL = 1
"""Of zlib."""
MOST_PARTS = 16
MOST_SPARE = 1.25
"""Of what was once packed, against what counts of it: beyond either all is packed anew."""
IN_ORDER = ("rows", "marks", "said", "again")
DAMAGED = (OSError, zlib.error, pickle.UnpicklingError, EOFError, ValueError, KeyError, TypeError, AttributeError,
           IndexError, ImportError, MemoryError, ArithmeticError, RecursionError)  # fmt: skip
Values = tuple[Any, ...]
"""An arrival by column, in the order of COLUMNS: 1,000 objects of it took 10 to 17 ms to make (2026-11)."""
T = TypeVar("T")


@dataclass
class Reading:
    """What one page says: listings in our own terms, where it leads, and what there is to tell about it."""

    rows: list[Values] = field(default_factory=list)
    """Arrivals in the order of the page, repeated keys included."""
    marks: list[bytes] = field(default_factory=list)
    """Of each arrival the mark of its record, where nothing else decides what is read of it; else empty."""
    said: list[int] = field(default_factory=list)
    """Of each arrival the fields of RawListing in which its source said something, as the sum of their BIT_OF."""
    again: list[tuple[int, int]] = field(default_factory=list, compare=False)
    """Records that were as before: their place among all listings of the page, and that in the reading before."""
    requests: list[Request] = field(default_factory=list)
    tombstones: list[str] = field(default_factory=list)
    """Keys of courses that the source says are deleted."""
    watermark: str | None = None
    stated_total: int | None = None
    notes: list[Note] = field(default_factory=list)
    rejected: int = 0
    left_out: int = 0
    error: str | None = None
    """Why the page is not what the connector was written for."""

    @property
    def is_whole(self) -> bool:
        """Whether its parts match each other: a process that reads what strangers wrote may say anything."""
        places, n = {place for place, _ in self.again}, len(self.rows) + len(self.again)
        is_in_order = len(places) == len(self.again) and all(0 <= place < n for place in places)
        return is_in_order and all(old >= 0 for _, old in self.again) and _match(self.rows, self.marks, self.said)

    @property
    def arrivals(self) -> list[Arrival]:
        """The same as objects."""
        return [arrival_of(row) for row in self.rows]

    @property
    def filled(self) -> dict[str, int]:
        """By field of RawListing: records that have it."""
        of_records = Counter(self.said).items()
        found = {name: sum(n for said, n in of_records if said & bit) for name, bit in BIT_OF.items()}
        return {name: n for name, n in found.items() if n}


REST = {each.name for each in fields(Reading)} - set(IN_ORDER)
"""What is kept of a reading beside its rows and what belongs to each of them."""


@dataclass(frozen=True)
class Kept:
    """A reading as it was kept."""

    page_key: str
    """Stands for the body and whatever else decided what was read."""
    page_sha256: str
    parts: Sequence[bytes]
    """Packed lists of rows: those of an earlier night, and behind them those of records that changed since."""
    order: Sequence[int]
    """The place of each arrival in all parts together."""
    marks: Sequence[bytes]
    said: Sequence[int]
    rest: Mapping[str, Any]

    @cached_property
    def pool(self) -> list[Values]:
        """What the parts hold."""
        return [values for part in self.parts for values in KEPT.load(zlib.decompress(part))]

    @cached_property
    def rows(self) -> list[Values]:
        """The arrivals."""
        return [self.pool[place] for place in self.order]

    @cached_property
    def known(self) -> dict[bytes, int]:
        """The place of a listing by the mark of its record."""
        return {mark: place for place, mark in enumerate(self.marks) if mark}

    def whole(self, request: Request) -> Reading:
        """The reading. Requests of the page's own manner get the headers of `request` again."""
        rest = {
            "requests": [_request(each, request) for each in self.rest["requests"]],
            "notes": [Note(**each) for each in self.rest["notes"]],
        }
        rows = _of_page(self.rows, self.page_sha256)
        again = [(place, place) for place in range(len(rows))]
        return Reading(**{**self.rest, **rest}, rows=rows, marks=list(self.marks), said=list(self.said), again=again)


def _match(rows: Sequence[Values], marks: Sequence[bytes], said: Sequence[int]) -> bool:
    """Whether these can be rows of arrivals, each with its mark and what was said in it."""
    return len(rows) == len(marks) == len(said) and all(len(row) == len(COLUMNS) for row in rows)


def arrival_of(row: Values) -> Arrival:
    """An arrival as an object."""
    return Arrival(**dict(zip(COLUMNS, row, strict=True)))


def completed(reading: Reading, before: Kept, page_sha256: str) -> Reading:
    """The reading with the records that are as they were `before` in their places.

    Raises:
        IndexError: the reading before has no such records.
    """
    places = [place for _, place in reading.again]
    old = _of_page((before.rows[place] for place in places), page_sha256)
    reading.rows = _merged(reading.rows, reading.again, old)
    reading.marks = _merged(reading.marks, reading.again, [before.marks[place] for place in places])
    reading.said = _merged(reading.said, reading.again, [before.said[place] for place in places])
    return reading


def _merged(new: Sequence[T], again: Sequence[tuple[int, int]], old: Sequence[T]) -> list[T]:
    at = {place: each for (place, _), each in zip(again, old, strict=True)}
    others = iter(new)
    return [at[place] if place in at else next(others) for place in range(len(new) + len(again))]


def _of_page(rows: Iterable[Values], page_sha256: str) -> list[Values]:
    """Rows that were read of an earlier body of a page as those of this one."""
    return [(*row[:PAGE], page_sha256, *row[PAGE + 1 :]) for row in rows]


def _in_parts(reading: Reading, before: Kept | None) -> tuple[list[bytes], list[int]]:
    """The rows of a reading as `parts` and `order` of what is kept of it."""
    n, old = len(reading.rows), dict(reading.again)
    n_new = n - len(old)
    if before is None or len(before.parts) == MOST_PARTS or len(before.pool) + n_new > MOST_SPARE * n:
        return [_packed(reading.rows)], list(range(n))
    new = [row for place, row in enumerate(reading.rows) if place not in old]
    places = count(len(before.pool))
    order = [before.order[old[place]] if place in old else next(places) for place in range(n)]
    return [*before.parts, _packed(new)], order


def _packed(rows: Sequence[Values]) -> bytes:
    return zlib.compress(_pickled(rows), LEVEL)


def _pickled(data: Any) -> bytes:
    return pickle.dumps(data, pickle.HIGHEST_PROTOCOL)


class Readings:
    """The readings of one home: a file a source. `save` ends each source's run."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._segments: dict[str, Segment] = {}

    def get(self, source: str, key: str) -> Kept | None:
        """What was read last under this key."""
        try:
            record = self._segment(source).get(key)
            if record is None:
                return None
            kept = Kept(*KEPT.load(record))
            return kept if kept.rest.keys() == REST and _match(kept.rows, kept.marks, kept.said) else None
        except DAMAGED:
            return None

    def put(
        self,
        source: str,
        key: str,
        page_key: str,
        page_sha256: str,
        reading: Reading,
        request: Request,
        before: Kept | None = None,
    ) -> None:
        """Keep a reading, unless it leads to a request that holds what must not be written down.

        `before` is the one by which it was completed: what it has of that is not packed again.
        """
        requests = [_plain_request(each, request) for each in reading.requests]
        if None in requests:
            return
        rest = {name: value for name, value in vars(reading).items() if name not in IN_ORDER}
        rest |= {"requests": requests, "notes": [asdict(note) for note in reading.notes]}
        kept = (page_key, page_sha256, *_in_parts(reading, before), reading.marks, reading.said, rest)
        with suppress(OSError):  # a full disk costs the reading; the page itself is archived
            self._segment(source).put(key, _pickled(kept))

    def keep_only(self, source: str, keys: Collection[str]) -> None:
        """Delete the readings of a source under all other keys, and those of before 2026-11-26, a file each."""
        with suppress(OSError):
            self._segment(source).keep_only(keys)
            for path in (self._folder / source).glob("*.json.gz"):
                path.unlink(missing_ok=True)

    def save(self, source: str) -> None:
        """Write what was put, and let go of what was read."""
        with suppress(OSError):
            if source in self._segments:
                self._segments.pop(source).save()

    def _segment(self, source: str) -> Segment:
        if source not in self._segments:
            self._segments[source] = Segment(self._folder / source / "readings.bin")
        return self._segments[source]


def _plain_request(request: Request, of_page: Request) -> dict[str, Any] | None:
    """A request without its credentials; None where it cannot be had without them."""
    is_alike = request.headers == of_page.headers
    if request.is_secret or not (is_alike or all(name.lower() in HARMLESS_HEADERS for name in request.headers)):
        return None
    return {
        "url": request.url,
        "reader": request.reader,
        "method": request.method,
        "headers": None if is_alike else dict(request.headers),
        "body": None if request.body is None else request.body.decode("latin-1"),
        "is_optional": request.is_optional,
        "is_list": request.is_list,
        "is_negotiable": request.is_negotiable,
    }


def _request(values: Mapping[str, Any], of_page: Request) -> Request:
    headers, body = values["headers"], values["body"]
    return Request(
        values["url"],
        values["reader"],
        method=values["method"],
        headers=of_page.headers if headers is None else headers,
        body=None if body is None else body.encode("latin-1"),
        is_optional=values["is_optional"],
        is_list=values["is_list"],
        is_negotiable=values["is_negotiable"],
    )
