"""Wishes and goals from answers."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.model import Answer, DemandSettings, Export, Question, QuestionKind, QuestionRole, Wish
from pipeline.survey import goals, wishes

SETTINGS = DemandSettings()
KEY = b"k" * 32
STEPS = ("Not needed", "Slightly needed", "Moderately needed", "Very needed", "Absolutely essential")


def export(
    kind: QuestionKind, said: list[tuple[str | None, str | None]], role: QuestionRole = "goal", **parts: Any
) -> Export:
    question = Question(question_id="q1", wording="What do you want to learn?", kind=kind, role=role, **parts)
    answers = [
        Answer(respondent=f"r{number}", question_id="q1", option=option, text=text, state="chosen")
        for number, (option, text) in enumerate(said)
    ]
    return Export(
        dialect="table",
        confidence=0.2,
        encoding="utf-8",
        rows_read=len(said),
        rows_kept=len(said),
        dropped_because={},
        questions=(question,),
        answers=tuple(answers),
        not_stored=(),
    )


def wish(respondent: str, wording: str, origin: Any = "person") -> Wish:
    return Wish(respondent=respondent, question_id="q1", wording=wording, origin=origin, strength=1.0)


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("MarcEdit, Python, metadata standards", ("MarcEdit", "Python", "metadata standards")),
        ("git, spark, time management", ("git", "spark", "time management")),
        ("Python and SQL/databases", ("Python", "SQL", "databases")),
        ("- Excel\n- Canva", ("Excel", "Canva")),
        ("1. Excel 2. Word", ("Excel", "Word")),
        ("Word; Excel; word processing", ("Word", "Excel", "word processing")),
        ("Photoshop, Illustrator, and InDesign", ("Photoshop", "Illustrator", "InDesign")),
        ("Excel (pivot tables, charts), Word", ("Excel (pivot tables, charts)", "Word")),
        ("I want to run a book club, ideally online", ("I want to run a book club, ideally online",)),
        ("Excel, because I use it daily", ("Excel, because I use it daily",)),
        ("Diversity, equity, and inclusion", ("Diversity, equity, and inclusion",)),
        ("adult and teen programming", ("adult and teen programming",)),
        ("conflict resolution and management", ("conflict resolution and management",)),
        ("CI/CD, UI/UX design", ("CI/CD", "UI/UX design")),
        ("Leadership.", ("Leadership",)),
        ("", ()),
    ],
)
def test_phrases(text: str, pieces: tuple[str, ...], reader: Any) -> None:
    assert tuple(said.phrase for said in reader.text(text)) == pieces


@pytest.mark.parametrize(
    "text",
    [
        "n/a",
        "N/A.",
        "none",
        "Not sure",
        "unsure",
        "No idea!",
        "don't know",
        "Don’t know",
        "everything",
        "nothing",
        "-",
        "...",
        "…",
        "",
        "?",
    ],
)
def test_non_answers(text: str, reader: Any) -> None:
    assert reader.why_dropped(text) == "non_answer"


@pytest.mark.parametrize("text", ["Excel", "R", "nothing but archives", "knowing my patrons", "all about zines"])
def test_answers(text: str, reader: Any) -> None:
    assert reader.why_dropped(text) is None


def test_free_text_is_split_and_what_says_nothing_is_counted(reader: Any) -> None:
    found, dropped = wishes(
        export("free_text", [(None, "Python, SQL"), (None, "n/a"), (None, "x" * 301)]), SETTINGS, reader
    )
    assert [(one.respondent, one.wording, one.origin) for one in found] == [
        ("r0", "Python", "person"),
        ("r0", "SQL", "person"),
    ]
    assert dropped == {"non_answer": 1, "too_long": 1}


@pytest.mark.parametrize(
    "text",
    [
        "Excel, write to jane.roe@example.org",
        "Excel. Call me at 555-010-0199",
        "my name is Jane and I want Excel",
        "https://jane:secret@example.org/wishes",
        "Python (@janeroe)",
        "Excel, I live at 12 Main Street",
    ],
)
def test_an_answer_with_contact_data_is_dropped_whole(text: str, reader: Any) -> None:
    found, dropped = wishes(export("free_text", [(None, text)]), SETTINGS, reader)
    assert found == ()
    assert dropped == {"contact_in_answer": 1}


@pytest.mark.parametrize(("are_headings", "origin"), [(True, "form"), (False, "person")])
def test_options_are_of_the_form_only_where_a_heading_names_them(are_headings: bool, origin: str, reader: Any) -> None:
    said = [("Grant writing", None), ("None of the above", None), (None, "zines")]
    options = ("Grant writing", "None of the above")
    found, dropped = wishes(
        export("multi_select", said, options=options, options_are_headings=are_headings), SETTINGS, reader
    )
    assert [(one.wording, one.origin) for one in found] == [("Grant writing", origin), ("zines", "person")]
    assert dropped == {"non_answer": 1}


def test_a_matrix_row_counts_from_the_least_strength_on(reader: Any) -> None:
    said: list[tuple[str | None, str | None]] = [("Robotics", step) for step in (*STEPS, "Don't know", "plenty of it")]
    found, dropped = wishes(export("rating", said, options=("Robotics",), steps=STEPS), SETTINGS, reader)
    assert [(one.respondent, one.strength) for one in found] == [("r3", 0.75), ("r4", 1.0)]
    assert dropped == {"below_min_strength": 3, "no_step": 2}


def test_the_first_places_of_a_ranking_count(reader: Any) -> None:
    said: list[tuple[str | None, str | None]] = [("Robotics", str(place)) for place in (1, 2, 3)]
    found, dropped = wishes(export("ranking", said, options=("Robotics", "Zines", "Maps")), SETTINGS, reader)
    assert [one.strength for one in found] == [1.0]
    assert dropped == {"below_min_strength": 2}


def test_other_questions_hold_no_wishes(reader: Any) -> None:
    found, dropped = wishes(export("free_text", [(None, "Main branch")], role="branch"), SETTINGS, reader)
    assert (found, dropped) == ((), {})


def test_wordings_that_differ_in_form_are_one_goal(reader: Any) -> None:
    found = goals(
        [wish("r1", "Spreadsheets"), wish("r2", "spreadsheet!"), wish("r3", "Spreadsheets")],
        "s1",
        KEY,
        reader.meanings,
        5,
    )
    assert [(goal.wording, sorted(goal.respondents)) for goal in found] == [("Spreadsheets", ["r1", "r2", "r3"])]


def test_a_person_who_asks_twice_is_one_respondent(reader: Any) -> None:
    (goal,) = goals([wish("r1", "Zines"), wish("r1", "zine")], "s1", KEY, reader.meanings, 5)
    assert goal.respondents == frozenset({"r1"})


def test_the_wording_of_the_form_wins_over_what_people_typed(reader: Any) -> None:
    (goal,) = goals(
        [wish("r1", "public speaking"), wish("r2", "public speaking"), wish("r3", "Public Speaking", "form")],
        "s1",
        KEY,
        reader.meanings,
        5,
    )
    assert (goal.wording, goal.origin) == ("Public Speaking", "form")


def test_a_tie_goes_by_alphabet_and_the_most_shared_goal_comes_first(reader: Any) -> None:
    found = goals([wish("r1", "zine"), wish("r2", "Zines"), wish("r3", "Maps")], "s1", KEY, reader.meanings, 5)
    assert [goal.wording for goal in found] == ["Zines", "Maps"]


def test_ids_cannot_be_had_from_the_wording_without_the_key(reader: Any) -> None:
    (one,) = goals([wish("r1", "Maps")], "s1", KEY, reader.meanings, 5)
    (other,) = goals([wish("r1", "Maps")], "s1", b"l" * 32, reader.meanings, 5)
    assert one.goal_id != other.goal_id
    known = [reader.meanings.of("Maps").form, "Maps", "maps"]
    joints = ["{0}{2}{1}", "{1}{2}{0}"]
    texts = [
        joint.format("s1", words, mark) for joint, words, mark in product(joints, known, ["", "\n", "\x00", ":", " "])
    ]
    for text, name in product([*known, *texts], ("sha256", "sha1", "md5", "blake2b", "blake2s")):
        assert not hashlib.new(name, text.encode()).hexdigest().startswith(one.goal_id)
    for text in [*known, *texts]:
        assert hashlib.blake2b(text.encode(), digest_size=len(one.goal_id) // 2).hexdigest() != one.goal_id


def test_ids_depend_on_survey_and_wording_only(reader: Any) -> None:
    (one,) = goals([wish("r1", "Maps")], "s1", KEY, reader.meanings, 5)
    (same,) = goals([wish("r9", "maps"), wish("r2", "MAP")], "s1", KEY, reader.meanings, 5)
    (other,) = goals([wish("r1", "Maps")], "s2", KEY, reader.meanings, 5)
    assert one.goal_id == same.goal_id != other.goal_id


def test_languages_of_one_letter_and_a_sign_stay_apart(reader: Any) -> None:
    assert len({reader.meanings.of(words).form for words in ("C", "C++", "C#", "R")}) == 4


ANSWERS = ((None, "Python, SQL"), (None, "n/a"), (None, "Excel"), ("Maps", None), ("Maps", "no"), (None, "x" * 301))


@given(st.lists(st.sampled_from(ANSWERS), max_size=12))
@settings(max_examples=40, deadline=None)
def test_an_answer_is_read_the_same_however_many_gave_it(
    reader: Any, said: list[tuple[str | None, str | None]]
) -> None:
    found, dropped = wishes(export("multi_select", said, options=("Maps",)), SETTINGS, reader)
    alone = [wishes(export("multi_select", [each], options=("Maps",)), SETTINGS, reader) for each in said]
    assert list(found) == [
        replace(wish, respondent=f"r{number}") for number, (wanted, _) in enumerate(alone) for wish in wanted
    ]
    assert Counter(dropped) == sum((Counter(why) for _, why in alone), Counter())
