"""Which concepts are one subject: the committed list, what it makes of goals, and what is wrong with a bad one."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import SettingsError
from pipeline.flow.subjects import FILE, load_subjects
from pipeline.model import GoalDemand
from pipeline.survey import AnswerReader, SubjectReader

HEAD = "subject,concept,kind\n"


@pytest.fixture(scope="module")
def subjects(root: Path, reader: AnswerReader) -> SubjectReader:
    return load_subjects(root / FILE, reader)


def goal(text: str) -> GoalDemand:
    return GoalDemand(goal_id="g1", survey_id="s1", wording=text, origin="person", respondents=frozenset({"r"}))


@pytest.mark.parametrize(
    ("text", "named", "rest", "context"),
    [
        ("pivot tables", {"Spreadsheets and Excel"}, (), ()),
        ("phishing and passwords", {"online safety"}, ("and",), ()),
        ("ukulele", {"ukulele"}, (), ()),
        ("playing an instrument", {"playing an instrument"}, (), ()),
        ("air circulation", {"circulation"}, ("air",), ()),
        ("negotiating with vendors", {"negotiation"}, (), ("with", "vendors")),
        ("project management so that summer reading works", {"project management"}, (), ()),
        ("Excel and other spreadsheets (formulas, charts)", {"Spreadsheets and Excel"}, ("and", "other"), ()),
        ("Business writing (emails, memos)", {"business writing"}, (), ()),
        ("Things (formulas)", {"Spreadsheets and Excel"}, ("things",), ()),
        ("granting permissions", set(), ("granting", "permissions"), ()),
        ("for my own peace", set(), ("for", "my", "own", "peace"), ()),
        ("so", set(), ("so",), ()),
        ("", set(), (), ()),
    ],
)
def test_what_a_goal_is_about(
    subjects: SubjectReader, text: str, named: set[str], rest: tuple[str, ...], context: tuple[str, ...]
) -> None:
    about = subjects.about(goal(text))
    assert (about.subjects, about.rest, about.context) == (named, rest, context)


def test_every_subject_is_written_as_a_heading(subjects: SubjectReader, reader: AnswerReader) -> None:
    named = {subjects.heading(subject) for term in reader.terms for subject in subjects.about(goal(term.term)).subjects}
    assert len(named) > 400
    assert [each for each in named if each[:1].islower() and each.islower()] == []
    assert max(map(len, named)) <= 60


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("", "row 1: found nothing, expected subject,concept,kind"),
        ("a,b\n", "row 1: found a,b, expected subject,concept,kind"),
        (f"{HEAD}Excel\n", "row 2: found 1 columns, expected 3"),
        (f"{HEAD}Excel,Microsoft Exel,subject\n", "row 2, column concept: found `Microsoft Exel`, expected a concept"),
        (f"{HEAD}Excel,Microsoft Excel,topic\n", "row 2, column kind: found `topic`, expected one of subject, broad"),
        (f"{HEAD} ,music,broad\n", "row 2, column subject: found ` `, expected a heading"),
        (f"{HEAD}Music,music,broad\nSongs,music,subject\n", "row 3, column concept: found `music` a second time"),
        (f"{HEAD}ESL,asl,word\n", "row 2, column concept: found `asl`, expected `esl`"),
    ],
)
def test_what_is_wrong_is_said_with_its_row(tmp_path: Path, reader: AnswerReader, rows: str, said: str) -> None:
    path = tmp_path / "subjects.csv"
    path.write_text(rows, encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        load_subjects(path, reader)
    assert said in str(caught.value)


def test_a_file_that_is_missing_is_named(tmp_path: Path, reader: AnswerReader) -> None:
    with pytest.raises(SettingsError, match=r"subjects\.csv: cannot be read \(.*expected CSV in UTF-8"):
        load_subjects(tmp_path / "subjects.csv", reader)
