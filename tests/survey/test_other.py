"""What people type under "Other" is never taken for the form's own words, however many of them type it alike."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.model import DemandSettings, Export
from pipeline.survey import goals, inspection, wishes

MIN_GROUP = DemandSettings().min_group
TYPED = "Coping with my divorce"
HEADS = ["ID", "Start time", "Completion time", "Email", "Name"]
OWN = ["anonymous", None]
LISTED = ("Grant writing", "Public speaking", "Python")


def microsoft_forms(forge: Any, *, joined: bool, n_typed: int) -> Export:
    """Thirty people choose from a list; some of them typed the same under "Other"."""
    end = ";" if joined else ""
    rows: list[list[Any]] = [[*HEADS, "Which skills would you like to develop?"]]
    for n in range(30):
        chosen = LISTED[n % 3] + end
        if n < n_typed:
            chosen = f"{chosen}{TYPED};" if joined else TYPED
        rows.append([n + 1, "2026-03-02 09:00:00", "2026-03-02 09:07:00", *OWN, chosen])
    export: Export = forge.load(forge.to_xlsx(rows))
    assert export.dialect == "microsoft_forms"
    assert {question.kind for question in export.questions} == {"multi_select" if joined else "choice"}
    return export


@pytest.mark.parametrize("joined", [True, False])
@pytest.mark.parametrize("n_typed", [2, 4])
def test_other_typed_by_few_is_a_persons_and_not_printed(joined: bool, n_typed: int, forge: Any, reader: Any) -> None:
    export = microsoft_forms(forge, joined=joined, n_typed=n_typed)
    (question,) = export.questions
    assert TYPED in question.options  # recognised, so that cells are taken apart rightly
    found, _ = wishes(export, DemandSettings(), reader)
    demand = {goal.wording: goal for goal in goals(found, "s1", b"k", reader.meanings, MIN_GROUP)}
    assert (demand[TYPED].origin, len(demand[TYPED].respondents)) == ("person", n_typed)
    document: Any = inspection(export, "needs.xlsx", MIN_GROUP)
    assert TYPED not in str(document)
    (shown,) = document["questions"]
    assert set(shown["options"]) == set(LISTED)
    assert shown["options_not_told"] == 1


def test_what_enough_people_say_is_printed(forge: Any) -> None:
    export = microsoft_forms(forge, joined=True, n_typed=MIN_GROUP)
    assert TYPED in str(inspection(export, "needs.xlsx", MIN_GROUP))


def test_rows_of_a_matrix_are_printed_though_nobody_chose_them(forge: Any, library_survey: Any) -> None:
    export = forge.load(forge.shapes["microsoft_forms"][1](library_survey))
    document: Any = inspection(export, "library.xlsx", 1000)
    shown = {one["wording"]: one for one in document["questions"]}
    assert shown[library_survey.matrix]["options"] == list(library_survey.matrix_rows)
    assert shown[library_survey.several]["options"] == []
    assert shown[library_survey.several]["options_not_told"] == 4


@pytest.mark.parametrize("shape", ["surveymonkey_two_rows", "surveymonkey_one_row"])
def test_headings_of_ticked_columns_are_the_forms(shape: str, forge: Any, library_survey: Any, reader: Any) -> None:
    found, _ = wishes(forge.load(forge.shapes[shape][1](library_survey)), DemandSettings(), reader)
    of_form = {wish.wording for wish in found if wish.origin == "form"}
    assert of_form == {*library_survey.several_options, *library_survey.matrix_rows}


SPECIFY = "Other (please specify)"
NEEDED = ("Not needed", "Needed", "Very needed")


def rated(forge: Any, typed: list[str], *, other_steps: list[str] | None = None) -> Export:
    """A matrix of two rows that SurveyMonkey exports, with what people typed beside it, or a row "Other" in it."""
    rows: list[list[Any]] = [
        ["Respondent ID", "How much do you need training in these?", "", ""],
        ["", "Grant writing", "Excel", SPECIFY],
    ]
    if other_steps is not None:
        rows[0].append("")
        rows[1][3:] = ["Other", SPECIFY]
    for n, words in enumerate(typed):
        rest = [other_steps[n], words] if other_steps is not None else [words]
        rows.append([3292000001 + n, NEEDED[n % 3], NEEDED[(n + 1) % 3], *rest])
    export: Export = forge.read(rows)
    (question,) = export.questions
    assert (export.dialect, question.kind, question.role) == ("surveymonkey", "rating", "goal")
    return export


def test_what_is_typed_beside_rated_rows_is_a_wish(forge: Any, reader: Any) -> None:
    export = rated(forge, ["", "Excel, beekeeping", "n/a", "3", "beekeeping", ""])
    found, dropped = wishes(export, DemandSettings(), reader)
    typed = [(wish.respondent, wish.wording) for wish in found if wish.way == "free_text"]
    assert typed == [("r2", "beekeeping"), ("r5", "beekeeping")]  # r2 rated Excel as well: a wish said twice is one
    assert {wish.origin for wish in found if wish.wording == "beekeeping"} == {"person"}
    assert dropped == {"below_min_strength": 4, "no_step": 2}  # "n/a" and "3" are words of scales
    demand = {goal.wording: goal for goal in goals(found, "s1", b"k", reader.meanings, MIN_GROUP)}
    assert demand["beekeeping"].respondents == frozenset({"r2", "r5"})
    assert demand["Excel"].respondents == {wish.respondent for wish in found if wish.wording == "Excel"} >= {"r2"}


def test_a_rated_row_other_names_no_goal_and_its_text_does(forge: Any, reader: Any) -> None:
    steps = ["Very needed", "Not needed", "Very needed", "", "", ""]
    export = rated(forge, ["zines", "", "", "", "", ""], other_steps=steps)
    found, dropped = wishes(export, DemandSettings(), reader)
    assert {wish.wording for wish in found} == {"Grant writing", "Excel", "zines"}
    assert dropped == {"below_min_strength": 5, "non_answer": 2}


def test_a_text_in_the_row_other_of_a_grid_is_a_wish(forge: Any, reader: Any) -> None:
    head = "How much do you need training in these?"
    rows = [["Timestamp", f"{head} [zines]", f"{head} [Other]"]]
    cells = [("Needed", ""), ("Not needed", "beekeeping"), ("Very needed", "Not needed"), ("Needed", "Very needed")]
    rows += [["2026/03/02 9:00:11 AM EST", *pair] for pair in cells * 3]
    export = forge.read(rows)
    assert [one.kind for one in export.questions] == ["rating"]
    found, dropped = wishes(export, DemandSettings(), reader)
    assert {wish.wording for wish in found if wish.way == "free_text"} == {"beekeeping"}
    assert {wish.wording for wish in found} == {"zines", "beekeeping"}
    assert dropped == {"below_min_strength": 6, "non_answer": 3}
