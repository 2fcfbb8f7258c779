"""The catalogue by meaning: a vector for each title, and one for title and description where there is one.

Every number of a vector is a multiple of 2^-24. A product of two of them is then a multiple of 2^-48 and a sum of them
stays below 2^5, so that a cosine in double precision is exact: it does not depend on the machine, on the order of its
sum, or on how many others are worked out beside it. Vectors kept in half precision are such multiples already.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.match.keys import Keys, mixed
from pipeline.match.means import Asked, ChooseTexts, Embed, Vectors
from pipeline.match.postings import Floats, Ints

MAX_LETTERS = 600
"""Of title and description together: more than a model reads, so that a change further on makes no vector anew."""

BLOCK = 4096
"""Vectors that are hashed at once."""

FEW = 128
"""Vectors that are made wide at once: 400 kB."""

GRID = np.float32(2.0**-24)


@dataclass(frozen=True)
class Dense:
    """Vectors of a catalogue: `title` for every course; `text` for those in `described` (their rows, ascending)."""

    title: Vectors
    described: Ints
    text: Vectors

    def closeness(self, queries: Vectors) -> Vectors:
        """The cosine of every query (rows) with every course (columns): the better of its title and its text.

        In single precision: right to about a millionth, and a matter of the machine beyond.
        """
        found: Vectors = queries @ self.title.T
        found[:, self.described] = np.maximum(found[:, self.described], queries @ self.text.T)
        return found

    def cosines(self, queries: Vectors, rows: Ints) -> Floats:
        """The exact cosine of every query with some courses (rows): the better of title and text."""
        by_title, by_text = self._both(queries, rows)
        return np.maximum(by_title, by_text)

    def nearer(self, queries: Vectors, rows: Ints) -> tuple[Vectors, NDArray[np.bool_]]:
        """Of each course (rows) the vector that is closer to any of the queries, and whether it is the title's."""
        by_title, by_text = self._both(queries, rows)
        is_title = by_title.max(axis=0) >= by_text.max(axis=0)
        vectors = self.title[rows].copy()
        vectors[~is_title] = self.text[np.searchsorted(self.described, rows[~is_title])]
        return vectors, is_title

    def keys(self) -> Keys:
        """A hash of the vectors of each course."""
        keys = mixed(_hashes(self.title))
        keys[self.described] ^= _hashes(self.text)
        return mixed(keys)

    def part(self, rows: Ints) -> Dense:
        """The vectors of some courses (rows, ascending), which are numbered anew in their order."""
        is_described = np.isin(rows, self.described, assume_unique=True)
        places = np.searchsorted(self.described, rows[is_described])
        return Dense(self.title[rows], np.flatnonzero(is_described), self.text[places])

    def _both(self, queries: Vectors, rows: Ints) -> tuple[Floats, Floats]:
        """Exact cosines with the titles, and with the texts; -inf where there is no text."""
        wide = queries.astype(np.float64)
        by_title = np.empty((len(queries), len(rows)))
        by_text = np.full(by_title.shape, -np.inf)
        places = np.searchsorted(self.described, rows)
        has_text = places < len(self.described)
        has_text[has_text] = self.described[places[has_text]] == rows[has_text]
        _products(wide, self.title, rows, by_title, np.arange(len(rows)))
        _products(wide, self.text, places[has_text], by_text, np.flatnonzero(has_text))
        return by_title, by_text


def _products(queries: Floats, vectors: Vectors, rows: Ints, into: Floats, places: Ints) -> None:
    """Products of all queries with some vectors, a few at a time so that their wide copies stay near the processor."""
    for begin in range(0, len(rows), FEW):
        part = slice(begin, begin + FEW)
        into[:, places[part]] = queries @ vectors[rows[part]].astype(np.float64).T


def _hashes(vectors: Vectors) -> Keys:
    """A hash of each vector: its numbers, as they are stored, times odd numbers drawn once and for all."""
    bits = np.ascontiguousarray(vectors).view(np.uint32)
    odd = np.random.default_rng(29).integers(0, 2**64, bits.shape[1], dtype=np.uint64) | np.uint64(1)
    found = np.empty(len(bits), dtype=np.uint64)
    for begin in range(0, len(bits), BLOCK):
        found[begin : begin + BLOCK] = bits[begin : begin + BLOCK].astype(np.uint64) @ odd
    return found


def build_dense(
    titles: Sequence[str],
    descriptions: Sequence[str],
    embed: Embed,
    choose: ChooseTexts | None = None,
    asked: Asked | None = None,
) -> Dense:
    """Vectors of all courses, made in two calls; `choose` says which of the descriptions are read now (None: all)."""
    by_title = on_grid(embed(titles))
    described = [row for row, description in enumerate(descriptions) if description.strip()]
    texts = [f"{titles[row]}. {descriptions[row]}"[:MAX_LETTERS] for row in described]
    if choose is not None:
        is_read = choose(texts, by_title[described], asked)
        described = [row for row, is_now in zip(described, is_read, strict=True) if is_now]
        texts = [text for text, is_now in zip(texts, is_read, strict=True) if is_now]
    return Dense(by_title, np.array(described, dtype=np.int64), on_grid(embed(texts)))


def on_grid(vectors: Vectors) -> Vectors:
    """The vectors with every number rounded to the next multiple of GRID; those of half precision stay as they are."""
    found = vectors / GRID
    np.rint(found, out=found)
    found *= GRID
    return np.asarray(found, dtype=np.float32)
