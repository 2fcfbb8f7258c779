"""Rating words as strengths."""

from __future__ import annotations

import pytest

from pipeline.survey.scales import is_bare_step, is_scale, is_step, number, ordered, strength, strengths


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


@pytest.mark.parametrize(
    "steps",
    [
        {"Not needed": 0.0, "Somewhat needed": 0.5, "Needed": 0.75, "Very needed": 1.0, "Don't know / N/A": None},
        {"No interest": 0.0, "Slight interest": 0.25, "Moderate interest": 0.5, "High interest": 1.0},
        {"Not a priority": 0.0, "Low priority": 0.25, "Medium priority": 0.5, "High priority": 0.75, "Essential": 1.0},
        {"Nada": 0.0, "Poco": 0.25, "Algo": 0.5, "Mucho": 1.0, "No sé": None},
        {"Prioridad baja": 0.25, "Prioridad media": 0.5, "Prioridad alta": 1.0},
        {"Nada importante": 0.0, "Poco importante": 0.25, "Importante": 0.75, "Muy importante": 1.0},
        {"Muy en desacuerdo": 0.0, "En desacuerdo": 0.25, "De acuerdo": 0.75, "Muy de acuerdo": 1.0},
        {"No demand": 0.0, "Some demand": 0.5, "High demand": 1.0},
        {"Not important": 0.0, "Important": 0.75, "Very important": 0.88, "Extremely important": 1.0},
        {"Low": 0.25, "High": 0.75, "Very high": 0.88, "Essential": 1.0},
        {"Disagree": 0.25, "Neutral": 0.5, "Agree": 1.0},
        {"Not interested": 0.0, "Slightly interested": 0.25, "Somewhat interested": 0.5},
    ],
    ids=lambda steps: next(iter(steps)),
)
def test_a_scale_in_words_rises_strictly_to_its_top(steps: dict[str, float | None]) -> None:
    assert is_scale(steps)
    assert strengths(reversed(list(steps))) == steps
    assert ordered(steps) == tuple(steps)
    rated = [value for value in steps.values() if value is not None]
    assert len(set(rated)) == len(rated)


@pytest.mark.parametrize(
    "words",
    [["Main branch", "North branch"], ["High school", "Some college"], ["Very needed"], ["N/A", "No opinion"], []],
)
def test_what_is_no_scale(words: list[str]) -> None:
    assert not is_scale(words)


def test_a_step_is_bare_in_both_languages() -> None:
    assert is_bare_step("Muy importante")
    assert not is_bare_step("Muy importante para Lupe")


def test_steps_run_from_weak_to_strong_and_no_step_comes_last() -> None:
    assert ordered(["N/A", "Very needed", "Not needed", "Very needed"]) == ("Not needed", "Very needed", "N/A")


def test_a_number_is_read_where_the_step_starts_with_it() -> None:
    assert [number(step) for step in ("4", "4.0", "4 = often", "often", "4 branches")] == [4, 4, 4, None, None]


def test_no_step_is_known_as_one_of_a_scale() -> None:
    assert is_step("N/A")
    assert not is_step("Main branch")
