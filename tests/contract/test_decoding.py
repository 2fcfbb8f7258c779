"""JSON comes out as it is, without what neither DuckDB nor UTF-8 can hold."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.contract.decoding import MAX_JSON_DEPTH, decoded

PARTS = ["a", "\u00e9", "\U0001f600", "\x00", "\ud800", "\udc00", "\\", "u0000", '"']
LETTERS = st.lists(st.sampled_from(PARTS), max_size=5).map("".join)
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), LETTERS),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(LETTERS, inner, max_size=3)),
    max_leaves=8,
)


def holdable(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("\x00", "").encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {holdable(key): holdable(item) for key, item in value.items()}
    return [holdable(item) for item in value] if isinstance(value, list) else value


@given(VALUES)
def test_what_cannot_be_held_is_left_out_and_all_else_comes_back(value: Any) -> None:
    text = json.dumps(value)
    assert decoded(text) == holdable(json.loads(text))


@pytest.mark.parametrize("word", ["a", "\\u0000", "é"])
@pytest.mark.parametrize("kind", ['{"k": %s}', "[%s]"])
def test_depth_has_the_same_limit_whatever_else_is_in_the_text(word: str, kind: str) -> None:
    def nested(depth: int) -> str:
        text = f'"{word}"'
        for _ in range(depth):
            text = kind % text
        return text

    decoded(nested(MAX_JSON_DEPTH))
    with pytest.raises(ValueError, match="nested more than"):
        decoded(nested(MAX_JSON_DEPTH + 1))
