"""DuckDB's full-text search, as a way of matching to measure beside.

Its extension comes as a package for DuckDB 1.5.5 only, so `make bench` puts both into `build/full-text` (pinned in
full_text.lock) and the processes that measure find them there before the project's own DuckDB.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path
from types import TracebackType

import duckdb

SEARCH = (
    "SELECT id FROM (SELECT id, fts_main_course.match_bm25(id, ?) AS score FROM course) "
    "WHERE score IS NOT NULL ORDER BY score DESC, id LIMIT ?"
)


class FullText:
    """Courses in a DuckDB of their own, searched by its BM25 over one text each.

    Raises:
        ImportError: there is no extension for this DuckDB.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self._connection = duckdb.connect()
        try:
            self._connection.execute("SET autoinstall_known_extensions = false")
            self._connection.execute(f"LOAD '{_extension()}'")
        except duckdb.Error as error:
            self._connection.close()
            raise ImportError(f"DuckDB {duckdb.__version__} has no full-text search here") from error
        self._connection.execute("CREATE TABLE course (id INTEGER, said VARCHAR)")
        self._connection.executemany("INSERT INTO course VALUES (?, ?)", [[*each] for each in enumerate(texts)])

    def index(self) -> None:
        """Read all texts."""
        self._connection.execute("PRAGMA create_fts_index('course', 'id', 'said', stemmer = 'english')")

    def search(self, goal: str, n: int) -> list[int]:
        """The places of the texts that suit best, best first; none where no word is shared."""
        return [row[0] for row in self._connection.execute(SEARCH, [goal, n]).fetchall()]

    def __enter__(self) -> FullText:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        with closing(self._connection):
            pass


def _extension() -> Path:
    """The file of the extension that fits this DuckDB."""
    try:
        found = [file for file in files("duckdb-extension-fts") or [] if file.name == "fts.duckdb_extension"]
    except PackageNotFoundError as error:
        raise ImportError("duckdb-extension-fts is not installed; `make bench` installs it") from error
    return Path(str(next(file.locate() for file in found if f"v{duckdb.__version__}" in file.parts)))
