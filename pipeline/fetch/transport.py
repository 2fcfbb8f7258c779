"""The connections of a harvest: made to addresses that the guard has checked, and kept while they are good."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass

import httpx

from pipeline.fetch.guard import Guard
from pipeline.fetch.wire import Connection, Head

KEEPALIVE_SECONDS = 30.0
CONNECT_SECONDS = 15.0  # of everything else the whole request's deadline is the limit
PORTS = {"http": 80, "https": 443}
Dial = Callable[[str, int], Awaitable[Connection]]
"""Connects to an address and a port.

    Raises:
        OSError: nothing answers there (TimeoutError is one).
"""


async def connect(guard: Guard, host: str, port: int, dial: Dial) -> Connection:
    """Look a name up, let the guard judge, and connect to the first checked address that answers, to no other.

    Raises:
        SourceError: the address is not allowed.
        httpx.ConnectError: the name is unknown or nothing answers.
    """
    try:
        addresses = await guard.addresses(host, port)
    except (OSError, UnicodeError) as error:
        raise httpx.ConnectError(f"the name {host} cannot be looked up ({error})") from error
    failure: Exception | None = None
    for address in addresses:
        try:
            return await dial(address, port)
        except OSError as error:
            failure = error
    why = f"{failure}" or "no answer" if failure else f"the name {host} has no address"
    raise httpx.ConnectError(why) from failure


@dataclass(frozen=True)
class Reply:
    """An answer whose body is still to be read. `leave` it in any case."""

    status: int
    headers: Mapping[str, str]
    body: AsyncIterator[bytes]
    leave: Callable[[], None]
    """Keeps the connection where the answer was read to its end, closes it otherwise."""


class GuardedTransport:
    """Kept-alive connections by origin; every failure is an `httpx.TransportError`.

    How many there are is bounded by how many requests a host may have under way.
    """

    def __init__(self, guard: Guard, tls: ssl.SSLContext | None) -> None:
        """Without `tls` no connection to https can be made."""
        self._guard = guard
        self._tls = tls
        if tls:
            tls.set_alpn_protocols(["http/1.1"])
        self._idle: dict[tuple[str, str, int], list[tuple[float, Connection]]] = {}

    async def send(self, url: httpx.URL, request: bytes) -> Reply:
        """Send a request that is written already to the origin of an address."""
        origin = (url.scheme, url.raw_host.decode("ascii"), url.port or PORTS[url.scheme])
        connection = await self._connection(*origin)
        try:
            head: Head = await connection.ask(request)
        except BaseException:
            connection.abort()
            raise

        def leave() -> None:
            if connection.is_idle:
                now = asyncio.get_running_loop().time()
                self._idle.setdefault(origin, []).append((now, connection))
            else:
                connection.abort()

        return Reply(head.status, head.headers, connection.body(), leave)

    async def _connection(self, scheme: str, host: str, port: int) -> Connection:
        """The connection used last that still lives, else a new one."""
        idle = self._idle.get((scheme, host, port), [])
        oldest = asyncio.get_running_loop().time() - KEEPALIVE_SECONDS
        while idle:
            used_at, connection = idle.pop()
            if connection.is_idle and used_at > oldest and connection.is_quiet:
                return connection
            connection.abort()
        tls = self._tls if scheme == "https" else None

        async def dial(address: str, port: int) -> Connection:
            loop = asyncio.get_running_loop()
            name = host if tls else None
            async with asyncio.timeout(CONNECT_SECONDS):
                return (await loop.create_connection(Connection, address, port, ssl=tls, server_hostname=name))[1]

        return await connect(self._guard, host, port, dial)

    async def aclose(self) -> None:
        """Close every connection."""
        for connections in self._idle.values():
            for _, connection in connections:
                connection.abort()
        self._idle.clear()
        await asyncio.sleep(0)  # asyncio closes the sockets in its next round
