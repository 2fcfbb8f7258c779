"""A later export of the same form is known by its people; a later survey with the same questions is not."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from pipeline.model import Export
from pipeline.survey import Overlap, overlap

HEADS = ["Timestamp", "Which branch do you work at?", "Which skills would you like to develop?"]
HEADS += ["What else would you like to learn?"]
BRANCHES = ("Main", "North", "Harbor", "Hill", "Lake")
SKILLS = ("Grant writing", "Public speaking", "Python", "Zines")
Person = tuple[str, str, str]


def crowd(n: int, seed: int) -> list[Person]:
    """Made-up people who answer alike so often that nearly nobody's answers are their own."""
    dice = random.Random(seed)
    return [(dice.choice(BRANCHES), ";".join(sorted(dice.sample(SKILLS, dice.choice((1, 2))))), "") for _ in range(n)]


def exported(forge: Any, people: Sequence[Person], heads: Sequence[str] = HEADS) -> Export:
    rows = [[f"2026/03/02 9:{n % 60:02}:11 AM EST", *person] for n, person in enumerate(people)]
    export: Export = forge.read([list(heads), *rows])
    return export


def compared(forge: Any, old: Sequence[Person], new: Sequence[Person]) -> Overlap:
    found = overlap(exported(forge, old), exported(forge, new))
    assert found is not None
    return found


@pytest.mark.parametrize("newest_first", [False, True])
def test_friday_holds_monday(newest_first: bool, forge: Any) -> None:
    week = crowd(260, 1)
    monday = week[:250][::-1] if newest_first else week[:250]
    friday = week[::-1] if newest_first else week
    found = compared(forge, monday, friday)
    assert found == Overlap(n_shared=250, n_old=250, n_new=260, n_added=10)
    assert found.is_one_survey


def test_monday_adds_nobody_to_friday(forge: Any) -> None:
    week = crowd(260, 1)
    found = compared(forge, week, week[:250])
    assert (found.is_one_survey, found.n_added) == (True, 0)


@pytest.mark.parametrize("seed", range(5))
def test_other_people_with_the_same_questions_are_another_survey(seed: int, forge: Any) -> None:
    """Of 250 answers nearly all occur in both years, by chance; that alone is no evidence."""
    last_year, this_year = crowd(250, 100 + seed), crowd(260, 200 + seed)
    assert set(last_year) & set(this_year)
    assert not compared(forge, last_year, this_year).is_one_survey


def test_people_are_known_in_any_order_by_what_they_alone_said(forge: Any) -> None:
    people = [("Main", "Python", f"storytelling with {word}") for word in ("maps", "songs", "string", "clay", "light")]
    assert compared(forge, people, people[::-1]).n_shared == 5
    half = [*people[:2], ("Hill", "Zines", "looms"), ("Hill", "Zines", "kites"), ("Hill", "Zines", "wool")]
    assert not compared(forge, people, half[::-1]).is_one_survey
    assert compared(forge, people[:4], half[::-1]).is_one_survey


def test_a_changed_answer_is_a_new_one(forge: Any) -> None:
    people = [("Main", "Python", f"storytelling with {word}") for word in ("maps", "songs", "string", "clay")]
    changed = [*people[:3], ("Main", "Python", "glass")]
    found = compared(forge, people, changed)
    assert (found.n_shared, found.n_added, found.is_one_survey) == (3, 1, True)


def test_one_answer_is_no_evidence(forge: Any) -> None:
    people = [("", "", f"storytelling with {word}") for word in ("maps", "songs", "string", "clay")]
    assert not compared(forge, people, people).is_one_survey


def test_other_questions_are_another_survey(forge: Any) -> None:
    people = crowd(20, 1)
    other = [HEADS[0], HEADS[1], "What do you like about your job?", "What else would you like to tell us?"]
    assert overlap(exported(forge, people), exported(forge, people, other)) is None


def test_the_same_people_with_one_question_reworded_are_one_survey(forge: Any) -> None:
    people = crowd(20, 1)
    found = overlap(exported(forge, people), exported(forge, people, [*HEADS[:3], "What else should we know?"]))
    assert found == Overlap(n_shared=20, n_old=20, n_new=20, n_added=0)


def test_options_that_only_the_larger_export_teaches_change_nobody(forge: Any) -> None:
    """What two people typed under "other" is an option on Friday, and was left-over text on Monday."""
    monday = [(branch, f"{skill};Zines", "") for branch in BRANCHES for skill in SKILLS[:3]]
    monday[4] = ("Main", "Grant writing;loom weaving, by hand;Zines", "")
    friday = [*monday, ("Hill", "Python;loom weaving, by hand;Zines", "")]
    old, new = exported(forge, monday), exported(forge, friday)
    assert old.questions[1].options != new.questions[1].options
    found = overlap(old, new)
    assert found == Overlap(n_shared=15, n_old=15, n_new=16, n_added=1)


def test_nobody_shares_nothing(forge: Any) -> None:
    empty = replace(exported(forge, crowd(3, 1)), answers=())
    found = overlap(empty, empty)
    assert found == Overlap(n_shared=0, n_old=0, n_new=0, n_added=0)
    assert not found.is_one_survey


def test_a_question_added_to_the_form_and_others_moved_is_still_one_survey(forge: Any) -> None:
    people = [(BRANCHES[n % 5], SKILLS[n % 4], f"the history of house {n}") for n in range(30)]
    old = exported(forge, people)
    heads = [HEADS[0], "How many years are you here?", *HEADS[1:]]
    rows = [[f"2026/03/02 9:{n:02}:11 AM EST", str(n % 7), *person] for n, person in enumerate(people)]
    rows.append(["2026/03/03 9:00:11 AM EST", "3", "North", "Python", "the repair of zithers"])
    found = overlap(old, forge.read([heads, *rows]))
    assert found == Overlap(n_shared=30, n_old=30, n_new=31, n_added=1)


def test_typeform_is_one_survey_where_an_option_is_chosen_for_the_first_time(forge: Any) -> None:
    """The wording of a multi-select is made of the options that were chosen."""
    heads = ["#", "Which branch do you work in?", "Python", "Zines", "Canva", "What else would you like to learn?"]
    heads += ["Start Date (UTC)", "Submit Date (UTC)", "Network ID"]
    end = ["2026-03-01 10:00:00", "2026-03-01 10:00:00", "n"]
    rows = [
        [f"a{n:030x}", BRANCHES[n % 2], "", "Zines" if n % 2 else "", "Canva" if n % 3 else "", f"house {n}", *end]
        for n in range(30)
    ]
    newcomer = ["b" * 31, "Main", "Python", "", "", "the repair of zithers", *end]
    found = overlap(forge.read([heads, *rows]), forge.read([heads, *rows, newcomer]))
    assert found == Overlap(n_shared=30, n_old=30, n_new=31, n_added=1)
