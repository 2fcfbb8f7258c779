"""The coordinators' page of a home, served on loopback by a thread of its own for a block."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path

import uvicorn

from pipeline.model import BlockedSource, ServeSettings, SourceRules
from pipeline.review.app import review_app
from pipeline.review.assets import load_assets
from pipeline.review.ground import Around, Ground
from pipeline.review.guard import Guard
from pipeline.review.render import Pages
from pipeline.review.serve import address_of, open_socket, server_of
from pipeline.schedule.watch import WatchedSettings
from pipeline.settings import load_settings
from pipeline.sources import find_blocked, find_sources
from pipeline.store import Home, LiveCatalogue, read_figures
from pipeline.store.publish import kept_builds

SETTINGS = Path(__file__).resolve().parents[2] / "schedule.yaml"
CONNECTORS = SETTINGS.parent / "connectors"
_READ_ONLY: set[Path] = set()
"""Homes whose catalogue is opened once a process, for the pages of all copies of it."""


def only_read(home: Path) -> None:
    """Say that nobody writes into a home: the pages of its copies begin with its catalogue, opened and read already.

    To open the demo's, with the list of topics and the figures, takes 0.13 s of CPU (measured 2026-11).
    """
    _READ_ONLY.add(home)


@cache
def _sources() -> dict[str, SourceRules]:
    """Read once a process: 50 files take a moment."""
    return find_sources(CONNECTORS)


@cache
def _pages() -> Pages:
    """Made once a process: sentences are recognised by 1,600 patterns, 0.1 s for every page that is served."""
    return Pages(load_assets().addresses)


@cache
def _blocked() -> dict[str, BlockedSource]:
    return find_blocked(CONNECTORS)


def app_of(
    home: Path,
    clock: Callable[[], datetime],
    decided_by: str = "Rosa",
    serve: ServeSettings | None = None,
    gateway: str | None = None,
    secret: str = "",
    watched: WatchedSettings | None = None,
    schedule: Callable[[], bool] | None = None,
) -> Guard:
    """The page of a home, served by nobody yet."""
    settings = watched or replace(
        load_settings(SETTINGS), serve=serve or ServeSettings(), gateway=gateway, politeness={"delay_seconds": 0.0}
    )
    return review_app(
        Ground(home=Home(home), settings=settings, sources=_sources(), blocked=_blocked(), pages=_pages()),
        Around(decided_by=decided_by, clock=clock, secret=secret, schedule=schedule),
    )


@cache
def _read(home: Path) -> LiveCatalogue:
    live = LiveCatalogue(Home(home))
    live.read_ahead(read_figures)
    return live


def _state(home: Path) -> list[tuple[str, int, int]]:
    """What a copy has in common with its original: names, times of change and sizes of the catalogues."""
    found = [(path.name, path.stat()) for path in (Home(home).catalogue, *kept_builds(Home(home))) if path.exists()]
    return [(name, state.st_mtime_ns, state.st_size) for name, state in found]


def _hand_over(live: LiveCatalogue, home: Path) -> None:
    """What was read of a home that this one is a copy of. After a swap the page opens the new file as ever."""
    same = next((each for each in _READ_ONLY if _state(each) == _state(home)), None)
    if same is None:
        return
    opened, found = _read(same)._current(), Home(home).catalogue.stat()
    live._opened = replace(
        opened,
        version=(found.st_ino, found.st_mtime_ns, found.st_size),
        connection=opened.connection.cursor(),  # so that one page may close it, and the others go on
        kept=dict(opened.kept),
        lock=threading.Lock(),
    )


class _Server(uvicorn.Server):
    """Ends once it is told to: uvicorn looks every 0.1 s, and then waits as long once more (0.54)."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.over = threading.Event()

    async def main_loop(self) -> None:
        await self.on_tick(0)
        await asyncio.to_thread(self.over.wait)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for listening in (*self.servers, *(sockets or ())):
            listening.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        while self.server_state.connections or self.server_state.tasks:
            await asyncio.sleep(0.001)
        await self.lifespan.shutdown()


@contextmanager
def served(
    home: Path,
    clock: Callable[[], datetime],
    decided_by: str = "Rosa",
    serve: ServeSettings | None = None,
    gateway: str | None = None,
    secret: str = "",
    watched: WatchedSettings | None = None,
    schedule: Callable[[], bool] | None = None,
) -> Iterator[str]:
    """Its address, without a slash at the end. The socket listens from the start, so nobody has to wait for it."""
    app = app_of(home, clock, decided_by, serve, gateway, secret, watched, schedule)
    _hand_over(app._app.state.site.live, home)  # type: ignore[attr-defined]
    with open_socket("127.0.0.1", 0) as listening:
        server = _Server(server_of(app).config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield address_of(listening).rstrip("/")
        finally:
            server.over.set()
            thread.join()
