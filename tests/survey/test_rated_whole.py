"""Questions in one line that are rated as a whole, and grids of what people ticked: what is asked about is the goal."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from pipeline.errors import UsageError
from pipeline.model import DemandSettings, Export, QuestionMapping, Slot, SurveyMapping
from pipeline.survey import Staff, read_export, read_staff, wishes
from pipeline.survey.asked_about import subject
from pipeline.survey.trend import asked


def column(forge: Any, head: str, cells: list[str], **told: Any) -> Export:
    rows = [["Branch", head], *(["Main", cell] for cell in cells)]
    questions = {"q2": QuestionMapping(**told)} if told else {}
    return read_export(forge.to_csv(rows), "needs.csv", None, SurveyMapping(dialect=None, questions=questions))


def wanted(export: Export, reader: Any) -> Counter[tuple[str, str, str]]:
    return Counter((wish.wording, wish.way, wish.origin) for wish in wishes(export, DemandSettings(), reader)[0])


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How interested are you in learning about beekeeping?", "beekeeping"),
        ("Q4. How much do you need training in sign language?", "sign language"),
        ("I would like training in: weeding", "weeding"),
        ("Priority for training: zines", "zines"),
        ("How useful would a workshop on book repair be for your work?", "book repair"),
        ("How interested are you in training others?", "training others"),
        ("Zines: how interested are you?", "Zines"),
        ("Would you like to learn Python?", "Python"),
        ("How would you describe your computer skills today?", "computer skills"),
        ("Necesidad de formación en portugués", "portugués"),
        ("¿Qué tan interesada está en aprender sobre la catalogación?", "catalogación"),
        ("Communication skills", "Communication skills"),
        ("What would you like to learn?", "What would you like to learn"),
        ("?", "?"),
        ("", ""),
    ],
)
def test_what_a_question_in_one_line_asks_about(question: str, expected: str) -> None:
    assert subject(question) == expected


@pytest.mark.parametrize(
    ("head", "steps", "goal", "n_wanting"),
    [
        ("How interested are you in learning about beekeeping?", ["1", "2", "3", "4", "5"], "beekeeping", 4),
        ("Interest in learning weeding", ["No interest", "Slight interest", "High interest"], "weeding", 2),
        ("Necesidad de formación en portugués", ["Nada", "Poco", "Algo", "Mucho"], "portugués", 2),
        ("Priority for training: zines", ["Not a priority", "Low priority", "Essential"], "zines", 2),
        ("Would you like training in sign language?", ["Yes", "No", "Maybe"], "sign language", 2),
    ],
)
def test_who_rates_one_thing_high_wants_it(
    head: str, steps: list[str], goal: str, n_wanting: int, forge: Any, reader: Any
) -> None:
    export = column(forge, head, steps * 2)
    assert wanted(export, reader) == {(goal, "rating", "form"): n_wanting}
    said = asked("s1", None, export, reader)  # type: ignore[arg-type]
    assert [set(kinds) for kinds in said.offered.values()] == [{"rating"}]


def test_a_step_is_never_what_somebody_wants_to_learn(forge: Any, reader: Any) -> None:
    export = column(forge, "Necesidad de formación en portugués", ["Mucho", "Nada", "No sé", "Mucho"] * 3)
    found, dropped = wishes(export, DemandSettings(), reader)
    assert {wish.wording for wish in found} == {"portugués"}
    assert dropped == {"below_min_strength": 3, "no_step": 3}


def test_who_rates_their_own_skill_high_may_lead(forge: Any, reader: Any) -> None:
    export = column(forge, "How would you describe your Excel skills today?", ["Beginner", "Advanced"] * 3)
    staff = Staff()
    read_staff(staff, export, reader, 0.6)
    assert {who for who, goals in staff.advanced_goals.items() if goals} == {"r2", "r4", "r6"}


def grid(forge: Any, head: str, cells: list[tuple[str, str]], **told: Any) -> Export:
    rows = [["Timestamp", f"{head} [Monday]", f"{head} [Tuesday]"]]
    rows += [["2026/03/02 9:00:11 AM EST", *pair] for pair in cells]
    questions = {"q2": QuestionMapping(**told)} if told else {}
    return read_export(forge.to_csv(rows), "needs.csv", None, SurveyMapping(dialect=None, questions=questions))


FREE = [
    ("Not available", "Morning, Afternoon"),
    ("Morning", "Not available"),
    ("Afternoon", "Morning"),
    ("", "Morning"),
]


@pytest.mark.parametrize("told", [{}, {"kind": "multi_select"}])
def test_a_grid_of_times_is_read_as_it_was_ticked(told: dict[str, str], forge: Any, reader: Any) -> None:
    export = grid(forge, "When are you free?", FREE * 3, **told)
    (question,) = export.questions
    assert (question.kind, question.role, question.options) == ("multi_select", "availability", ("Monday", "Tuesday"))
    staff = Staff()
    read_staff(staff, export, reader, 0.6)
    assert staff.slots["r1"] == {Slot(1, 0), Slot(1, 2)}
    assert staff.slots["r2"] == {Slot(0, 0)}
    assert staff.slots["r4"] == {Slot(1, 0)}


def test_who_is_never_available_is_free_at_no_time(forge: Any, reader: Any) -> None:
    export = grid(forge, "When are you free?", [*FREE * 3, ("Not available", "Not available")], kind="multi_select")
    staff = Staff()
    read_staff(staff, export, reader, 0.6)
    assert "r13" not in staff.slots


def test_a_row_of_a_grid_is_wanted_where_something_is_chosen_in_it(forge: Any, reader: Any) -> None:
    head = "In which form do you want to learn these?"
    rows = [["Timestamp", f"{head} [zines]", f"{head} [weeding]"]]
    cells = [("online", "none"), ("online, in a group", "not for me"), ("in a group", "online")] * 3
    rows += [["2026/03/02 9:00:11 AM EST", *pair] for pair in cells]
    export = forge.read(rows)
    assert [(one.kind, one.role) for one in export.questions] == [("multi_select", "goal")]
    assert wanted(export, reader) == {("zines", "chosen", "form"): 9, ("weeding", "chosen", "form"): 3}


NEEDS = ["Not needed", "Somewhat needed", "Needed", "Very needed"]


def test_a_step_of_the_mapping_that_the_export_has_not_is_named(forge: Any) -> None:
    head = "How much do you need training in zines?"
    with pytest.raises(UsageError, match=r"`q2` .*has no step 'Very neded'; it has 'Not needed', .*'Very needed'"):
        column(forge, head, NEEDS * 3, steps={"Needed": 0.7, "Very neded": 1.0})
    export = column(forge, head, NEEDS * 3, steps={"very  needed": 0.2, "Extremely needed": 1.0})
    assert dict(export.questions[1].strengths) == {"Very needed": 0.2, "Extremely needed": 1.0}


def test_a_step_that_nobody_gave_in_this_export_may_be_told(forge: Any) -> None:
    steps = {"No demand": 0.0, "Some demand": 0.5, "High demand": 0.9}
    export = column(forge, "Training in zines?", ["No demand", "High demand"] * 4, steps=steps)
    assert dict(export.questions[1].strengths) == steps


def test_a_message_on_steps_names_nobodys_words(forge: Any) -> None:
    with pytest.raises(UsageError, match=r"has no step .x.") as caught:
        column(forge, "How useful?", ["1", "2", "3", "ask Bibi"] * 3, kind="rating", steps={"x": 1.0})
    assert "Bibi" not in str(caught.value)


@pytest.mark.parametrize(
    ("cells", "told", "words"),
    [
        (["Main", "North"], {"kind": "date"}, "to be a date, but most of its answers hold no date"),
        (["zines", "maps"], {"kind": "rating"}, "to be a rating, but no answer is a step of a known scale"),
        (["zines", "maps"], {"steps": {"zines": 1.0}}, "which is read as choice; only a rating has steps"),
    ],
)
def test_a_kind_that_the_answers_cannot_have_is_refused(
    cells: list[str], told: dict[str, Any], words: str, forge: Any
) -> None:
    with pytest.raises(UsageError, match=words):
        column(forge, "Which one?", cells * 4, **told)


def test_a_rating_in_words_of_ones_own_is_read_with_told_steps(forge: Any, reader: Any) -> None:
    steps = {"bring it on": 1.0, "nah": 0.0}
    export = column(forge, "Interest in learning zines", ["bring it on", "nah"] * 4, kind="rating", steps=steps)
    assert wanted(export, reader) == {("zines", "rating", "form"): 4}


def test_dates_in_words_may_be_told_to_be_dates(forge: Any) -> None:
    export = column(forge, "When?", ["March 3rd", "next June", "5 May"] * 3, kind="date")
    assert export.questions[1].kind == "date"
