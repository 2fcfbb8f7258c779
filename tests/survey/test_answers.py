"""Answers read with the library lexicon: split, levels, languages, shorthand, and what is no goal."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.model import Wish
from pipeline.survey import AnswerReader, goals
from pipeline.survey.tokens import plain_words

KEY = b"k" * 32
WORDS = [
    "Excel", "Canva", "zines", "grant", "writing", "public", "speaking", "adult", "teen",
    "programs", "diversity", "equity", "inclusion", "first", "aid", "CPR", "beginners", "basics",
    "advanced", "management", "library", "hablar", "en", "público", "redes", "sociales", "para",
    "y", "and", ",", ";", "/", "&", ".", "plus", "also",
    "maybe", "how", "to", "with", "I",
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("diversity, equity and inclusion, Excel", ("diversity, equity and inclusion", "Excel")),
        ("Excel, arts & crafts", ("Excel", "arts & crafts")),
        ("programming and coding", ("programming and coding",)),
        ("beekeeping, research and development", ("beekeeping", "research and development")),
        ("Excel. Public speaking.", ("Excel", "Public speaking")),
        ("Zines. Also Excel.", ("Zines", "Excel")),
        ("I run a branch. I want to learn Excel.", ("I run a branch. I want to learn Excel.",)),
        ("Zines, and also how to keep a club going", ("Zines", "how to keep a club going")),
        ("Canva, plus it should be short", ("Canva, plus it should be short",)),
        ("zines and maybe some Python", ("zines", "Python")),
        ("Canva / weeding", ("Canva", "weeding")),
        ("first aid / CPR", ("first aid / CPR",)),
        ("burnout, stress management", ("burnout, stress management",)),
        ("beekeeping/apiaries", ("beekeeping/apiaries",)),
        ("Zines, advanced", ("Zines, advanced",)),
        ("Working with teens, seniors and families", ("Working with teens, seniors and families",)),
        ("how to weed; how to write grants", ("how to weed", "how to write grants")),
        ("hablar en público, Excel y redes sociales", ("hablar en público", "Excel", "redes sociales")),
        ("SQL y Canva", ("SQL", "Canva")),
        ("• Canva\n• zines", ("Canva", "zines")),
        ("1) Canva\n2) zines", ("Canva", "zines")),
        ("quiero aprender a usar Excel porque lo necesito", ("quiero aprender a usar Excel porque lo necesito",)),
    ],
)
def test_several_goals(text: str, pieces: tuple[str, ...], reader: AnswerReader) -> None:
    assert tuple(said.phrase for said in reader.text(text)) == pieces


@pytest.mark.parametrize(
    ("text", "matching_text", "level"),
    [
        ("Excel for beginners", "excel", "beginner"),
        ("Advanced Excel", "excel", "advanced"),
        ("an introduction to zines", "zines", "beginner"),
        ("zines, I already know the basics", "zines", "intermediate"),
        ("computer basics", "computer basics", None),
        ("Excel, beginner or advanced", "excel beginner or advanced", None),
        ("the basics", "the basics", "beginner"),
        ("fotografía para principiantes", "fotografia", "beginner"),
        ("Excel avanzado", "excel", "advanced"),
        ("I would like to learn more about zines, please", "zines", None),
        ("me gustaría aprender más sobre fanzines", "fanzines", None),
        ("communication skills", "communication skills", None),
        ("vol mgmt", "volunteer management", None),
        ("ILL", "interlibrary loan", None),
        ("what to do when staff are ill", "what to do when staff are ill", None),
        ("advocasy", "advocacy", None),
        ("meditation", "meditation", None),
        ("mediation", "mediation", None),
        ("learning", "learning", None),
    ],
)
def test_what_names_the_subject(text: str, matching_text: str, level: str | None, reader: AnswerReader) -> None:
    said = reader.option(text)
    assert (said.phrase, said.matching_text, said.level) == (text, matching_text, level)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("how to weed the collection", "en"),
        ("public speaking", "en"),
        ("beekeeping", "en"),
        ("hablar en publico", "es"),
        ("Excel para principiantes", "es"),
        ("alfabetización", "es"),
        ("Excel", None),
        ("Libby, Canva", None),
        ("ukulele", "en"),
        ("Canva and video editing", "en"),
        ("wuhu", None),
        ("", None),
        ("12 34", None),
    ],
)
def test_language(text: str, language: str | None, reader: AnswerReader) -> None:
    assert reader.language(text) == language


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("more money", "no_training_goal"),
        ("We need more staff and better pay!", "no_training_goal"),
        ("más personal", "no_training_goal"),
        ("mejor sueldo", "no_training_goal"),
        ("not sure yet", "non_answer"),
        ("No sé", "non_answer"),
        ("de todo un poco", "non_answer"),
        ("lo que sea", "non_answer"),
        ("Anything!", "non_answer"),
        ("none at this time, thank you", "non_answer"),
        ("more about money", None),
        ("more staff training on Excel", None),
        ("time management", None),
        ("staff", None),
        ("todo sobre Excel", None),
    ],
)
def test_what_is_no_goal(text: str, reason: str | None, reader: AnswerReader) -> None:
    assert reader.why_dropped(text) == reason


def wish(respondent: str, text: str, reader: AnswerReader, origin: Any = "person") -> Wish:
    said = reader.option(text)
    return Wish(
        respondent=respondent,
        question_id="q1",
        wording=text,
        origin=origin,
        strength=1.0,
        matching_text=said.matching_text,
        level=said.level,
        language=said.language,
    )


def test_levels_are_kept_apart_and_polite_words_are_not(reader: AnswerReader) -> None:
    asked = ["zines", "I want to learn zines", "zines for beginners", "intro to zines", "advanced zines"]
    found = goals([wish(f"r{n}", text, reader) for n, text in enumerate(asked)], "s1", KEY, reader.meanings, 5)
    told = sorted((len(goal.respondents), goal.level or "", goal.matching_text) for goal in found)
    assert told == [(1, "advanced", "zines"), (2, "", "zines"), (2, "beginner", "zines")]
    assert len({goal.goal_id for goal in found}) == 3


def test_nobodys_own_way_of_asking_is_shown_for_others(reader: AnswerReader) -> None:
    """Five people want zines, each with other polite words: what they share is shown, and no wording of one alone."""
    asked = ["I need help with zines", "more about zines", "learn about zines", "zines at my library", "zines please"]
    (goal,) = goals([wish(f"r{n}", text, reader) for n, text in enumerate(asked)], "s1", KEY, reader.meanings, 5)
    assert (goal.wording, len(goal.respondents)) == ("zines", 5)


def test_a_wording_shared_but_for_its_form_is_shown_as_typed(reader: AnswerReader) -> None:
    (goal,) = goals(
        [wish("r1", "Learning Zines", reader), wish("r2", "learning zine!", reader)], "s1", KEY, reader.meanings, 5
    )
    assert goal.wording == "Learning Zines"


def test_languages_are_kept_apart_and_the_unclear_go_with_the_most(reader: AnswerReader) -> None:
    said = [("r1", "en"), ("r2", "en"), ("r3", "es"), ("r4", None)]
    wanted = [
        Wish(respondent=who, question_id="q1", wording="Canva", origin="person", strength=1.0, language=language)
        for who, language in said
    ]
    found = goals(wanted, "s1", KEY, reader.meanings, 5)
    assert [(goal.language, sorted(goal.respondents)) for goal in found] == [("en", ["r1", "r2", "r4"]), ("es", ["r3"])]
    (alone,) = goals(wanted[3:], "s1", KEY, reader.meanings, 5)
    assert (alone.language, alone.goal_id) == (None, found[0].goal_id)


@given(st.text(max_size=200))
@settings(max_examples=300, deadline=None)
def test_no_text_makes_a_traceback(reader: AnswerReader, text: str) -> None:
    for said in (*reader.text(text), reader.option(text)):
        assert said.level in (None, "beginner", "intermediate", "advanced")
    reader.why_dropped(text)


@given(st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join))
@settings(max_examples=300, deadline=None)
def test_no_word_is_lost_but_those_between_goals(reader: AnswerReader, text: str) -> None:
    between = {"and", "y", "plus", "also", "maybe"}
    found = [word for said in reader.text(text) for word in plain_words(said.phrase)]
    lost = set(plain_words(text)) - between - set(found)
    assert not lost or "maybe" in plain_words(text)
    assert lost <= reader.lexicon.words_of("prose") | reader.lexicon.words_of("leading")  # "maybe how, maybe Excel"
    assert set(found) <= set(plain_words(text))


@given(st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join) | st.text(max_size=60))
@settings(max_examples=300, deadline=None)
def test_a_goal_is_one_goal_again(reader: AnswerReader, text: str) -> None:
    for said in reader.text(text):
        assert [again.phrase for again in reader.text(said.phrase)] == [said.phrase]


@given(st.lists(st.sampled_from(WORDS), max_size=10).map(" ".join))
@settings(max_examples=200, deadline=None)
def test_what_is_cleaned_is_never_empty(reader: AnswerReader, text: str) -> None:
    assert bool(reader.option(text).matching_text) == bool(plain_words(text))


def test_an_accent_tells_the_language_of_a_word_that_another_has_without_it(reader: AnswerReader) -> None:
    assert reader.language("supervisión de personal") == "es"
    assert reader.language("supervision") is None


def test_known_subjects_after_polite_words_are_several_goals(reader: AnswerReader) -> None:
    assert [said.phrase for said in reader.text("quiero aprender costura y excel")] == [
        "quiero aprender costura",
        "excel",
    ]
    said = reader.text("I want to learn Excel and Spanish")
    assert [(each.phrase, each.matching_text) for each in said] == [
        ("I want to learn Excel", "excel"),
        ("Spanish", "spanish"),
    ]
    for whole in (
        "I want to learn about boats and rowing them",
        "I would like to learn diversity, equity and inclusion",
    ):
        assert [each.phrase for each in reader.text(whole)] == [whole]
