"""What a description says is found as one pattern of all phrases finds it, however it is written."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.topics.fit.words import _pattern, _said

PHRASES = ("no textbook is required", "is required", "# modules", "módulo #", "Split", "#", "free of ß", "k")
PIECES = st.sampled_from(
    [*" .-\n12ıİſKßẞéÉ", "no", "NO", "textbook", "textbooK", "ıs", "İS", "is", "required", "requıred", "modules",
     "moduleſ", "two", "MÓDULO", "módulo", "split", "ſplit", "SPLIT", "free", "of", "ẞ", " "]
)  # fmt: skip


@given(st.lists(PIECES, max_size=14).map("".join), st.lists(st.sampled_from(PHRASES), max_size=5, unique=True))
@example("NO  TEXTBOOK İS\nREQUIRED", list(PHRASES))
@example("two moduleſ", ["# modules"])
def test_phrases_are_found_as_by_one_pattern_of_all(text: str, phrases: list[str]) -> None:
    found = _said(text, tuple(phrases))
    expected = _pattern(tuple(phrases)).finditer(text) if phrases else ()
    assert [each.span() for each in found] == [each.span() for each in expected]


def test_small_letters_of_all_kinds_are_found() -> None:
    assert [each.group() for each in _said("NO  TEXTBOOK İS\nREQUıRED, two moduleſ", PHRASES)] == [
        "NO  TEXTBOOK İS\nREQUıRED",
        "two moduleſ",
    ]
