"""Which courses are close in meaning, from what was found the night before and a look at the courses that changed.

A cosine depends on two texts and on nothing else of a catalogue. So what was found for a goal still holds for courses
that are as they were, and only the others have to be looked at, unless so many went that the last of the closest may be
one that was not kept: then the goal is looked for anew. Either way the closest are the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.match.dense import Dense
from pipeline.match.keys import Keys, key_of, keys_of, mixed, places_of
from pipeline.match.means import Vectors
from pipeline.match.nearest import Near, above, closest, nearest, only, slack, together

DEPTH = 1.5
"""So many times the courses that are wanted are kept, so that some may go."""


@dataclass(frozen=True)
class Recalled:
    """What was found: the places of queries in `near` count in `query_keys`, its rows in `course_keys`.

    A key stands for all that decides: of a query its vector, of a course its id and its vectors. `n_products`: pairs of
    a query and a course that were looked at for it.
    """

    query_keys: Keys
    course_keys: Keys
    near: Near
    n_products: int = 0


def nearest_again(
    dense: Dense, course_ids: Sequence[str], queries: Vectors, n: int, before: Recalled | None
) -> tuple[Near, Recalled]:
    """What `nearest` finds, with the help of what was found before; and what to keep for the next time.

    Args:
        dense: the catalogue.
        course_ids: of its courses, in their order.
        queries: one row each, all different.
        n: how many of the closest are wanted.
        before: what was kept; None where nothing was.
    """
    size = queries.shape[1]
    query_keys = np.array([key_of(query.tobytes()) for query in queries], dtype=np.uint64)
    course_keys = _course_keys(dense, course_ids)
    before = before or Recalled(query_keys[:0], course_keys[:0], nearest(dense, queries[:0], n))
    is_new = places_of(before.course_keys, course_keys) < 0
    held = _held(before, query_keys, course_keys)
    if np.isfinite(held.floor).any():
        changed = above(dense.part(np.flatnonzero(is_new)), queries, held.floor, len(course_ids) + 1)
        changed = Near(changed.query, np.flatnonzero(is_new)[changed.rows], changed.products, held.floor)
        held = together([held, changed], held.floor)
    is_enough = _reach(held, n, size)
    anew = np.flatnonzero(~is_enough)
    fresh = nearest(dense, queries[anew], int(n * DEPTH))
    floor = held.floor.copy()
    floor[anew] = fresh.floor
    fresh = Near(anew[fresh.query], fresh.rows, fresh.products, floor)
    found = closest(together([only(held, is_enough[held.query]), fresh], floor), int(n * DEPTH), size)
    n_products = int(is_new.sum()) * int(np.isfinite(held.floor).sum()) + len(anew) * len(course_ids)
    return closest(found, n, size), Recalled(query_keys, course_keys, found, n_products)


def _held(before: Recalled, query_keys: Keys, course_keys: Keys) -> Near:
    """What still holds of what was found before; a query that is new has a floor that nothing reaches."""
    query_of, row_of = places_of(query_keys, before.query_keys), places_of(course_keys, before.course_keys)
    is_asked = query_of >= 0
    floor = np.full(len(query_keys), np.inf, dtype=np.float32)
    floor[query_of[is_asked]] = before.near.floor[is_asked]
    query, rows = query_of[before.near.query], row_of[before.near.rows]
    return only(Near(query, rows, before.near.products, floor), (query >= 0) & (rows >= 0))


def _reach(near: Near, n: int, size: int) -> NDArray[np.bool_]:
    """For which queries the n closest are surely there: the n-th is well above the floor, or all above 0 are there."""
    rising = closest(near, n, size).floor
    is_all = near.floor <= -slack(size)
    return np.asarray(np.isfinite(near.floor) & (is_all | (rising > near.floor)), dtype=np.bool_)


def _course_keys(dense: Dense, course_ids: Sequence[str]) -> Keys:
    return mixed(keys_of(course_id.encode("utf-8", "replace") for course_id in course_ids)) ^ dense.keys()
