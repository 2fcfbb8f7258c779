from __future__ import annotations

from typing import Any

import pytest

from pipeline.normalize import memo as module
from pipeline.normalize.memo import Memo


def test_words_are_read_once_each_and_by_each_reader() -> None:
    read: list[tuple[str, Any]] = []

    def first(field: str, words: str | None) -> str:
        read.append((field, words))
        return f"{field} {words}"

    def second(field: str, words: str | None) -> str:
        return f"second {first(field, words)}"

    memo = Memo()
    asked = [("a", "x"), ("b", "x"), ("a", None), ("a", "x"), ("a", None)]
    assert [memo(first, *words) for words in asked] == [f"{field} {words}" for field, words in asked]
    assert read == [("a", "x"), ("b", "x"), ("a", None)]
    assert memo(second, "a", "x") == "second a x"
    assert memo(first, "a", words="x") == "a x"


def test_what_never_repeats_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 3)
    memo = Memo()
    assert [memo(str, number) for number in range(10)] == [str(number) for number in range(10)]
    assert len(memo._known) <= 3
