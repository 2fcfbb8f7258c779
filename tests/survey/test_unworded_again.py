"""A later export of a Typeform without wordings is known by its options and its people, wherever columns are cut."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from pipeline.model import Export, Question
from pipeline.survey.again import overlap
from pipeline.survey.by_options import joined_by_options

SKILLS = ("Grant writing", "Public speaking", "Python", "Zines", "Podcasting", "Weeding", "Canva", "Storytime planning")
TIMES = ("Mon AM", "Mon PM", "Tue AM", "Tue PM", "Wed evening", "Saturday")
END = ("Start Date (UTC)", "Submit Date (UTC)", "Network ID")
STAMPS = ("2026-09-01 10:00:00", "2026-09-01 10:04:00", "n")
Person = tuple[frozenset[str], frozenset[str], str]


def crowd(n: int, seed: int, skills: Sequence[str] = SKILLS) -> list[Person]:
    dice = random.Random(seed)
    return [
        (
            frozenset(dice.sample(skills, dice.choice((1, 2, 2, 3, 4)))),
            frozenset(dice.sample(TIMES, dice.choice((1, 2, 3)))),
            dice.choice(("", "", "", "sewing machines", "bike repair")),
        )
        for _ in range(n)
    ]


def exported(forge: Any, people: Sequence[Person], skills: Sequence[str] = SKILLS) -> Export:
    """No question has a wording; `Other` ends the first."""
    rows = [
        [f"k{n:031x}", *(x if x in wanted else "" for x in skills), typed]
        + [x if x in free else "" for x in TIMES]
        + list(STAMPS)
        for n, (wanted, free, typed) in enumerate(people)
    ]
    export: Export = forge.read([["#", *skills, "Other", *TIMES, *END], *rows])
    assert [question.role for question in export.questions] == ["goal", "availability"]
    return export


@pytest.mark.parametrize("n_later", [31, 42])
def test_the_next_export_of_a_form_without_wordings_is_the_same_survey(n_later: int, forge: Any) -> None:
    people = crowd(42, 3)
    found = overlap(exported(forge, people[:30]), exported(forge, people[:n_later]))
    assert (found.verdict, found.n_shared, found.n_added, found.n_gone) == ("same", 30, n_later - 30, 0)
    assert (found.n_questions, found.n_questions_old, found.n_questions_new, found.n_more) == (2, 2, 2, 0)


def test_its_rows_in_another_order_are_the_same_survey(forge: Any) -> None:
    people = crowd(42, 3)
    assert overlap(exported(forge, people[:30]), exported(forge, people[::-1])).verdict == "same"


@pytest.mark.parametrize("seed", range(5))
def test_other_people_with_the_same_options_are_another_survey(seed: int, forge: Any) -> None:
    found = overlap(exported(forge, crowd(30, 100 + seed)), exported(forge, crowd(42, 200 + seed)))
    assert (found.verdict, found.is_about_goals, found.n_questions) == ("another", True, 2)


def test_options_added_and_reworded_hide_nobody(forge: Any) -> None:
    """Two of eight are written in another way, which changes what some people seem to say, and four are new."""
    skills = ("Writing grants", "Speaking in public", *SKILLS[2:], "Copyright", "Genealogy", "Marketing", "Spanish")
    again = dict(zip(SKILLS, skills, strict=False))
    people = crowd(30, 3)
    later = [(frozenset(again[each] for each in wanted), free, typed) for wanted, free, typed in people]
    found = overlap(exported(forge, people), exported(forge, [*later, *crowd(12, 4, skills)], skills))
    assert (found.n_questions, found.is_about_goals) == (2, True)
    assert found.verdict in ("same", "unsure")


def test_a_form_with_other_skills_is_another_survey(forge: Any) -> None:
    """The times are the same; since no option of the question on goals is, no wish can be in both."""
    skills = ("Copyright", "Genealogy", "Marketing", "Bookbinding")
    found = overlap(exported(forge, crowd(30, 1)), exported(forge, crowd(30, 2, skills), skills))
    assert (found.n_questions, found.is_about_goals, found.verdict) == (1, False, "another")


def unworded(question_id: str, options: Sequence[str], wording: str = "") -> Question:
    made_up = f"Question whose wording Typeform does not export: {', '.join(options[:2])}, ..."
    return Question(
        question_id=question_id,
        wording=wording or made_up,
        kind="multi_select",
        role="goal",
        options=tuple(options),
        options_are_headings=True,
    )


def joined(forge: Any, old: Sequence[Question], new: Sequence[Question]) -> tuple[list[str], list[str]]:
    export = exported(forge, crowd(30, 1))
    one, other = (replace(export, questions=tuple(each), answers=()) for each in (old, new))
    before, after = joined_by_options(one, other)
    return [each.question_id for each in before.questions], [each.question_id for each in after.questions]


ONE = "by-options-1"
TWO = "by-options-2"


def test_columns_cut_in_other_places_are_one_question(forge: Any) -> None:
    first, second, third = SKILLS[:4], SKILLS[4:], TIMES
    whole = unworded("q1", [*first, *second])
    assert joined(forge, [whole], [unworded("q1", first), unworded("q5", second)]) == ([ONE], [ONE])
    assert joined(forge, [unworded("q1", first), unworded("q5", second)], [whole]) == ([ONE], [ONE])
    crossed = [unworded("q1", first), unworded("q5", [*second, *third])]
    assert joined(forge, crossed, [whole, unworded("q9", third)]) == ([ONE], [ONE])


def test_two_questions_with_the_same_options_stay_two(forge: Any) -> None:
    wanted, known = unworded("q1", SKILLS), unworded("q9", SKILLS)
    assert joined(forge, [wanted, known], [wanted, known]) == ([ONE, TWO], [ONE, TWO])
    assert joined(forge, [wanted], [wanted, known]) == ([ONE], [ONE, "q9"])


def test_a_question_that_a_mapping_has_worded_since_is_known_by_its_options(forge: Any) -> None:
    told = unworded("q1", SKILLS, "What would you like to learn?")
    assert joined(forge, [unworded("q1", SKILLS)], [told]) == ([ONE], [ONE])
    other = unworded("q1", SKILLS, "What could you teach?")
    assert joined(forge, [told], [other]) == (["q1"], ["q1"])


def test_none_of_these_joins_nothing(forge: Any) -> None:
    one, other = ("Python", "Zines", "None of these"), ("Mon AM", "Tue AM", "None of these")
    assert joined(forge, [unworded("q1", one)], [unworded("q1", other)]) == (["q1"], ["q1"])
