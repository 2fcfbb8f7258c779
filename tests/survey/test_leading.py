"""Who could lead, and when staff are free, from the answers of one survey."""

from __future__ import annotations

from typing import Any

from pipeline.model import Answer, Export, GoalDemand, Question, Slot
from pipeline.survey import AnswerReader, Staff, goal_key, read_staff

QUESTIONS = (
    Question(question_id="q1", wording="When can you meet?", kind="multi_select", role="availability"),
    Question(question_id="q2", wording="How many hours a week can you give?", kind="choice", role="availability"),
    Question(question_id="q3", wording="Would you lead a circle?", kind="choice", role="facilitate"),
    Question(question_id="q4", wording="What could you teach?", kind="multi_select", role="facilitate"),
    Question(
        question_id="q5", wording="Your level", kind="rating", role="level", steps=("Beginner", "Advanced", "Expert")
    ),
)


def read(reader: AnswerReader, *said: tuple[str, str, str | None, str | None]) -> Staff:
    answers = tuple(
        Answer(respondent=who, question_id=question, option=option, text=text, state="chosen")
        for who, question, option, text in said
    )
    export = Export(
        dialect="table",
        confidence=1.0,
        encoding="utf-8",
        rows_read=9,
        rows_kept=9,
        dropped_because={},
        questions=QUESTIONS,
        answers=answers,
        not_stored=(),
    )
    staff = Staff()
    read_staff(staff, export, reader, 0.6)
    return staff


def key(reader: AnswerReader, wording: str) -> frozenset[str]:
    goal: Any = GoalDemand(
        goal_id="g", survey_id="s", wording=wording, origin="form", respondents=frozenset(), matching_text=""
    )
    return frozenset({goal_key(goal, reader)})


def test_a_general_offer_is_for_every_topic(reader: AnswerReader) -> None:
    staff = read(reader, ("a", "q3", "Yes, gladly", None), ("b", "q3", "Maybe", None), ("c", "q3", "No", None))
    assert [staff.may_lead(who, key(reader, "Grant writing")) for who in "abc"] == [True, False, False]


def test_a_named_offer_is_for_that_topic(reader: AnswerReader) -> None:
    staff = read(reader, ("a", "q4", "Grant writing", None), ("b", "q4", None, "grant writing, Excel"))
    assert [staff.may_lead(who, key(reader, "Grant writing")) for who in "ab"] == [True, True]
    assert [staff.may_lead(who, key(reader, "Genealogy")) for who in "ab"] == [False, False]


def test_a_non_answer_offers_nothing(reader: AnswerReader) -> None:
    staff = read(reader, ("a", "q4", None, "n/a - new here"), ("b", "q4", None, "nothing but zines"))
    assert not staff.offered_goals.get("a")
    assert staff.may_lead("b", key(reader, "Zines"))


def test_the_advanced_may_be_asked_unless_they_refused(reader: AnswerReader) -> None:
    staff = read(
        reader,
        ("a", "q5", "Excel", "Expert"),
        ("b", "q5", "Excel", "Beginner"),
        ("c", "q5", "Excel", "Advanced"),
        ("c", "q3", "No, sorry", None),
    )
    assert [staff.may_lead(who, key(reader, "Excel")) for who in "abc"] == [True, False, False]


def test_times_and_hours_are_told_apart(reader: AnswerReader) -> None:
    staff = read(reader, ("a", "q1", "Monday morning", None), ("a", "q2", "3", None), ("b", "q1", None, "dunno"))
    assert staff.slots == {"a": frozenset({Slot(0, 0)})}
    assert staff.weekly_hours == {"a": 3.0}
    assert staff.asks_availability
    assert staff.asks_to_lead
