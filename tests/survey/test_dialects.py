"""A survey in the shape of each tool is read back as it was, whatever the tool."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

SHAPES = (
    "microsoft_forms", "google_direct", "google_sheets", "surveymonkey_two_rows", "surveymonkey_one_row", "table",
    "qualtrics_split", "qualtrics_joined", "limesurvey_full", "limesurvey_code", "redcap", "typeform",
)  # fmt: skip
WITHOUT_MATRIX = ("table", "typeform")
OPTIONS = ("Grant writing", "Excel (formulas, charts, pivot tables)", "Public speaking", "Python", "Zines - a workshop")
FREE = ("", "storytelling with maps", "how to moderate a book club", "archives", "I want to run a repair café", "zines")


@pytest.mark.parametrize("shape", SHAPES)
def test_a_survey_comes_back_from_every_shape(shape: str, forge: Any, library_survey: Any) -> None:
    dialect, write = forge.shapes[shape]
    export = forge.load(write(library_survey))
    assert export.dialect == dialect
    survey = as_told(library_survey, export)
    left_out = survey.matrix if shape in WITHOUT_MATRIX else None
    assert forge.heard(export) == {entry for entry in survey.said() if entry[1] != left_out}
    assert export.rows_read == export.rows_kept == 12
    assert export.dropped_because == {}


@pytest.mark.parametrize("shape", SHAPES)
def test_kinds_and_roles_of_every_shape(shape: str, forge: Any, library_survey: Any) -> None:
    export = forge.load(forge.shapes[shape][1](library_survey))
    found = {question.wording: (question.kind, question.role) for question in export.questions}
    assert found[library_survey.single] == ("choice", "branch")
    assert found[as_told(library_survey, export).several] == ("multi_select", "goal")
    assert found[library_survey.free] == ("free_text", "goal")
    assert found.get(library_survey.matrix, ("rating", "goal")) == ("rating", "goal")
    assert (library_survey.matrix in found) == (shape not in WITHOUT_MATRIX)


def test_the_steps_of_a_matrix_run_from_weak_to_strong(forge: Any, library_survey: Any) -> None:
    export = forge.load(forge.shapes["microsoft_forms"][1](library_survey))
    (matrix,) = (question for question in export.questions if question.kind == "rating")
    assert matrix.steps == library_survey.steps
    assert matrix.options == library_survey.matrix_rows


@given(data=st.data())
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@pytest.mark.parametrize("shape", SHAPES)
def test_made_up_surveys_come_back(shape: str, data: st.DataObject, forge: Any) -> None:
    """Every option is chosen by enough people to be known as one; the rest is chance."""
    options = data.draw(st.permutations(OPTIONS)) if shape != "table" else list(OPTIONS[:4])
    pairs = [(a, b) for a in range(5) for b in range(a, 5) if max(a, b) < len(options)]
    people = []
    for number, (first, second) in enumerate(data.draw(st.permutations(pairs))):
        matrix = tuple(data.draw(st.sampled_from([None, 0, 1, 2, 3, 4])) for _ in range(2))
        free = data.draw(st.sampled_from(FREE))
        people.append((number % 3, tuple(sorted({first, second})), matrix, f"{free} in area {number}" if free else ""))
    survey = forge.survey(
        single="Which branch do you work at?",
        single_options=("Main", "North", "Harbor"),
        several="Which skills would you like to develop?",
        several_options=tuple(options),
        matrix="Rate your interest in these topics",
        matrix_rows=("Local history", "Robotics"),
        steps=("Not needed", "Slightly needed", "Moderately needed", "Very needed", "Absolutely essential"),
        free="What else do you want to learn?",
        people=people,
    )
    dialect, write = forge.shapes[shape]
    export = forge.load(write(survey))
    assert export.dialect == dialect
    survey = as_told(survey, export)
    free = [(person, text) for person, _, option, text in forge.heard(export) if option is None]
    assert sorted(free) == sorted((f"r{n}", person[3]) for n, person in enumerate(people, start=1) if person[3])
    got = {entry for entry in forge.heard(export) if entry[1] in (survey.single, survey.several)}
    assert got == {entry for entry in survey.said() if entry[1] in (survey.single, survey.several)}


def as_told(survey: Any, export: Any) -> Any:
    """The survey with the wording of its multi-select as the export tells it: Typeform does not."""
    if export.dialect != "typeform":
        return survey
    (several,) = (question.wording for question in export.questions if question.kind == "multi_select")
    return replace(survey, several=several)
