"""Learning finds what was put in, on judgements made for the purpose, and never leaves the start for nothing."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.match.learn import NAMES, Case, learned, quality

WORDS, MEANING = NAMES.index("words"), NAMES.index("meaning")
START = {"words": 0.5, "meaning": 1.0}


def case(seed: int, words: float, meaning: float) -> Case:
    """Candidates whose gain depends on words and meaning as said."""
    values = np.random.default_rng(seed).random((40, len(NAMES))).astype(np.float32)
    worth = words * values[:, WORDS] + meaning * values[:, MEANING]
    gains = np.where(worth >= np.sort(worth)[-6], 7.0, 0.0)
    return Case(values, gains, float(np.sum(7.0 / np.log2(np.arange(2, 8)))))


def array(weights: dict[str, float]) -> np.ndarray:
    return np.array([weights.get(name, 0.0) for name in NAMES])


def test_a_weight_moves_to_where_it_does_most() -> None:
    cases = [case(seed, 2.0, 1.0) for seed in range(12)]
    found = learned([cases], [1.0], START)
    assert 1.2 < found["words"] < 3.0
    assert quality(cases, array(found)).mean() > quality(cases, array(START)).mean() + 0.05


def test_the_anchor_stays_and_signs_do_not_turn() -> None:
    found = learned([[case(seed, -2.0, 1.0) for seed in range(12)]], [1.0], START)
    assert found["meaning"] == 1.0
    assert found.get("words", 0.0) >= 0.0


def test_nothing_is_gained_nothing_moves() -> None:
    cases = [Case(np.zeros((20, len(NAMES)), dtype=np.float32), np.ones(20), 5.0)]
    assert learned([cases], [1.0], START) == START


def test_weights_are_whole_steps() -> None:
    found = learned([[case(seed, 1.3, 1.0) for seed in range(5)]], [1.0], START)
    assert all(weight * 64 == round(weight * 64) for weight in found.values())


def test_a_set_counts_by_its_share() -> None:
    for_words, for_meaning = [case(s, 3.0, 0.2) for s in range(6)], [case(s, 0.0, 1.0) for s in range(6, 12)]
    more = learned([for_words, for_meaning], [9.0, 1.0], START)
    less = learned([for_words, for_meaning], [1.0, 9.0], START)
    assert more["words"] > less.get("words", 0.0)


def test_quality_by_hand() -> None:
    values = np.zeros((3, len(NAMES)), dtype=np.float32)
    values[:, WORDS] = (0.1, 0.3, 0.2)
    gains = np.array([7.0, 0.0, 1.0])
    best = 7.0 + 1.0 / np.log2(3)
    found = quality([Case(values, gains, best)], array({"words": 1.0}))
    assert found[0] == pytest.approx((1.0 / np.log2(3) + 7.0 / 2.0) / best)
