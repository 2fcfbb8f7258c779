"""A later export of the same form is known by its people; a later survey with the same questions is not."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from pipeline.model import Export
from pipeline.survey.again import Overlap, overlap

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
    return overlap(exported(forge, old), exported(forge, new))


def people_of(found: Overlap) -> tuple[int, int, int, int]:
    return found.n_shared, found.n_old, found.n_new, found.n_added


@pytest.mark.parametrize("newest_first", [False, True])
def test_friday_holds_monday(newest_first: bool, forge: Any) -> None:
    week = crowd(260, 1)
    monday = week[:250][::-1] if newest_first else week[:250]
    friday = week[::-1] if newest_first else week
    found = compared(forge, monday, friday)
    assert (people_of(found), found.verdict) == ((250, 250, 260, 10), "same")


def test_monday_adds_nobody_to_friday(forge: Any) -> None:
    week = crowd(260, 1)
    found = compared(forge, week, week[:250])
    assert (found.verdict, found.n_added) == ("same", 0)


@pytest.mark.parametrize("seed", range(5))
def test_other_people_with_the_same_questions_are_another_survey(seed: int, forge: Any) -> None:
    """Of 250 answers nearly all occur in both years, by chance; that alone is no evidence."""
    last_year, this_year = crowd(250, 100 + seed), crowd(260, 200 + seed)
    assert set(last_year) & set(this_year)
    assert compared(forge, last_year, this_year).verdict == "another"


def test_people_are_known_in_any_order_by_what_they_alone_said(forge: Any) -> None:
    people = [("Main", "Python", f"storytelling with {word}") for word in ("maps", "songs", "string", "clay", "light")]
    assert compared(forge, people, people[::-1]).n_shared == 5
    half = [*people[:2], ("Hill", "Zines", "looms"), ("Hill", "Zines", "kites"), ("Hill", "Zines", "wool")]
    assert compared(forge, people, half[::-1]).verdict == "unsure"
    assert compared(forge, people[:4], half[::-1]).verdict == "same"
    assert compared(forge, people, [*half[2:], ("Lake", "", "sails"), people[0]]).verdict == "another"


def test_a_changed_answer_is_a_new_one(forge: Any) -> None:
    people = [("Main", "Python", f"storytelling with {word}") for word in ("maps", "songs", "string", "clay")]
    changed = [*people[:3], ("Main", "Python", "glass")]
    found = compared(forge, people, changed)
    assert (found.n_shared, found.n_added, found.verdict) == (3, 1, "same")


def test_one_answer_is_no_evidence_yet_nobody_can_say_that_it_is_another(forge: Any) -> None:
    people = [("", "", f"storytelling with {word}") for word in ("maps", "songs", "string", "clay")]
    found = compared(forge, people, people)
    assert (found.n_shared, found.n_alike, found.verdict) == (0, 4, "unsure")


def test_other_questions_are_another_survey(forge: Any) -> None:
    people = crowd(20, 1)
    other = [HEADS[0], HEADS[1], "What do you like about your job?", "What else would you like to tell us?"]
    found = overlap(exported(forge, people), exported(forge, [(who[0], "", "") for who in people], other))
    assert (found.n_questions, found.n_shared, found.verdict) == (1, 0, "another")


def test_the_same_people_with_one_question_reworded_are_one_survey(forge: Any) -> None:
    people = crowd(20, 1)
    found = overlap(exported(forge, people), exported(forge, people, [*HEADS[:3], "What else should we know?"]))
    assert (people_of(found), found.verdict) == ((20, 20, 20, 0), "same")


def test_options_that_only_the_larger_export_teaches_change_nobody(forge: Any) -> None:
    """What two people typed under "other" is an option on Friday, and was left-over text on Monday."""
    monday = [(branch, f"{skill};Zines", "") for branch in BRANCHES for skill in SKILLS[:3]]
    monday[4] = ("Main", "Grant writing;loom weaving, by hand;Zines", "")
    friday = [*monday, ("Hill", "Python;loom weaving, by hand;Zines", "")]
    old, new = exported(forge, monday), exported(forge, friday)
    assert old.questions[1].options != new.questions[1].options
    found = overlap(old, new)
    assert (people_of(found), found.verdict) == ((15, 15, 16, 1), "same")


def test_nobody_shares_nothing(forge: Any) -> None:
    empty = replace(exported(forge, crowd(3, 1)), answers=())
    found = overlap(empty, empty)
    assert (people_of(found), found.verdict) == ((0, 0, 0, 0), "another")


def test_a_question_added_to_the_form_and_others_moved_is_still_one_survey(forge: Any) -> None:
    people = [(BRANCHES[n % 5], SKILLS[n % 4], f"the history of house {n}") for n in range(30)]
    old = exported(forge, people)
    heads = [HEADS[0], "How many years are you here?", *HEADS[1:]]
    rows = [[f"2026/03/02 9:{n:02}:11 AM EST", str(n % 7), *person] for n, person in enumerate(people)]
    rows.append(["2026/03/03 9:00:11 AM EST", "3", "North", "Python", "the repair of zithers"])
    found = overlap(old, forge.read([heads, *rows]))
    assert (people_of(found), found.verdict) == ((30, 30, 31, 1), "same")


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
    assert (people_of(found), found.verdict) == ((30, 30, 31, 1), "same")


@pytest.mark.parametrize("n_options", [2, 4, 40])
def test_one_branch_of_an_export_and_its_rows_in_another_order_are_never_another_survey(
    n_options: int, forge: Any
) -> None:
    """Whether people can be known depends on how many answers there are; that nobody is counted twice does not."""
    dice = random.Random(n_options)
    skills = [f"Skill number {n}" for n in range(n_options)]
    people = [(dice.choice(BRANCHES), ";".join(sorted(dice.sample(skills, 2))), "") for _ in range(150)]
    branch = [person for person in people if person[0] == "Hill"]
    for others in (branch, sorted(people), people[::-1], people[::3]):
        assert compared(forge, people, others).verdict in ("same", "unsure")
        assert compared(forge, others, people).verdict in ("same", "unsure")
    assert compared(forge, people, branch).verdict == ("same" if n_options == 40 else "unsure")


@pytest.mark.parametrize(
    ("n_both", "verdict"), [(0, "another"), (9, "another"), (12, "unsure"), (49, "unsure"), (50, "same")]
)
def test_where_it_may_be_one_survey_a_person_decides(n_both: int, verdict: str, forge: Any) -> None:
    """Fewer than a tenth of the people say the same by accident; from a tenth on they would be counted twice."""
    people = [(BRANCHES[n % 5], SKILLS[n % 4], f"the history of house {n}") for n in range(200)]
    found = compared(forge, people[:100], people[100 - n_both : 200 - n_both])
    assert (found.n_shared, found.verdict) == (n_both, verdict)


def test_a_form_that_grew_to_more_than_twice_its_length_is_one_survey(forge: Any) -> None:
    people = [(BRANCHES[n % 5], SKILLS[n % 4], f"the history of house {n}") for n in range(30)]
    added = [f"What about matter {n}?" for n in range(4)]
    rows = [["2026/03/02 9:00:11 AM EST", *person, *(f"{n} {m}" for m in range(4))] for n, person in enumerate(people)]
    longer = forge.read([[*HEADS, *added], *rows])
    found = overlap(exported(forge, people), longer)
    assert (found.n_questions, found.n_questions_new, found.verdict) == (3, 7, "same")
    assert overlap(longer, exported(forge, people)).verdict == "unsure"  # four of seven questions would be lost


def test_a_form_whose_questions_were_all_worded_anew_is_known_by_what_people_said(forge: Any) -> None:
    people = [(BRANCHES[n % 5], SKILLS[n % 4], f"the history of house {n}") for n in range(30)]
    heads = [
        HEADS[0],
        "Your branch",
        "Pick the skills you would like to develop",
        "Anything more you would like to learn?",
    ]
    found = overlap(exported(forge, people), exported(forge, people, heads))
    assert (found.n_questions, found.n_reworded, found.n_shared, found.verdict) == (0, 3, 30, "unsure")
    others = [(branch, f"{skill} for teens", f"{wish} and garden") for branch, skill, wish in people]
    assert overlap(exported(forge, people), exported(forge, others, heads)).verdict == "another"


def test_the_same_people_asked_about_something_else_are_another_survey(forge: Any) -> None:
    """Branch and years are the same; since no question on goals is, no wish is in both."""
    people = [(BRANCHES[n % 5], str(n), f"the history of house {n}") for n in range(30)]
    heads = [HEADS[0], HEADS[1], "How many years have you worked here?", "What else would you like to learn?"]
    later = [(branch, years, f"the roof of house {n}") for n, (branch, years, _) in enumerate(people)]
    asked = [*heads[:3], "Which topics should be taught to patrons?"]
    found = overlap(exported(forge, people, heads), exported(forge, later, asked))
    assert not found.is_about_goals
    assert found.n_questions == 2
