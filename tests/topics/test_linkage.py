"""Nearest-neighbour chains give complete linkage as its definition says it."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.topics.linkage import APART, agglomerate

LEAST = 0.5


def drawn(n: int, seed: int) -> np.ndarray:
    upper = np.triu(np.random.default_rng(seed).random((n, n), dtype=np.float32), 1)
    return upper + upper.T


def by_hand(likeness: np.ndarray) -> list[tuple[int, ...]]:
    """Join the two clusters whose least alike goals are most alike, until none are alike enough."""
    clusters = [(index,) for index in range(len(likeness))]

    def near(one: tuple[int, ...], other: tuple[int, ...]) -> float:
        return float(min(likeness[a, b] for a in one for b in other))

    while len(clusters) > 1:
        score, i, j = max((near(clusters[i], clusters[j]), -i, -j) for i in range(len(clusters)) for j in range(i))
        if score < LEAST:
            break
        one = clusters.pop(-i)
        clusters[-j] = tuple(sorted(clusters[-j] + one))
    return sorted(clusters)


@settings(max_examples=80, deadline=None)
@given(st.integers(1, 14), st.integers(0, 2**32))
def test_chains_give_complete_linkage(n: int, seed: int) -> None:
    likeness = drawn(n, seed)
    assert agglomerate(likeness, LEAST, [(place,) for place in range(n)]) == by_hand(likeness)


@settings(max_examples=80, deadline=None)
@given(st.integers(2, 14), st.integers(0, 2**32), st.data())
def test_what_people_put_together_is_never_parted_and_two_such_never_join(
    n: int, seed: int, data: st.DataObject
) -> None:
    likeness = drawn(n, seed)
    marks = data.draw(st.lists(st.integers(0, 3), min_size=n, max_size=n))
    people = [tuple(place for place in range(n) if marks[place] == mark) for mark in (1, 2)]
    start = [some for some in people if some] + [(place,) for place in range(n) if marks[place] not in (1, 2)]
    pinned = {place for some in people for place in some}
    found = agglomerate(likeness, LEAST, start, pinned)
    assert sorted(place for cluster in found for place in cluster) == list(range(n))
    for some in people:
        assert not some or sum(set(some) <= set(cluster) for cluster in found) == 1
    for cluster in found:
        assert len({marks[place] for place in cluster} & {1, 2}) <= 1
        others = [place for place in cluster if place not in pinned]
        by_people = [place for place in cluster if place in pinned]
        for place in others if by_people else ():
            assert max(likeness[place, each] for each in by_people) >= LEAST
        if not by_people:
            assert all(likeness[a, b] >= LEAST for a in others for b in others if a < b)


def test_only_those_named_take_part() -> None:
    likeness = np.full((4, 4), 0.9, dtype=np.float32)
    singles = [(place,) for place in range(4)]
    assert agglomerate(likeness, LEAST, singles, only=[1, 3]) == [(0,), (1, 3), (2,)]
    assert agglomerate(np.full((2, 2), APART, dtype=np.float32), LEAST, singles[:2]) == [(0,), (1,)]
