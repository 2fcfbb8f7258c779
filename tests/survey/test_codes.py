"""Answers in codes name nothing to learn: refused with a sentence, or read with the labels that a person gives."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import UsageError
from pipeline.flow.survey import Files, add_survey, inspect_survey
from pipeline.model import DemandSettings, Job, QuestionMapping, Settings, SurveyMapping
from pipeline.store import Home
from pipeline.survey import coded, read_export, wishes

SKILLS = "Which skills do you want to learn?"
TOPIC = "What topic would you most like to learn?"
RATED = "How interested are you in learning about zines?"
GRID = "Rate your interest in these topics"
N = 12
SETTINGS = Settings(timezone="UTC", night=Job(at="02:30"), contact="a@example.org")
NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)


def numeric(forge: Any, **changed: list[str]) -> bytes:
    """What Qualtrics exports as numeric values."""
    columns = {
        "Q1": (SKILLS, "QID1", ["1,2", "2", "3", "1,3"]),
        "Q2": (TOPIC, "QID2", ["1", "2", "3", "2"]),
        "Q3": (RATED, "QID3", ["1", "2", "5", "4"]),
        "Q4_1": (f"{GRID} - Maps", "QID4_1", ["1", "2", "5", "2"]),
        "Q4_2": (f"{GRID} - Kites", "QID4_2", ["5", "2", "5", "1"]),
    }
    rows = [["ResponseId", *columns], ["Response ID", *(words for words, _, _ in columns.values())]]
    rows.append([json.dumps({"ImportId": name}) for name in ("_recordId", *(name for _, name, _ in columns.values()))])
    cells = [changed.get(name, cells) for name, (_, _, cells) in columns.items()]
    rows += [[f"R_{n:014}", *(column[n % len(column)] for column in cells)] for n in range(N)]
    data: bytes = forge.to_csv(rows)
    return data


def mapped(data: bytes, **questions: QuestionMapping) -> Any:
    return read_export(data, "x.csv", None, SurveyMapping(questions=questions))


def test_codes_are_no_goals_and_ratings_in_numbers_are(forge: Any, reader: Any) -> None:
    export = read_export(numeric(forge), "x.csv")
    assert [question.wording for question in coded(export)] == [SKILLS, TOPIC]
    found, dropped = wishes(export, DemandSettings(), reader)
    assert {wish.wording for wish in found} == {"zines", "Maps", "Kites"}
    assert dropped["bare_code"] == 12 + 6 + 12


@pytest.mark.parametrize(
    ("head", "cells", "is_coded"),
    [
        (SKILLS, ["A1", "A2", "A3"], True),
        (SKILLS, ["AO01", "AO02", "A1"], True),
        (SKILLS, ["14", "23", "107"], True),
        (SKILLS, ["1;2", "2", "1;2;3"], True),
        (SKILLS, ["1, 2", "2", "1, 2, 3"], True),
        (SKILLS, ["Python 3", "C1", "Excel 365"], False),
        (SKILLS, ["zines", "maps", "3"], False),
        ("How interested are you in learning Excel?", ["1", "2", "3"], False),
        ("On a scale of 1 to 5, which best describes your interest in learning Excel?", ["1", "2", "3"], False),
        ("Which branch do you work at?", ["1", "2", "3"], False),
    ],
)
def test_what_counts_as_codes(head: str, cells: list[str], is_coded: bool, forge: Any) -> None:
    export = forge.read([[head, "Else?"], *([cells[n % 3], f"word {n}"] for n in range(N))])
    assert bool(coded(export)) == is_coded, export.questions


def test_boxes_with_numbers_are_named_by_their_headings(forge: Any) -> None:
    rows = [["Respondent ID", SKILLS, "", ""], ["", "Excel", "Maps", "Zines"]]
    rows += [[f"119{n}", *(str(at + 1) if n % (at + 2) == 0 else "" for at in range(3))] for n in range(N)]
    assert coded(forge.read(rows)) == ()


def test_labels_say_what_codes_stand_for(forge: Any, reader: Any) -> None:
    labels = {"1": "Excel, charts", "2": "Maps; old and new", "3": "Zines"}
    steps = {"1": "Not interested", "2": "Somewhat interested", "5": "Very interested"}
    export = mapped(
        numeric(forge, Q1=["1,2", "2", "3", "1,3", "1.0"]),
        q2=QuestionMapping(labels=labels),
        q3=QuestionMapping(labels=labels),
        q5=QuestionMapping(labels=steps),
    )
    skills, topic, _, grid = export.questions
    assert (skills.kind, skills.options, skills.options_are_headings) == ("multi_select", tuple(labels.values()), True)
    assert (topic.kind, topic.options) == ("choice", tuple(labels.values()))
    assert (grid.kind, grid.options, grid.steps) == ("rating", ("Maps", "Kites"), tuple(steps.values()))
    chosen = [answer.option for answer in export.answers if answer.question_id == "q2" and answer.respondent == "r1"]
    assert chosen == ["Excel, charts", "Maps; old and new"]
    assert coded(export) == ()
    assert {"Excel, charts", "Zines", "Maps"} <= {wish.wording for wish in wishes(export, DemandSettings(), reader)[0]}


def test_what_was_typed_beside_codes_stays(forge: Any) -> None:
    export = mapped(numeric(forge, Q2=["1", "2", "lettering"]), q3=QuestionMapping(labels={"1": "Excel", "2": "Maps"}))
    assert {(one.option, one.text) for one in export.answers if one.question_id == "q3"} == {
        ("Excel", None), ("Maps", None), (None, "lettering"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("told", "message"),
    [
        ({"q3": QuestionMapping(labels={"1": "Excel"})}, "`q3`.*not of '2', '3'"),
        ({"q3": QuestionMapping(labels={"x": "Excel"})}, "none of its answers is one of the codes 'x'"),
        ({"q3": QuestionMapping(split_at=("Excel",))}, "since it has one column"),
        ({"q5": QuestionMapping(split_at=("Excel",))}, "none of its options behind the first: Kites"),
        ({"q5": QuestionMapping(split_at=("Maps",))}, "none of its options behind the first"),
        ({"q9": QuestionMapping(labels={"1": "Excel"})}, "the export has q2, q3"),
    ],
)
def test_a_slip_in_labels_or_cuts_is_named(told: Any, message: str, forge: Any) -> None:
    with pytest.raises(UsageError, match=message):
        mapped(numeric(forge), **told)


def test_inspect_says_so_and_add_refuses(forge: Any, reader: Any, tmp_path: Path) -> None:
    file = tmp_path / "numeric.csv"
    file.write_bytes(numeric(forge))
    (skills, topic) = inspect_survey(Files(file), 5)["in_codes"]
    assert skills.startswith(f"`q2` ({SKILLS}) asks what people want to learn, but its answers are bare codes")
    assert "choice text" in topic
    home = Home(tmp_path / "home")
    home.prepare()
    with pytest.raises(UsageError, match=r"(?s)numeric\.csv: `q2`.*choice text.*`q3`.*Nothing was added.*role: none"):
        add_survey(home, Files(file), SETTINGS, NOON, reader)
    told = tmp_path / "told.yaml"
    told.write_text('questions:\n  q2: {labels: {"1": Excel, "2": Maps, "3": Zines}}\n  q3: {role: none}\n')
    assert add_survey(home, Files(file, mapping=told), SETTINGS, NOON, reader).is_new


def test_the_numbers_of_a_slider_are_no_goals(forge: Any, reader: Any) -> None:
    rows = [["Respondent ID", GRID, ""], ["", "Maps", "Kites"]]
    rows += [[f"119{n}", str(n * 7 + 3), f"{90 - n * 6}"] for n in range(N)]
    found, dropped = wishes(forge.read(rows), DemandSettings(), reader)
    assert (found, dropped) == ((), {"bare_code": 2 * N})
