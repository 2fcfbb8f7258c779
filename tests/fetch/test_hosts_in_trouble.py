"""Hosts that are dead, cannot prove who they are, or send more than they say: without a gateway in between."""

from __future__ import annotations

import asyncio
import shutil
import socket
import ssl
import subprocess
from collections.abc import Awaitable, Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from pipeline.contract import Request
from pipeline.errors import TransientError
from pipeline.fetch import Fetched, Fetcher
from pipeline.model import Politeness

PUBLIC = "93.184.216.34"
ONCE = Politeness(delay_seconds=0.0, deadline_seconds=20.0, retries=0)
Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
NO_ROBOTS = b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n"


@pytest.fixture
def lead(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Every name is that of a public server, and what goes there is led to a port on loopback."""

    def to(port: int) -> None:
        found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (PUBLIC, 443))]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **options: found)
        real = socket.socket.connect

        def led(self: socket.socket, address: Any) -> None:
            real(self, ("127.0.0.1", port) if address[0] == PUBLIC else address)

        monkeypatch.setattr(socket.socket, "connect", led)

    return to


@pytest.fixture
def fetch(world: Any, lead: Callable[[int], None]) -> Callable[..., list[Fetched]]:
    """Pages from a server that answers so, one after the other, as a fetcher without a gateway gets them."""

    def get(handler: Handler, *urls: str, tls: ssl.SSLContext | None = None) -> list[Fetched]:
        async def main() -> list[Fetched]:
            server = await asyncio.start_server(handler, "127.0.0.1", 0, ssl=tls)
            lead(server.sockets[0].getsockname()[1])
            options: dict[str, Any] = {"user_agent": "Circlewise", "clock": world.clock, "random": Random(1)}
            async with server, Fetcher(world.archive, gateway=None, **options) as fetcher:
                return [
                    await fetcher.fetch(Request(url, "read"), source="demo", run_id="r1", politeness=ONCE)
                    for url in urls
                ]

        return asyncio.run(main())

    return get


async def _no_one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.close()


def test_a_host_that_is_dead_is_transient_and_named(world: Any, lead: Callable[[int], None]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        lead(closed.getsockname()[1])
    with pytest.raises(TransientError, match=r"http://a\.example/robots\.txt could not be fetched"):
        world.fetch(Request("http://a.example/c", "read"), gateway=False, politeness=ONCE)


def test_a_host_whose_certificate_nobody_vouches_for_is_not_read(
    fetch: Callable[..., list[Fetched]], tmp_path: Path
) -> None:
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not there to make a certificate of its own")
    command = f"{openssl} req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 1 -subj /CN=a.example"
    subprocess.run(command.split(), cwd=tmp_path, check=True, capture_output=True)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    with pytest.raises(TransientError, match=r"(?i)https://a\.example/robots\.txt .*certificate"):
        fetch(_no_one, "https://a.example/c", tls=tls)


def test_a_host_that_speaks_no_tls_is_not_read(fetch: Callable[..., list[Fetched]]) -> None:
    async def plain(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
        writer.close()

    with pytest.raises(TransientError, match=r"https://a\.example/robots\.txt could not be fetched"):
        fetch(plain, "https://a.example/c")


@pytest.mark.parametrize("are_together", [True, False])
def test_bytes_beyond_the_stated_length_are_no_answer_to_the_next_request(
    fetch: Callable[..., list[Fetched]], are_together: bool
) -> None:
    """A server that says too small a length could answer requests that were not made yet."""

    async def says_too_little(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := (await reader.readuntil(b"\r\n\r\n")).decode():
            target = head.split(" ")[1]
            if target == "/robots.txt":
                writer.write(NO_ROBOTS)
            elif target == "/first":
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
                if not are_together:
                    await writer.drain()
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n[forged]")
            else:
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n[true]")
            await writer.drain()

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await says_too_little(reader, writer)
        except (asyncio.IncompleteReadError, asyncio.CancelledError, ConnectionError):
            writer.close()

    first, second = fetch(handler, "http://a.example/first", "http://a.example/second")
    assert (first.page.body, second.page.body) == (b"{}", b"[true]")


def test_an_honest_host_is_asked_over_one_connection(fetch: Callable[..., list[Fetched]]) -> None:
    connections: list[int] = []

    async def honest(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.append(1)
        try:
            while await reader.readuntil(b"\r\n\r\n"):
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
                await writer.drain()
        except (asyncio.IncompleteReadError, asyncio.CancelledError, ConnectionError):
            writer.close()

    assert len(fetch(honest, *(f"http://a.example/{n}" for n in range(3)))) == 3
    assert len(connections) == 1
