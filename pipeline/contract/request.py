"""What a connector yields besides raw listings: requests, and what the source says about itself."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.model import RawListing


@dataclass(frozen=True)
class Request:
    """One page to fetch, and the connector's method that reads it.

    Headers and body stay out of its repr: they may hold a credential, and a repr ends up in logs.
    """

    url: str
    reader: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes | None = field(default=None, repr=False)
    is_secret: bool = False
    """True where the answer or the body holds a credential: neither archived nor logged nor asked conditionally."""
    is_optional: bool = False
    """True for the page of one course among many: where it is gone, cannot be had or has changed, that course is left
    out with an issue and the walk goes on."""
    is_list: bool = False
    """True for one list of many courses among several that have nothing to do with each other, such as the files of a
    folder: where it cannot be had or read the others count, with an issue, and no course is taken to be gone."""
    is_negotiable: bool = False
    """True where the reader takes status 406 for an answer, too: what `Accept` asks for is not served, and the reader
    asks for another form."""


@dataclass(frozen=True)
class StatedTotal:
    """How many records the source says it has; a walk that ends elsewhere holds the run. The last one stated counts."""

    n: int


@dataclass(frozen=True)
class Tombstone:
    """The source itself says that this course is deleted: it is retired at once, without waiting for misses."""

    key: str


@dataclass(frozen=True)
class Watermark:
    """How far the source's own clock has come, such as the latest date of change seen in its records.

    The greatest text of a succeeded run is `Connector.since` of a later one: use a form that sorts, such as
    `2026-11-24T02:30:00Z`.
    """

    text: str


@dataclass(frozen=True)
class Again:
    """A record that is as it was when its page was last read: what was read of it then counts.

    `Page.each` yields it, and no connector by itself.
    """

    place: int
    """Of its listing among those of the last reading."""


Produced = Request | RawListing | StatedTotal | Tombstone | Watermark | Again


def basic_authorization(name: str, secret: str) -> str:
    """The value of an Authorization header by which an API key signs in (RFC 7617)."""
    return f"Basic {b64encode(f'{name}:{secret}'.encode()).decode()}"
