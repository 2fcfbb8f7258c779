"""HTTP/1.1 over a real connection on loopback: an answer is the same however it is cut, and whole or none."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from itertools import pairwise
from typing import Any, TypeVar

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.fetch.wire import MAX_HEAD_BYTES, PAUSE_BYTES, Connection, Head, written

T = TypeVar("T")
ASKED = written("GET", b"/x", {"Host": "a.example"}, None)
LENGTH = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nX-Many: a\r\nX-Many: b\r\nContent-Length: 11\r\n\r\nhello world"
)
CHUNKED = (
    b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\nx-many: a, b\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"5\r\nhello\r\n6;name=value\r\n world\r\n0\r\nX-Trailer: not read\r\n\r\n"
)
INTERIM = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"


def talk(answers: Callable[[asyncio.StreamWriter], Awaitable[None]], work: Callable[[Connection], Awaitable[T]]) -> T:
    """Connect to a server that answers so to whatever it is asked."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await reader.readuntil(b"\r\n\r\n"):
                await answers(writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def main() -> T:
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        async with server:
            _, connection = await asyncio.get_running_loop().create_connection(Connection, "127.0.0.1", port)
            try:
                return await work(connection)
            finally:
                connection.abort()
                await asyncio.sleep(0)

    return asyncio.run(main())


async def page(connection: Connection) -> tuple[Head, bytes]:
    head = await connection.ask(ASKED)
    return head, b"".join([chunk async for chunk in connection.body()])


def said(*pieces: bytes, closes: bool = False) -> Callable[[asyncio.StreamWriter], Awaitable[None]]:
    async def answers(writer: asyncio.StreamWriter) -> None:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(0)
        if closes:
            writer.close()

    return answers


@given(
    answer=st.sampled_from([LENGTH, CHUNKED, INTERIM + LENGTH, LENGTH.replace(b"\r\n", b"\n")]),
    cuts=st.lists(st.integers(min_value=0, max_value=250), max_size=6),
)
@settings(deadline=None, max_examples=40)
def test_an_answer_is_the_same_however_it_is_cut(answer: bytes, cuts: list[int]) -> None:
    places = [0, *sorted(cuts), len(answer)]
    pieces = [answer[start:end] for start, end in pairwise(places)]

    async def twice(connection: Connection) -> Any:
        return await page(connection), await page(connection), connection.is_idle

    first, second, is_idle = talk(said(*pieces), twice)
    head, body = first
    assert (head.status, body) == (200, b"hello world")
    assert (head.headers["content-type"], head.headers["x-many"]) == ("text/html", "a, b")
    assert "link" not in head.headers
    assert "x-trailer" not in head.headers
    assert first == second
    assert is_idle


def test_a_body_of_no_stated_length_ends_with_its_connection() -> None:
    async def work(connection: Connection) -> Any:
        return await page(connection), connection.is_idle

    ((head, body), is_idle) = talk(said(b"HTTP/1.1 200 OK\r\n\r\nhello", b" world", closes=True), work)
    assert (head.status, body, is_idle) == (200, b"hello world", False)


@pytest.mark.parametrize("header", [b"Connection: close\r\n", b""])
def test_a_connection_that_is_to_be_closed_is_not_asked_again(header: bytes) -> None:
    version = b"HTTP/1.1" if header else b"HTTP/1.0"

    async def work(connection: Connection) -> Any:
        return await page(connection), connection.is_idle

    ((_, body), is_idle) = talk(said(version + b" 200 OK\r\n" + header + b"Content-Length: 2\r\n\r\n{}"), work)
    assert (body, is_idle) == (b"{}", False)


@pytest.mark.parametrize(
    "answer",
    [
        LENGTH[:-1],
        LENGTH[:30],
        CHUNKED[:-40],
        b"220 mail.example ESMTP\r\n\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\nxx",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        b"",
    ],
)
def test_half_an_answer_or_nonsense_is_none(answer: bytes) -> None:
    with pytest.raises(httpx.TransportError):
        talk(said(answer, closes=True), page)


def test_headers_without_end_are_not_collected() -> None:
    with pytest.raises(httpx.TransportError, match="headers are longer"):
        talk(said(b"HTTP/1.1 200 OK\r\nX-Long: ", *[b"x" * 1000] * (MAX_HEAD_BYTES // 1000 + 10)), page)


def test_a_sender_is_made_to_wait_for_a_slow_reader() -> None:
    size = 64 * PAUSE_BYTES
    most = 0

    async def work(connection: Connection) -> int:
        nonlocal most
        await connection.ask(ASKED)
        n_read = 0
        async for chunk in connection.body():
            n_read += len(chunk)
            most = max(most, connection._n_waiting)
            await asyncio.sleep(0)
        return n_read

    answer = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % size
    assert talk(said(answer, *[bytes(PAUSE_BYTES)] * 64), work) == size
    assert most < 4 * PAUSE_BYTES


def test_a_request_is_its_lines_and_its_body() -> None:
    assert ASKED == b"GET /x HTTP/1.1\r\nHost: a.example\r\n\r\n"
    assert written("POST", b"/", {"Host": "h"}, b"a=1").endswith(b"Host: h\r\nContent-Length: 3\r\n\r\na=1")
    assert written("POST", b"/", {"Host": "h"}, None).endswith(b"Content-Length: 0\r\n\r\n")


@pytest.mark.parametrize(
    ("name", "value"),
    [("X", "a\r\nY: b"), ("X", "a\nb"), ("X", "\x00"), ("X", "ä"), ("X: y", "a"), ("", "a"), ("X y", "a")],
)
def test_a_header_that_would_become_another_is_not_written(name: str, value: str) -> None:
    with pytest.raises(ValueError, match="plain ASCII"):
        written("GET", b"/", {name: value}, None)
