"""Recordings are published: long texts are cut, and nothing else changes."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.author.cut import as_json
from pipeline.author.page import decoded
from pipeline.author.shape import kind_name
from pipeline.author.shorten import KEPT, LONG, shortened

WORDS = "a plain sentence of somebody else "


def test_only_long_texts_are_cut_and_after_a_word() -> None:
    body = {"title": "Short", "items": [{"summary": WORDS * 20, "n": 3, "none": None}, {"summary": WORDS * 7}]}
    cut, n = shortened(body)
    assert n == 1
    assert cut["items"][1] == body["items"][1]  # type: ignore[index]
    assert {**cut["items"][0], "summary": ""} == {"summary": "", "n": 3, "none": None}
    text = cut["items"][0]["summary"]
    assert len(text) <= KEPT
    assert text.endswith(" …")
    assert set(text.removesuffix(" …").split()) <= set(WORDS.split())


def test_a_tag_is_never_cut_in_two() -> None:
    html = "<p>" + "word " * 37 + '<a href="https://example.org/a/long/address">here</a> ' + "word " * 60
    (text, n) = shortened(html)
    assert n == 1
    assert text.count("<") == text.count(">")
    assert "href" not in text


@pytest.mark.parametrize(
    "text", ["https://example.org/" + "a" * 400, '{"level": "' + WORDS * 20 + '"}', "x" * 400, WORDS[:-1] * 7]
)
def test_addresses_codes_and_json_stay_whole(text: str) -> None:
    assert shortened(text) == (text, 0)


def test_half_a_character_can_be_written() -> None:
    body = [{"title": "\ud800"}]
    assert decoded(as_json(body)) == body


TEXTS = st.one_of(
    st.text(max_size=20), st.builds(lambda word, n: word * n, st.text(min_size=1, max_size=9), st.just(99))
)
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), TEXTS),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=4), inner, max_size=3)),
    max_leaves=6,
)


def shape(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: shape(inner) for key, inner in value.items()}
    return [shape(inner) for inner in value] if isinstance(value, list) else type(value)


@settings(max_examples=60, deadline=None)
@given(VALUES)
def test_shape_stays_and_a_second_time_changes_nothing(body: Any) -> None:
    cut, n = shortened(body)
    assert shape(cut) == shape(body)
    assert shortened(cut) == (cut, 0)
    assert (cut == body) == (n == 0)
    if isinstance(body, str) and n:
        assert len(body) > LONG >= len(cut)
    assert kind_name(cut) == kind_name(body) or isinstance(body, str)
