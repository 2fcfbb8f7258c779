"""A provider on loopback that can misbehave, and a clock that needs no time."""

from __future__ import annotations

import asyncio
import gzip
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest

from pipeline.contract import Request
from pipeline.fetch import Archive, Fetched, Fetcher
from pipeline.model import Politeness

T = TypeVar("T")
Handler = Callable[[asyncio.StreamWriter], Awaitable[None]]
MIDNIGHT = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
BRISK = Politeness(delay_seconds=0.0, deadline_seconds=20.0, retries=2)


class FakeClock:
    """Sleeping moves the clock on at once."""

    def __init__(self) -> None:
        self.elapsed = 0.0
        self.slept: list[float] = []

    def now(self) -> datetime:
        return MIDNIGHT + timedelta(seconds=self.elapsed)

    def monotonic(self) -> float:
        return self.elapsed

    async def sleep(self, seconds: float) -> None:
        until = self.elapsed + seconds
        self.slept.append(seconds)
        await asyncio.sleep(0)
        self.elapsed = max(self.elapsed, until)


@dataclass
class Seen:
    """One request as the provider saw it."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes
    at: float


def reply(
    body: bytes = b"",
    *,
    status: int = 200,
    headers: dict[str, str] | None = None,
    packed: bool = False,
    length: int | None = None,
) -> bytes:
    """An answer as bytes on the wire; `length` states another length than the true one."""
    sent = gzip.compress(body, mtime=0) if packed else body
    lines = {"Connection": "close", **({"Content-Encoding": "gzip"} if packed else {}), **(headers or {})}
    if status != 304:
        lines["Content-Length"] = str(len(sent) if length is None else length)
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"HTTP/1.1 {status} Said\r\n{head}\r\n".encode("latin-1") + (b"" if status == 304 else sent)


@dataclass
class World:
    """Everything a fetch touches. Addresses are written without scheme: `provider.example/courses`."""

    folder: Path
    clock: FakeClock = field(default_factory=FakeClock)
    seen: list[Seen] = field(default_factory=list)
    answers: dict[str, list[bytes | Handler]] = field(default_factory=dict)
    under_way: int = 0
    most_under_way: int = 0
    port: int = 0
    reply = staticmethod(reply)

    def __post_init__(self) -> None:
        self.archive = Archive(self.folder)

    def says(self, address: str, *answers: bytes | Handler) -> None:
        """What an address answers, one after the other; the last one for ever. An unknown address is 404."""
        self.answers["/" + address] = list(answers)

    def run(self, work: Callable[[Fetcher], Awaitable[T]], *, gateway: bool = True, **options: Any) -> T:
        """Do some work with a fetcher whose gateway is the provider."""

        async def main() -> T:
            server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
            self.port = server.sockets[0].getsockname()[1]
            async with (
                server,
                Fetcher(
                    self.archive,
                    user_agent="Circlewise/0.1 (+library@example.org)",
                    gateway=f"http://127.0.0.1:{self.port}" if gateway else None,
                    clock=self.clock,
                    random=random.Random(7),
                    **options,
                ) as fetcher,
            ):
                return await work(fetcher)

        return asyncio.run(main())

    def fetch(
        self,
        request: str | Request,
        *,
        run_id: str = "20261124T020000-aaa",
        politeness: Politeness = BRISK,
        source: str = "demo",
        **options: Any,
    ) -> Fetched:
        """One page, by a fetcher of its own."""
        asked = Request(f"https://{request}", "read") if isinstance(request, str) else request
        return self.run(
            lambda fetcher: fetcher.fetch(asked, source=source, run_id=run_id, politeness=politeness), **options
        )

    def night(self, run_id: str, *, promoted: bool = True, **options: Any) -> Fetched:
        """The page a.example/c, read by this run, which is promoted or held."""
        fetched = self.fetch("a.example/c", run_id=run_id, **options)
        if promoted:
            self.archive.promote("demo", run_id)
        return fetched

    def asked(self, address: str = "") -> list[Seen]:
        """The requests for an address; without one all that are not for a robots.txt."""
        if address:
            return [seen for seen in self.seen if seen.target == "/" + address]
        return [seen for seen in self.seen if not seen.target.endswith("/robots.txt")]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            method, target, _ = head[0].split(" ")
            headers: dict[str, str] = {}
            for name, _, text in (line.partition(": ") for line in head[1:] if line):
                before = headers.get(name.lower())
                headers[name.lower()] = text if before is None else f"{before}, {text}"  # as RFC 9110 has it
            body = await reader.readexactly(int(headers.get("content-length", 0)))
            self.seen.append(Seen(method, target, headers, body, self.clock.elapsed))
            self.under_way += 1
            self.most_under_way = max(self.most_under_way, self.under_way)
            try:
                await self._answer(target, writer)
            finally:
                self.under_way -= 1
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _answer(self, target: str, writer: asyncio.StreamWriter) -> None:
        known = self.answers.get(target)
        answer = reply(b"not here", status=404) if not known else known.pop(0) if len(known) > 1 else known[0]
        if isinstance(answer, bytes):
            writer.write(answer)
        else:
            await answer(writer)
        await writer.drain()


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A provider, an archive and a clock for one test."""
    return World(tmp_path / "pages")


@pytest.fixture
def clock() -> FakeClock:
    """A clock that needs no time."""
    return FakeClock()
