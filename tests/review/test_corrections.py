"""What is changed in the form of an upload, as a mapping; what is sent as it was shown changes nothing."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.model import NO_MAPPING, QuestionMapping, SurveyMapping
from pipeline.review.corrections import LabelError, corrected, labels_text, left_out


def question(question_id: str, **told: Any) -> dict[str, Any]:
    return {
        "id": question_id,
        "wording": f"Wording of {question_id}",
        "kind": "multi_select",
        "role": "none",
        "options": ["Excel", "Zines", "Mondays"],
        "steps": {},
    } | told


SEEN = {
    "dialect": "typeform",
    "questions": [
        question("q1", role="goal"),
        question("q2"),
        question("q3", kind="rating", role="goal", steps={"Meh": 0.5, "Sure!": None, "Never": 0.0}),
    ],
}
AS_SHOWN = {
    "dialect": ["typeform"],
    "role-q1": ["goal"],
    "kind-q1": ["multi_select"],
    "role-q2": ["none"],
    "kind-q2": ["multi_select"],
    "can-keep-q2": ["1"],
    "role-q3": ["goal"],
    "kind-q3": ["rating"],
    "step-q3-0": ["0.5"],
    "step-q3-1": [""],
    "step-q3-2": ["0"],
}
CHANGED: list[tuple[dict[str, list[str]], str, QuestionMapping]] = [
    ({"role-q2": ["branch"]}, "q2", QuestionMapping(role="branch")),
    ({"kind-q2": ["choice"]}, "q2", QuestionMapping(kind="choice")),
    ({"role-q2": ["leave_out"], "kind-q2": ["date"]}, "q2", QuestionMapping(is_stored=False)),
    ({"keep-q2": ["1"]}, "q2", QuestionMapping(is_stored=True)),
    ({"wording-q2": [" How was it? "]}, "q2", QuestionMapping(wording="How was it?")),
    ({"can-split-q1": ["1"], "split-q1": ["Mondays", "no option"]}, "q1", QuestionMapping(split_at=("Mondays",))),
    ({"labels-q1": ["1 = a\r\n2=b = c"]}, "q1", QuestionMapping(labels={"1": "a", "2": "b = c"})),
    ({"step-q3-0": ["0,75"], "step-q3-2": [""]}, "q3", QuestionMapping(steps={"Meh": 0.75, "Never": None})),
]


def test_what_is_sent_as_it_was_shown_changes_nothing() -> None:
    assert corrected(NO_MAPPING, SEEN, AS_SHOWN) == NO_MAPPING
    assert corrected(NO_MAPPING, SEEN, {}) == NO_MAPPING


@pytest.mark.parametrize(("sent", "question_id", "told"), CHANGED)
def test_what_is_changed_is_told_with_the_wording(
    sent: dict[str, list[str]], question_id: str, told: QuestionMapping
) -> None:
    found = corrected(NO_MAPPING, SEEN, AS_SHOWN | sent).questions
    assert list(found) == [question_id]
    wording = told.wording or f"Wording of {question_id}"
    assert found[question_id] == QuestionMapping(
        wording=wording,
        kind=told.kind,
        role=told.role,
        is_stored=told.is_stored,
        steps=told.steps,
        labels=told.labels,
        split_at=told.split_at,
    )


@pytest.mark.parametrize(
    "sent",
    [
        {"role-q2": ["contact"]},
        {"kind-q2": ["contact"]},
        {"role-q9": ["goal"]},
        {"dialect": ["nothing"]},
        {"step-q3-0": ["2"]},
        {"step-q3-0": ["1e5"]},
        {"step-q3-7": ["1"]},
        {"split-q1": ["Mondays"]},
    ],
)
def test_what_no_form_of_ours_sends_changes_nothing(sent: dict[str, list[str]]) -> None:
    assert corrected(NO_MAPPING, SEEN, AS_SHOWN | sent) == NO_MAPPING


def test_earlier_corrections_stay_and_what_was_left_out_can_be_taken_back() -> None:
    before = SurveyMapping(
        dialect=None,
        questions={
            "q1": QuestionMapping(role="goal", wording="Wording of q1"),
            "q7": QuestionMapping(is_stored=False, wording="Your shoe size"),
            "q8": QuestionMapping(kind="contact", wording="Your desk"),
        },
    )
    assert [(each.question_id, each.wording) for each in left_out(before, SEEN)] == [
        ("q7", "Your shoe size"),
        ("q8", "Your desk"),
    ]
    after = corrected(before, SEEN, AS_SHOWN | {"take_back": ["q7", "q99"], "dialect": ["table"]})
    assert after.dialect == "table"
    assert set(after.questions) == {"q1", "q8"}
    assert after.questions["q1"] == before.questions["q1"]


def test_what_is_read_after_all_keeps_what_else_was_told_of_it() -> None:
    told = QuestionMapping(role="goal", wording="Your desk", is_stored=False)
    before = SurveyMapping(dialect=None, questions={"q10": told, "q9": QuestionMapping(is_stored=False)})
    assert [each.question_id for each in left_out(before, SEEN)] == ["q9", "q10"]  # as in the export, not as words
    after = corrected(before, SEEN, {"take_back": ["q10", "q1"]})
    assert after.questions["q10"] == QuestionMapping(role="goal", wording="Your desk")
    assert after.questions["q9"] == QuestionMapping(is_stored=False)
    assert set(after.questions) == {"q9", "q10"}


def test_a_line_of_codes_without_words_is_told() -> None:
    with pytest.raises(LabelError, match="q1: a line of codes has no `=`"):
        corrected(NO_MAPPING, SEEN, {"labels-q1": ["1 = a\nb"]})
    assert labels_text(QuestionMapping(labels={"1": "a", "2": "b"})) == "1 = a\n2 = b"
    assert labels_text(None) == ""
