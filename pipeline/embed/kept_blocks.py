"""The blocks in which listings may meet, in one file of the home, so that a night finds only those of what changed.

They are kept as hashes, beside a hash of all that decides them: what a listing is found under depends on no other
listing and on no night. The file is made for one version of the rules, of Python and of its tables of letters; another
one makes it anew. Nothing of a survey is in it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from hashlib import blake2b
from pathlib import Path
from sys import version_info
from unicodedata import unidata_version

import numpy as np
from numpy.typing import NDArray

from pipeline.embed.arrays import read_arrays, write_arrays
from pipeline.match.shares import Spread, dealt_out
from pipeline.normalize import identity, meeting, same
from pipeline.normalize.meeting import N_BLOCKS, Hashes, hashes_of
from pipeline.normalize.same import ListingBrief

SHARE = 10_000
"""Listings of a part: about 0.3 s of work."""
Marks = NDArray[np.uint64]
"""Hashes of kind, title, provider and canonical_url: a row a listing, two columns of 64 bits."""
Places = NDArray[np.int64]


class BlockFile:
    """Finds the blocks of listings beside what was found before.

    `path` is the file; None to keep nothing. `spread` deals many listings out to other processes.
    """

    def __init__(self, path: Path | None, spread: Spread | None = None) -> None:
        self._path, self._spread = path, spread
        self._fresh: tuple[Marks, Hashes] | None = None
        self.n_read = 0
        """Listings whose blocks were worked out."""

    def find(self, marks: Marks, read: Callable[[Places], Sequence[ListingBrief]]) -> Hashes:
        """The blocks of listings as `hashes_of` gives them: a row each, in the order of `marks`.

        `read` gives the listings at these places, in their order; it is asked once, for what was not known.
        """
        known = None if self._path is None else _read(self._path)
        found, is_known = _recalled(marks, known)
        places = np.flatnonzero(~is_known)
        if len(places):
            found[places] = np.concatenate(dealt_out(self._spread, hashes_of, read(places), SHARE))
        self.n_read = len(places)
        if len(places) or known is None or len(known[0]) != len(marks):
            self._fresh = marks, found
        return found

    def write(self) -> None:
        """Keep what was found last, where it is not what is kept. The caller holds the home."""
        if self._path is not None and self._fresh is not None:
            marks, hashes = self._fresh
            write_arrays(self._path, _rules(), {"marks": marks, "hashes": hashes})
            self._fresh = None


def _recalled(marks: Marks, known: tuple[Marks, Hashes] | None) -> tuple[Hashes, NDArray[np.bool_]]:
    """What is known of each listing, and whether anything is."""
    if known is None or not len(known[0]):
        return np.zeros((len(marks), N_BLOCKS), dtype=np.uint64), np.zeros(len(marks), dtype=np.bool_)
    before, hashes = known
    order = np.argsort(before[:, 0])
    places = order[np.minimum(np.searchsorted(before[order, 0], marks[:, 0]), len(before) - 1)]
    return hashes[places], np.asarray((before[places] == marks).all(axis=1), dtype=np.bool_)


@cache
def _rules() -> str:
    """A hash of the code that finds blocks and of what it knows letters by."""
    hashed = blake2b(repr((version_info[:2], unidata_version)).encode(), digest_size=16)
    for code in (identity.__file__, same.__file__, meeting.__file__):
        hashed.update(Path(code).read_bytes())
    return f"blocks {hashed.hexdigest()}"


def _read(path: Path) -> tuple[Marks, Hashes] | None:
    arrays = read_arrays(path, _rules())
    return None if arrays is None else (arrays["marks"], arrays["hashes"])
