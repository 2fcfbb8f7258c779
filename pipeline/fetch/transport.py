"""The connection itself: httpx over connections that the guard has checked."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager

import httpcore
import httpx

from pipeline.fetch.guard import Guard

KEEPALIVE_SECONDS = 30.0


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Looks a name up, lets the guard judge, and connects to the very address that was judged."""

    def __init__(self, guard: Guard, network: httpcore.AsyncNetworkBackend) -> None:
        self._guard = guard
        self._network = network

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """A connection to the first checked address that answers.

        Raises:
            SourceError: the address is not allowed.
            httpcore.ConnectError: the name is unknown or nothing answers.
        """
        try:
            addresses = await self._guard.addresses(host, port)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(f"the name {host} cannot be looked up ({error})") from error
        failure: Exception = httpcore.ConnectError(f"the name {host} has no address")
        for address in addresses:
            try:
                return await self._network.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure


class GuardedTransport(httpx.AsyncBaseTransport):
    """HTTP/1.1 with kept-alive connections; every failure is an `httpx.TransportError`.

    Idle connections are kept by origin, here and not in httpcore's pool: how many there are is bounded by how many
    requests a host may have under way, and that pool looks at every connection for every request (httpcore 1.0.9: 1 ms
    of 4 for a page of 18 kB with 8 connections, measured 2026-11).
    """

    def __init__(self, guard: Guard, tls: ssl.SSLContext | None) -> None:
        self._tls = tls
        self._network = GuardedBackend(guard, httpcore.AnyIOBackend())
        self._idle: dict[str, list[httpcore.AsyncHTTPConnection]] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request; the body of the answer is read later, as it came."""
        assert isinstance(request.stream, httpx.AsyncByteStream)
        url = httpcore.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        )
        sent = httpcore.Request(
            method=request.method,
            url=url,
            headers=request.headers.raw,
            content=request.stream,
            extensions=request.extensions,
        )
        connection = await self._connection(url.origin)
        try:
            with _as_transport_error():
                answer = await connection.handle_async_request(sent)
        except BaseException:
            await connection.aclose()
            raise

        async def leave() -> None:
            if connection.is_idle() and not _holds_more(connection):
                self._idle.setdefault(str(url.origin), []).append(connection)
            else:
                await connection.aclose()

        return httpx.Response(status_code=answer.status, headers=answer.headers, stream=_Body(answer, leave))

    async def _connection(self, origin: httpcore.Origin) -> httpcore.AsyncHTTPConnection:
        """The connection used last that still lives, else a new one."""
        idle = self._idle.get(str(origin), [])
        while idle:
            connection = idle.pop()
            if connection.is_available() and not connection.has_expired():
                return connection
            await connection.aclose()
        return httpcore.AsyncHTTPConnection(
            origin, ssl_context=self._tls, keepalive_expiry=KEEPALIVE_SECONDS, network_backend=self._network
        )

    async def aclose(self) -> None:
        """Close every connection."""
        for connections in self._idle.values():
            for connection in connections:
                await connection.aclose()
        self._idle.clear()


def _holds_more(connection: httpcore.AsyncHTTPConnection) -> bool:
    """Whether bytes came beyond the end of the answer: on a kept connection they would answer the next request.

    httpcore 1.0.9 tells it nowhere, so that its h11 state is looked at; where there is none, the answer is yes, and the
    connection is not kept.
    """
    state = getattr(getattr(connection, "_connection", None), "_h11_state", None)
    return state is None or bool(state.trailing_data[0])


class _Body(httpx.AsyncByteStream):
    def __init__(self, answer: httpcore.Response, leave: Callable[[], Awaitable[None]]) -> None:
        self._answer = answer
        self._leave = leave

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _as_transport_error():
            async for chunk in self._answer.aiter_stream():
                yield chunk

    async def aclose(self) -> None:
        with _as_transport_error():
            try:
                await self._answer.aclose()
            finally:
                await self._leave()


@contextmanager
def _as_transport_error() -> Iterator[None]:
    try:
        yield
    except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException) as error:
        raise httpx.TransportError(f"{error}" or type(error).__name__) from error
