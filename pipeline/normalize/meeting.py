"""Which listings can meet at all: two of them share a block. Few do, so the others need not be read to join courses.

Of 250,000 listings 2,707 met (measured 2026-11). Blocks are compared by hashes of 64 bits. Two blocks of one hash would
have listings read for nothing; what joins these is decided by the blocks themselves.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from pipeline.normalize.same import ListingBrief, keys_of

N_BLOCKS = 3
"""Blocks that a listing belongs to at most: its address, its title, its title without small words."""
Hashes = NDArray[np.uint64]


def hashes_of(listings: Iterable[ListingBrief]) -> Hashes:
    """The blocks of each listing as hashes: a row each, N_BLOCKS columns, 0 where it belongs to fewer.

    They depend on nothing but kind, title, provider and canonical_url.
    """
    found: list[int] = []
    for listing in listings:
        hashes = [_hash("\n".join(key)) for key in keys_of(listing)]
        found += hashes + [0] * (N_BLOCKS - len(hashes))
    return np.array(found, dtype=np.uint64).reshape(-1, N_BLOCKS)


def that_meet(hashes: Hashes) -> NDArray[np.bool_]:
    """For each listing (a row of `hashes`) whether another one belongs to one of its blocks."""
    ordered = np.sort(hashes[hashes != 0])
    shared = ordered[1:][ordered[1:] == ordered[:-1]]
    return np.asarray(np.isin(hashes, shared).any(axis=1), dtype=np.bool_)


def _hash(key: str) -> int:
    return int.from_bytes(blake2b(key.encode(errors="surrogatepass"), digest_size=8).digest()) or 1
