"""The coordinators' page of a home, served on loopback by a thread of its own for a block."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path

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
from pipeline.store import Home

SETTINGS = Path(__file__).resolve().parents[2] / "schedule.yaml"


CONNECTORS = SETTINGS.parent / "connectors"


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
    with open_socket("127.0.0.1", 0) as listening:
        server = server_of(app)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield address_of(listening).rstrip("/")
        finally:
            server.should_exit = True
            thread.join()
