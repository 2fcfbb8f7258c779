from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.normalize import pacing
from pipeline.normalize.reading import Reading


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("self_paced", "self_paced"),
        ("Self-paced", "self_paced"),
        ("SELF", None),
        ("at your own pace", "self_paced"),
        ("instructor_paced", "instructor_paced"),
        ("instructor-led", "instructor_paced"),
        ("Instructor", "instructor_paced"),
        ("instructor_paced | self_paced", None),
        ("online", None),
    ],
)
def test_pacings(words: str, expected: str | None) -> None:
    reading = pacing.read(words)
    assert reading.value == expected
    assert [note.kind for note in reading.notes] == ([] if expected else ["unknown_value"])


def test_every_pacing_is_its_own_word() -> None:
    assert [pacing.read(name).value for name in pacing.PACINGS] == list(pacing.PACINGS)
    assert pacing.read(" ") == Reading(None)


@given(st.text(max_size=60))
def test_any_text_gives_a_pacing_or_none(words: str) -> None:
    assert pacing.read(words).value in (None, *pacing.PACINGS)
