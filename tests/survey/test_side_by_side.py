"""Multi-selects without a wording: where one ends and the next begins, and what each is for."""

from __future__ import annotations

import random
from typing import Any

import pytest

from pipeline.model import QuestionMapping, SurveyMapping
from pipeline.survey import read_export
from pipeline.survey.side_by_side import Options, cuts
from pipeline.survey.unworded import role_of

SKILLS = ("Excel", "Grant writing", "Local history", "Public speaking")
MORE = ("Weeding", "Cataloging", "Robotics", "Genealogy")
TIMES = ("Monday mornings", "Tuesday evenings", "Weekends")


def ticked(*questions: tuple[str, ...], n_people: int = 40, is_required: bool = False) -> Options:
    """Options of questions side by side, ticked by chance; of required ones everybody ticks something."""
    dice = random.Random(5)
    labels = tuple(option for question in questions for option in question)
    ticks = []
    for _ in range(n_people):
        chosen: set[int] = set()
        start = 0
        for question in questions:
            mine = {start + at for at in range(len(question)) if dice.random() < 0.3}
            chosen |= mine or ({start + dice.randrange(len(question))} if is_required else set())
            start += len(question)
        ticks.append(frozenset(chosen))
    return Options(labels, tuple(each for each in ticks if each))


@pytest.mark.parametrize(
    ("questions", "places"),
    [
        ([SKILLS, TIMES], (4,)),
        ([TIMES, SKILLS], (3,)),
        ([SKILLS, TIMES, ("English", "Spanish", "French")], (4, 7)),
        ([(*SKILLS, "None of the above"), MORE], (5,)),
        ([SKILLS, ("Weeding", "Excel", "Robotics")], (5,)),  # before the option that is there already
        ([SKILLS], ()),
        ([SKILLS, MORE], ()),  # nothing tells: a person has to
        ([(*SKILLS, "Spanish", "French")], ()),  # languages to learn are skills
        ([(*SKILLS, "Email", "Social media")], ()),
        ([("Excel", "Weekend programming", "Maps")], ()),
    ],
)
def test_where_a_question_ends(questions: list[tuple[str, ...]], places: tuple[int, ...]) -> None:
    assert cuts(ticked(*questions)) == places


def test_everybody_ticked_on_both_sides() -> None:
    assert cuts(ticked(SKILLS, MORE, n_people=200, is_required=True)) == (4,)
    assert cuts(ticked(SKILLS + MORE, n_people=200, is_required=True)) == ()


def test_two_groups_of_people() -> None:
    left, right = frozenset({0, 1}), frozenset({2, 3, 4})
    assert cuts(Options((*SKILLS, "Maps"), (left, right) * 3)) == (2,)
    assert cuts(Options((*SKILLS, "Maps"), (left, right) * 3 + (frozenset({1, 2}),))) == ()
    one_each = tuple(frozenset({n % 5}) for n in range(30))
    assert cuts(Options((*SKILLS, "Maps"), one_each)) == ()


def test_none_of_the_above_in_the_middle_of_one_question() -> None:
    options = ("Excel", "None", "Maps", "Zines")
    assert cuts(Options(options, (frozenset({0, 2}), frozenset({1}), frozenset({1})))) == ()


@pytest.mark.parametrize(
    ("options", "role"),
    [
        (SKILLS, "goal"),
        ((*SKILLS, "Email", "Other"), "goal"),
        (("Spanish", "French", "Mandarin"), "goal"),
        (("English", "Spanish", "Mandarin"), "language"),
        (TIMES, "availability"),
        (("Main Library", "North branch", "Harbor branch"), "branch"),
        (("Librarian", "Library assistant", "Circulation clerk", "Page"), "role"),
        (("Online", "In person", "Self-paced online courses"), "none"),
        (("No time", "Too far away", "Cost"), "none"),
        (("Facebook", "Newsletter", "Word of mouth"), "none"),
        (("Laptop", "Smartphone", "My own tablet"), "none"),
        (("18-24", "25-34", "Over 65"), "none"),
        (("Yes", "No", "Maybe"), "none"),
        (("Not interested", "Somewhat interested", "Very interested"), "none"),
        (("None of the above",), "none"),
        ((), "none"),
        (("Hojas de cálculo", "Hablar en público"), "goal"),
        (("Lunes por la tarde", "Martes por la mañana"), "availability"),
    ],
)
def test_what_a_question_without_a_wording_is_for(options: tuple[str, ...], role: str) -> None:
    assert role_of(options) == role


def export_of(forge: Any, own: tuple[str, ...], *, has_number: bool) -> bytes:
    """Two questions about skills that nothing tells apart, as Typeform or a copy of it has them."""
    options = ticked(SKILLS, MORE, n_people=12)
    rows = [[*(["#"] if has_number else []), *options.labels, *own]]
    for n, each in enumerate(options.ticks):
        cells = [label if at in each else "" for at, label in enumerate(options.labels)]
        rows.append([*([f"{n:032x}"] if has_number else []), *cells, *("2026-03-02 09:00:11" for _ in own)])
    data: bytes = forge.to_csv(rows)
    return data


@pytest.mark.parametrize(
    ("own", "has_number", "confidence"),
    [
        (("Start Date (UTC)", "Submit Date (UTC)", "Network ID"), True, 0.97),
        (("Start Date (UTC)", "Submit Date (UTC)"), False, 0.9),
        (("Network ID", "Tags"), False, 0.85),
        (("Network ID",), False, 0.75),
        (("Tags",), True, 0.75),
        ((), True, 0.6),
        ((), False, 0.5),
    ],
)
def test_typeform_is_recognised_by_what_a_copy_has_left(
    own: tuple[str, ...], has_number: bool, confidence: float, forge: Any
) -> None:
    export = read_export(export_of(forge, own, has_number=has_number), "copy.csv")
    assert (export.dialect, export.confidence) == ("typeform", confidence)
    assert [(one.kind, one.role, len(one.options)) for one in export.questions] == [("multi_select", "goal", 8)]
    assert export.not_stored == ((("#",) if has_number else ()) + own)


def test_a_person_says_where_a_question_ends_and_how_it_was_asked(forge: Any) -> None:
    data = export_of(forge, ("Network ID", "Tags"), has_number=True)
    asked = "What have you taught before?"
    told = {
        "q2": QuestionMapping(split_at=("weeding",), wording="Which skills do you want to learn?"),
        "q6": QuestionMapping(wording=asked, role="none"),
    }
    export = read_export(data, "copy.csv", None, SurveyMapping(questions=told))
    found = [(one.question_id, one.wording, one.role, one.options) for one in export.questions]
    assert found == [
        ("q2", "Which skills do you want to learn?", "goal", SKILLS),
        ("q6", asked, "none", MORE),
    ]
    whole = read_export(data, "copy.csv")
    assert [(one.respondent, one.option) for one in export.answers if one.state == "chosen"] != []
    assert {(one.respondent, one.option) for one in export.answers if one.option} == {
        (one.respondent, one.option) for one in whole.answers if one.option
    }
