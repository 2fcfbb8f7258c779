"""Looks into the files of a home without changing any: for `doctor`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pipeline.store.contents import contents
from pipeline.store.home import Home
from pipeline.store.sqlite import damage_of_sqlite, is_sqlite


def sqlite_files(home: Home) -> Iterator[tuple[Path, str | None]]:
    """Every SQLite file of a home, and what is wrong inside it; one without any content is wrong as well."""
    for path in contents(home, with_pages=False):
        if path.suffix == ".sqlite" and path.stat().st_size == 0:
            yield path, "it is empty (0 bytes)"
        elif path.suffix == ".sqlite" or is_sqlite(path):
            yield path, damage_of_sqlite(path, is_in_use=True)
