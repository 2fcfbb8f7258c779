"""Which courses may be among the closest in meaning: a block of goals against a block of courses at a time.

The products are in single precision and only choose; who is chosen is worked out exactly afterwards (`Dense.cosines`).
What rounding may do to a product is allowed for, so that no course that belongs to the closest is ever missing, and
what is found does not depend on how goals or courses were dealt into blocks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.match.dense import Dense
from pipeline.match.means import Vectors
from pipeline.match.postings import Ints

QUERIES = 1024
COURSES = 4096
"""Of one product, 16 MB: larger is no faster, smaller is (measured 2026-11 on two cores)."""


@dataclass(frozen=True)
class Near:
    """For each query the courses that may be among the closest: ends of each in `rows`, and their products.

    `floor` (one a query): every course whose product is at least so much is in it.
    """

    ends: Ints
    rows: Ints
    products: Vectors
    floor: Vectors

    def of(self, query: int) -> Ints:
        """Rows of the courses of one query."""
        return self.rows[self.ends[query - 1] if query else 0 : self.ends[query]]


def slack(size: int) -> float:
    """How far products of vectors of length 1 may be apart where their cosines are not: twice what rounding may do."""
    return 2.0 * size * 2.0**-24


def nearest(dense: Dense, queries: Vectors, n: int) -> Near:
    """For every query (rows) the courses that may be among the n closest above 0; ties with the last one included."""
    if not len(queries):
        return Near(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.float32), np.zeros(0, np.float32))
    return _joined([_block(dense, queries[begin : begin + QUERIES], n) for begin in range(0, len(queries), QUERIES)])


def _block(dense: Dense, queries: Vectors, n: int) -> Near:
    """One block of queries against the catalogue: keeps what reaches the n-th best seen so far."""
    allowed = np.float32(slack(queries.shape[1]))
    floor = np.full(len(queries), -allowed, dtype=np.float32)
    # A text without words has no direction: nothing is close to it.
    floor[~queries.any(axis=1)] = np.inf
    kept = _Kept(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.float32))
    waiting: list[_Kept] = []
    n_waiting = 0
    for number, (rows, products) in enumerate(_products(dense, queries)):
        if not number and products.shape[1] > n:
            best = np.partition(products, products.shape[1] - n, axis=1)[:, products.shape[1] - n]
            np.maximum(floor, best - allowed, out=floor)
        query, place = np.nonzero(products >= floor[:, None])
        waiting.append(_Kept(query, rows[place], products[query, place]))
        n_waiting += len(query)
        if n_waiting > n * len(queries):
            kept = _best([kept, *waiting], floor, n, allowed)
            waiting, n_waiting = [], 0
    kept = _best([kept, *waiting], floor, n, allowed)
    ends = np.cumsum(np.bincount(kept.query, minlength=len(queries)))
    return Near(ends, kept.rows, kept.products, floor)


@dataclass(frozen=True)
class _Kept:
    """Three arrays of the same length: the query's place, the course's row, their product."""

    query: Ints
    rows: Ints
    products: Vectors


def _products(dense: Dense, queries: Vectors) -> Iterator[tuple[Ints, Vectors]]:
    """Rows of a block of courses, and their products with all queries: first those with a text, then the others."""
    for begin in range(0, len(dense.described), COURSES):
        rows = dense.described[begin : begin + COURSES]
        products = queries @ dense.title[rows].T
        np.maximum(products, queries @ dense.text[begin : begin + COURSES].T, out=products)
        yield rows, products
    is_described = np.zeros(len(dense.title), dtype=np.bool_)
    is_described[dense.described] = True
    others = np.flatnonzero(~is_described)
    for begin in range(0, len(others), COURSES):
        rows = others[begin : begin + COURSES]
        yield rows, queries @ dense.title[rows].T


def _best(parts: Sequence[_Kept], floor: Vectors, n: int, allowed: np.float32) -> _Kept:
    """What still reaches the floor of its query, which rises to its n-th best; by query, then row."""
    query = np.concatenate([part.query for part in parts])
    rows = np.concatenate([part.rows for part in parts])
    products = np.concatenate([part.products for part in parts])
    order = np.lexsort((-products, query))
    counts = np.bincount(query, minlength=len(floor))
    starts = np.cumsum(counts) - counts
    is_enough = counts >= n
    nth = products[order[starts[is_enough] + n - 1]]
    floor[is_enough] = np.maximum(floor[is_enough], nth - allowed)
    stays: NDArray[np.bool_] = products >= floor[query]
    query, rows, products = query[stays], rows[stays], products[stays]
    order = np.lexsort((rows, query))
    return _Kept(query[order], rows[order], products[order])


def _joined(blocks: Sequence[Near]) -> Near:
    offsets = np.cumsum([0, *(len(block.rows) for block in blocks)])
    return Near(
        np.concatenate([block.ends + offset for block, offset in zip(blocks, offsets.tolist(), strict=False)]),
        np.concatenate([block.rows for block in blocks]),
        np.concatenate([block.products for block in blocks]),
        np.concatenate([block.floor for block in blocks]),
    )
