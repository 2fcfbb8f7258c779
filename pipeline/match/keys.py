"""Hashes of 64 bits, alone and many at once, and where one is found again."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from pipeline.match.postings import Ints

Keys = NDArray[np.uint64]


def key_of(*parts: bytes) -> int:
    """A hash of texts in their order."""
    hashed = blake2b(digest_size=8)
    for part in parts:
        hashed.update(len(part).to_bytes(4))
        hashed.update(part)
    return int.from_bytes(hashed.digest())


def keys_of(texts: Iterable[bytes]) -> Keys:
    """A hash of each text."""
    hashed = b"".join([blake2b(text, digest_size=8).digest() for text in texts])
    return np.frombuffer(hashed, dtype=">u8").astype(np.uint64)


def mixed(keys: Keys) -> Keys:
    """Each key as another one, so that two that are put together with ^ do not cancel out (splitmix64)."""
    found = keys + np.uint64(0x9E3779B97F4A7C15)
    found = (found ^ (found >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    found = (found ^ (found >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(found ^ (found >> np.uint64(31)), dtype=np.uint64)


def places_of(known: Keys, keys: Keys) -> Ints:
    """The place of each key in `known`; -1 where it is not there."""
    if not len(known):
        return np.full(len(keys), -1, dtype=np.int64)
    order = np.argsort(known)
    places = order[np.minimum(np.searchsorted(known, keys, sorter=order), len(known) - 1)]
    return np.where(known[places] == keys, places, -1)
