"""What was guessed about an export is written out, put right and read back; a mapping of another export is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import SettingsError, UsageError
from pipeline.model import NO_MAPPING, DemandSettings, QuestionMapping, SurveyMapping
from pipeline.survey import mapping_text, read_export, wishes
from pipeline.typed_yaml import load_typed


def read(data: bytes, **questions: QuestionMapping) -> Any:
    return read_export(data, "needs.xlsx", None, SurveyMapping(dialect=None, questions=questions))


@pytest.fixture
def data(forge: Any, library_survey: Any) -> bytes:
    made: bytes = forge.shapes["microsoft_forms"][1](library_survey)
    return made


def ids(export: Any) -> dict[str, str]:
    return {question.wording: question.question_id for question in export.questions}


@pytest.mark.parametrize("shape", ["microsoft_forms", "google_sheets", "qualtrics_split", "limesurvey_full", "table"])
def test_what_is_written_changes_nothing_when_it_is_read_back(
    shape: str, forge: Any, library_survey: Any, tmp_path: Path, reader: Any
) -> None:
    data = forge.shapes[shape][1](library_survey)
    guessed = read_export(data, "needs")
    (tmp_path / "needs.yaml").write_text(mapping_text(guessed, "needs", 5), encoding="utf-8")
    mapping = load_typed(tmp_path / "needs.yaml", SurveyMapping)
    again = read_export(data, "needs", None, mapping)
    assert forge.heard(again) == forge.heard(guessed)
    assert [(q.kind, q.role) for q in again.questions] == [(q.kind, q.role) for q in guessed.questions]
    assert wishes(again, DemandSettings(), reader) == wishes(guessed, DemandSettings(), reader)


def test_a_role_put_right_turns_answers_into_demand(data: bytes, library_survey: Any, reader: Any) -> None:
    plain = read_export(data, "needs.xlsx")
    several = ids(plain)[library_survey.several]
    mended = read(data, **{several: QuestionMapping(role="none")})
    options = set(library_survey.several_options)
    assert options & {wish.wording for wish in wishes(plain, DemandSettings(), reader)[0]}
    assert not options & {wish.wording for wish in wishes(mended, DemandSettings(), reader)[0]}


def test_steps_put_right_count_as_told(data: bytes, library_survey: Any, reader: Any) -> None:
    matrix = ids(read_export(data, "needs.xlsx"))[library_survey.matrix]
    export = read(data, **{matrix: QuestionMapping(steps={"Slightly needed": 1.0, "Very needed": None})})
    found, dropped = wishes(export, DemandSettings(), reader)
    cells = [answer for answer in export.answers if answer.question_id == matrix]
    n_slight = sum(answer.text == "Slightly needed" for answer in cells)
    assert dropped["no_step"] == sum(answer.text == "Very needed" for answer in cells) > 0
    wanted = [wish for wish in found if wish.question_id == matrix]
    n_essential = sum(answer.text == "Absolutely essential" for answer in cells)
    assert len(wanted) == n_slight + n_essential


def test_a_kind_put_right_is_not_guessed(data: bytes, library_survey: Any) -> None:
    several = ids(read_export(data, "needs.xlsx"))[library_survey.several]
    export = read(data, **{several: QuestionMapping(kind="free_text")})
    (question,) = (one for one in export.questions if one.question_id == several)
    assert (question.kind, question.options) == ("free_text", ())
    assert all(answer.option is None for answer in export.answers if answer.question_id == several)


def test_a_question_left_out_is_named_and_not_kept(data: bytes, library_survey: Any) -> None:
    free = ids(read_export(data, "needs.xlsx"))[library_survey.free]
    export = read(data, **{free: QuestionMapping(is_stored=False)})
    assert library_survey.free in export.not_stored
    assert free not in {question.question_id for question in export.questions}
    assert free not in {answer.question_id for answer in export.answers}


def test_a_dialect_put_right_is_sure(forge: Any, library_survey: Any) -> None:
    data = forge.shapes["google_direct"][1](library_survey)
    export = read_export(data, "needs.csv", None, SurveyMapping(dialect="table", questions={}))
    assert (export.dialect, export.confidence) == ("table", 1.0)
    assert read_export(data, "needs.csv", None, NO_MAPPING).dialect == "google_forms"


@pytest.mark.parametrize(
    ("question_id", "told", "words"),
    [
        ("q99", QuestionMapping(role="goal"), "names the question `q99`, but the export has q6"),
        (
            "q6",
            QuestionMapping(wording="What is your shoe size?"),
            "words `q6` as 'What is your shoe size\\?', the export",
        ),
    ],
)
def test_a_mapping_of_another_export_is_told(question_id: str, told: QuestionMapping, words: str, data: bytes) -> None:
    with pytest.raises(UsageError, match=words):
        read(data, **{question_id: told})


def test_contact_columns_cannot_be_asked_back(data: bytes) -> None:
    with pytest.raises(UsageError, match="names the question `q4`"):
        read(data, q4=QuestionMapping(role="goal"))  # the e-mail column


def test_what_few_people_typed_is_not_written_out(forge: Any) -> None:
    rows = [["Timestamp", "Rate your interest [A]", "Rate your interest [B]"]]
    rows += [["2026/03/02 9:00:11 AM EST", "Very needed", "Not needed"]] * 11
    rows += [["2026/03/02 9:00:11 AM EST", "ask Pat about this", "Not needed"]]
    export = forge.read(rows)
    assert "Pat" not in mapping_text(export, "needs.csv", 5)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("questions: {q6: {rol: goal}}", "`role` meant"),
        ("questions: {q6: {steps: {Very: 7}}}", "expected a number from 0 to 1"),
        ("dialect: wufoo", "found 'wufoo', expected one of surveymonkey"),
    ],
)
def test_a_slip_in_the_file_is_told(text: str, words: str, tmp_path: Path) -> None:
    (tmp_path / "needs.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=words):
        load_typed(tmp_path / "needs.yaml", SurveyMapping)
