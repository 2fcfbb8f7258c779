"""Typeform's own JSON: wordings, options and contact fields are told by the form; anything else ends in a sentence."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import UsageError
from pipeline.survey import read_export

CHOICES = [{"label": "Grant writing"}, {"label": "Excel (formulas, charts)"}]
FORM = {
    "id": "f1",
    "title": "Staff needs",
    "fields": [
        {"id": "a", "title": "Which skills do you want to learn?", "type": "multiple_choice",
         "properties": {"allow_multiple_selection": True, "choices": CHOICES}},
        {"id": "b", "title": "Your e-mail?", "type": "email"},
        {"id": "c", "title": "How much", "type": "group", "properties": {"fields": [
            {"id": "d", "title": "Robotics", "type": "opinion_scale"}]}},
        {"id": "e", "title": "Could you lead a circle?", "type": "yes_no"},
        {"id": "g", "title": "Which branch do you work at?", "type": "multiple_choice",
         "properties": {"choices": [{"label": "North"}, {"label": "Harbor"}]}},
    ],
}  # fmt: skip


def response(*answers: dict[str, Any]) -> dict[str, Any]:
    return {"landing_id": "x", "answers": list(answers)}


def answer(field: str, kind: str, value: Any) -> dict[str, Any]:
    return {"field": {"id": field}, "type": kind, kind: value}


ONE = response(
    answer("a", "choices", {"labels": ["Grant writing"], "other": "zines"}),
    answer("b", "email", "pat@example.org"),
    answer("d", "number", 4),
    answer("e", "boolean", False),
    answer("g", "choice", {"label": "North"}),
)
TWO = response(answer("a", "choices", {"labels": ["Excel (formulas, charts)", "Grant writing"]}))


def heard(document: Any) -> tuple[Any, set[tuple[str, str, str | None, str | None]]]:
    export = read_export(json.dumps(document).encode(), "responses.json")
    words = {question.question_id: question.wording for question in export.questions}
    said = {
        (one.respondent, words[one.question_id], one.option, one.text)
        for one in export.answers
        if one.state == "chosen"
    }
    return export, said


@pytest.mark.parametrize(
    "document",
    [
        {"form": FORM, "responses": {"items": [ONE, TWO]}},
        [{"fields": {"survey": json.dumps(FORM), "response": json.dumps(each)}} for each in (ONE, TWO)],
    ],
    ids=["side by side", "texts in a database export"],
)
def test_what_people_said_comes_back(document: Any) -> None:
    export, said = heard(document)
    skills = "Which skills do you want to learn?"
    assert said == {
        ("r1", skills, "Grant writing", None),
        ("r1", skills, None, "zines"),
        ("r1", "How much - Robotics", None, "4"),
        ("r1", "Could you lead a circle?", "No", None),
        ("r1", "Which branch do you work at?", "North", None),
        ("r2", skills, "Excel (formulas, charts)", None),
        ("r2", skills, "Grant writing", None),
    }
    assert (export.dialect, export.rows_read, export.not_stored) == ("typeform", 2, ("Your e-mail?",))
    assert "pat@example.org" not in repr(export)
    (branch,) = (one for one in export.questions if one.role == "branch")
    assert branch.options == ("North", "Harbor")


STEPS = [{"label": step} for step in ("Not needed", "Somewhat needed", "Needed", "Very needed")]
ROWS = [
    {"id": row, "title": row, "type": "multiple_choice", "properties": {"choices": STEPS}} for row in ("Maps", "Zines")
]
MATRIX = {
    "id": "m", "title": "Rate your interest in these topics", "type": "matrix", "properties": {"fields": ROWS},
}  # fmt: skip
SCALE = {
    "id": "s",
    "title": "How interested are you in podcasting?",
    "type": "dropdown",
    "properties": {"choices": STEPS},
}
ABOUT = {"id": "i", "title": "About you", "type": "contact_info", "properties": {"fields": [
    {"id": "n", "title": "First name", "type": "short_text"}, {"id": "w", "title": "Work", "type": "short_text"},
]}}  # fmt: skip


def form_of(*fields: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"id": "f2", "title": "T", "fields": [*fields], **more}


def test_a_matrix_is_one_rating_whose_rows_are_wanted() -> None:
    """Its steps are no wish, whoever gave them: `Needed` is how much, not what."""
    one = response(answer("Maps", "choice", {"label": "Needed"}), answer("s", "choice", {"label": "Very needed"}))
    two = response(answer("Maps", "choice", {"label": "Very needed"}), answer("Zines", "choice", {"label": "Needed"}))
    export, said = heard({"form": form_of(MATRIX, SCALE), "items": [one, two]})
    matrix, scale = export.questions
    assert (matrix.kind, matrix.role, matrix.options) == ("rating", "goal", ("Maps", "Zines"))
    assert (scale.kind, scale.role, scale.options) == ("rating", "goal", ())
    assert matrix.steps == ("Needed", "Very needed")
    assert said == {
        ("r1", matrix.wording, "Maps", "Needed"),
        ("r1", scale.wording, None, "Very needed"),
        ("r2", matrix.wording, "Maps", "Very needed"),
        ("r2", matrix.wording, "Zines", "Needed"),
    }


def test_a_matrix_of_days_is_a_grid() -> None:
    parts = {"allow_multiple_selection": True, "choices": [{"label": "Morning"}, {"label": "Evening"}]}
    days = [{"id": day, "title": day, "type": "multiple_choice", "properties": parts} for day in ("Monday", "Tuesday")]
    times = {"id": "t", "title": "When are you free?", "type": "matrix", "properties": {"fields": days}}
    said_by = response(answer("Monday", "choices", {"labels": ["Morning", "Evening"]}))
    export, said = heard({"form": form_of(times), "items": [said_by, said_by]})
    assert [(one.kind, one.role) for one in export.questions] == [("multi_select", "availability")]
    assert ("r1", "When are you free?", "Monday", "Morning; Evening") in said


def test_nothing_that_was_answered_is_lost_without_a_word() -> None:
    """Contact fields within a field, and a field that the form has no more."""
    given = response(answer("n", "text", "Xu"), answer("w", "text", "Poe & Co"), answer("gone", "text", "x"),
                     answer("s", "choice", {"label": "Needed"}))  # fmt: skip
    export, _ = heard({"form": form_of(ABOUT, SCALE), "items": [given]})
    assert export.not_stored == (
        "About you - First name", "About you - Work", "an answer to a field that the form no longer has",
    )  # fmt: skip
    assert not any(name in repr(export) for name in ("Xu", "Poe"))


def test_messages_of_single_responses_and_unfinished_ones() -> None:
    several = {"id": "a", "title": "Which skills do you want to learn?", "type": "multiple_choice",
               "allow_multiple_selections": True, "choices": CHOICES}  # fmt: skip
    chosen = answer("a", "choices", {"labels": ["Grant writing"]})
    messages = [
        {"event_id": n, "form_response": {"definition": form_of(several), "answers": [chosen], "response_type": state}}
        for n, state in enumerate(("completed", "partial"))
    ]
    export, said = heard(messages)
    assert (export.rows_read, export.dropped_because) == (2, {"unfinished": 1})
    assert said == {("r1", "Which skills do you want to learn?", "Grant writing", None)}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_the_encoding_does_not_matter(encoding: str) -> None:
    whole = json.dumps(
        {"form": form_of(SCALE, title="Année"), "items": [response(answer("s", "choice", {"label": "Needed"}))]}
    )
    export = read_export(whole.encode(encoding), "x.json")
    assert (export.dialect, export.encoding, export.rows_kept) == ("typeform", encoding, 1)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"form": {"id": "f2", "fie', "breaks off in line 1"),
        ('{"form": 1}\n{"form": 1}', "broken JSON: it cannot be read on from line 2"),
        ('{"form" 1}', "broken JSON: it cannot be read on from line 1, column 9"),
        ("[" * 100_000, "nested too deep"),
        ("[{", "breaks off"),
        ("{}", "JSON"),
    ],
)
def test_broken_json_is_told(text: str, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        read_export(text.encode(), "x.json")


@pytest.mark.parametrize("head", ["[Q1] Branch", "{Branch}"])
def test_a_table_whose_first_heading_has_a_bracket_is_no_json(head: str) -> None:
    export = read_export(f"{head},What do you want to learn?\nMain,zines\nNorth,maps\n".encode(), "x.csv")
    assert (export.dialect, export.rows_kept) == ("table", 2)


def test_responses_without_their_form_are_told() -> None:
    with pytest.raises(UsageError, match="without the definition of their form"):
        read_export(json.dumps({"items": [ONE]}).encode(), "responses.json")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["fields", "answers", "id", "title", "type", "properties", "choices"]), inner)
    ),
    max_leaves=12,
)


@given(JSON, JSON)
def test_no_document_ends_in_a_traceback(fields: Any, answers: Any) -> None:
    asked = [
        {"id": kind, "title": "t", "type": kind, "properties": fields} for kind in ("matrix", "ranking", "dropdown")
    ]
    form = {"id": "f", "fields": [{"id": "a", "title": "t", "properties": fields}, *asked]}
    document = {"form": form, "x": {"answers": answers}}
    for each in (document, [fields, answers]):
        with suppress(UsageError):  # a sentence about the file
            read_export(json.dumps(each).encode(), "x.json")
