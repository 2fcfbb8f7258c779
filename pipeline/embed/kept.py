"""Vectors that were made before, in one file of the home, so that a night makes only those of texts that changed.

The file is an array of records (key, check, vector), sorted by key: 64 bits of a hash of model and text, a checksum of
the record, and the vector in half precision. A night writes it anew beside the old one and renames it into place, with
what that night used and nothing else: it cannot grow beyond twice the courses, and a crash leaves yesterday's file. A
file that is lost, cut or of another kind costs the time to make its vectors again; so does a damaged record.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline import private
from pipeline.embed.begun import Begun
from pipeline.embed.encoder import Encoder, Vectors

PRIVATE_FILE = private.FILE
AT_ONCE = 4096
"""Records that are checked at once."""
MOST_BEGUN = 10_000
"""Vectors that are begun beside other work, about a minute of it: a night that fails meanwhile ends no later."""
GOALS_AT_ONCE = 64
"""Against 250,000 titles 64 MB."""
FEW_OF = 8
"""So many times the titles that are wanted are looked at first, over all goals."""
STRETCHES = 16
"""So many stretches of titles for each that is wanted of a goal, and no fewer titles a stretch."""


class KeptVectors:
    """Vectors of courses by one model, made once a text. `path` is the file, or None to keep nothing."""

    def __init__(
        self, encoder: Encoder, path: Path | None, make: Callable[[Sequence[str]], Vectors] | None = None
    ) -> None:
        """`make` makes vectors of courses elsewhere, the same as the encoder does; None: the encoder makes them."""
        self._encoder = encoder
        self._make = make or encoder.courses
        self._path = path
        self._kind = np.dtype([("key", "<u8"), ("check", "<u8"), ("vector", "<f2", (encoder.size,))])
        self._known = _read(path, self._kind)
        self._known_keys = np.ascontiguousarray(self._known["key"])
        self._used: list[NDArray[np.void]] = []
        self._begun: Begun | None = None
        self.n_made = 0
        """Vectors that had to be made."""

    def begin(self, texts: Sequence[str]) -> None:
        """Begin to make vectors of texts that `courses` will be asked for, beside what else is done until then."""
        keys = [_key(self._encoder.files.fingerprint, text) for text in texts]
        is_known = self._look_up(np.array(keys, dtype=np.uint64)) >= 0
        new = {key: text for key, text, known in zip(keys, texts, is_known.tolist(), strict=True) if not known}
        if new:
            self._begun = Begun(self._make, dict(islice(new.items(), MOST_BEGUN)))

    def courses(self, texts: Sequence[str]) -> Vectors:
        """Vectors of titles and descriptions; half precision, whether kept or made now, so that both rank alike."""
        keys = np.array([_key(self._encoder.files.fingerprint, text) for text in texts], dtype=np.uint64)
        unique, first, place_of = np.unique(keys, return_index=True, return_inverse=True)
        records = np.zeros(len(unique), dtype=self._kind)
        records["key"] = unique
        found = self._look_up(unique)
        there = np.flatnonzero(found >= 0)
        records[there] = self._known[found[there]]
        is_sound = np.zeros(len(unique), dtype=np.bool_)
        is_sound[there] = _checks(records[there]) == records["check"][there]
        missing = np.flatnonzero(~is_sound)
        records["vector"][missing] = self._made(
            unique[missing].tolist(), [texts[first[place]] for place in missing.tolist()]
        )
        records["check"][missing] = _checks(records[missing])
        self.n_made += len(missing)
        self._used.append(records)
        return records["vector"][place_of].astype(np.float32)

    def known(self, texts: Sequence[str]) -> tuple[list[int], Vectors]:
        """Which of these texts have a vector that was made before, by their place, and those vectors; makes none."""
        keys = np.array([_key(self._encoder.files.fingerprint, text) for text in texts], dtype=np.uint64)
        found = self._look_up(keys)
        found[found >= 0] = self._sound(found[found >= 0])
        places = np.flatnonzero(found >= 0)
        return places.tolist(), self._known["vector"][found[places]].astype(np.float32)

    def within(self, n_new: int) -> Callable[[Sequence[str], Vectors, Callable[[], Vectors] | None], NDArray[np.bool_]]:
        """Chooses texts whose vectors are kept, and `n_new` of the others: the rest is for other nights.

        They are those whose titles come first for any of the goals that will be asked; without goals, the first ones.
        """

        def choose(texts: Sequence[str], titles: Vectors, asked: Callable[[], Vectors] | None) -> NDArray[np.bool_]:
            keys = np.array([_key(self._encoder.files.fingerprint, text) for text in texts], dtype=np.uint64)
            is_chosen = self._look_up(keys) >= 0
            others = np.flatnonzero(~is_chosen)
            if asked is not None and n_new and len(others) > n_new:
                others = others[first_for_any(titles[others], asked(), n_new)]
            is_chosen[others[:n_new]] = True
            return is_chosen

        return choose

    def write(self, *, others: bool = False) -> bool:
        """Keep what was used and nothing else; with `others` also what the file held besides. Hold the home meanwhile.

        A disk that is full or read-only costs time tomorrow, not the night: the old file stays, nothing is raised, and
        False is returned.
        """
        if self._path is None or not self._used:
            return True
        used = np.concatenate([*self._used, *([self._known] if others else [])])
        rows = used[np.unique(used["key"], return_index=True)[1]]
        if not self.n_made and len(rows) == len(self._known):
            return True
        fresh = self._path.with_name(f"{self._path.name}.{os.getpid()}")
        try:
            with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE_FILE), "wb") as file:
                np.save(file, rows)
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(self._path)
        except OSError:
            with suppress(OSError):
                fresh.unlink(missing_ok=True)
            return False
        return True

    def _made(self, keys: Sequence[int], texts: Sequence[str]) -> Vectors:
        """Vectors of texts that are not kept: as they were begun before, or made now."""
        begun = self._begun.vectors() if self._begun else {}
        found = np.empty((len(texts), self._encoder.size), dtype=np.float32)
        others = [place for place, key in enumerate(keys) if key not in begun]
        for place, key in enumerate(keys):
            if key in begun:
                found[place] = begun[key]
        found[others] = self._make([texts[place] for place in others])
        return found

    def _sound(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """The rows of the file, -1 for a damaged one."""
        found = rows.copy()
        for begin in range(0, len(rows), AT_ONCE):
            records = self._known[rows[begin : begin + AT_ONCE]]
            found[begin : begin + AT_ONCE][_checks(records) != records["check"]] = -1
        return found

    def _look_up(self, keys: NDArray[np.uint64]) -> NDArray[np.int64]:
        """The row of each key in the file; -1 where it is not there."""
        if not len(self._known):
            return np.full(len(keys), -1, dtype=np.int64)
        known = self._known_keys
        places = np.minimum(np.searchsorted(known, keys), len(known) - 1)
        return np.where(known[places] == keys, places, -1)


def first_for_any(titles: Vectors, asked: Vectors, n: int) -> NDArray[np.int64]:
    """Places of the n titles that come first for any goal, the best first; of those that tie the first ones.

    Where there are goals, few places of each decide: that is tried first.
    """
    depth = min(n, n * FEW_OF // max(1, len(asked)) + 1)
    best = best_rank(titles, asked, depth)
    if depth < n and np.count_nonzero(best < depth) < n:
        best = best_rank(titles, asked, n)
    return np.argsort(best, kind="stable")[:n]


def best_rank(titles: Vectors, asked: Vectors, n: int) -> NDArray[np.int64]:
    """The best place that each title has among the `n` closest to any goal, from 0; `n` where it has none.

    Of titles that are as close as each other the first one comes first.
    """
    best = np.full(len(titles), n, dtype=np.int64)
    n = min(n, len(titles))
    for begin in range(0, len(asked), GOALS_AT_ONCE):
        products = asked[begin : begin + GOALS_AT_ONCE] @ titles.T
        for closeness, least in zip(products, _at_least(products, n), strict=True):
            near = np.flatnonzero(closeness >= least)
            near = near[np.argsort(-closeness[near], kind="stable")][:n]
            best[near] = np.minimum(best[near], np.arange(len(near)))
    return best


def _at_least(products: Vectors, n: int) -> Vectors:
    """For each goal (rows) what n titles reach: the n-th best of the best of as many stretches of titles."""
    size = products.shape[1] // (n * STRETCHES)
    if size < STRETCHES:
        return np.partition(products, products.shape[1] - n, axis=1)[:, products.shape[1] - n]
    whole = products[:, : products.shape[1] // size * size]
    best: Vectors = whole.reshape(len(products), -1, size).max(axis=2)
    return np.partition(best, best.shape[1] - n, axis=1)[:, best.shape[1] - n]


def _key(fingerprint: str, text: str) -> int:
    return int.from_bytes(hashlib.blake2b(f"{fingerprint}\n{text}".encode("utf-8", "replace"), digest_size=8).digest())


def _checks(records: NDArray[np.void]) -> NDArray[np.uint64]:
    """Of each record its key and its numbers, as they are stored, times odd numbers drawn once and for all."""
    odd = np.random.default_rng(31).integers(0, 2**64, records["vector"].shape[1], dtype=np.uint64) | np.uint64(1)
    found = records["key"].copy()
    for begin in range(0, len(records), AT_ONCE):
        block = slice(begin, begin + AT_ONCE)
        bits = np.ascontiguousarray(records["vector"][block]).view(np.uint16)
        found[block] ^= bits.astype(np.uint64) @ odd
    return found


def _read(path: Path | None, kind: np.dtype[np.void]) -> NDArray[np.void]:
    """The records of the file, not yet in memory; none where it is missing, cut or of another kind."""
    empty = np.zeros(0, dtype=kind)
    if path is None or not path.exists():
        return empty
    try:
        found = np.load(path, mmap_mode="r", allow_pickle=False)
    except (OSError, ValueError, EOFError):
        return empty
    is_whole = isinstance(found, np.ndarray) and found.ndim == 1 and found.dtype == kind
    is_sorted = is_whole and bool(np.all(found["key"][1:] > found["key"][:-1]))
    return found if is_sorted else empty
