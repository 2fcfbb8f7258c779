"""From likenesses to topics: complete linkage, so that every two goals of a topic are alike, whatever joins them.

Average linkage lets a crowd bring two goals together that are unlike; here nothing does but a person.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]
APART = -1.0
Cluster = tuple[int, ...]
"""The places of goals, ascending."""


def agglomerate(
    likeness: Matrix,
    least: float,
    start: Sequence[Cluster],
    pinned: Collection[int] = (),
    only: Collection[int] = (),
) -> list[Cluster]:
    """Join the two nearest clusters until none are as near as `least`; quadratic time, ties to the lower place.

    Two clusters are as near as the two goals of them that are least alike. Of a cluster with pinned goals, which people
    put together, the pinned goal that is most alike decides, whatever else is in it; two such never join.

    Args:
        likeness: of each two goals; n by n.
        least: the likeness that is asked for.
        start: clusters to begin with, each goal in one.
        pinned: places of goals that people put where they are.
        only: places of goals; clusters without any of these stay as they are. All where empty.
    """
    clusters = {min(cluster): tuple(sorted(cluster)) for cluster in start}
    held = {key: by_people for key, cluster in clusters.items() if (by_people := _those(cluster, pinned))}
    near = _between(likeness, clusters, held)
    taking_part = frozenset(only)
    done = [clusters.pop(key) for key in list(clusters) if only and not taking_part.intersection(clusters[key])]
    for cluster in done:
        near[min(cluster), :] = near[:, min(cluster)] = APART
    chain: list[int] = []
    while clusters:
        if not chain:
            chain.append(min(clusters))
        top = chain[-1]
        nearest = int(np.argmax(near[top]))
        if len(chain) > 1 and near[top, chain[-2]] >= near[top, nearest]:
            nearest = chain[-2]
        if near[top, nearest] < least:
            # No later joining brings it nearer: two clusters together are no nearer to it than the nearer of them.
            done.append(clusters.pop(chain.pop()))
            near[top, :] = near[:, top] = APART
        elif len(chain) > 1 and nearest == chain[-2]:
            del chain[-2:]
            _join(clusters, near, held, top, nearest)
        else:
            chain.append(nearest)
    return sorted(done)


def _those(cluster: Cluster, places: Collection[int]) -> Cluster:
    return tuple(place for place in cluster if place in places)


def _between(likeness: Matrix, clusters: Mapping[int, Cluster], held: Mapping[int, Cluster]) -> Matrix:
    """How near clusters are; each has the row of its first goal, all other rows are APART."""
    rows = likeness.copy()
    for key, cluster in clusters.items():
        if len(cluster) > 1:
            rows[key, :] = _folded(likeness, cluster, held.get(key))
    columns = rows.copy()
    gone = np.ones(len(likeness), dtype=bool)
    for key, cluster in clusters.items():
        gone[key] = False
        if len(cluster) > 1:
            columns[:, key] = _folded(rows.T, cluster, held.get(key))
    columns = np.minimum(columns, columns.T)  # they differ where one is held and the other has several goals
    columns[gone, :] = columns[:, gone] = APART
    for key in held:
        columns[key, sorted(held)] = APART
    np.fill_diagonal(columns, APART)
    return columns


def _folded(rows: Matrix, cluster: Cluster, held: Cluster | None) -> Matrix:
    folded: Matrix = rows[list(held)].max(axis=0) if held else rows[list(cluster)].min(axis=0)
    return folded


def _join(clusters: dict[int, Cluster], near: Matrix, held: dict[int, Cluster], one: int, other: int) -> None:
    """Put two clusters into one under the lower place."""
    kept, gone = min(one, other), max(one, other)
    by_people = next((key for key in (kept, gone) if key in held), None)
    row = np.minimum(near[kept], near[gone]) if by_people is None else near[by_people].copy()
    if by_people is not None:
        held[kept] = held.pop(by_people)
    clusters[kept] = tuple(sorted(clusters[kept] + clusters.pop(gone)))
    row[[kept, gone]] = APART
    near[kept, :] = near[:, kept] = row
    near[gone, :] = near[:, gone] = APART
