"""Looks into the files of a home without changing any: for `doctor`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pipeline.errors import CirclewiseError
from pipeline.store.contents import contents
from pipeline.store.home import Home
from pipeline.store.reading import Catalogue
from pipeline.store.sqlite import damage_of_sqlite, is_sqlite

TABLES = "SELECT schema_name, table_name FROM duckdb_tables() WHERE NOT internal ORDER BY ALL"


def deep_damage(path: Path) -> str | None:
    """What keeps any part of a catalogue from being read; every value of every table is read for it."""
    try:
        with Catalogue(path) as catalogue:
            for schema, table in catalogue.query(TABLES).rows:
                catalogue.query(f'SELECT bit_xor(hash(COLUMNS(*))) FROM "{schema}"."{table}"')  # noqa: S608
    except CirclewiseError as error:
        return str(error.__cause__ or error).splitlines()[0]
    return None


def sqlite_files(home: Home) -> Iterator[tuple[Path, str | None]]:
    """Every SQLite file of a home, and what is wrong inside it; one without any content is wrong as well."""
    for path in contents(home, with_pages=False):
        if path.suffix == ".sqlite" and path.stat().st_size == 0:
            yield path, "it is empty (0 bytes)"
        elif path.suffix == ".sqlite" or is_sqlite(path):
            yield path, damage_of_sqlite(path, is_in_use=True)
