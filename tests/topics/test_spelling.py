"""Slips of the keyboard, and what is none."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.topics.spelling import corrections


@pytest.mark.parametrize(
    ("n_goals", "meant"),
    [
        ({"psycholgy": 1, "psychology": 1}, {"psycholgy": "psychology"}),
        ({"psyhcology": 3, "psychology": 1}, {}),  # typed more often: not for us to say
        ({"mediation": 1, "meditation": 9, "medication": 9}, {}),
        ({"jupiter": 5, "jupyter": 9}, {}),
        ({"libguides": 9, "libguide": 1}, {"libguide": "libguides"}),
        ({"libguides": 1, "libguide": 1}, {}),
        ({"excell": 1, "excel": 9}, {"excell": "excel"}),
        ({"canva": 1, "canvas": 9}, {}),  # too short
        ({"noodle": 9, "moodle": 1}, {}),  # another first letter
        ({"excel": 3}, {}),
        ({}, {}),
    ],
)
def test_corrections(n_goals, meant):
    assert corrections(n_goals) == meant


@settings(max_examples=10, deadline=None)
@given(st.dictionaries(st.text("abcdé1", min_size=5, max_size=8), st.integers(1, 3), max_size=8))
def test_a_word_is_corrected_to_another_word_of_the_goals(n_goals):
    for typed, meant in corrections(n_goals).items():
        assert typed != meant
        assert n_goals[meant] >= n_goals[typed]
