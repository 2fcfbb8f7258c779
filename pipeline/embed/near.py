"""Which courses were close to which goals, in one file of the home, so that a night looks only at what changed.

The file is about people's wishes and private: a wish is in it as a hash, which tells nobody who cannot guess it and
everybody who can. Each night writes it anew with what that night asked, beside the old one, and renames it into place;
a purge removes it. A file that is lost, cut or of another kind costs the time to look at all courses again.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from pipeline.embed.kept import PRIVATE_FILE
from pipeline.match.dense import Dense
from pipeline.match.means import Vectors
from pipeline.match.nearest import Near
from pipeline.match.recall import Recalled, nearest_again

KINDS: dict[str, np.dtype[Any]] = {
    "query_keys": np.dtype("<u8"),
    "course_keys": np.dtype("<u8"),
    "query": np.dtype("<i4"),
    "rows": np.dtype("<i4"),
    "products": np.dtype("<f4"),
    "floor": np.dtype("<f4"),
}
"""What is in the file, by name; version 1 of it."""


class KeptNear:
    """Finds the courses close to goals with what the night before found. `path` is the file; None to keep nothing."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._before = _read(path)
        self._found: Recalled | None = None
        self.n_products = 0
        """Pairs of a goal's vector and a course that were looked at."""

    def find(self, dense: Dense, course_ids: Sequence[str], queries: Vectors, n: int) -> Near:
        """For every query (rows, all different) the courses that may be among the n closest."""
        near, self._found = nearest_again(dense, course_ids, queries, n, self._before)
        self.n_products += self._found.n_products
        return near

    def write(self) -> None:
        """Keep what was found last. The caller holds the home.

        A disk that is full or read-only costs time tomorrow, not the night: the old file stays, and nothing is raised.
        """
        if self._path is None or self._found is None:
            return
        fresh = self._path.with_name(f"{self._path.name}.{os.getpid()}")
        near = self._found.near
        arrays: dict[str, NDArray[np.generic]] = {
            "query_keys": self._found.query_keys,
            "course_keys": self._found.course_keys,
            "query": near.query,
            "rows": near.rows,
            "products": near.products,
            "floor": near.floor,
        }
        try:
            with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE_FILE), "wb") as file:
                np.savez(file, allow_pickle=False, **{name: arrays[name].astype(kind) for name, kind in KINDS.items()})
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(self._path)
        except OSError:
            with suppress(OSError):
                fresh.unlink(missing_ok=True)


def _read(path: Path | None) -> Recalled | None:
    """What the file holds; None where it is missing, cut or of another kind."""
    if path is None:
        return None
    try:
        with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
            found = {name: file[name] for name in KINDS}
    except (OSError, ValueError, EOFError, KeyError, BadZipFile):
        return None
    return _recalled(found) if _is_whole(found) else None


def _is_whole(found: dict[str, NDArray[np.generic]]) -> bool:
    if any(found[name].dtype != kind or found[name].ndim != 1 for name, kind in KINDS.items()):
        return False
    query, rows = found["query"].astype(np.int64), found["rows"].astype(np.int64)
    if not len(query) == len(rows) == len(found["products"]) or len(found["floor"]) != len(found["query_keys"]):
        return False
    ends = ((query, len(found["floor"])), (rows, len(found["course_keys"])))
    is_inside = all(not len(places) or (places.min() >= 0 and places.max() < end) for places, end in ends)
    return is_inside and bool(np.all(np.diff(query) >= 0))


def _recalled(found: dict[str, NDArray[np.generic]]) -> Recalled:
    near = Near(
        found["query"].astype(np.int64),
        found["rows"].astype(np.int64),
        found["products"].astype(np.float32),
        found["floor"].astype(np.float32),
    )
    return Recalled(found["query_keys"].astype(np.uint64), found["course_keys"].astype(np.uint64), near)
