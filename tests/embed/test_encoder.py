"""Vectors mean something, have length 1, and do not depend on what stands beside them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.embed.encoder import Encoder


def test_meaning_without_a_shared_word(encoder: Encoder) -> None:
    goal, near, far = encoder.goals(["calming down angry people", "De-escalation and conflict", "Spreadsheet formulas"])
    assert goal @ near > goal @ far + 0.2


def test_vectors_have_length_one(encoder: Encoder) -> None:
    vectors = encoder.courses(["Grant writing", "", "ñandú", "x" * 5000])
    assert vectors.shape == (4, encoder.size)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)


def test_nothing_gives_nothing(encoder: Encoder) -> None:
    assert encoder.goals([]).shape == (0, encoder.size)


@pytest.mark.parametrize("beside", [[], ["Short"], ["A much longer title than the one that is looked at " * 3] * 3])
def test_a_vector_hardly_depends_on_its_batch(encoder: Encoder, beside: list[str]) -> None:
    alone = encoder.courses(["Weeding a collection"])[0]
    assert float(encoder.courses([*beside, "Weeding a collection"])[-1] @ alone) > 0.99999


@settings(max_examples=15, deadline=None)
@given(st.lists(st.text(max_size=40), max_size=4))
def test_any_text_has_a_finite_vector(encoder: Encoder, texts: list[str]) -> None:
    vectors = encoder.goals(texts)
    assert vectors.shape == (len(texts), encoder.size)
    assert bool(np.isfinite(vectors).all())
