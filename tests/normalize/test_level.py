from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.normalize import level
from pipeline.normalize.reading import Reading


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("BEGINNER", "beginner"),
        ("Introductory", "beginner"),
        ("Beginner level", "beginner"),
        ("Entry Level", "beginner"),
        ("Anfänger", "beginner"),
        ("intermediate", "intermediate"),
        ("Advanced", "advanced"),
        ("Mixed", "mixed"),
        ("All Levels", "mixed"),
        ("Intermediate | Introductory", "mixed"),
        ("beginner, intermediate and advanced", "mixed"),
        ("beginner | introductory", "beginner"),
    ],
)
def test_levels(words: str, expected: str) -> None:
    reading = level.read(words)
    assert reading.value == expected
    assert reading.notes == ()


@pytest.mark.parametrize("words", ["undergraduate", "Not Calibrated", "beginner | whatever", "|", "2"])
def test_unknown_levels_are_noted(words: str) -> None:
    reading = level.read(words)
    assert reading.value is None
    assert [(note.level, note.kind, note.field) for note in reading.notes] == [("warning", "unknown_value", "level")]


def test_every_level_is_its_own_word() -> None:
    assert [level.read(name).value for name in level.LEVELS] == list(level.LEVELS)
    assert level.read(None) == Reading(None)


@given(st.text(max_size=60))
def test_any_text_gives_a_level_or_none(words: str) -> None:
    assert level.read(words).value in (None, *level.LEVELS)
