"""What is left out to be quick changes nothing: each shortcut finds what looking at everything finds."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import process
from rapidfuzz.distance import OSA

from pipeline.survey.contact import INTRODUCED, PATTERNS, RECOGNISERS, USER_INFO, has_contact
from pipeline.survey.spelling import Speller

LETTERS = "ab1 .,@/:()[]{}+-'°NSatext"
TARGETS = (
    "grants",
    "grant",
    "storytime",
    "storytimes",
    "cataloging",
    "catalogs",
    "budget",
    "gadget",
    "python",
    "poster",
)


@given(st.text(LETTERS, max_size=40) | st.text(max_size=40))
def test_contact_data_is_found_by_every_pattern(text: str) -> None:
    by_pattern = any(pattern.search(text) for pattern in (*PATTERNS, USER_INFO, INTRODUCED))
    assert has_contact(text) == (by_pattern or any(True for recogniser in RECOGNISERS for _ in recogniser(text)))


@pytest.mark.parametrize(
    "text",
    [
        "kim@example.net",
        "ask (at) example.org",
        "555-010-0199",
        "ext. 4321",
        "10.0.0.1",
        "fe80::1",
        "Opera/9",
        "12 Oak Avenue",
        "PO box 7",
        "40.71280, -74.00600",
        "linkedin.com/in/kim",
        "call me at home",
        "me llamo Kim",
    ],
)
def test_contact_data_is_found(text: str) -> None:
    assert has_contact(text)


def meant_by_looking_at_all(word: str) -> str:
    """The rules of the speller, over all targets."""
    near = process.extract(
        word, sorted(TARGETS), scorer=OSA.distance, score_cutoff=max(1, min(2, len(word) // 4)), limit=4
    )
    likely = [(slips, target) for target, slips, _ in near if target[0] == word[0]]
    least = min(likely, default=(0, ""))[0]
    nearest = {target.removesuffix("s"): target for slips, target in likely if slips == least}
    return next(iter(nearest.values())) if len(nearest) == 1 else word


def test_spelling_is_repaired_as_if_all_words_were_looked_at() -> None:
    dice, speller = random.Random(3), Speller(TARGETS, lambda word: False)
    repaired = 0
    for _ in range(3000):
        word = list(dice.choice(TARGETS))
        for _ in range(dice.choice((1, 1, 2, 3))):
            at = dice.randrange(len(word))
            word[at : at + dice.choice((0, 1))] = dice.choice(("", "a", "t", "x"))
        text = "".join(word)
        if len(text) >= 5 and text not in TARGETS:
            assert speller.meant(text) == meant_by_looking_at_all(text), text
            repaired += speller.meant(text) != text
    assert repaired > 500
