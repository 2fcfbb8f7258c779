"""Asks the worker: starts the process that has DuckLake, gives it one request, and reads its answer.

The request goes through its standard input, since others on the machine can see arguments. What comes back is cleaned
of secrets: libpq and DuckDB name the whole connection string in their errors (DuckDB 1.5.5, seen 2026-11).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import StoreError, UsageError
from pipeline.redact import Redactor
from pipeline.store.lake.access import SHARED, LakeAccess

PROJECT = Path(__file__).resolve().parents[3]
WORKER = "pipeline.store.lake.worker"
CONNECT_SECONDS = 10


@dataclass(frozen=True, kw_only=True)
class TitleVectors:
    """What titles mean as numbers: `vectors` has a row for each of `course_ids`."""

    model: str
    course_ids: Sequence[str]
    vectors: NDArray[np.float32]


def publish_to_lake(
    access: LakeAccess,
    catalogue: Path,
    night_id: str,
    *,
    sources: Sequence[str],
    share_topics: bool,
    vectors: TitleVectors | None,
) -> dict[str, Any]:
    """Publish a catalogue into the lake: what is the library's own, then what is shared; each wholly or not at all.

    Its own part is first, so that no other library that keeps the shared one to itself postpones a purge.

    Args:
        access: the library's way into the lake.
        catalogue: the published file, which is only read.
        night_id: the night that made it.
        sources: whose courses are told to all; courses of others stay with the library.
        share_topics: whether shortlisted topics are told to all.
        vectors: of titles of courses; those of other sources are left out.

    Returns:
        Rows written, by `shared` and `own`, and seconds.

    Raises:
        StoreError: the lake cannot be reached or written. What it held it still holds.
    """
    deadline = time.monotonic() + access.max_seconds
    with tempfile.TemporaryDirectory(prefix="circlewise-lake-") as folder:
        request = {
            "catalogue": str(catalogue),
            "night_id": night_id,
            "library": access.library,
            "sources": list(sources),
            "share_topics": share_topics,
            "keep_days": access.keep_days,
            "vectors": _kept(vectors, Path(folder)),
        }
        own = _ask(access, "publish_own", access.library, request, deadline)
        return {"own": own, "shared": _ask(access, "publish_shared", SHARED, request, deadline)}


def init_lake(access: LakeAccess) -> None:
    """Make the shared tables, as the lake's owner.

    Raises:
        StoreError: that cannot be done.
    """
    _ask(access, "init", SHARED, {}, time.monotonic() + access.max_seconds)


def lake_status(access: LakeAccess) -> dict[str, Any]:
    """What the lake itself says: the library's night there, shared courses, snapshots.

    Raises:
        StoreError: it cannot be reached.
    """
    deadline = time.monotonic() + access.max_seconds
    own = _ask(access, "status", access.library, {}, deadline)
    return {"own": own, "shared": _ask(access, "status", SHARED, {}, deadline)}


def ask_lake(access: LakeAccess, sql: str) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
    """Columns and rows of a query over the library's own part and the shared one, read-only.

    Raises:
        UsageError: the query is wrong, or reaches elsewhere.
        StoreError: the lake cannot be reached.
    """
    request = {
        "sql": sql,
        "shared": access.database(SHARED),
        "shared_data": f"{access.folder(SHARED)}/",
    }
    answer = _ask(access, "query", access.library, request, time.monotonic() + access.max_seconds)
    return tuple(answer["columns"]), [tuple(row) for row in answer["rows"]]


def _kept(vectors: TitleVectors | None, folder: Path) -> str | None:
    if vectors is None or not len(vectors.course_ids):
        return None
    path = folder / "vectors.npz"
    np.savez(path, ids=np.array(vectors.course_ids), vectors=vectors.vectors, model=np.array(vectors.model))
    return str(path)


def _ask(access: LakeAccess, what: str, part: str, request: Mapping[str, Any], deadline: float) -> dict[str, Any]:
    """One request to one worker, about one database of the lake.

    Raises:
        StoreError: the worker says so, does not end in time, or cannot be started.
        UsageError: the worker says that the request is wrong.
    """
    asked = {"do": what, "database": access.database(part), "data": f"{access.folder(part)}/", **request}
    hidden = Redactor([*access.secrets, access.database(part)])
    try:
        done = subprocess.run(  # noqa: S603  # this interpreter and a module of ours
            [sys.executable, "-P", "-m", WORKER],
            input=json.dumps(asked),
            env=_environment(access),
            capture_output=True,
            text=True,
            errors="replace",  # PostgreSQL speaks the language of its server
            timeout=max(0.0, deadline - time.monotonic()),
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        limit = access.max_seconds / 60
        raise StoreError(
            f"the lake took longer than {limit:g} minutes and was left; what it held it still holds. "
            "lake.max_minutes in schedule.yaml gives it longer"
        ) from error
    try:
        answer = json.loads(done.stdout)
        kind, said = str(answer["is"]), answer["said"]
    except (ValueError, KeyError, TypeError) as error:
        last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise StoreError(
            f"the process that writes the lake ended with {done.returncode} ({hidden(last)[:300]}); docs/lake.md says "
            "what it needs"
        ) from error
    if kind == "done":
        return dict(said)
    text = hidden(str(said))
    raise UsageError(text) if kind == "wrong" else StoreError(text)


def _environment(access: LakeAccess) -> dict[str, str]:
    """What the worker needs and nothing else: no credentials of sources, no addresses."""
    path = [*([str(access.packages)] if access.packages else []), str(PROJECT)]
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TZ", "TMPDIR") if name in os.environ}
    return kept | {
        "PYTHONPATH": os.pathsep.join(path),
        "PYTHONUTF8": "1",
        "PGCONNECT_TIMEOUT": str(CONNECT_SECONDS),
        "PGAPPNAME": "circlewise",
    }
