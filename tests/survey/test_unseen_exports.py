"""Whole exports as SurveyMonkey and Typeform write them, with all that a real form brings along."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from pipeline.model import Export, Question

N = 12
FREE = [f"zines, volume {n}" for n in range(N)]
BRANCHES = ["Main", "North", "Harbor"]
STEPS = ["Not interested", "Somewhat interested", "Very interested"]


def by_wording(export: Export) -> dict[str, Question]:
    return {question.wording: question for question in export.questions}


def said(export: Export, start: str) -> Counter[tuple[str | None, str | None]]:
    """What was answered to the question whose wording starts so: option and text, and how often."""
    (asked,) = (question for question in export.questions if question.wording.startswith(start))
    return Counter(
        (answer.option, answer.text)
        for answer in export.answers
        if answer.question_id == asked.question_id and answer.state == "chosen"
    )


def ticks(label: str, every: int) -> list[str]:
    return [label if n % every == 0 else "" for n in range(N)]


def surveymonkey(columns: list[tuple[str, str, list[str]]], own: list[str]) -> list[list[str]]:
    """Two heading rows; the tool's own columns have nothing in the second."""
    rows = [[*own, *(head for head, _, _ in columns)], [*[""] * len(own), *(label for _, label, _ in columns)]]
    noise = ["1190000{}", "448", "03/02/2026 09:00:11 AM", "03/02/2026 09:07:00 AM", "192.0.2.{}", "p{}@example.org"]
    noise += ["Bibi", "Poe", "cohort {}"]
    for n in range(N):
        mine = [cell.format(n) for cell in noise[: len(own)]]
        rows.append([*mine, *(cells[n] for _, _, cells in columns)])
    return rows


SM_OWN = ["Respondent ID", "Collector ID", "Start Date", "End Date", "IP Address", "Email Address"]
SM_NAMES = ["First Name", "Last Name", "Custom Data 1"]
SM_COLUMNS: list[tuple[str, str, list[str]]] = [
    ("Which branch do you\nwork at?", "Response", [BRANCHES[n % 3] if n else "" for n in range(N)]),
    ("", "Other (please specify)", ["the bookmobile", *[""] * (N - 1)]),
    ("<p><strong>Which skills would you like to develop?</strong></p>", "R&amp;D writing", ticks("R&D writing", 2)),
    ("", "Excel &lt;advanced&gt;, pivot tables", ticks("Excel <advanced>, pivot tables", 3)),
    ("", "Master’s level stats", ticks("Masters level stats", 4)),
    ("", "None of the above", ticks("None of the above", 6)),
    ("", "Other (please specify)", ["", "lettering", *[""] * (N - 2)]),
    ("Rate your interest in these topics", "Maps", [STEPS[n % 3] for n in range(N)]),
    ("", "Email", [STEPS[(n + 1) % 3] for n in range(N)]),
    ("", "Local history", [STEPS[2] if n % 2 else "" for n in range(N)]),
    ("", "What made you say so?", ["", "", "I like maps", "no time", *[""] * (N - 4)]),
    ("How likely are you to recommend our trainings?", "", [str(n % 11) for n in range(N)]),
    ("Rank these formats", "Online", [str(n % 3 + 1) for n in range(N)]),
    ("", "In person", [str((n + 1) % 3 + 1) for n in range(N)]),
    ("", "Hybrid", [str((n + 2) % 3 + 1) if n else "N/A" for n in range(N)]),
    ("How comfortable are you with computers?", "Response", [STEPS[n % 3] for n in range(N)]),
    ("", "Why is that?", ["", "I learned it late", *[""] * (N - 2)]),
    ("Rate the newsletter", "&nbsp;", [str(n % 5 + 1) for n in range(N)]),
    ("What else do you want to learn?", "Open-Ended Response", FREE),
    ("Name three topics for a circle", "First:", [f"first {n}" for n in range(N)]),
    ("", "Second:", [f"second {n}" if n % 2 else "" for n in range(N)]),
    ("How can we reach you?", "Name", ["Xu"] * N),
    ("", "Phone Number", ["on demand"] * N),
    ("When did you start here?", "Date / Time", [f"03/{n + 1:02}/2020" for n in range(N)]),
]


@pytest.mark.parametrize("own", [SM_OWN, [*SM_OWN, *SM_NAMES], SM_OWN[:2]])
@pytest.mark.parametrize("is_workbook", [False, True])
def test_surveymonkey_with_two_heading_rows(own: list[str], is_workbook: bool, forge: Any) -> None:
    rows = surveymonkey(SM_COLUMNS, own)
    export = forge.load((forge.to_xlsx if is_workbook else forge.to_csv)(rows))
    assert (export.dialect, export.rows_read, export.rows_kept) == ("surveymonkey", N, N)
    assert export.not_stored == (*own, "How can we reach you? - Name", "How can we reach you? - Phone Number")
    found = by_wording(export)
    kinds = {words: question.kind for words, question in found.items()}
    assert kinds == {
        "Which branch do you work at?": "choice",
        "Which skills would you like to develop?": "multi_select",
        "Rate your interest in these topics": "rating",
        "How likely are you to recommend our trainings?": "rating",
        "Rank these formats": "ranking",
        "How comfortable are you with computers?": "rating",
        "Rate the newsletter": "rating",
        "What else do you want to learn?": "free_text",
        "Name three topics for a circle": "free_text",
        "When did you start here?": "date",
    }
    skills = found["Which skills would you like to develop?"]
    assert skills.options == (
        "R&D writing",
        "Excel <advanced>, pivot tables",
        "Master's level stats",
        "None of the above",
    )
    assert skills.role == "goal"
    assert found["Rate your interest in these topics"].options == ("Maps", "Email", "Local history")
    assert found["Rank these formats"].steps == ("1", "2", "3", "N/A")
    assert said(export, "Which branch")[None, "the bookmobile"] == 1
    assert said(export, "Which branch")["North", None] == 4
    assert said(export, "Which skills")["R&D writing", None] == 6
    assert said(export, "Which skills")["None of the above", None] == 2
    assert said(export, "Which skills")[None, "lettering"] == 1
    assert said(export, "Rate your interest")["Local history", "Very interested"] == 6
    assert said(export, "Rate your interest")[None, "I like maps"] == 1
    assert said(export, "How comfortable")[None, "I learned it late"] == 1
    assert said(export, "Name three")["Second:", "second 1"] == 1
    assert sum(said(export, "What else").values()) == N


def test_surveymonkey_with_numbers_for_options(forge: Any) -> None:
    """Exported as numbers, a box says the place of its option: the same boxes are ticked, and it is no ranking."""
    options = ["R&amp;D writing", "Excel", "Stats", "None of the above"]
    columns = [
        ("Which skills would you like to develop?" if place == 1 else "", option, ticks(str(place), place + 1))
        for place, option in enumerate(options, start=1)
    ]
    export = forge.read(surveymonkey([*columns, ("What else?", "Open-Ended Response", FREE)], SM_OWN))
    (skills,) = (question for question in export.questions if question.wording.startswith("Which skills"))
    assert skills.kind == "multi_select"
    chosen = {option: n for (option, text), n in said(export, "Which skills").items() if text is None}
    assert chosen == {"R&D writing": 6, "Excel": 4, "Stats": 3, "None of the above": 3}


TF_COLUMNS: list[tuple[str, list[str]]] = [
    ("Which branch do you\nwork at?", [BRANCHES[n % 3] for n in range(N)]),
    ("R&D writing", ticks("R&D writing", 12)),
    ("Excel, charts\nand pivot tables", ticks("Excel, charts\nand pivot tables", 2)),
    ("Nobody's choice", [""] * N),
    ("Email", ticks("Email", 3)),
    ("None", ticks("None", 6)),
    ("Other", ["", "lettering", *[""] * 10]),
    ("Would you host a circle?", [str(n % 2) for n in range(N)]),
    ("How likely are you to recommend us?", [str(n % 11) for n in range(N)]),
    ("Rate your interest in maps", [str(n % 5 + 1) for n in range(N)]),
    ("Mornings", ticks("Mornings", 2)),
    ("Evenings", ticks("Evenings", 3)),
    ("What else do you want to learn? *<b>anything</b>*", FREE),
    ("First name", ["Xu"] * N),
    ("Email address", ["xu at example"] * N),
    ("utm_source", ["poster"] * N),
]
TF_OWN = ["Response Type", "Start Date (UTC)", "Stage Date (UTC)", "Submit Date (UTC)", "Network ID", "Tags", "Ending"]


@pytest.mark.parametrize("n_own", [5, 7])
def test_typeform(n_own: int, forge: Any) -> None:
    rows = [["#", *(head for head, _ in TF_COLUMNS), *TF_OWN[:n_own]]]
    stamp = "2026-03-02 09:00:11"
    for n in range(N):
        own = ["completed", stamp, "", stamp, f"{n:010x}", "", "Thanks"]
        rows.append([f"{n:032x}", *(cells[n] for _, cells in TF_COLUMNS), *own[:n_own]])
    export = forge.read(rows)
    assert (export.dialect, export.rows_read, export.rows_kept) == ("typeform", N, N)
    assert set(export.not_stored) == {"#", "First name", "Email address", *TF_OWN[:n_own]}
    kinds = [(question.kind, len(question.options)) for question in export.questions]
    several = [question for question in export.questions if question.kind == "multi_select"]
    assert [question.options for question in several] == [
        ("R&D writing", "Excel, charts and pivot tables", "Nobody's choice", "Email", "None"),
        ("Mornings", "Evenings"),
    ]
    assert ("choice", 3) in kinds
    ticked = said(export, several[0].wording)
    assert ticked == {
        ("R&D writing", None): 1,
        ("Excel, charts and pivot tables", None): 6, ("Email", None): 4, ("None", None): 2, (None, "lettering"): 1
    }  # fmt: skip
    assert sum(said(export, "What else do you want to learn?").values()) == N
    found = by_wording(export)
    assert found["How likely are you to recommend us?"].kind == "rating"
    assert found["What else do you want to learn? * anything *"].role == "goal"


def test_typeform_keeps_questions_apart(forge: Any) -> None:
    """The same options asked twice are two questions, and `Other` belongs to the choice on its left."""
    twice = [(option, ticks(option, n)) for n, option in ((2, "Excel"), (3, "Maps"), (3, "Excel"), (2, "Maps"))]
    single = ("Which branch?", ["", *(BRANCHES[n % 3] for n in range(1, N))])
    columns = [*twice, ("How often?", ["weekly", "daily"] * 6), single, ("Other", ["the bookmobile", *[""] * (N - 1)])]
    rows = [["#", *(head for head, _ in columns), "Submit Date (UTC)", "Network ID"]]
    rows += [[f"{n:x}", *(cells[n] for _, cells in columns), "2026-03-02 09:00:11", f"{n:x}"] for n in range(N)]
    export = forge.read(rows)
    several = [question for question in export.questions if question.kind == "multi_select"]
    assert [question.options for question in several] == [("Excel", "Maps"), ("Excel", "Maps")]
    chosen = Counter((answer.question_id, answer.option) for answer in export.answers if answer.state == "chosen")
    assert [chosen[one.question_id, option] for one in several for option in one.options] == [6, 4, 4, 6]
    assert said(export, "Which branch?")[None, "the bookmobile"] == 1
    assert {question.wording for question in export.questions} >= {"How often?", "Which branch?"}


def test_a_condensed_export_of_surveymonkey(forge: Any) -> None:
    options = ["Grant writing", "Excel (charts, pivot tables)", "Maps"]
    joined = [", ".join(option for place, option in enumerate(options) if (n + place) % 3) for n in range(N)]
    columns = [("Which skills would you like to develop?", "Response", joined), ("Else?", "Open-Ended Response", FREE)]
    export = forge.read(surveymonkey(columns, SM_OWN))
    (skills,) = (question for question in export.questions if question.kind == "multi_select")
    assert set(skills.options) == set(options)
    assert said(export, "Which skills") == {(option, None): 8 for option in options}


@pytest.mark.parametrize("first", ["Time", "Comments", "Score", "Please explain more", "Other comments"])
def test_a_first_answer_is_no_second_heading(first: str, forge: Any) -> None:
    export = forge.read([["What do you lack most?"], [first], *([answer] for answer in FREE)])
    assert (export.dialect, export.rows_read, export.rows_kept) == ("table", N + 1, N + 1)


def test_a_second_heading_row_without_words_of_the_tool_is_no_respondent(forge: Any) -> None:
    skills = ("Maps", "Email", "Local history", "Zines")
    ticked = [
        ("" if at else "Which skills would you like to develop?", label, ticks(label, at + 1))
        for at, label in enumerate(skills)
    ]
    rated = [
        ("" if at else "Rate your interest", label, [STEPS[(n + at) % 3] for n in range(N)])
        for at, label in enumerate(skills)
    ]
    for columns in (ticked, [*ticked, *rated], rated):
        export = forge.read(surveymonkey(columns, SM_OWN))
        assert (export.dialect, export.rows_read, export.rows_kept) == ("surveymonkey", N, N)
        assert all(set(question.options) == set(skills) for question in export.questions), export.questions
        assert len(export.questions) == len({head for head, _, _ in columns if head})


def test_typeform_responses_that_were_not_finished_are_left_out(forge: Any) -> None:
    rows = [["#", "What do you want to learn?", "Response Type", "Start Date (UTC)", "Submit Date (UTC)", "Network ID"]]
    stamp = "2026-03-02 09:00:11"
    rows += [
        [f"{n:032x}", FREE[n], "partial" if n % 4 == 0 else "completed", stamp, stamp, f"{n:010x}"] for n in range(N)
    ]
    export = forge.read(rows)
    assert (export.rows_read, export.rows_kept, dict(export.dropped_because)) == (N, N - 3, {"unfinished": 3})
