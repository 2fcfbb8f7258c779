"""Curves from a number to a chance find what was put in, and stay sound on little and on odd data."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.match.curves import folds, isotonic_curve, logistic, logistic_curve


def test_folds_hold_everything_once() -> None:
    parts = folds(13, 5)
    assert sorted(place for part in parts for place in part) == list(range(13))
    assert {len(part) for part in parts} == {2, 3}


def test_logistic_finds_the_chance() -> None:
    chance = np.random.default_rng(1)
    rows = np.stack([chance.normal(size=4000), np.ones(4000)], axis=1)
    labels = (chance.random(4000) < 1 / (1 + np.exp(-(1.5 * rows[:, 0] - 0.5)))).astype(float)
    slope, middle = logistic(rows, labels)
    assert slope == pytest.approx(1.5, abs=0.2)
    assert middle == pytest.approx(-0.5, abs=0.15)


def test_logistic_stays_finite_where_kinds_part_cleanly() -> None:
    rows = np.array([[-2.0, 1.0], [-1.0, 1.0], [1.0, 1.0], [2.0, 1.0]])
    found = logistic(rows, np.array([0.0, 0.0, 1.0, 1.0]))
    assert np.isfinite(found).all()
    assert found[0] > 0


def test_isotonic_pools_what_falls() -> None:
    curve = isotonic_curve(np.array([1.0, 2.0, 3.0, 4.0]), np.array([0.0, 1.0, 0.0, 1.0]))
    assert curve(np.array([1.0, 2.0, 3.0, 4.0])).tolist() == [0.0, 0.5, 0.5, 1.0]
    assert curve(np.array([1.5, 0.0, 9.0])).tolist() == [0.25, 0.0, 1.0]


def test_isotonic_gives_the_same_number_one_chance() -> None:
    curve = isotonic_curve(np.array([1.0, 1.0, 1.0, 2.0]), np.array([0.0, 1.0, 0.0, 1.0]))
    assert curve(np.array([1.0])).tolist() == [pytest.approx(1 / 3)]


@given(st.lists(st.tuples(st.floats(-9, 9), st.booleans()), min_size=1, max_size=30))
def test_curves_never_fall_and_are_chances(seen: list[tuple[float, bool]]) -> None:
    numbers, labels = np.array([number for number, _ in seen]), np.array([float(label) for _, label in seen])
    asked = np.linspace(-12, 12, 50)
    found = isotonic_curve(numbers, labels)(asked)
    assert np.all(np.diff(found) >= -1e-12)
    assert found.min() >= 0.0
    assert found.max() <= 1.0
    assert isotonic_curve(numbers, labels)(numbers).mean() == pytest.approx(labels.mean())
    both = logistic_curve(numbers, labels)(asked)
    assert np.isfinite(both).all()
