"""Writes the promised views as Parquet files into a folder, with a manifest that says what each is.

Only the schema `out` is read, so that nothing is in a file that the catalogue hides. Names of files are made from names
of views, ids of sources and months, never from what a source or a person wrote.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from pipeline.durable import sync
from pipeline.errors import BusyError, StoreError, UsageError
from pipeline.model import TABLES
from pipeline.store.reading import Catalogue
from pipeline.store.schema import literal
from pipeline.store.swap import swap_folder

SCHEMA_VERSION = 1
"""Goes up when a view or column leaves, or means something else; a test holds what version 1 promises."""
MANIFEST = "manifest.json"
FORMAT = "circlewise-parquet"
OURS = re.compile(r"[a-z][a-z0-9_]*")
PARTITIONS = {"course": ("source", "source"), "course_change": ("month", "strftime(changed_at, '%Y-%m')")}
"""Views of which each part is a folder of its own: the name of the part in paths, and SQL for it."""
UNITS = {
    "_weeks": "weeks", "_hours": "hours", "_minutes": "minutes", "minutes": "minutes", "_pct": "percent",
    "_share": "share, 0 to 1", "_points": "percentage points", "_at": "UTC time without zone", "_on": "local day",
    "_amount": "price_currency",
}  # fmt: skip
"""By how a column's name ends; others are counts, texts or said in the comment."""
COLUMNS = """
SELECT column_name, data_type, comment FROM duckdb_columns()
WHERE database_name = 'catalogue' AND schema_name = 'out' AND table_name = $1 ORDER BY column_index
"""
VIEWS = """
SELECT view_name, comment FROM duckdb_views()
WHERE database_name = 'catalogue' AND schema_name = 'out' ORDER BY view_name
"""
NIGHT = """
SELECT night_id, started_at, finished_at FROM catalogue.out.night ORDER BY started_at DESC, night_id DESC LIMIT 1
"""
KEYS = {t.name: [c.name for c in t.columns if c.is_key] for t in TABLES.values() if t.schema == "core"}


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What an export is asked for."""

    views: tuple[str, ...] = ()
    """Names of promised views; all of them where none is named."""
    is_partitioned: bool = True
    made_at: datetime
    """UTC time."""
    made_by: str
    """Program and version."""


def write_parquet(catalogue: Path, folder: Path, wanted: Wanted) -> dict[str, Any]:
    """Write the views beside the folder, then put them in its place in one step; returns the manifest.

    Args:
        catalogue: the published one.
        folder: made where it is missing; an earlier export in it goes.
        wanted: which views, and how.

    Raises:
        UsageError: there is no catalogue or no such view, or the folder holds something else than an export.
        BusyError: another export is being written into the same place.
        StoreError: the catalogue cannot be read, or the disk refuses.
    """
    Catalogue(catalogue).__exit__(None, None, None)  # says what is wrong with it as everybody who reads it does
    folder = folder.resolve()  # a link to a folder stays one: what it leads to is replaced
    refuse_others(folder)
    fresh = folder.with_name(f".{folder.name}.writing")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with _only_one(folder.parent):
            shutil.rmtree(fresh, ignore_errors=True)  # of an export that was killed
            fresh.mkdir()
            try:
                manifest = _write(catalogue, fresh, wanted)
                swap_folder(fresh, folder)
            finally:
                shutil.rmtree(fresh, ignore_errors=True)
    except OSError as error:
        raise StoreError(f"{folder} could not be written ({error.strerror}); what was there stays as it was") from error
    except duckdb.Error as error:
        raise StoreError(f"the export could not be made: {str(error).splitlines()[0]}") from error
    return manifest


def refuse_others(folder: Path) -> None:
    """Let a folder be replaced only if it is missing, empty, or an export with nothing else in it.

    Raises:
        UsageError: it holds something else; names it.
    """
    if not folder.exists():
        return
    if not folder.is_dir():
        raise UsageError(f"{folder} is a file; a folder was expected")
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()}
    known: set[str] = set()
    if MANIFEST in found:
        try:
            manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
            if manifest["format"] == FORMAT:
                known = {MANIFEST, *(file["path"] for view in manifest["views"] for file in view["files"])}
        except (OSError, ValueError, KeyError, TypeError):
            known = set()
    if strange := sorted(found - known):
        raise UsageError(
            f"{folder} holds `{strange[0]}`, which no export wrote, and all of it would be replaced; "
            "move that away, or name a folder for exports alone"
        )


def _write(catalogue: Path, fresh: Path, wanted: Wanted) -> dict[str, Any]:
    with duckdb.connect(":memory:", config={"threads": 1}) as connection:
        run = connection.execute
        run(f"ATTACH {literal(str(catalogue))} AS catalogue (READ_ONLY)")
        run(f"SET temp_directory = {literal(str(fresh / '.spill'))}")
        run(f"SET allowed_directories = [{literal(str(fresh))}]")
        run("SET enable_external_access = false; SET lock_configuration = true")
        there = {name: comment for name, comment in run(VIEWS).fetchall() if OURS.fullmatch(name)}
        chosen = wanted.views or tuple(there)
        if missing := [name for name in chosen if name not in there]:
            raise UsageError(f"there is no view `{missing[0]}` in schema out; there are {', '.join(there)}")
        night = dict(zip(("night_id", "started_at", "finished_at"), run(NIGHT).fetchone() or (None,) * 3, strict=True))
        views = []
        for name in dict.fromkeys(chosen):
            columns = run(COLUMNS, [name]).fetchall()
            part = PARTITIONS.get(name) if wanted.is_partitioned else None
            _copy(connection, fresh, name, [column for column, _, _ in columns], part, night["night_id"])
            views.append(
                {
                    "name": name,
                    "comment": there[name],
                    "partitioned_by": part[0] if part else None,
                    "columns": [
                        {"name": column, "type": kind, "unit": unit_of(column, kind), "comment": comment}
                        for column, kind, comment in columns
                    ],
                    "files": list(_files(connection, fresh, name)),
                }
            )
    shutil.rmtree(fresh / ".spill", ignore_errors=True)
    for view in views:
        view["rows"] = sum(file["rows"] for file in view["files"])
    manifest = {
        "format": FORMAT,
        "schema_version": SCHEMA_VERSION,
        "made_at": f"{wanted.made_at:%Y-%m-%dT%H:%M:%SZ}",
        "made_by": wanted.made_by,
        "night": {name: _plain(value) for name, value in night.items()},
        "views": views,
    }
    (fresh / MANIFEST).write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    sync(fresh / MANIFEST)
    return manifest


def _copy(
    connection: duckdb.DuckDBPyConnection,
    fresh: Path,
    view: str,
    columns: Sequence[str],
    part: tuple[str, str] | None,
    night_id: str | None,
) -> None:
    """One view as Parquet, in the order of its key: the order in the catalogue may be that of hidden counts."""
    key = [column for column in KEYS.get(view, ()) if column in columns]
    order = ", ".join(f'"{column}"' for column in key) or "ALL"
    about = f"KV_METADATA {{circlewise_schema_version: '{SCHEMA_VERSION}', night_id: {literal(night_id or '')}}}"
    options = f"FORMAT parquet, COMPRESSION zstd, {about}"
    if part is None:
        target = literal(str(fresh / f"{view}.parquet"))
        connection.execute(f"COPY (FROM catalogue.out.{view} ORDER BY {order}) TO {target} ({options})")
        return
    name, sql = part
    rows = f"SELECT *{'' if name in columns else f', {sql} AS {name}'} FROM catalogue.out.{view}"  # noqa: S608 - names of ours
    (fresh / view).mkdir()
    connection.execute(
        f"COPY ({rows} ORDER BY {order}) TO {literal(str(fresh / view))} "
        f"({options}, PARTITION_BY ({name}), FILENAME_PATTERN 'part_{{i}}')"
    )
    if not any((fresh / view).iterdir()):  # so that a reader finds the columns where there is no row yet
        (fresh / view / f"{name}=none").mkdir()
        target = literal(str(fresh / view / f"{name}=none" / "part_0.parquet"))
        connection.execute(f"COPY (SELECT * EXCLUDE ({name}) FROM ({rows})) TO {target} ({options})")  # noqa: S608


def _files(connection: duckdb.DuckDBPyConnection, fresh: Path, view: str) -> Iterator[dict[str, Any]]:
    """What was written of a view: path inside the export, rows, size and checksum."""
    one = fresh / f"{view}.parquet"
    for path in [one] if one.exists() else sorted((fresh / view).rglob("*.parquet")):
        count = f"SELECT sum(num_rows)::BIGINT FROM parquet_file_metadata({literal(str(path))})"  # noqa: S608
        ((rows,),) = connection.execute(count).fetchall()
        sync(path)
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        yield {
            "path": path.relative_to(fresh).as_posix(),
            "rows": rows,
            "size_bytes": path.stat().st_size,
            "sha256": digest,
        }


def unit_of(column: str, kind: str) -> str | None:
    """What a column is measured in, by its name; None where it is no measure, or the comment says it."""
    if kind.startswith(("VARCHAR", "BOOLEAN")):
        return None
    return next((unit for end, unit in UNITS.items() if column.endswith(end) or f"{end}_m" in column), None)


@contextmanager
def _only_one(parent: Path) -> Iterator[None]:
    """Hold the folder in which exports are written; it is let go of however the process ends.

    Raises:
        BusyError: another export holds it.
    """
    handle = os.open(parent, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BusyError(f"another export is being written in {parent}; wait until it ends") from error
        yield
    finally:
        os.close(handle)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
