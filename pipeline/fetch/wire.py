"""HTTP/1.1 on one connection: a request is written, its answer comes in pieces, and the connection may be used again.

The parser is llhttp, that of Node.js, through httptools: it took a quarter of a harvest's CPU away, beside h11 below
httpcore (docs/decisions/0017). Strict as llhttp is by itself, but for lines that end without a carriage return.
"""

from __future__ import annotations

import asyncio
import re
import select
from collections import deque
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass

import httptools
import httpx

MAX_HEAD_BYTES = 100 << 10
PAUSE_BYTES = 512 << 10  # so much may wait to be read; then the sender is made to wait
TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


@dataclass(frozen=True)
class Head:
    """How an answer begins. Headers by lower-case name; of one sent twice the texts are joined with a comma."""

    status: int
    headers: dict[str, str]


class Connection(asyncio.Protocol):
    """One connection, one request at a time. Every failure is an `httpx.TransportError`."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._parser = httptools.HttpResponseParser(self)
        self._parser.set_dangerous_leniencies(lenient_optional_cr_before_lf=True)
        self._news: asyncio.Future[None] | None = None
        self._is_closed = False
        self._is_spoiled = False
        """Nothing more can be asked here: it was closed, makes no sense, or sent more than its answer."""
        self._is_whole = True
        self._start()

    def _start(self) -> None:
        self._head: Head | None = None
        self._raw_headers: list[tuple[bytes, bytes]] = []
        self._n_head = 0
        self._chunks: deque[bytes] = deque()
        self._n_waiting = 0
        self._is_paused = False
        self._failure: httpx.TransportError | None = None

    @property
    def is_idle(self) -> bool:
        """Whether the next request may be sent here."""
        return self._is_whole and not self._is_spoiled and not self._is_closed and not self._chunks

    @property
    def is_quiet(self) -> bool:
        """Whether nothing has come that asyncio has not told yet: the other side has closed it, or sent too much."""
        sock = self._transport.get_extra_info("socket") if self._transport else None
        return sock is not None and not select.select([sock], [], [], 0)[0]

    async def ask(self, request: bytes) -> Head:
        """Send a request; returns once the headers of its answer are there."""
        assert self.is_idle
        assert self._transport
        self._start()
        self._is_whole = False
        self._transport.write(request)
        while self._head is None:
            await self._wait()
        return self._head

    async def body(self) -> AsyncIterator[bytes]:
        """The body as it came, in pieces; ends where the answer is whole."""
        while True:
            while self._chunks:
                chunk = self._chunks.popleft()
                self._n_waiting -= len(chunk)
                yield chunk
            if self._is_whole:
                return
            if self._is_paused and self._transport:
                self._is_paused = False
                self._transport.resume_reading()
            await self._wait()

    def abort(self) -> None:
        """Close at once; what was not sent or read is lost."""
        self._is_spoiled = True
        if self._transport:
            self._transport.abort()

    async def _wait(self) -> None:
        """Until something has come.

        Raises:
            httpx.TransportError: nothing more will.
        """
        if self._failure:
            raise self._failure
        self._news = asyncio.get_running_loop().create_future()
        try:
            await self._news
        finally:
            self._news = None
        if self._failure and not self._chunks:
            raise self._failure

    # What asyncio calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The connection stands."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Some bytes came."""
        if self._is_whole:  # nobody has asked: on a kept connection they would answer the next request
            self.abort()
            return
        if self._head is None:
            self._n_head += len(data)
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade) as error:
            self._is_spoiled = True
            if not self._is_whole:
                self._fail(f"what came is no HTTP ({error})")
        if self._head is None and self._n_head > MAX_HEAD_BYTES:
            self._fail(f"the headers are longer than {MAX_HEAD_BYTES >> 10} KiB")
        if self._n_waiting > PAUSE_BYTES and not self._is_paused and self._transport and not self._is_whole:
            self._is_paused = True
            self._transport.pause_reading()
        self._tell()

    def connection_lost(self, error: Exception | None) -> None:
        """The connection is gone. A body of no stated length ends with it."""
        self._is_closed = True
        if not self._is_whole:
            if error is None and self._head is not None and self._ends_with_connection():
                self._is_whole = True
            else:
                self._fail(f"the connection was closed before the answer was whole ({error or 'by the other side'})")
        self._tell()

    def _ends_with_connection(self) -> bool:
        assert self._head
        return not {"content-length", "transfer-encoding"} & self._head.headers.keys()

    def _fail(self, why: str) -> None:
        self._is_spoiled = True
        self._failure = self._failure or httpx.TransportError(why)

    def _tell(self) -> None:
        if self._news and not self._news.done():
            self._news.set_result(None)

    # What the parser calls.

    def on_message_begin(self) -> None:
        """An answer begins; a second one to the same request is refused."""
        if self._is_whole:
            self._is_spoiled = True

    def on_header(self, name: bytes, value: bytes) -> None:
        """One header, or one of the trailer, which is not read."""
        if self._head is None and not self._is_whole:
            self._raw_headers.append((name, value))

    def on_headers_complete(self) -> None:
        """All headers came. Those of an interim answer (1xx) say nothing about the page."""
        status = self._parser.get_status_code()
        if status >= 200 and self._head is None and not self._is_whole:
            self._head = Head(status, _joined(self._raw_headers))
        self._raw_headers = []

    def on_body(self, chunk: bytes) -> None:
        """Some of the body."""
        if not self._is_whole:
            self._chunks.append(chunk)
            self._n_waiting += len(chunk)

    def on_message_complete(self) -> None:
        """The answer is whole, unless it was an interim one."""
        if self._head is not None and not self._is_whole:
            self._is_whole = True
            self._is_spoiled = self._is_spoiled or not self._parser.should_keep_alive()


def _joined(raw: list[tuple[bytes, bytes]]) -> dict[str, str]:
    headers: dict[str, str] = {}
    for raw_name, raw_value in raw:
        name, value = raw_name.decode("latin-1").lower(), _text(raw_value)
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers


def _text(raw: bytes) -> str:
    with suppress(UnicodeDecodeError):
        return raw.decode()
    return raw.decode("latin-1")


def written(method: str, target: bytes, headers: dict[str, str], body: bytes | None) -> bytes:
    """A request as bytes.

    Raises:
        ValueError: a header would not stay one line of ASCII.
    """
    lines: list[bytes] = [method.encode("ascii") + b" " + target + b" HTTP/1.1"]
    for name, value in headers.items():
        if not TOKEN.fullmatch(name) or not value.isascii() or not value.isprintable():
            raise ValueError(f"the header `{name}` is not plain ASCII on one line")
        lines.append(f"{name}: {value}".encode("ascii"))
    if body is not None or method not in ("GET", "HEAD"):
        lines.append(b"Content-Length: %d" % len(body or b""))
    return b"\r\n".join(lines) + b"\r\n\r\n" + (body or b"")
