"""Doing phrases among names: which pieces of an answer are goals, and which say what the one before is about."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.survey import AnswerReader
from pipeline.survey.tokens import plain_words

PIECES = [
    "Excel", "Canva", "zines", "how to say no", "how to lead", "cómo dar talleres", "managing my time",
    "dealing with difficult patrons", "de-escalation", "working with teens", "seniors", "families", "better writing",
    "health and wellness", "weeding", "help patrons find jobs", "housing", "I want to learn", "aprender", "it",
    "beginner", "because I like it", "none", "anything", "advanced", "(pivot tables)", "getting organized",
    "improve my Spanish", "learn zines", "to learn", "but also", "managing people without yelling", "cómo decir que no",
]  # fmt: skip
JOINTS = [", ", " and ", ", and ", " y ", "; ", ". ", " / ", " ", "\n", ": ", " - "]
NOTHING = {"none", "anything", "it", "because", "i", "like"}


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        (
            "aprender Excel avanzado, Canva y cómo dar talleres",
            ("aprender Excel avanzado", "Canva", "cómo dar talleres"),
        ),
        (
            "customer service skills, conflict resolution, and how to say no",
            ("customer service skills", "conflict resolution", "how to say no"),
        ),
        ("dealing with difficult patrons, de-escalation", ("dealing with difficult patrons", "de-escalation")),
        ("dealing with difficult patrons and de-escalation", ("dealing with difficult patrons", "de-escalation")),
        ("Excel and how to make charts", ("Excel", "how to make charts")),
        ("learn how to write grants and how to manage budgets", ("learn how to write grants", "how to manage budgets")),
        ("zines, managing my time", ("zines", "managing my time")),
        ("budgets, making presentations to the board", ("budgets", "making presentations to the board")),
        (
            "I want to learn Spanish, ASL and how to read to kids",
            ("I want to learn Spanish", "ASL", "how to read to kids"),
        ),
        ("Excel, working with teens, seniors and families", ("Excel", "working with teens, seniors and families")),
        ("Excel, how to use phones, tablets and computers", ("Excel", "how to use phones, tablets and computers")),
        ("zines, robotics, and how to lead", ("zines", "robotics", "how to lead")),
        ("To learn Excel, to learn zines", ("To learn Excel", "to learn zines")),
        ("Excel, improve my writing, and learn how to say no", ("Excel", "improve my writing", "learn how to say no")),
        ("Weeding, but also how to tell donors no", ("Weeding", "how to tell donors no")),
        ("Sign language. How to read a balance sheet.", ("Sign language", "How to read a balance sheet")),
    ],
)
def test_doing_phrases_are_goals_of_a_list(text: str, pieces: tuple[str, ...], reader: AnswerReader) -> None:
    assert tuple(said.phrase for said in reader.text(text)) == pieces


@pytest.mark.parametrize(
    "text",
    [
        "I want to learn how to help patrons find jobs, housing, and benefits",
        "cómo ayudar a los usuarios a encontrar trabajo, vivienda y beneficios",
        "teaching seniors to use phones, tablets and computers",
        "how to deal with stress, anxiety, and burnout",
        "working with seniors and teens",
        "film history, how to lead",
        "a book club and how to run it",
        "how to run a book club, ideally online",
        "How to write a budget, start to finish",
        "I want to learn Excel, anything that helps me with my budgets",
        "zines, how to make them when nobody comes",
        "I want to learn about graphic novels, manga and anime",
        "health and wellness",
        "diversity, equity and inclusion",
        "weeding and collection maintenance",
    ],
)
def test_objects_of_a_verb_and_sentences_stay_whole(text: str, reader: AnswerReader) -> None:
    assert [said.phrase for said in reader.text(text)] == [text]


@st.composite
def answers(draw: st.DrawFn) -> str:
    pieces = draw(st.lists(st.sampled_from(PIECES), min_size=1, max_size=6))
    return pieces[0] + "".join(draw(st.sampled_from(JOINTS)) + piece for piece in pieces[1:])


@given(answers())
@settings(max_examples=400, deadline=None)
def test_a_split_loses_no_word_and_splitting_again_changes_nothing(reader: AnswerReader, text: str) -> None:
    found = [said.phrase for said in reader.text(text)]
    words = [word for phrase in found for word in plain_words(phrase)]
    lost = set(plain_words(text)) - set(words) - {"and", "y", "but", "also"}
    assert lost <= NOTHING  # "none, because I like it, zines": what stands before a goal and says nothing
    assert set(words) <= set(plain_words(text))
    for phrase in found:
        assert [said.phrase for said in reader.text(phrase)] == [phrase]
