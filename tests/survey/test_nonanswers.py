"""What says nothing, with an aside or without; and the goal behind what says nothing."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.model import DemandSettings
from pipeline.survey import AnswerReader, wishes
from pipeline.survey.nonanswers import NonAnswers
from pipeline.survey.tokens import plain_words

WORDS = [
    "none", "nothing", "n/a", "not", "sure", "everything", "idk", "testing", "training", "more", "except", "but",
    "maybe", "just", "I", "retire", "my", "want", "to", "learn", "Excel", "zines", "IT", "nada", "pero", "no", "sé",
    "ya", "lol", "thanks", ",", ".", "-", "(", ")", ":", "and", "y",
]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "None really",
        "idk lol",
        "nothing comes to mind",
        "not that I can think of",
        "no idea tbh",
        "I'm good, thanks",
        "ninguna por ahora",
        "nada en especial",
        "N/A - retiring soon",
        "N/A - I just started",
        "n/a (new here)",
        "?",
        "-",
        "same as above",
        "none, I retire in May",
        "none, I already know Excel",
        "None. I took the leadership course last year.",
        "none, didn't think of any",
        "not sure, maybe later",
        "none, but thanks!",
        "I don't know what I need",
        "everything you have",
        "none / nothing",
        "anything but Excel",
        "unsure, sorry!",
        "No, gracias, ya tengo bastante",
        "no sé todavía, la verdad",
    ],
)
def test_a_non_answer_with_an_aside_is_one(text: str, reader: AnswerReader) -> None:
    assert reader.why_dropped(text) == "non_answer"


@pytest.mark.parametrize(
    ("text", "goals"),
    [
        ("Nothing but Excel", ["excel"]),
        ("none, except grant writing", ["grant writing"]),
        ("not sure, maybe Excel", ["excel"]),
        ("n/a but Excel would be nice", ["excel"]),
        ("none, beekeeping", ["beekeeping"]),
        ("Everything! Especially Excel and Word", ["excel", "word"]),
        ("None, I am new. Maybe zines.", ["zines"]),
        ("not sure. I would like to learn falconry", ["falconry"]),
        ("Other: beekeeping", ["beekeeping"]),
        ("ninguna, excepto Excel", ["excel"]),
        ("no sé, tal vez fotografía", ["fotografia"]),
        ("No idea how to use Excel", ["excel"]),
    ],
)
def test_the_goal_behind_a_non_answer_is_one(text: str, goals: list[str], reader: AnswerReader) -> None:
    assert reader.why_dropped(text) is None
    assert [said.matching_text for said in reader.text(text)] == goals


@pytest.mark.parametrize(
    "text",
    [
        "more training on IT",
        "Training for supervisors",
        "test anxiety",
        "Any Excel class",
        "all about zines",
        "how to say no",
        "Something creative",
        "no-code tools",
        "Good communication",
    ],
)
def test_words_that_say_nothing_alone_are_part_of_a_goal(text: str, reader: AnswerReader) -> None:
    assert reader.why_dropped(text) is None
    assert [said.phrase for said in reader.text(text)] == [text]


def test_a_subject_before_others_is_not_cut_off(reader: AnswerReader) -> None:
    assert [said.phrase for said in reader.text("Testing, project management")] == ["Testing", "project management"]


def test_an_aside_is_counted_once_and_the_exception_is_a_wish(forge: Any, reader: AnswerReader) -> None:
    cells = ["N/A - retiring soon", "none, except zines", "idk lol", "zines", "I want to sew a quilt"]
    export = forge.read([["Branch", "What do you want to learn?"], *(["Main", cell] for cell in cells)])
    found, dropped = wishes(export, DemandSettings(), reader)
    assert [wish.wording for wish in found] == ["zines", "zines", "I want to sew a quilt"]
    assert dropped == {"non_answer": 2}


@given(st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join) | st.text(max_size=60))
@settings(max_examples=400, deadline=None)
def test_the_goal_part_is_the_end_of_the_answer_and_stays_as_it_is(reader: AnswerReader, text: str) -> None:
    non_answers = NonAnswers(reader.lexicon)
    part = non_answers.goal_part(text)
    words = plain_words(part)
    assert part in text
    assert not words or plain_words(text)[-len(words) :] == words
    assert non_answers.goal_part(part) == part
    assert (part == "") == (reader.why_dropped(text) == "non_answer")
