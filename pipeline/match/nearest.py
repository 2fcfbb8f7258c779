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

QUERIES = 2048
COURSES = 2048
"""Of one product, 16 MB."""
WAITING = 3
"""So many times the pairs that are wanted are put aside before the worse ones among them are dropped."""
_LOW = 0x7FFF_FFFF
"""All bits of a number in single precision but its sign."""


@dataclass(frozen=True)
class Near:
    """Pairs of a query (its place) and a course (its row) that may be close, by query, then row, with their products.

    `floor` (one a query): every course whose product is at least so much is there.
    """

    query: Ints
    rows: Ints
    products: Vectors
    floor: Vectors

    def of(self, query: int) -> Ints:
        """Rows of the courses of one query, ascending."""
        begin, end = np.searchsorted(self.query, (query, query + 1))
        return self.rows[begin:end]


def slack(size: int) -> np.float32:
    """How far two products may be apart where their cosines are not: more than twice what rounding may do (n 2^-24)."""
    return np.float32(4.0 * size * 2.0**-24)


def nearest(dense: Dense, queries: Vectors, n: int) -> Near:
    """For every query (rows) the courses that may be among the n closest above 0; ties with the last one included."""
    floor = np.full(len(queries), -slack(queries.shape[1]), dtype=np.float32)
    # A text without words has no direction: nothing is close to it.
    floor[~queries.any(axis=1)] = np.inf
    return above(dense, queries, floor, n)


def above(dense: Dense, queries: Vectors, floor: Vectors, n: int) -> Near:
    """For every query the courses that reach its floor, and may be among the n best of those."""
    blocks = [slice(begin, begin + QUERIES) for begin in range(0, len(queries), QUERIES)]
    return _joined([_block(dense, queries[block], floor[block], n) for block in blocks])


def closest(near: Near, n: int, size: int) -> Near:
    """What of it may be among the n closest of each query. `size`: numbers of a vector."""
    floor = near.floor.copy()
    counts = np.bincount(near.query, minlength=len(floor))
    is_enough = counts >= n
    nth = _best_first(near)[(np.cumsum(counts) - counts)[is_enough] + n - 1]
    floor[is_enough] = np.maximum(floor[is_enough], nth - slack(size))
    return only(Near(near.query, near.rows, near.products, floor), near.products >= floor[near.query])


def _best_first(near: Near) -> Vectors:
    """The products by query, those of each from the best on: sorted as numbers of query and product in one."""
    bits = (near.products + np.float32(0.0)).view(np.int32)  # one zero, not two
    ordered = np.where(bits < 0, ~bits & np.int32(_LOW), bits | ~np.int32(_LOW)).view(np.uint32)  # as the products are
    codes = near.query.astype(np.uint64) << np.uint64(32) | (~ordered).astype(np.uint64)
    codes.sort()
    ordered = ~codes.astype(np.uint32)
    signed = ordered.view(np.int32)
    bits = np.where(signed < 0, signed & np.int32(_LOW), ~signed)
    return bits.view(np.float32)


def only(near: Near, stays: NDArray[np.bool_] | Ints) -> Near:
    """Those of the pairs that stay (or at these places); the floor is the caller's to know."""
    return Near(near.query[stays], near.rows[stays], near.products[stays], near.floor)


def together(parts: Sequence[Near], floor: Vectors) -> Near:
    """The pairs of several looks at the same queries in one, in their order."""
    return in_order(_unordered(parts, floor))


def in_order(near: Near) -> Near:
    """The pairs by query, then row."""
    order = np.argsort(near.query << 32 | near.rows)
    return only(near, order)


def _unordered(parts: Sequence[Near], floor: Vectors) -> Near:
    return Near(
        np.concatenate([part.query for part in parts]),
        np.concatenate([part.rows for part in parts]),
        np.concatenate([part.products for part in parts]),
        floor,
    )


def _block(dense: Dense, queries: Vectors, floor: Vectors, n: int) -> Near:
    """One block of queries against the catalogue: the floor of each rises to the n-th best seen so far."""
    size = queries.shape[1]
    waiting = [Near(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.float32), floor)]
    n_waiting, many = 0, len(queries) * n
    for number, (rows, products) in enumerate(_products(dense, queries)):
        if not number and products.shape[1] > n:
            best = np.partition(products, products.shape[1] - n, axis=1)[:, products.shape[1] - n]
            floor = np.maximum(floor, best - slack(size))
        places = np.flatnonzero(products >= floor[:, None])
        query, place = np.divmod(places, products.shape[1])
        waiting.append(Near(query, rows[place], products.reshape(-1)[places], floor))
        n_waiting += len(query)
        if n_waiting > WAITING * many:
            kept = closest(_unordered(waiting, floor), n, size)
            waiting, n_waiting, floor = [kept], len(kept.query), kept.floor
    return in_order(closest(_unordered(waiting, floor), n, size))


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


def _joined(blocks: Sequence[Near]) -> Near:
    """Blocks of different queries, one after the other."""
    offsets = np.cumsum([0, *(len(block.floor) for block in blocks)]).tolist()
    nothing = Near(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.float32), np.zeros(0, np.float32))
    parts = [nothing, *blocks]
    return Near(
        np.concatenate([nothing.query, *(b.query + at for b, at in zip(blocks, offsets, strict=False))]),
        np.concatenate([part.rows for part in parts]),
        np.concatenate([part.products for part in parts]),
        np.concatenate([part.floor for part in parts]),
    )
