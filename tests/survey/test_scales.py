"""Rating words as strengths."""

from __future__ import annotations

import pytest

from pipeline.survey.scales import is_step, number, ordered, strength


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        ("Not needed", 0.0),
        ("Slightly needed", 0.25),
        ("Moderately needed", 0.5),
        ("Very needed", 0.75),
        ("Highly needed", 0.75),
        ("Absolutely essential", 1.0),
        ("Not at all interested", 0.0),
        ("Somewhat interested", 0.5),
        ("Very interested", 0.75),
        ("Extremely interested", 1.0),
        ("Strongly disagree", 0.0),
        ("Disagree", 0.25),
        ("Neither agree nor disagree", 0.5),
        ("Strongly agree", 1.0),
        ("Not relevant for me", 0.0),
        ("Somewhat useful", 0.5),
        ("Critical to me", 1.0),
        ("Very unfavorably", 0.0),
        ("Somewhat favorably", 0.75),
        ("Critical barrier", 1.0),
        ("don't know", None),
        ("N/A", None),
        ("Don't know or N/A", None),
        ("Unfamiliar (N/A)", None),
        ("Not applicable", None),
        ("Tuesday", None),
        ("", None),
    ],
)
def test_words(step: str, expected: float | None) -> None:
    assert strength(step) == expected


@pytest.mark.parametrize(
    ("step", "steps", "expected"),
    [
        ("1", ("1", "2", "3", "4", "5"), 0.0),
        ("3", (), 0.5),
        ("3.0", ("1", "4"), 0.5),
        ("5 - very interested", (), 1.0),
        ("0", ("0", "10"), 0.0),
        ("10", ("0", "10"), 1.0),
        ("7", ("1", "7"), 1.0),
        ("2019", (), None),
        ("100", (), None),
    ],
)
def test_numbers(step: str, steps: tuple[str, ...], expected: float | None) -> None:
    assert strength(step, steps) == expected


def test_steps_run_from_weak_to_strong_and_no_step_comes_last() -> None:
    assert ordered(["N/A", "Very needed", "Not needed", "Very needed"]) == ("Not needed", "Very needed", "N/A")


def test_a_number_is_read_where_the_step_starts_with_it() -> None:
    assert [number(step) for step in ("4", "4.0", "4 = often", "often", "4 branches")] == [4, 4, 4, None, None]


def test_no_step_is_known_as_one_of_a_scale() -> None:
    assert is_step("N/A")
    assert not is_step("Main branch")
