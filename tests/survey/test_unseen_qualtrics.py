"""Whole exports of Qualtrics, three heading rows or the old two, with all that a real form brings along."""

from __future__ import annotations

import json
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


QX_OWN = [
    ("StartDate", "Start Date", "startDate", "2026-03-02 09:00:00"),
    ("Status", "Response Type", "status", "IP Address"),
    ("IPAddress", "IP Address", "ipAddress", "192.0.2.7"),
    ("Progress", "Progress", "progress", "100"),
    ("Duration (in seconds)", "Duration (in seconds)", "duration", "38"),
    ("Finished", "Finished", "finished", "True"),
    ("ResponseId", "Response ID", "_recordId", "R_2YPOQ602ER1jkf1"),
    ("RecipientEmail", "Recipient Email", "recipientEmail", "p@example.org"),
    ("LocationLatitude", "Location Latitude", "locationLatitude", "40.7128"),
    ("UserLanguage", "User Language", "userLanguage", "EN"),
]
QX_ADDED = [
    ("Q9_First Click", "Timing - First Click", "QID9_FIRST_CLICK", "1.203"),
    ("Q9_Last Click", "Timing - Last Click", "QID9_LAST_CLICK", "9.1"),
    ("Q9_Page Submit", "Timing - Page Submit", "QID9_PAGE_SUBMIT", "10.512"),
    ("Q9_Click Count", "Timing - Click Count", "QID9_CLICK_COUNT", "4"),
    ("Q10_Browser", "Browser Meta Info - Browser", "QID10_BROWSER", "Firefox"),
    ("Q10_Resolution", "Browser Meta Info - Resolution", "QID10_RESOLUTION", "1920x1080"),
    ("likely_NPS_GROUP", "How likely are you to recommend us? - Group", "QID5_NPS_GROUP", "Promoter"),
    ("Q8_Id", "Upload your list - Id", "QID8_FILE_ID", "F_12"),
    ("Q8_Name", "Upload your list - Name", "QID8_FILE_NAME", "poe.pdf"),
    ("wave", "wave", "wave", "spring"),
    ("SC0", "Score", "SC_eae5a8d0e7fd4bd", "3"),
    ("Q7 - Topics", "Q7 - Topics", "QID7_TEXT_eae5a8d0e7fd4bd183e983e5Topics", "Craft"),
]
ONCE = [""] * (N - 1)
WORK, RATE = "Which branch do you\nwork at?", "Rate your interest in these topics"
QX_COLUMNS: list[tuple[str, str, dict[str, str], list[str]]] = [
    ("branch", f"{WORK} - Selected Choice", {"ImportId": "QID1"}, [BRANCHES[n % 3] for n in range(N)]),
    ("branch_4_TEXT", f"{WORK} - Other - Text", {"ImportId": "QID1_4_TEXT"}, ["bookmobile", *ONCE]),
    ("Q3_1", f"{RATE} - Maps", {"ImportId": "QID3_1"}, [STEPS[n % 3] for n in range(N)]),
    ("Q3_2", f"{RATE} - Email", {"ImportId": "QID3_2"}, [STEPS[(n + 1) % 3] for n in range(N)]),
    ("Q3_3", f"{RATE} - Other: - R&amp;D", {"ImportId": "QID3_3"}, [STEPS[2]] * N),
    ("Q3_3_TEXT", f"{RATE} - Other: - Text", {"ImportId": "QID3_3_TEXT"}, ["kites", *ONCE]),
    ("Q4_1", "Rank these formats - Online", {"ImportId": "QID4_1"}, [str(n % 3 + 1) for n in range(N)]),
    ("Q4_2", "Rank these formats - In person", {"ImportId": "QID4_2"}, [str((n + 1) % 3 + 1) for n in range(N)]),
    ("Q4_3", "Rank these formats - Hybrid", {"ImportId": "QID4_3"}, [str((n + 2) % 3 + 1) for n in range(N)]),
    ("likely", "How likely are you to recommend us?", {"ImportId": "QID5"}, [str(n % 11) for n in range(N)]),
    ("1_Q6", "What would you learn at Main?", {"ImportId": "1_QID6_TEXT"}, [f"a {n}" for n in range(N)]),
    ("2_Q6", "What would you learn at North?", {"ImportId": "2_QID6_TEXT"}, [f"b {n}" for n in range(N)]),
    ("Q7", "What else do you want to learn?", {"ImportId": "QID7_TEXT"}, FREE),
    ("Q12_1", "About you - First name", {"ImportId": "QID12_1"}, ["Xu"] * N),
    ("Q12_2", "About you - Favourite tool", {"ImportId": "QID12_2"}, [f"tool {n}" for n in range(N)]),
    ("Q12_3", "About you - Surname", {"ImportId": "QID12_3"}, ["Poe"] * N),
    ("Q12_4", "About you - Favourite book", {"ImportId": "QID12_4"}, [f"book {n}" for n in range(N)]),
    ("Q12_5", "About you - Favourite site", {"ImportId": "QID12_5"}, [f"site {n}" for n in range(N)]),
]  # fmt: skip
SKILLS = {"Grant writing": 2, "Excel (charts, pivot tables)": 3, "Local history, maps": 4, "Stats": 6}
ASKED = "<b>Which skills</b> would you like to develop?"


def qualtrics(is_split: bool) -> list[list[str]]:
    """The skills as one joined column or a column an option, with what was typed beside `Other`."""
    if is_split:
        stem = f"{ASKED} - Selected Choice"
        skills = [
            (f"Q2_{n}", f"{stem} - {option}", {"ImportId": "QID2", "choiceId": str(n)}, ticks(option, every))
            for n, (option, every) in enumerate(SKILLS.items(), start=1)
        ]
    else:
        joined = [",".join(filter(None, cells)) for cells in zip(*(ticks(*one) for one in SKILLS.items()), strict=True)]
        skills = [("Q2", f"{ASKED} - Selected Choice", {"ImportId": "QID2"}, joined)]
    typed = ("Q2_9_TEXT", f"{ASKED} - Other - Text", {"ImportId": "QID2_9_TEXT"}, ["", "lettering", *[""] * 10])
    own = [(code, head, {"ImportId": name}, [cell] * N) for code, head, name, cell in (*QX_OWN, *QX_ADDED)]
    columns = [*own[:10], *QX_COLUMNS[:2], *skills, typed, *QX_COLUMNS[2:], *own[10:]]
    heads = [[code for code, *_ in columns], [head for _, head, *_ in columns]]
    heads += [[json.dumps(told) for _, _, told, _ in columns]]
    return [*heads, *([cells[n] for *_, cells in columns] for n in range(N))]


@pytest.mark.parametrize("is_split", [False, True])
@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_qualtrics_with_three_heading_rows(is_split: bool, delimiter: str, forge: Any) -> None:
    export = forge.load(forge.to_csv(qualtrics(is_split), "utf-16" if delimiter == "\t" else "utf-8", delimiter))
    assert (export.dialect, export.rows_read, export.rows_kept) == ("qualtrics", N, N)
    found = by_wording(export)
    assert {words: question.kind for words, question in found.items()} == {
        "Which branch do you work at?": "choice",
        "Which skills would you like to develop?": "multi_select",
        "Rate your interest in these topics": "rating",
        "Rank these formats": "ranking",
        "How likely are you to recommend us?": "rating",
        "What would you learn at Main?": "free_text",
        "What would you learn at North?": "free_text",
        "What else do you want to learn?": "free_text",
        "About you": "free_text",
    }
    withheld = {code for code, *_ in (*QX_OWN, *QX_ADDED)} | {"About you - First name", "About you - Surname"}
    assert set(export.not_stored) == withheld
    assert set(found["Which skills would you like to develop?"].options) == set(SKILLS)
    assert found["Which skills would you like to develop?"].role == "goal"
    assert {option: said(export, "Which skills")[option, None] for option in SKILLS} == {
        option: -(-N // every) for option, every in SKILLS.items()
    }
    assert said(export, "Which skills")[None, "lettering"] == 1
    assert said(export, "Which branch")[None, "bookmobile"] == 1
    assert found["Rate your interest in these topics"].options == ("Maps", "Email", "Other: - R&D")
    assert said(export, "Rate your interest")[None, "kites"] == 1
    assert said(export, "About you")["Favourite tool", "tool 3"] == 1
    assert sum(said(export, "What else").values()) == N


LEGACY_OWN = ["ResponseID", "ResponseSet", "Name", "ExternalDataReference", "EmailAddress", "IPAddress", "Status"]
LEGACY_OWN += ["StartDate", "EndDate", "Finished"]
LEGACY: list[tuple[str, str, list[str]]] = [
    ("wave", "wave", ["spring"] * N),
    ("branch", "Which branch do you work at?", [BRANCHES[n % 3] for n in range(N)]),
    ("branch_TEXT", "Which branch do you work at?-TEXT", ["bookmobile", *[""] * 11]),
    ("skills_1", "Which follow-up skills would you like to develop?-Grant writing", ticks("1", 2)),
    ("skills_2", "Which follow-up skills would you like to develop?-E-books", ticks("1", 3)),
    ("skills_3", "Which follow-up skills would you like to develop?-Other", ticks("1", 6)),
    ("skills_3_TEXT", "Which follow-up skills would you like to develop?-Other-TEXT", ["lettering", *[""] * 11]),
    ("Q3_1", "Rate your interest in these topics-Maps", [STEPS[n % 3] for n in range(N)]),
    ("Q3_2", "Rate your interest in these topics-Email", [STEPS[(n + 1) % 3] for n in range(N)]),
    ("Q4_1", "About you-Surname", ["Poe"] * N),
    ("Q4_2", "About you-Favourite tool", [f"tool {n}" for n in range(N)]),
    ("Q5", "What else do you want to learn?", FREE),
    ("Q6_1", "Timing-First Click", ["1.203"] * N),
    ("Q6_2", "Timing-Last Click", ["9.1"] * N),
    ("Q6_3", "Timing-Page Submit", ["10.5"] * N),
    ("Q6_4", "Timing-Click Count", ["4"] * N),
    ("LocationLatitude", "LocationLatitude", ["40.7128"] * N),
    ("LocationLongitude", "LocationLongitude", ["-74.0060"] * N),
    ("LocationAccuracy", "LocationAccuracy", ["-1"] * N),
]


def test_a_legacy_export_of_qualtrics(forge: Any) -> None:
    """Two heading rows, tags of one's own for questions, a mark at the start and an empty column at the end."""
    rows = [
        [*(f"V{n}" for n in range(1, 11)), *(code for code, _, _ in LEGACY), ""],
        [*LEGACY_OWN, *(head for _, head, _ in LEGACY), ""],
    ]
    own = ["Default Response Set", "Anonymous", "", "", "192.0.2.7", "0", "2026-03-02 09:00", "2026-03-02 09:07", "1"]
    rows += [[f"R_{n:014}", *own, *(cells[n] for _, _, cells in LEGACY), ""] for n in range(N)]
    export = forge.load(forge.to_csv(rows, "utf-8-sig"))
    assert (export.dialect, export.rows_read, export.rows_kept) == ("qualtrics", N, N)
    found = by_wording(export)
    assert {words: question.kind for words, question in found.items()} == {
        "Which branch do you work at?": "choice",
        "Which follow-up skills would you like to develop?": "multi_select",
        "Rate your interest in these topics": "rating",
        "About you": "free_text",
        "What else do you want to learn?": "free_text",
    }
    assert found["Which follow-up skills would you like to develop?"].options == ("Grant writing", "E-books", "Other")
    assert said(export, "Which follow-up")["E-books", None] == 4
    assert said(export, "Which follow-up")[None, "lettering"] == 1
    assert said(export, "Which branch")[None, "bookmobile"] == 1
    assert found["Rate your interest in these topics"].options == ("Maps", "Email")
    assert said(export, "About you")["Favourite tool", "tool 3"] == 1
    kept = {words for answer in export.answers for words in (answer.option, answer.text)}
    assert not kept & {"Poe", "spring", "9.1", "4", "40.7128", "192.0.2.7"}
    assert "About you - Surname" in export.not_stored
