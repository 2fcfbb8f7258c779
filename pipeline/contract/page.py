"""One fetched page, as a connector reads it."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal, TypeVar, overload
from urllib.parse import urljoin, urlsplit

from pipeline.contract import linked_data
from pipeline.contract.charset import is_surely_utf8
from pipeline.contract.decoding import decoded
from pipeline.contract.feed import Feed
from pipeline.contract.feed import parse as parse_feed
from pipeline.contract.markup import Node, parse
from pipeline.contract.record import MESSAGE, SHOWN, Record, shown
from pipeline.contract.request import Again, Request
from pipeline.contract.sitemap import SitemapPage
from pipeline.contract.sitemap import parse as parse_sitemap
from pipeline.contract.table import parse as parse_table
from pipeline.contract.xml import Element
from pipeline.contract.xml import parse as parse_xml
from pipeline.errors import PageChangedError, RecordError
from pipeline.model import Level, Note

T = TypeVar("T")
BYTE_ORDER_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


@dataclass
class Page:
    """One fetched page. What is read from it leaves notes and counts for the run."""

    request: Request
    url: str
    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    notes: list[Note] = field(default_factory=list)
    rejected: int = 0
    """Records that could not be read."""
    left_out: int = 0
    """Records left out on purpose, such as deleted courses: part of the stated total, no listings, no fault."""
    known: Mapping[bytes, int] = field(default_factory=dict, repr=False)
    """What is known of this page's records from when it was last read: the place of a record's listing, by its mark."""
    mark: bytes = b""
    """Of the record whose listing was yielded last, where nothing but that record decides what is read of it."""
    _records: list[Record] = field(default_factory=list)

    def __post_init__(self) -> None:
        """The query of a secret request may hold its credential: it stays out of every note and message."""
        if self.request.is_secret:
            self.url = self.url.partition("?")[0]

    def json(self, *, behind: str = "") -> Record:
        """The body as one JSON object.

        `behind` is the prefix, such as `)]}'`, by which some services keep foreign pages from running an answer as a
        script: it has to stand at the very start, and nothing else is cut.

        Raises:
            PageChangedError: the body does not start with the prefix, is not JSON, or not an object.
        """
        if not self.body.startswith(behind.encode()):
            start = self._show(self.body[:60].decode("utf-8", "replace"))
            raise PageChangedError(f"{self.url}: the body starts with {start}, `{behind}` was expected")
        values = self._decode(self.body[len(behind.encode()) :]) if behind else self._decoded
        if not isinstance(values, dict):
            raise PageChangedError(f"{self.url}: the body is {self._show(values)}, a JSON object was expected")
        return self._record(values, "", is_entry=False)

    def json_list(self) -> list[Record]:
        """The body as a JSON list of objects.

        Raises:
            PageChangedError: the body is not JSON, or not a list of objects.
        """
        values = self._decoded
        if not isinstance(values, list):
            raise PageChangedError(f"{self.url}: the body is {self._show(values)}, a JSON list was expected")
        for value in values:
            if not isinstance(value, dict):
                raise PageChangedError(f"{self.url}: the list holds {self._show(value)}, objects were expected")
        return [self._record(value, f"[{number}]", is_entry=True) for number, value in enumerate(values)]

    def html(self) -> Node:
        """The body as HTML.

        Raises:
            PageChangedError: the body is empty or nested beyond reason.
        """
        return parse(self.text, self.url)

    @property
    def text(self) -> str:
        """The body as text, NUL left out.

        By its byte order mark, else as UTF-8 where it can be nothing else, else in the charset it is sent with, else
        UTF-8.
        """
        charset = re.search(r"charset=[\"']?([\w.:-]+)", self.headers.get("content-type", ""), re.IGNORECASE)
        for mark, encoding in BYTE_ORDER_MARKS:
            if self.body.startswith(mark):
                return self.body.decode(encoding, "replace").replace("\x00", "")
        if is_surely_utf8(self.body):
            return self.body.decode("utf-8").replace("\x00", "")
        try:
            return self.body.decode(charset[1] if charset else "utf-8", "replace").replace("\x00", "")
        except LookupError:  # a charset that nobody knows
            return self.body.decode("utf-8", "replace").replace("\x00", "")

    def xml(self, *, may_be_cut: bool = False) -> Element:
        """The body as XML; with `may_be_cut` what can be read of a damaged body, its `is_damaged` set.

        Raises:
            PageChangedError: the body is no XML, or declares a document type, entities included.
        """
        return parse_xml(self.body, self.url, may_be_cut=may_be_cut)

    def feed(self) -> Feed:
        """The body as a feed, RSS or Atom; one that was cut is noted, and what can be read of it is there.

        Raises:
            PageChangedError: the body is no feed, or it declares entities.
        """
        feed = parse_feed(self.body, self.url, self.headers.get("content-type", ""))
        if feed.is_cut:
            whole = len(feed.entries)
            said = f"the feed ends in the middle; {whole} whole entries could be read"
            self.remark("cut_page", said, level="warning")
        return feed

    def table(self, *, delimiter: str, needs: Collection[str]) -> list[Record]:
        """The body as a table of text, a record a row; a row that is not as long as the header is rejected.

        Raises:
            PageChangedError: the body is no table, or has not all the columns it needs.
        """
        rows, ragged = parse_table(self.text, self.url, delimiter=delimiter, needs=needs)
        for number, length in ragged:
            self.reject(
                RecordError(f"row {number} has {length} cells, as many as the header were expected", field="row")
            )
        return [self._record(row, f"[{number}]", is_entry=True) for number, row in enumerate(rows)]

    def linked_data(self, types: Collection[str], *, untyped: bool = False) -> list[Record]:
        """What the page says in schema.org's words about things of these types; `untyped`: and of no stated type.

        JSON-LD first; microdata and RDFa only where no JSON-LD speaks of such a thing. A body that starts with `[` or
        `{` is JSON-LD as a whole. A block that cannot be read is noted.

        Raises:
            PageChangedError: the body is neither HTML nor JSON-LD, or there is more of it than a page has.
        """
        found, troubles = linked_data.parse(self.text, self.url, types, untyped=untyped)
        for trouble in troubles:
            self.notes.append(Note(level="warning", kind="unreadable_block", message=trouble[:MESSAGE], url=self.url))
        return [self._record(values, path, is_entry=True) for path, values in found]

    def sitemap(self) -> SitemapPage:
        """The body as a sitemap of any kind, packed or not.

        One that was cut is noted, its whole entries are there; addresses on other hosts are noted and left out.

        Raises:
            PageChangedError: the body is no sitemap, declares a document type, or unpacks to more than a sitemap may.
        """
        found = parse_sitemap(self.body, self.url, self.headers.get("content-type", ""))
        if found.is_cut:
            message = f"the sitemap is cut or damaged; {found.n_entries} whole entries could be read"
            self.remark("cut_page", message, level="warning")
        if found.elsewhere:
            message = f"{len(found.elsewhere)} address(es) are left out, such as {shown(found.elsewhere[0])}"
            self.remark("left_out", f"{message}; addresses on the sitemap's own host were expected")
        return found

    @overload
    def each(self, records: Iterable[Record], read: Callable[[Record], T | None]) -> Iterator[T]: ...

    @overload
    def each(
        self, records: Iterable[Record], read: Callable[[Record], T | None], *, by_itself: Literal[True]
    ) -> Iterator[T | Again]: ...

    def each(
        self, records: Iterable[Record], read: Callable[[Record], T | None], *, by_itself: bool = False
    ) -> Iterator[T | Again]:
        """What `read` makes of every record; None is left out, a record that cannot be read is noted and skipped.

        `by_itself` promises that `read` looks at the record and at nothing else of the page or the run: a record that
        is as it was on the night before is not read again then. What comes is yielded on as it is.
        """
        for record in records:
            mark = record.mark if by_itself else b""
            if mark in self.known:
                record.drop()
                yield Again(self.known[mark])
                continue
            n_notes = len(self.notes)
            try:
                found = read(record)
            except RecordError as error:
                self.rejected += 1
                record.drop()
                message = f"{self.url}: {error}"
                note = record.note("error", "rejected_record", message, field=error.field, value=error.value)
                self.notes.append(note)
                continue
            if found is not None:
                self.mark = mark if len(self.notes) == n_notes and record.is_used_up else b""
                yield found
                self.mark = b""

    def reject(self, error: RecordError) -> None:
        """Count and note an entry that cannot be read and is no record, such as a box of HTML or an entry of a feed."""
        self.rejected += 1
        message = f"{self.url}: {error}"[:MESSAGE]
        note = Note(
            level="error", kind="rejected_record", message=message, field=error.field, value=error.value, url=self.url
        )
        self.notes.append(note)

    def remark(self, kind: str, message: str, *, level: Level = "info", field: str = "", value: str = "") -> None:
        """Tell a person something about the page itself, its address before it; nothing is rejected."""
        said = f"{self.url}: {message}"[:MESSAGE]
        note = Note(level=level, kind=kind, message=said, field=field, value=value[:SHOWN], url=self.url)
        self.notes.append(note)

    def leave_out(self, record: Record, reason: str) -> None:
        """Leave a record out on purpose: no listing, no fault, counted, and noted with the reason."""
        record.drop()
        self.left_out += 1
        self.notes.append(record.note("info", "left_out", f"{self.url}: {reason}"))

    def follow(self, link: str, reader: str | None = None) -> Request:
        """The request for a link found on this page: same headers, same host, never from https down to http.

        Raises:
            PageChangedError: the link leads to another host or to this very page, or is no address.
        """
        here = urlsplit(self.url)
        try:
            there = urlsplit(urljoin(self.url, link))
        except ValueError as error:
            raise PageChangedError(f"{self.url}: the next page is {shown(link)}, an address was expected") from error
        if there.hostname != here.hostname:
            raise PageChangedError(
                f"{self.url}: the next page is on `{there.hostname}`, `{here.hostname}` was expected"
            )
        target = there._replace(scheme=here.scheme, netloc=here.netloc, fragment="").geturl()
        if target in (self.url, self.request.url):
            raise PageChangedError(f"{self.url}: the next page is this very page; the walk would never end")
        return replace(self.request, url=target, reader=reader or self.request.reader)

    def audit(self) -> list[Note]:
        """A note for every key that no connector took or ignored, once a page and path."""
        counts = Counter(path for record in self._records for path in record.leftover)
        return [
            Note(
                level="warning",
                kind="unknown_key",
                field=path,
                value=str(n),
                url=self.url,
                message=f"{self.url}: `{path}` in {n} record(s) is new: let the connector take it or ignore it by name",
            )
            for path, n in counts.items()
        ]

    def _show(self, value: Any) -> str:
        """A value for a message; what holds a credential is not shown."""
        return "(a secret)" if self.request.is_secret else shown(value)

    def _record(self, values: Mapping[str, Any], path: str, *, is_entry: bool) -> Record:
        record = Record(values, path, self.url, self.notes, is_entry=is_entry, show=self._show)
        self._records.append(record)
        return record

    @cached_property
    def _decoded(self) -> Any:
        return self._decode(self.body)

    def _decode(self, body: bytes) -> Any:
        try:
            return decoded(body.decode("utf-8-sig"))
        except (ValueError, RecursionError) as error:
            start = self._show(body[:60].decode("utf-8", "replace"))
            raise PageChangedError(f"{self.url}: the body starts with {start}, JSON was expected ({error})") from error
