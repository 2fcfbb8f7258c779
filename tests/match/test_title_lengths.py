"""Titles are passed over by their length only where they cannot be nearly what was asked for."""

from __future__ import annotations

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st
from rapidfuzz import fuzz

from pipeline.match.features.title import NEAR, may_be_near
from pipeline.match.fold import fold
from pipeline.match.index import n_letters

TEXTS = st.text(st.sampled_from("ab c dé ﬁ ß"), max_size=12)


@given(st.lists(TEXTS, max_size=2), TEXTS)
@example(["abcde"], "a b  c   de")
@example(["straße"], "STRASSE")
def test_no_title_that_is_near_is_passed_over(said: list[str], title: str) -> None:
    is_near = any(fuzz.token_sort_ratio(text, fold(title)) >= NEAR for text in said)
    assert not is_near or may_be_near(said, np.array([n_letters(title)])).all()


def test_titles_much_shorter_or_longer_are_passed_over() -> None:
    titles = ["Clay", "Clay for beginners", "Clay  for  beginners", "Clay for beginners and all who come back", "Año"]
    letters = np.array([n_letters(title) for title in titles])
    assert letters.tolist() == [4, 18, 18, 40, 0]
    assert may_be_near(["clay for beginner"], letters).tolist() == [False, True, True, False, True]
    assert not may_be_near([], letters[:4]).any()
