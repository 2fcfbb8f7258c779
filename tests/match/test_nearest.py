"""What is close in meaning: exact, whatever is worked out beside it, and nothing missed by looking in blocks."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.match import nearest as blocks
from pipeline.match.dense import Dense, build_dense, on_grid
from pipeline.match.means import Vectors
from pipeline.match.nearest import nearest, slack

SIZE = 24
STEPS = 2**24


def directions(rng: np.random.Generator, n: int, of: int | None = None) -> Vectors:
    """n vectors of length 1; only `of` different ones where that is said, so that many tie."""
    found = rng.standard_normal((of or n, SIZE)).astype(np.float32)
    found /= np.linalg.norm(found, axis=1, keepdims=True)
    return on_grid(found[rng.integers(0, len(found), n)] if of else found)


def catalogue(rng: np.random.Generator, n: int, of: int | None = None) -> Dense:
    described = np.flatnonzero(rng.random(n) < 0.4)
    return Dense(directions(rng, n, of), described, directions(rng, len(described), of))


def test_a_cosine_is_the_exact_one() -> None:
    rng = np.random.default_rng(3)
    dense, queries = catalogue(rng, 40), directions(rng, 5)
    whole = [[int(number * STEPS) for number in row] for row in (*dense.title.tolist(), *dense.text.tolist())]
    asked = [[int(number * STEPS) for number in row] for row in queries.tolist()]
    text_of = {row: 40 + place for place, row in enumerate(dense.described.tolist())}
    found = dense.cosines(queries, np.arange(40))
    for place, query in enumerate(asked):
        for row in range(40):
            sums = [sum(a * b for a, b in zip(query, whole[at], strict=True)) for at in (row, text_of.get(row, row))]
            assert found[place, row] == max(sums) / STEPS**2


def test_a_cosine_does_not_depend_on_what_stands_beside_it() -> None:
    rng = np.random.default_rng(4)
    dense, queries = catalogue(rng, 300), directions(rng, 7)
    rows = np.arange(300)
    together = dense.cosines(queries, rows)
    turned = Dense(dense.title[:, ::-1].copy(), dense.described, dense.text[:, ::-1].copy())
    assert np.array_equal(together, turned.cosines(queries[:, ::-1].copy(), rows)), "in any order of the sum"
    for row in (0, 17, 299):
        assert np.array_equal(together[3:4, row : row + 1], dense.cosines(queries[3:4], np.array([row])))


def test_half_precision_is_kept_as_it_is() -> None:
    rng = np.random.default_rng(5)
    halves = directions(rng, 50).astype(np.float16).astype(np.float32)
    dense = build_dense(["a"] * 50, [""] * 50, lambda texts: halves[: len(texts)])
    assert np.array_equal(dense.title, halves)
    single = rng.random((9, SIZE)).astype(np.float32) / 5
    assert float(np.abs(on_grid(single) - single).max()) <= 2.0**-25


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    seed=st.integers(0, 2**32 - 1),
    n=st.integers(0, 120),
    of=st.sampled_from([None, 3, 20]),
    wanted=st.integers(1, 12),
    sides=st.sampled_from([(2, 5), (1, 1), (3, 64), (64, 7)]),
)
def test_none_of_the_closest_is_missed(
    monkeypatch: pytest.MonkeyPatch, seed: int, n: int, of: int | None, wanted: int, sides: tuple[int, int]
) -> None:
    monkeypatch.setattr(blocks, "QUERIES", sides[0])
    monkeypatch.setattr(blocks, "COURSES", sides[1])
    rng = np.random.default_rng(seed)
    dense, queries = catalogue(rng, n, of), directions(rng, 5)
    queries[2] = 0.0
    found = nearest(dense, queries, wanted)
    every = dense.cosines(queries, np.arange(n))
    for query in range(5):
        rows = found.of(query)
        assert rows.tolist() == sorted(set(rows.tolist()))
        above = np.sort(every[query][every[query] > 0])
        least = above[-wanted] if len(above) >= wanted else 0.0
        closest = np.flatnonzero((every[query] >= least) & (every[query] > 0))
        assert set(closest.tolist()) <= set(rows.tolist())
        worst = least if len(above) >= wanted else -2 * slack(SIZE)
        assert bool(np.all(every[query][rows] >= worst - 2 * slack(SIZE))), "and little else is brought"
    assert len(found.of(2)) == 0, "a text without words is close to nothing"


def test_nothing_asked_nothing_found() -> None:
    dense: Any = catalogue(np.random.default_rng(1), 9)
    assert len(nearest(dense, np.zeros((0, SIZE), dtype=np.float32), 3).rows) == 0
