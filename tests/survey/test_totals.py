"""A table of totals is told from answers: else each of its lines would be somebody who wants its topic."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.errors import UsageError
from pipeline.model import SurveyMapping
from pipeline.survey import read_export

SHEET = [
    ["Training needs", "", ""],
    ["", "", ""],
    ["Q1. Which of these would you like to learn?", "", ""],
    ["Answer Choices", "Responses", ""],
    ["Zines", "40.0%", "12"],
    ["Weeding", "60.0%", "18"],
    ["", "Answered", "30"],
    ["", "Skipped", "2"],
]
SPANISH = [["Opciones de respuesta", "Respuestas", ""], ["Excel", "40,0 %", "12"], ["", "Respondidas", "30"]]


@pytest.mark.parametrize(
    "rows",
    [
        SHEET,
        SHEET[2:],
        SHEET[3:6],
        SPANISH,
        [["Topic", "Votes"], ["Zines", "12"], ["Weeding", "7"]],
        [["What do you want to learn?", "Count", "Percent of staff"], ["Zines", "1,204", "40%"], ["Maps", "7", ""]],
        [["Tema", "Número de personas"], ["Excel", "12"], ["Inglés", "7"]],
        [["Topic", "Total responses", ""], ["Zines", "12", "3"]],
    ],
)
def test_totals_are_no_answers(rows: list[list[str]], forge: Any) -> None:
    for data in (forge.to_csv(rows), forge.to_xlsx(rows)):
        for dialect in (None, "table"):
            with pytest.raises(
                UsageError, match=r"needs\.x: this looks like totals, not answers: .*individual responses"
            ):
                read_export(data, "needs.x", None, SurveyMapping(dialect=dialect, questions={}))


@pytest.mark.parametrize(
    "rows",
    [
        [["What do you want to learn?", "Your years here"], ["Zines", "12"], ["Weeding", "7"]],
        [["What do you want to learn?", "Number"], ["Zines", "12"], ["Zines", "7"]],
        [["What do you want to learn?", "Answered"], ["Zines", "by hand"], ["Weeding", "7"]],
        [["Staff", "Topic"], ["Page", "Zines"], ["Clerk", "Weeding"]],
        [["How did it go?", "Topic"], ["Answered", "Zines 2"], ["Skipped", "Weeding"]],
    ],
)
def test_answers_are_no_totals(rows: list[list[str]], forge: Any) -> None:
    assert forge.read(rows).rows_kept == len(rows) - 1
