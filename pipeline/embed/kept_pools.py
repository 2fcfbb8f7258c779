"""What was worked out for goals, in one file of the home, so that a night works out only what changed.

The file is about people's wishes and private: a wish is in it as a hash salted with the home's secret, beside numbers
for the courses that may be offered for it, which say what it is about to who knows the courses. Each night writes it
anew with what that night asked; a purge removes it.
"""

from __future__ import annotations

from dataclasses import fields
from hashlib import blake2b
from pathlib import Path

import numpy as np

from pipeline.embed.arrays import read_arrays, write_arrays
from pipeline.embed.kept_base import code_mark
from pipeline.match.index import Index
from pipeline.match.pools import KeptPools, Pools
from pipeline.match.score import ALL_FEATURES


class PoolFile:
    """Finds what the night before worked out. `path` is the file; hashes of goals are keyed by what `salt` leads to.

    Pools may be worked on by other machines: from their key nobody comes back to the salt, which hides people.
    """

    def __init__(self, path: Path, salt: bytes) -> None:
        self._path, self._salt = path, blake2b(b"pools", key=salt[:64], digest_size=32).digest()
        self._opened: Pools | None = None

    @property
    def n_scored(self) -> int:
        """Pairs of a goal and a course whose features were worked out, since the catalogue was opened."""
        return self._opened.n_scored if self._opened else 0

    def open(self, index: Index) -> Pools:
        """The pools of a catalogue."""
        self._opened = Pools(index, _read(self._path), self._salt, len(ALL_FEATURES))
        return self._opened

    def write(self) -> None:
        """Keep the pools of today. The caller holds the home."""
        if self._opened is not None:
            kept = self._opened.kept()
            write_arrays(self._path, _mark(), {field.name: getattr(kept, field.name) for field in fields(KeptPools)})


def _mark() -> str:
    return f"pools {code_mark()}"


def _read(path: Path) -> KeptPools | None:
    arrays = read_arrays(path, _mark())
    return None if arrays is None else KeptPools(**{name: np.asarray(array) for name, array in arrays.items()})
