"""Grids of two ways are a question a column; what only looks like one stays as it is."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pipeline.survey.layout import Block
from pipeline.survey.two_way import parted

STEPS = ["Not needed", "Somewhat needed", "Very needed"]
LEVELS = ["Never", "Beginner", "Advanced"]


def block(labels: list[str], **more: Any) -> Block:
    return Block(wording="Rate each skill", columns=tuple(range(len(labels))), labels=tuple(labels), **more)


def parts(labels: list[str], columns: list[list[str]], **more: Any) -> list[tuple[str, tuple[str, ...], Any, bool]]:
    body = [list(row) for row in zip(*columns, strict=True)]
    return [(one.wording, one.labels, one.role, one.is_ticked) for one in parted(block(labels, **more), body)]


def test_menus_with_two_scales_are_two_questions() -> None:
    labels = ["Excel - basics - Current level", "Excel - basics - Interest", "Maps - Current level", "Maps - Interest"]
    assert parts(labels, [LEVELS, STEPS, LEVELS, STEPS]) == [
        ("Rate each skill - Current level", ("Excel - basics", "Maps"), "level", False),
        ("Rate each skill - Interest", ("Excel - basics", "Maps"), "goal", False),
    ]


def test_columns_may_hold_a_dash_themselves() -> None:
    labels = ["Excel - Now - at work", "Excel - Later", "Maps - Now - at work", "Maps - Later"]
    found = parts(labels, [LEVELS, STEPS, LEVELS, STEPS])
    assert [(words, rows) for words, rows, _, _ in found] == [
        ("Rate each skill - Now - at work", ("Excel", "Maps")),
        ("Rate each skill - Later", ("Excel", "Maps")),
    ]


@pytest.mark.parametrize(
    ("labels", "columns"),
    [
        (["Excel - basics", "Excel - charts", "Word - basics", "Word - charts"], [STEPS, STEPS, STEPS[:1] * 3, STEPS]),
        (["Excel - basics", "Excel - charts", "Word - basics"], [STEPS] * 3),
        (["Zines - a talk", "Zines - a walk", "Maps - a talk", "Maps - a walk"], [["Zines - a talk", "", ""]] * 4),
        (["Excel", "Word", "Maps", "Zines"], [STEPS] * 4),
        (["a - x", "a - y", "b - x", "b - z"], [LEVELS, STEPS, LEVELS, STEPS]),
    ],
)
def test_what_only_looks_like_two_ways_stays_one_question(labels: list[str], columns: list[list[str]]) -> None:
    assert [rows for _, rows, _, _ in parts(labels, columns)] == [tuple(labels)]


@pytest.mark.parametrize("mark", ["", "x", "1"])
def test_boxes_are_a_multi_select_a_column(mark: str) -> None:
    names = ["I want to learn it", "I can teach it", "Not interested"]
    labels = [f"{row} - {name}" for row in ("Excel", "Maps") for name in names]
    columns = [[mark or name, ""] for _ in range(2) for name in names]
    assert parts(labels, columns) == [
        ("Rate each skill - I want to learn it", ("Excel", "Maps"), "goal", True),
        ("Rate each skill - I can teach it", ("Excel", "Maps"), "facilitate", True),
        ("Rate each skill - Not interested", ("Excel", "Maps"), "none", True),
    ]


def test_boxes_that_are_steps_of_a_scale_are_one_rating(forge: Any) -> None:
    own = ["Respondent ID", "Collector ID"]
    labels = [f"{row} - {step}" for row in ("Excel", "Maps") for step in STEPS]
    rows = [[*own, "Rate your interest in these topics", *[""] * 5], ["", "", *labels]]
    rows += [
        [f"119{n}", "4", *(s if s == STEPS[(n + at) % 3] else "" for at in (0, 1) for s in STEPS)] for n in range(6)
    ]
    (asked,) = forge.read(rows).questions
    assert (asked.kind, asked.role, asked.options, asked.steps) == ("rating", "goal", ("Excel", "Maps"), tuple(STEPS))


def test_days_and_times_stay_together(forge: Any) -> None:
    labels = [f"{day} - {part}" for day in ("Monday", "Tuesday") for part in ("Morning", "Evening")]
    rows = [["Respondent ID", "When could you come?", "", "", ""], ["", *labels]]
    rows += [[f"119{n}", "Morning" if n % 2 else "", "Evening", "", "Evening"] for n in range(6)]
    (asked,) = forge.read(rows).questions
    assert (asked.kind, asked.role, asked.options) == ("multi_select", "availability", tuple(labels))


def test_importance_of_what_is_no_skill_is_no_goal() -> None:
    labels = ["Wifi - Importance", "Wifi - Satisfaction", "Parking - Importance", "Parking - Satisfaction"]
    body = [["High", "Happy", "Low", "Sad"]] * 3
    services = Block(wording="Rate our services", columns=(0, 1, 2, 3), labels=tuple(labels))
    assert [one.role for one in parted(services, body)] == [None, None]


def test_sorted_items_and_timing_of_qualtrics(forge: Any) -> None:
    stem = "What would you like to learn?"
    columns = [
        ("Q7_0_GROUP", f"{stem} - Groups - First - Ranked", "QID7_0_GROUP", ["Excel,Maps", "Maps", "Excel,Maps"]),
        ("Q7_0_1_RANK", f"{stem} - Ranks - First - Excel - Rank", "QID7_0_1_RANK", ["1", "", "2"]),
        ("Q7_0_2_RANK", f"{stem} - Ranks - First - Maps - Rank", "QID7_0_2_RANK", ["2", "1", "1"]),
        ("2_Q8", f"{stem} - in round two", "2_QID8", ["zines", "kites", "archives"]),
        ("Q7_DO_1", f"{stem} - Display Order", "QID7_DO_1", ["1", "2", "1"]),
        ("Q9_Page Submit", "Timing - Page Submit", "QID9_PAGE_SUBMIT", ["1.2", "2.3", "3.4"]),
    ]
    heads = [[one[at] for one in columns] for at in (0, 1)] + [[json.dumps({"ImportId": one[2]}) for one in columns]]
    export = forge.read([*heads, *([one[3][n] for one in columns] for n in range(3))])
    found = [(one.question_id, one.kind, one.options) for one in export.questions]
    assert found == [
        ("q1", "multi_select", ("Maps", "Excel")),
        ("q2", "ranking", ("Excel", "Maps")),
        ("q4", "free_text", ()),
    ]
    assert export.not_stored == ("Q7_DO_1", "Q9_Page Submit")
