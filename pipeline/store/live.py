"""Reads the published catalogue for as long as a process lives: after a swap the next question goes to the new file."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar, cast

import duckdb

from pipeline.errors import StoreError, UsageError
from pipeline.store.home import Home
from pipeline.store.limits import CLOSE, CLOSED_LATER
from pipeline.store.overview import Overview, read_overview
from pipeline.store.publish import kept_builds
from pipeline.store.reading import MENDED_BY, Catalogue
from pipeline.store.schema import Known

MEMORY = "1GB"
THREADS = 2
T = TypeVar("T")
Version = tuple[int, int, int]
"""Inode, time of change and size: another one after every swap."""


@dataclass(frozen=True)
class _Opened:
    version: Version
    connection: duckdb.DuckDBPyConnection
    overview: Overview
    columns: dict[str, Known]
    asked: tuple[Any, ...] = ()
    """What was kept of the version before, and so will be asked of this one, too."""
    kept: dict[Any, Any] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)


class LiveCatalogue:
    """The published catalogue of a home, read-only and closed off. Safe to use from several threads.

    Each version of the file is attached to a database in memory of its own: to connect to the same path again would
    give the file that this process still has open (DuckDB 2.0.0, 2026-11).
    """

    def __init__(self, home: Home) -> None:
        self._home = home
        self._opened: _Opened | None = None
        self._lock = threading.Lock()

    @contextmanager
    def open(self) -> Iterator[Catalogue]:
        """The catalogue as it is published now; it stays that one to the end of the block.

        Raises:
            UsageError: there is none yet.
            StoreError: the file cannot be read.
        """
        opened = self._current()
        with Catalogue.of(_cursor(opened.connection), opened.columns) as catalogue:
            yield catalogue

    def overview(self) -> Overview:
        """Every topic that may be shown, in short; read once for each version of the file.

        Raises:
            UsageError: there is no catalogue yet.
            StoreError: the file cannot be read.
        """
        return self._current().overview

    def pinned(self) -> LiveCatalogue:
        """The same for one page: whatever is asked of it is answered by the version that its first question met.

        Without that a page that asks twice could be made of two nights.
        """
        return _Pinned(self)

    def once(self, read: Callable[[Catalogue], T]) -> T:
        """What `read` makes of the catalogue: read once for each version of the file, and the same object until then.

        Raises:
            UsageError: there is no catalogue yet.
            StoreError: the file cannot be read.
        """
        opened = self._current()
        with opened.lock:
            if read not in opened.kept:
                with Catalogue.of(_cursor(opened.connection), opened.columns) as catalogue:
                    opened.kept[read] = read(catalogue)
            return cast("T", opened.kept[read])

    def read_ahead(self, *reads: Callable[[Catalogue], Any]) -> bool:
        """Open what is published now, and read of it what was kept of the version before, and these (`once`).

        Returns:
            Whether any of it was not read yet.

        Raises:
            UsageError: there is no catalogue yet.
            StoreError: the file cannot be read.
        """
        opened = self._current()
        missing = [read for read in (*opened.asked, *reads) if read not in opened.kept]
        for read in missing:
            self.once(read)
        return bool(missing)

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            if self._opened:
                self._opened.connection.close()
            self._opened = None

    def _current(self) -> _Opened:
        path = self._home.catalogue
        try:
            found = path.stat()
        except FileNotFoundError as error:
            raise UsageError(f"{path} does not exist yet; `circlewise run` makes it") from error
        version = (found.st_ino, found.st_mtime_ns, found.st_size)
        with self._lock:
            if self._opened is None or self._opened.version != version:
                asked = tuple(self._opened.kept) if self._opened else ()
                self._opened = _open(self._home, version, asked)
            return self._opened


class _Pinned(LiveCatalogue):
    """One version of a live catalogue, kept as long as this is."""

    def __init__(self, live: LiveCatalogue) -> None:
        super().__init__(live._home)  # noqa: SLF001 - the same class
        self._live = live

    def pinned(self) -> LiveCatalogue:
        return self

    def close(self) -> None:
        """Let go of the version; the live catalogue may still have it open."""
        with self._lock:
            self._opened = None

    def _current(self) -> _Opened:
        with self._lock:
            if self._opened is None:
                self._opened = self._live._current()  # noqa: SLF001 - the same class
            return self._opened


def _open(home: Home, version: Version, asked: tuple[Any, ...]) -> _Opened:
    """A version of the catalogue, with the night before beside it while the overview is read."""
    config = CLOSED_LATER | {"memory_limit": MEMORY, "threads": THREADS}
    connection = duckdb.connect(":memory:", config=config)
    try:
        _attach(connection, home.catalogue, "catalogue")
        newest = "SELECT last(night_id ORDER BY rowid) FROM catalogue.core.night"
        (night_id,) = connection.execute(newest).fetchone() or (None,)
        earlier = next((kept for kept in kept_builds(home) if night_id and kept.stem < night_id), None)
        if earlier:
            with suppress(duckdb.Error):  # a damaged build: what changed since is then not known
                _attach(connection, earlier, "earlier")
        connection.execute(CLOSE)
        columns: dict[str, Known] = {}
        with Catalogue.of(_cursor(connection), columns) as catalogue:
            overview = read_overview(catalogue)
        connection.execute("DETACH DATABASE IF EXISTS earlier")
    except duckdb.Error as error:
        connection.close()
        raise StoreError(f"{home.catalogue} cannot be read ({str(error).splitlines()[0]}); {MENDED_BY}") from error
    return _Opened(version, connection, overview, columns, asked)


def _attach(connection: duckdb.DuckDBPyConnection, path: Path, name: str) -> None:
    quoted = str(path).replace("'", "''")
    connection.execute(f"ATTACH '{quoted}' AS {name} (READ_ONLY)")


def _cursor(connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """A connection of its own to the same database, for one thread."""
    cursor = connection.cursor()
    cursor.execute("USE catalogue")
    return cursor
