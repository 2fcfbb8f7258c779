"""Takes the pseudonym of a facilitator out of catalogues; each that holds it is written anew."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb

from pipeline.store.build import SPILT, STORAGE
from pipeline.store.forget import Forgotten, rewrite_catalogues
from pipeline.store.home import Home
from pipeline.store.schema import literal

NOBODY = "f-forgotten"
"""Stands where a facilitator was."""


def forget_facilitator(home: Home, ref: str) -> Iterator[Forgotten]:
    """Write every catalogue anew that names this facilitator, with `f-forgotten` in that place."""
    paths = [path for path in (home.catalogue, *sorted(home.builds.glob("*.duckdb"))) if path.exists()]

    def write(old: Path, fresh: Path) -> dict[str, int]:
        return _write_without(old, fresh, ref)

    yield from rewrite_catalogues(home, paths, write)


def _write_without(old: Path, fresh: Path, ref: str) -> dict[str, int]:
    """Copy a catalogue but for the pseudonym; circles in which it stood. Nothing is written where there are none."""
    with duckdb.connect(config={"temp_directory": f"{fresh}{SPILT}"}) as connection:
        run = connection.execute
        run(f"ATTACH {literal(str(old))} AS old (READ_ONLY)")
        columns = run(
            "SELECT schema_name || '.' || table_name FROM duckdb_columns() JOIN duckdb_tables() "
            "USING (database_name, schema_name, table_name) "
            "WHERE database_name = 'old' AND column_name = 'facilitator_ref'"
        ).fetchall()
        named: dict[str, int] = {}
        for (table,) in columns:
            count = f"SELECT count(*) FROM old.{table} WHERE facilitator_ref = $1"  # noqa: S608
            ((n,),) = run(count, [ref]).fetchall()
            if n:
                named[table] = n
        if not named:
            return {}
        run(f"ATTACH {literal(str(fresh))} AS fresh (STORAGE_VERSION '{STORAGE}')")
        run("COPY FROM DATABASE old TO fresh (SCHEMA)")
        tables = run(
            "SELECT schema_name || '.' || table_name FROM duckdb_tables() WHERE database_name = 'old' ORDER BY 1"
        ).fetchall()
        for (table,) in tables:
            other = "REPLACE (CASE WHEN facilitator_ref = $1 THEN $2 ELSE facilitator_ref END AS facilitator_ref)"
            what = f"SELECT * {other if table in named else ''} FROM old.{table}"  # noqa: S608
            run(f"INSERT INTO fresh.{table} {what}", [ref, NOBODY] if table in named else [])
        run("CHECKPOINT fresh")
        run("DETACH fresh")
        return named
