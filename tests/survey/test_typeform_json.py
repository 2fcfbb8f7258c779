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
    form = {"id": "f", "fields": [{"id": "a", "title": "t", "properties": fields}]}
    document = {"form": form, "x": {"answers": answers}}
    for each in (document, [fields, answers]):
        with suppress(UsageError):  # a sentence about the file
            read_export(json.dumps(each).encode(), "x.json")
