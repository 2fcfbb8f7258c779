"""Real exports beside the project: structure and counts only, told by hand from the tools' own pages and codebooks."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from pipeline.model import DemandSettings, Export, Question
from pipeline.survey import goals, read_export, wishes

pytestmark = pytest.mark.shared


def read(shared: Path, name: str) -> Export:
    path = shared / "surveys" / name
    return read_export(path.read_bytes(), path.name)


def question(export: Export, start: str) -> Question:
    (found,) = (one for one in export.questions if one.wording.startswith(start))
    return found


@pytest.mark.parametrize(
    ("name", "dialect", "encoding", "n_rows", "n_kept", "n_questions"),
    [
        ("microsoft_forms/sib_training_needs_2026.xlsx", "microsoft_forms", "utf-8", 260, 260, 11),
        ("google_forms/dask_2019_user_survey.csv", "google_forms", "utf-8", 259, 258, 14),
        ("google_forms/dask_2020_user_survey.csv", "google_forms", "utf-8", 239, 239, 15),
        ("google_forms/dask_2021_user_survey.csv", "google_forms", "utf-8", 247, 247, 32),
        ("surveymonkey/fte_starwars.csv", "surveymonkey", "cp1252", 1186, 1186, 13),
        ("surveymonkey/fte_thanksgiving2015.csv", "surveymonkey", "utf-8", 1058, 1058, 21),
        ("limesurvey/rse_2017_us.csv", "limesurvey", "utf-8", 164, 164, 36),
        ("limesurvey/rse_2017_uk.csv", "limesurvey", "utf-8", 253, 253, 41),
        ("limesurvey/rse_2018_all.csv", "limesurvey", "utf-8", 997, 997, 74),
        ("qualtrics/qualtrics_sample_raw.csv", "qualtrics", "utf-8", 1, 1, 2),
        ("qualtrics/qualtrics_sample_legacy_raw.csv", "qualtrics", "utf-8-sig", 1, 1, 2),
        ("redcap/survey_data.csv", "redcap", "utf-8", 2, 2, 18),
        ("redcap/checkboxes_data.csv", "redcap", "utf-8", 4, 4, 3),
        ("typeform/p2pu_typeform_api_fixture.json", "typeform", "utf-8", 2, 2, 26),
        ("kobo/dietary_needs_both.csv", "kobo", "utf-8", 3, 3, 2),
        ("kobo/dietary_needs_details.csv", "kobo", "utf-8", 3, 3, 2),
        ("kobo/dietary_needs_summary.csv", "kobo", "utf-8", 3, 3, 2),
        ("carpentries_cleaned/2018_longterm_spread_columns.csv", "table", "utf-8", 476, 476, 74),
        ("carpentries_cleaned/2020-12_longterm_other_questions_no_open.csv", "table", "utf-8", 87, 87, 25),
    ],
)
def test_dialect_rows_and_questions(
    name: str, dialect: str, encoding: str, n_rows: int, n_kept: int, n_questions: int, shared: Path
) -> None:
    export = read(shared, name)
    assert (export.dialect, export.encoding) == (dialect, encoding)
    assert (export.rows_read, export.rows_kept) == (n_rows, n_kept)
    assert export.rows_read == export.rows_kept + sum(export.dropped_because.values())
    assert len(export.questions) == n_questions
    assert (export.confidence >= 0.6) == (dialect != "table")


def test_training_needs_of_microsoft_forms(shared: Path) -> None:
    export = read(shared, "microsoft_forms/sib_training_needs_2026.xlsx")
    wanted = [one for one in export.questions if one.role == "goal"]
    assert [len(one.options) for one in wanted if one.kind == "rating"] == [15, 4, 7, 5, 2]
    assert [(one.kind, one.n_answers) for one in wanted if one.kind != "rating"] == [("free_text", 62)]
    assert all(len(one.steps) == 5 for one in export.questions if one.kind == "rating")
    assert wanted[0].steps[0] == "Not needed"
    assert wanted[0].steps[-1] == wanted[1].steps[-1] == "Absolutely essential"
    assert (wanted[0].steps[3], wanted[1].steps[3]) == ("Very needed", "Highly needed")
    assert question(export, "Please indicate how much each").role == "none"
    assert question(export, "Specify which learning formats").role == "none"
    assert len(question(export, "Specify which learning formats").options) == 9
    assert export.not_stored[:5] == ("Id", "Start time", "Completion time", "Email", "Name")
    assert len(export.not_stored) == 7  # country and canton with them
    assert {answer.respondent for answer in export.answers} == {f"r{number}" for number in range(1, 261)}


def test_goals_of_the_training_needs(shared: Path, reader: Any) -> None:
    found, dropped = wishes(read(shared, "microsoft_forms/sib_training_needs_2026.xlsx"), DemandSettings(), reader)
    demand = goals(found, "sib", b"k" * 32, reader.meanings, 5)
    assert sum(goal.origin == "form" for goal in demand) == 33
    assert len({goal.goal_id for goal in demand}) == len(demand)
    n_cells = 6602  # filled cells of the 33 topic columns, counted in the file 2026-11
    assert sum(one.origin == "form" for one in found) + dropped["below_min_strength"] == n_cells


def test_options_with_commas_stay_whole(shared: Path) -> None:
    export = read(shared, "google_forms/dask_2021_user_survey.csv")
    launch = question(export, "If you use a cluster, how do you launch")
    assert launch.kind == "multi_select"
    assert "HPC resource manager (SLURM, PBS, SGE, LSF or similar)" in launch.options
    chosen = Counter(answer.option for answer in export.answers if answer.question_id == launch.question_id)
    assert chosen["HPC resource manager (SLURM, PBS, SGE, LSF or similar)"] == 64
    assert not any(option and option.startswith(("PBS", "SGE", "LSF")) for option in chosen)


def test_the_two_joints_of_google_forms(shared: Path) -> None:
    for name, options in (("dask_2019_user_survey.csv", 7), ("dask_2020_user_survey.csv", 11)):
        apis = question(read(shared, f"google_forms/{name}"), "Dask APIs")
        assert (apis.kind, len(apis.options)) == ("multi_select", options)
    export = read(shared, "google_forms/dask_2020_user_survey.csv")
    features = question(export, "What common feature requests")
    assert (features.kind, len(features.options), len(features.steps)) == ("rating", 10, 3)
    assert question(export, "What are some other libraries").kind == "free_text"


def test_two_heading_rows_of_surveymonkey(shared: Path) -> None:
    export = read(shared, "surveymonkey/fte_starwars.csv")
    kinds = Counter(one.kind for one in export.questions)
    assert kinds == {"choice": 10, "multi_select": 1, "ranking": 1, "rating": 1}
    assert [len(one.options) for one in export.questions if one.kind != "choice"] == [6, 6, 14]
    assert export.not_stored == ("RespondentID", "Location (Census Region)")


def test_one_heading_row_of_surveymonkey(shared: Path) -> None:
    export = read(shared, "surveymonkey/fte_thanksgiving2015.csv")
    several = [len(one.options) for one in export.questions if one.kind == "multi_select"]
    assert several == [14, 12, 11, 1]
    assert "US Region" in export.not_stored


def test_not_shown_is_not_the_same_as_not_chosen(shared: Path) -> None:
    """One real question with 664 blanks, as the notes on the dialects count them: it was not shown to these people."""
    export = read(shared, "limesurvey/rse_2018_all.csv")
    (german,) = (
        one
        for one in export.questions
        if one.wording.startswith("Please select the discipline in which you work") and one.n_answers == 333
    )
    said = [answer for answer in export.answers if answer.question_id == german.question_id]
    assert sum(answer.state == "not_shown" for answer in said) == 664
    of_one = [answer for answer in said if answer.option == german.options[0] and answer.state != "not_shown"]
    assert len(of_one) == 333


def test_the_three_forms_of_kobo_say_the_same(shared: Path) -> None:
    options = {"gluten_free", "vegan", "vegetarian", "lactose_free"}
    for form in ("both", "details", "summary"):
        export = read(shared, f"kobo/dietary_needs_{form}.csv")
        (several,) = (one for one in export.questions if one.kind == "multi_select")
        assert set(several.options) == options
        chosen = [
            answer.option
            for answer in export.answers
            if answer.question_id == several.question_id and answer.state == "chosen"
        ]
        assert len(chosen) == 7


def test_a_dictionary_tells_wordings_options_and_who_is_named(shared: Path) -> None:
    folder = shared / "surveys" / "redcap"
    told = (folder / "checkboxes_dictionary.csv").read_bytes(), "checkboxes_dictionary.csv"
    export = read_export((folder / "checkboxes_data.csv").read_bytes(), "checkboxes_data.csv", told)
    assert question(export, "check one").options == ("one", "two", "three", "four")
    assert question(export, "check two").options == ("A", "B", "C", "D", "E")
    told = (folder / "survey_dictionary.csv").read_bytes(), "survey_dictionary.csv"
    export = read_export((folder / "survey_data.csv").read_bytes(), "survey_data.csv", told)
    assert {"email", "first_name", "last_name", "address", "telephone_1"} <= set(export.not_stored)
