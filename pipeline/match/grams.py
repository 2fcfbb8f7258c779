"""Keys of what is compared beside words: two terms in a row, and letters in a row."""

from __future__ import annotations

import numpy as np

from pipeline.match.postings import Ints
from pipeline.match.weights import GRAM

PAIR_SHIFT = 32
GRAM_BITS = 15
"""Of each letter: four of them are a number that is not negative, and sorts as its letters do."""


def pairs(terms: Ints) -> Ints:
    """A key for every two terms that follow each other."""
    return pair(terms[:-1], terms[1:])


def pair(first: Ints, second: Ints) -> Ints:
    """A key for each of some terms with the one that follows it."""
    return (first << PAIR_SHIFT) | second


def grams(line: str) -> Ints:
    """A key for every GRAM letters in a row, word boundaries included."""
    codes = np.frombuffer(f" {line} ".encode("utf-32-le", "replace"), dtype=np.uint32).astype(np.int64)
    codes &= (1 << GRAM_BITS) - 1
    if len(codes) < GRAM:
        return np.zeros(0, dtype=np.int64)
    windows = np.lib.stride_tricks.sliding_window_view(codes, GRAM)
    keys = np.zeros(len(windows), dtype=np.int64)
    for place in range(GRAM):
        keys = (keys << GRAM_BITS) | windows[:, place]
    return keys
