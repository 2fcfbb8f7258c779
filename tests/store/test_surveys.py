"""Surveys are kept de-identified, once a survey however often it is exported, and come back as they were read."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline.model import Answer, Export, Question
from pipeline.store import Surveys, survey_id
from pipeline.survey import Intake, Told

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
SALT = b"s" * 32
EXPORT = Export(
    dialect="google_forms",
    confidence=0.9,
    encoding="utf-8",
    rows_read=3,
    rows_kept=2,
    dropped_because={"empty": 1},
    questions=(
        Question(
            question_id="q1", wording="Learn?", kind="multi_select", role="goal", options=("A, b", "C"), n_answers=2
        ),
        Question(
            question_id="q2",
            wording="Need?",
            kind="rating",
            role="goal",
            options=("X",),
            steps=("no", "yes"),
            options_are_headings=True,
        ),
    ),
    answers=(
        Answer(respondent="r1", question_id="q1", option="A, b", text=None, state="chosen"),
        Answer(respondent="r2", question_id="q2", option="X", text="yes", state="chosen"),
    ),
    not_stored=("Email",),
)


def export_of(people: Iterable[int], n_rows: int) -> Export:
    """People by number, a row each from the first on; everybody wants something of their own."""
    answers = [
        Answer(respondent=f"r{row}", question_id=question, option=option, text=text, state="chosen")
        for row, number in enumerate(people, start=1)
        for question, option, text in (("q1", None, f"topic {number}"), ("q2", "X", "yes"))
    ]
    return replace(EXPORT, rows_read=n_rows, rows_kept=n_rows, dropped_because={}, answers=tuple(answers))


@pytest.fixture
def surveys(tmp_path: Path) -> Surveys:
    return Surveys(tmp_path / "surveys.sqlite", SALT)


def topics(surveys: Surveys) -> list[str | None]:
    return [answer.text for kept in surveys.all() for answer in kept.export.answers if answer.question_id == "q1"]


def test_a_survey_comes_back_with_pseudonyms_only(surveys: Surveys) -> None:
    intake = surveys.add("needs.csv", b"1", EXPORT, NOON)
    assert intake == Intake(survey_id("needs.csv", b"1", SALT), "added")
    (kept,) = surveys.all()
    assert (kept.survey_id, kept.added_at) == (intake.survey_id, NOON.replace(tzinfo=None))
    names = [answer.respondent for answer in kept.export.answers]
    assert len(set(names)) == 2
    assert not {"r1", "r2"} & set(names)
    back = tuple(replace(a, respondent=r) for a, r in zip(kept.export.answers, ("r1", "r2"), strict=True))
    assert replace(kept.export, answers=back) == EXPORT


def test_pseudonyms_depend_on_survey_and_salt(tmp_path: Path) -> None:
    seen = set()
    for n, (data, salt) in enumerate([(b"a", SALT), (b"b", SALT), (b"a", b"t" * 32)]):
        surveys = Surveys(tmp_path / f"{n}.sqlite", salt)
        surveys.add("needs.csv", data, EXPORT, NOON)
        seen.add(surveys.all()[0].export.answers[0].respondent)
    assert len(seen) == 3


def test_the_same_file_under_another_name_is_one_survey(surveys: Surveys) -> None:
    first = surveys.add("needs.csv", b"1", EXPORT, NOON)
    assert surveys.add("copy of needs (1).csv", b"1", EXPORT, NOON) == Intake(first.survey_id, "known")
    assert len(surveys.all()) == 1


def test_a_newer_export_takes_the_place_of_the_older_one(surveys: Surveys) -> None:
    monday = surveys.add("monday.csv", b"1", export_of(range(250), 250), NOON)
    friday = surveys.add("friday.csv", b"2", export_of(range(260), 260), NOON + timedelta(days=4))
    assert friday == Intake(monday.survey_id, "updated")
    (kept,) = surveys.all()
    assert (kept.survey_id, kept.added_at, kept.export.rows_read) == (monday.survey_id, NOON.replace(tzinfo=None), 260)
    assert topics(surveys) == [f"topic {number}" for number in range(260)]
    assert len({answer.respondent for answer in kept.export.answers}) == 260


def test_an_export_without_anybody_new_changes_nothing(surveys: Surveys) -> None:
    friday = surveys.add("friday.csv", b"2", export_of(range(260), 260), NOON)
    assert surveys.add("monday.csv", b"1", export_of(range(250), 250), NOON) == Intake(friday.survey_id, "known")
    assert len(topics(surveys)) == 260


def test_monday_after_friday_loses_nobody_though_an_answer_was_changed_between(surveys: Surveys) -> None:
    friday = surveys.add("friday.csv", b"2", export_of([999, *range(1, 260)], 260), NOON)
    assert surveys.add("monday.csv", b"1", export_of(range(250), 250), NOON) == Intake(friday.survey_id, "smaller")
    assert len(topics(surveys)) == 260


def test_both_files_are_known_after_an_update(surveys: Surveys) -> None:
    files = [(b"1", export_of(range(20), 20)), (b"2", export_of(range(24), 24))]
    outcomes = [surveys.add("needs.csv", data, export, NOON).outcome for data, export in (*files, *files)]
    assert outcomes == ["added", "updated", "known", "known"]
    assert len(topics(surveys)) == 24


def test_other_people_or_other_questions_are_another_survey(surveys: Surveys) -> None:
    first = export_of(range(20), 20)
    others = export_of(range(40, 60), 20)
    asks = tuple(replace(question, wording=f"{question.wording} (circles)") for question in others.questions)
    added = [
        surveys.add("needs.csv", data, export, NOON, 5)
        for data, export in (
            (b"1", first),
            (b"2", export_of(range(20, 40), 20)),
            (b"3", replace(others, questions=asks)),
        )
    ]
    assert [intake.outcome for intake in added] == ["added"] * 3
    assert len({intake.survey_id for intake in added}) == len(surveys.all()) == 3


def state(surveys: Surveys) -> list[object]:
    return [(kept.survey_id, kept.export) for kept in surveys.all()]


@pytest.mark.parametrize(
    "people",
    [
        pytest.param(range(11, 31), id="not half of the people, as where exports leave out who answered before"),
        pytest.param(range(17, 37), id="more than a tenth of the people"),
    ],
)
def test_of_an_export_that_may_be_of_a_survey_nothing_is_stored_until_somebody_says(
    people: range, surveys: Surveys
) -> None:
    first = surveys.add("january.csv", b"1", export_of(range(20), 20), NOON, 5)
    before = state(surveys)
    march = export_of(people, 20)
    intake = surveys.add("march.csv", b"2", march, NOON, 5)
    assert intake == Intake(first.survey_id, "unsure")
    assert intake.common is not None
    assert (intake.common.n_questions, intake.common.n_alike) == (2, 20 - people.start)
    assert state(surveys) == before
    assert surveys.add("march.csv", b"2", march, NOON, 5, told=Told(replaces=first.survey_id)) == Intake(
        first.survey_id, "updated"
    )
    assert topics(surveys) == [f"topic {number}" for number in people]
    assert surveys.all()[0].added_at == NOON.replace(tzinfo=None)
    assert surveys.add("march.csv", b"2", march, NOON, 5).outcome == "known"


def test_an_export_that_may_be_of_a_survey_is_one_of_its_own_where_somebody_says_so(surveys: Surveys) -> None:
    first = surveys.add("january.csv", b"1", export_of(range(20), 20), NOON, 5)
    march = export_of(range(11, 31), 20)
    second = surveys.add("march.csv", b"2", march, NOON, 5, told=Told(is_new=True))
    assert (second.outcome, len(surveys.all())) == ("added", 2)
    assert second.survey_id != first.survey_id
    assert surveys.add("april.csv", b"3", export_of(range(11, 40), 29), NOON, 5) == Intake(second.survey_id, "updated")


def test_another_export_of_a_survey_is_never_a_new_one(surveys: Surveys) -> None:
    """Else one person more would be had by subtraction, whatever somebody says."""
    first = surveys.add("monday.csv", b"1", export_of(range(20), 20), NOON, 5)
    before = state(surveys)
    friday = export_of(range(30), 30)
    assert surveys.add("friday.csv", b"2", friday, NOON, 5, told=Told(is_new=True)) == Intake(
        first.survey_id, "not_new"
    )
    assert state(surveys) == before


def alike_in_another_order(surveys: Surveys, n_more: int) -> Intake:
    """Everybody of a survey whose answers many share, in another order, and some more, said to be a new survey."""
    wishes = [n % 4 for n in range(40)]
    surveys.add("closed.csv", b"1", export_of(wishes, 40), NOON, 5)
    moved = sorted(wishes) + [9] * n_more
    export = export_of(moved, len(moved))
    assert surveys.add("closed.csv", b"2", export, NOON, 5).outcome == "unsure"
    return surveys.add("closed.csv", b"2", export, NOON, 5, told=Told(is_new=True))


@pytest.mark.parametrize(("n_more", "outcome"), [(0, "few"), (4, "few"), (5, "added")])
def test_a_new_survey_differs_from_the_one_it_may_be_by_enough_people(
    n_more: int, outcome: str, surveys: Surveys
) -> None:
    assert alike_in_another_order(surveys, n_more).outcome == outcome


def test_who_says_that_a_survey_is_replaced_still_tells_nothing_of_few_people(surveys: Surveys) -> None:
    first = surveys.add("monday.csv", b"1", export_of(range(20), 20), NOON, 5)
    told = Told(replaces=first.survey_id)
    assert surveys.add("b.csv", b"2", export_of(range(4, 20), 16), NOON, 5, told=told).outcome == "few"
    assert surveys.add("b.csv", b"3", export_of(range(24), 24), NOON, 5, told=told).outcome == "few"
    assert len(topics(surveys)) == 20
    assert surveys.add("b.csv", b"4", export_of(range(5, 20), 15), NOON, 5, told=told).outcome == "updated"
    assert topics(surveys) == [f"topic {number}" for number in range(5, 20)]


def test_a_survey_is_replaced_by_one_that_shares_nothing_with_it_where_somebody_says_so(surveys: Surveys) -> None:
    first = surveys.add("one.csv", b"1", export_of(range(20), 20), NOON, 5)
    surveys.add("two.csv", b"2", export_of(range(50, 70), 20), NOON, 5)
    others = export_of(range(80, 95), 15)
    asks = tuple(replace(question, wording=f"{question.wording} (circles)") for question in others.questions)
    told = Told(replaces=first.survey_id)
    intake = surveys.add("three.csv", b"3", replace(others, questions=asks), NOON, 5, told=told)
    assert intake == Intake(first.survey_id, "updated")
    assert topics(surveys) == [f"topic {number}" for number in (*range(80, 95), *range(50, 70))]


def asked_more(export: Export, rows: Iterable[int]) -> Export:
    """A question on goals was added to the form, which the people of these rows answered."""
    more = Question(question_id="q9", wording="What else?", kind="free_text", role="goal")
    said = [Answer(respondent=f"r{n}", question_id="q9", option=None, text=f"more {n}", state="chosen") for n in rows]
    return replace(export, questions=(*export.questions, more), answers=(*export.answers, *said))


def test_what_the_same_people_were_asked_more_is_taken_in_unless_few_answered(surveys: Surveys) -> None:
    first = surveys.add("monday.csv", b"1", export_of(range(20), 20), NOON, 5)
    few = asked_more(export_of(range(20), 20), range(1, 5))
    assert surveys.add("tuesday.csv", b"2", few, NOON, 5) == Intake(first.survey_id, "few")
    assert len(surveys.all()[0].export.questions) == 2
    enough = asked_more(export_of(range(20), 20), range(1, 6))
    assert surveys.add("friday.csv", b"3", enough, NOON, 5) == Intake(first.survey_id, "updated")
    assert len(surveys.all()[0].export.questions) == 3
    assert surveys.add("monday.csv", b"1", export_of(range(20), 20), NOON, 5).outcome == "known"
    assert len(surveys.all()[0].export.questions) == 3


def test_a_monthly_export_with_a_question_added_and_later_one_removed_is_one_survey(surveys: Surveys) -> None:
    january = surveys.add("january.csv", b"1", _with_branch(export_of(range(20), 20)), NOON, 5)
    february = asked_more(_with_branch(export_of(range(35), 35)), range(21, 36))
    assert surveys.add("february.csv", b"2", february, NOON, 5) == Intake(january.survey_id, "updated")
    march = without(asked_more(_with_branch(export_of(range(50), 50)), range(21, 51)), "q2")
    intake = surveys.add("march.csv", b"3", march, NOON, 5)
    assert intake == Intake(january.survey_id, "updated")
    assert intake.common is not None
    assert intake.common.n_unasked == 1
    assert len(surveys.all()) == 1
    assert len(topics(surveys)) == 50


def test_the_newer_export_goes_to_the_survey_it_shares_most_with(surveys: Surveys) -> None:
    near = surveys.add("near.csv", b"1", export_of(range(20), 20), NOON)
    surveys.add("far.csv", b"2", export_of(range(15, 35), 20), NOON, told=Told(is_new=True))
    newer = surveys.add("newer.csv", b"3", export_of([*range(20), *range(15, 26), 99], 32), NOON)
    assert newer == Intake(near.survey_id, "updated")


def test_an_update_that_fails_leaves_the_older_answers(surveys: Surveys) -> None:
    surveys.add("monday.csv", b"1", export_of(range(20), 20), NOON)
    broken = export_of(range(24), 24)
    answers = (*broken.answers, replace(broken.answers[0], state=None))  # type: ignore[arg-type]
    with pytest.raises(Exception, match="NOT NULL"):
        surveys.add("friday.csv", b"2", replace(broken, answers=answers), NOON)
    assert topics(surveys) == [f"topic {number}" for number in range(20)]


def test_nothing_that_is_kept_tells_answers_beside_the_answers(surveys: Surveys, tmp_path: Path) -> None:
    surveys.add("needs.csv", b"1", export_of(range(3), 3), NOON)
    surveys.add("needs.csv", b"2", export_of(range(5), 5), NOON)
    with sqlite3.connect(tmp_path / "surveys.sqlite") as connection:
        tables = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY 1").fetchall()
    connection.close()
    assert tables == [("answer",), ("question",), ("survey",)]


def test_answers_of_a_home_that_lost_its_salt_are_no_traceback(tmp_path: Path) -> None:
    Surveys(tmp_path / "surveys.sqlite", SALT).add("needs.csv", b"1", export_of(range(5), 5), NOON)
    other = Surveys(tmp_path / "surveys.sqlite", b"t" * 32)
    assert other.add("needs.csv", b"2", export_of(range(6), 6), NOON).outcome == "added"


def test_a_survey_id_is_readable_and_safe() -> None:
    assert survey_id("../Staff Néeds (2026).xlsx", b"x", SALT).startswith("staff-n-eds-2026-")
    assert survey_id("…", b"x", SALT).startswith("survey-")
    ids = {survey_id("a.csv", data, salt) for data in (b"x", b"y") for salt in (SALT, b"t" * 32)}
    assert len(ids) == 4


def test_an_export_that_differs_by_few_people_does_not_take_the_place(surveys: Surveys) -> None:
    first = surveys.add("monday.csv", b"1", export_of(range(20), 20), NOON, 5)
    assert surveys.add("tuesday.csv", b"2", export_of(range(24), 24), NOON, 5) == Intake(first.survey_id, "few")
    assert len(topics(surveys)) == 20
    changed = export_of([*range(100, 104), *range(4, 20)], 20)
    assert surveys.add("changed.csv", b"3", changed, NOON, 5) == Intake(first.survey_id, "few")
    assert surveys.add("friday.csv", b"4", export_of(range(25), 25), NOON, 5) == Intake(first.survey_id, "updated")
    assert len(topics(surveys)) == 25


def test_a_survey_of_too_few_to_be_counted_may_grow_by_one(surveys: Surveys) -> None:
    first = surveys.add("monday.csv", b"1", export_of(range(4), 4), NOON, 5)
    assert surveys.add("tuesday.csv", b"2", export_of(range(5), 5), NOON, 5) == Intake(first.survey_id, "updated")


def test_a_survey_is_forgotten_to_the_last_byte(surveys: Surveys, tmp_path: Path) -> None:
    gone = surveys.add("gone.csv", b"1", export_of(range(900, 950), 50), NOON).survey_id
    surveys.add("kept.csv", b"2", export_of(range(20), 20), NOON)
    assert b"topic 917" in (tmp_path / "surveys.sqlite").read_bytes()
    assert surveys.forget(gone) == {"respondents": 50, "answers": 100, "questions": 2}
    assert surveys.forget(gone) == {}
    assert [path.name for path in tmp_path.iterdir() if re.search(rb"topic 9\d\d", path.read_bytes())] == []
    assert topics(surveys) == [f"topic {number}" for number in range(20)]


def test_forgetting_in_a_home_without_surveys_makes_no_file(surveys: Surveys, tmp_path: Path) -> None:
    assert surveys.forget("none-00000000") == {}
    assert list(tmp_path.iterdir()) == []


def without(export: Export, question_id: str) -> Export:
    return replace(
        export,
        questions=tuple(question for question in export.questions if question.question_id != question_id),
        answers=tuple(answer for answer in export.answers if answer.question_id != question_id),
    )


def test_a_mapping_has_the_same_file_read_anew_to_the_last_byte(surveys: Surveys, tmp_path: Path) -> None:
    export = export_of(range(900, 950), 50)
    first = surveys.add("needs.csv", b"1", export, NOON, 5)
    respondents = {answer.respondent for answer in surveys.all()[0].export.answers}
    assert surveys.add("needs.csv", b"1", without(export, "q1"), NOON, 5).outcome == "known"
    assert len(topics(surveys)) == 50
    intake = surveys.add("needs.csv", b"1", without(export, "q1"), NOON + timedelta(days=1), 5, is_mapped=True)
    assert (intake.survey_id, intake.outcome) == (first.survey_id, "reread")
    assert intake.reread is not None
    assert (intake.reread.changed, intake.reread.has_less) == (("q1",), True)
    (kept,) = surveys.all()
    assert {answer.respondent for answer in kept.export.answers} == respondents
    assert kept.added_at == NOON.replace(tzinfo=None)
    assert [path.name for path in tmp_path.iterdir() if re.search(rb"topic 9\d\d", path.read_bytes())] == []
    again = surveys.add("needs.csv", b"1", without(export, "q1"), NOON, 5, is_mapped=True)
    assert (again.outcome, len(surveys.all())) == ("known", 1)


def test_a_mapping_is_not_applied_where_counts_would_tell_what_few_said(surveys: Surveys) -> None:
    """Four answered q3: who compares two nights would learn what they want. Where nothing is counted, it may go."""
    export = export_of(range(20), 20)
    asked = Question(question_id="q3", wording="And?", kind="free_text", role="goal")
    few = tuple(
        Answer(respondent=f"r{n}", question_id="q3", option=None, text=f"wish {n}", state="chosen") for n in range(1, 5)
    )
    export = replace(export, questions=(*export.questions, asked), answers=(*export.answers, *few))
    surveys.add("needs.csv", b"1", export, NOON, 5)
    intake = surveys.add("needs.csv", b"1", without(export, "q3"), NOON, 5, is_mapped=True)
    assert intake.outcome == "few_reread"
    assert intake.reread is not None
    assert intake.reread.fewest == ("q3", 4)
    assert len(surveys.all()[0].export.questions) == 3
    assert surveys.add("needs.csv", b"1", without(export, "q3"), NOON, 4, is_mapped=True).outcome == "reread"
    unused = replace(export, questions=(*export.questions[:2], replace(asked, role="none")))
    surveys.add("other.csv", b"2", unused, NOON, 5)
    surveys.forget(intake.survey_id)
    surveys.add("other.csv", b"2", unused, NOON, 5)
    assert surveys.add("other.csv", b"2", without(unused, "q3"), NOON, 5, is_mapped=True).outcome == "reread"


def test_a_newer_export_without_the_mapping_changes_nothing_and_counts_nobody_twice(surveys: Surveys) -> None:
    monday, friday = (_with_branch(export_of(range(n), n)) for n in (20, 30))
    first = surveys.add("monday.csv", b"1", without(monday, "q3"), NOON, 5, is_mapped=True)
    assert surveys.add("friday.csv", b"2", friday, NOON, 5) == Intake(first.survey_id, "unmapped")
    assert [question.question_id for question in surveys.all()[0].export.questions] == ["q1", "q2"]
    assert surveys.add("friday.csv", b"2", friday, NOON, 5, is_mapped=True) == Intake(first.survey_id, "updated")
    assert len(surveys.all()) == 1


def _with_branch(export: Export) -> Export:
    branch = Question(question_id="q3", wording="Where?", kind="choice", role="branch", options=("Main",))
    at = [
        Answer(respondent=f"r{n}", question_id="q3", option="Main", text=None, state="chosen")
        for n in range(1, export.rows_read + 1)
    ]
    return replace(export, questions=(*export.questions, branch), answers=(*export.answers, *at))
