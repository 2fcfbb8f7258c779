"""What was made of each page, kept beside it: a page that comes again unchanged is not read a second time.

A reading is found again only under the same body, the same address and the same code (see `flow.reading.reading_key`),
so that it says what reading the page anew would say. A file that is lost or damaged costs that reading, nothing else.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal
from operator import attrgetter
from pathlib import Path
from typing import Any

from pipeline.contract import Request
from pipeline.model import Note, columns_of
from pipeline.store.arrivals import Arrival
from pipeline.store.segment import Segment

HARMLESS_HEADERS = ("accept", "accept-language", "content-type")  # all that is written down: others may be credentials
DECODERS: dict[str, Callable[[Any], Any]] = {"DATE": date.fromisoformat, "VARCHAR[]": tuple}
"""By SQL type: JSON's value as ours; a DECIMAL is a text there, everything else is as it was."""
DECODED = [(c.name, DECODERS.get(c.sql_type) or (Decimal if c.sql_type.startswith("DECIMAL") else None)) for c in
           columns_of(Arrival)]  # fmt: skip

VALUES = attrgetter(*(name for name, _ in DECODED))
NAMES = tuple(name for name, _ in DECODED)


@dataclass
class Reading:
    """What one page says: listings in our own terms, where it leads, and what there is to tell about it."""

    arrivals: list[Arrival] = field(default_factory=list)
    """In the order of the page, repeated keys included."""
    requests: list[Request] = field(default_factory=list)
    tombstones: list[str] = field(default_factory=list)
    """Keys of courses that the source says are deleted."""
    watermark: str | None = None
    stated_total: int | None = None
    notes: list[Note] = field(default_factory=list)
    filled: dict[str, int] = field(default_factory=dict)
    """By field of RawListing: records that have it."""
    rejected: int = 0
    left_out: int = 0
    error: str | None = None
    """Why the page is not what the connector was written for."""


def in_values(reading: Reading) -> list[tuple[Any, ...]]:
    """Take the arrivals out of a reading, each as its values: a process passes those on in a quarter of the time."""
    values = [VALUES(each) for each in reading.arrivals]
    reading.arrivals = []
    return values


def with_values(reading: Reading, values: Iterable[tuple[Any, ...]]) -> Reading:
    """The reading with the arrivals that `in_values` took out of it."""
    reading.arrivals = [Arrival(**dict(zip(NAMES, each, strict=True))) for each in values]
    return reading


class Readings:
    """The readings of one home: a file a source. `save` ends each source's run."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._segments: dict[str, Segment] = {}

    def get(self, source: str, key: str, request: Request) -> Reading | None:
        """The reading under this key. Requests of the page's own manner get the headers of `request` again."""
        try:
            record = self._segment(source).get(key)
            return None if record is None else _reading(json.loads(zlib.decompress(record)), request)
        except (OSError, zlib.error, ValueError, KeyError, TypeError, AttributeError):
            return None

    def put(self, source: str, key: str, reading: Reading, request: Request) -> None:
        """Keep a reading, unless it leads to a request that holds what must not be written down."""
        requests = [_plain_request(each, request) for each in reading.requests]
        if None in requests:
            return
        values = {**vars(reading), "arrivals": [VALUES(each) for each in reading.arrivals]}
        values |= {"requests": requests, "notes": [asdict(note) for note in reading.notes]}
        with suppress(OSError):  # a full disk costs the reading; the page itself is archived
            self._segment(source).put(key, zlib.compress(json.dumps(values, default=_as_text).encode(), 1))

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


def _as_text(value: Any) -> str:
    """What JSON has no form for, as DECODERS reads it again."""
    if isinstance(value, date | Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no place in a reading")


def _arrival(values: list[Any]) -> Arrival:
    pairs = zip(DECODED, values, strict=True)
    fields: dict[str, Any] = {n: value if value is None or read is None else read(value) for (n, read), value in pairs}
    return Arrival(**fields)


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


def _reading(values: dict[str, Any], request: Request) -> Reading:
    return Reading(
        **{
            **values,
            "arrivals": [_arrival(each) for each in values["arrivals"]],
            "requests": [_request(each, request) for each in values["requests"]],
            "notes": [Note(**each) for each in values["notes"]],
        }
    )
