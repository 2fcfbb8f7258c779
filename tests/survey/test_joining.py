"""Goals of several wordings: ids that stay, wordings that are shown, and what people decide about them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.model import GoalAction, GoalDecision, GoalDemand, Wish
from pipeline.survey import AnswerReader, Decided, decided, goals, told_goals
from pipeline.survey.forms import Forms, singular

KEY = b"k" * 32
NOON = datetime(2026, 11, 24, 12)  # noqa: DTZ001 - columns are UTC without a zone


@pytest.fixture
def ask(reader: AnswerReader) -> Any:
    """Goals of what people said: each text by another person, or `text*n` by n people."""

    def run(
        *texts: str, by: Decided | None = None, origin: Any = "person", survey: str = "s1"
    ) -> dict[str, GoalDemand]:
        wanted = []
        for place, text in enumerate(texts):
            said, _, n = text.partition("*")
            read = reader.option(said)
            wanted += [
                Wish(
                    respondent=f"r{place}-{number}",
                    question_id="q1",
                    wording=said,
                    origin=origin,
                    strength=1.0,
                    matching_text=read.matching_text,
                    level=read.level,
                    language=read.language,
                    typed=read.typed,
                )
                for number in range(int(n or 1))
            ]
        found = goals(wanted, survey, KEY, reader.meanings, 5, by or Decided())
        return {goal.goal_id: goal for goal in found}

    return run


def decision(number: int, action: GoalAction, subject: str, goal_id: str, undone: bool = False) -> GoalDecision:
    return GoalDecision(
        decision_id=number,
        survey_id="s1",
        subject=subject,
        goal_id=goal_id,
        action=action,
        note=None,
        decided_by="ana",
        decided_at=NOON,
        undone_at=NOON if undone else None,
    )


def only(found: dict[str, GoalDemand]) -> GoalDemand:
    (goal,) = found.values()
    return goal


def wordings(found: dict[str, GoalDemand]) -> set[frozenset[str]]:
    return {frozenset(each.wording for each in goal.wordings) for goal in found.values()}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (["readers advisory"], ["RA*3", "readers advisory"]),
        (["readers advisory", "RA*3"], ["readers' advisory"]),
        (["managing interns"], ["intern management*2"]),
        (["Maps"], ["map*9", "MAPS!"]),
    ],
)
def test_a_goal_keeps_its_id_when_a_wording_joins_or_leaves(before: list[str], after: list[str], ask: Any) -> None:
    assert set(ask(*before)) == set(ask(*after))


def test_an_id_belongs_to_its_survey(ask: Any) -> None:
    assert not set(ask("Maps", survey="s1")) & set(ask("Maps", survey="s2"))


def test_a_wording_of_few_is_not_shown_for_what_many_mean(ask: Any) -> None:
    """Three said it in one way and three in another: neither is shown, the concept's own name is."""
    goal = only(ask("project mgmt*3", "managing projects*3"))
    assert (goal.wording, len(goal.respondents)) == ("project management", 6)
    assert only(ask("managing projects*5", "project mgmt*3")).wording == "managing projects"
    assert only(ask("manejo de proyectos*3", "administración de proyectos*3")).wording == "gestión de proyectos"


def test_the_forms_wording_is_shown(ask: Any, reader: AnswerReader) -> None:
    wanted = [
        Wish(
            respondent=f"r{n}", question_id="q1", wording=text, origin=origin, strength=1.0, matching_text=text.lower()
        )
        for n, (text, origin) in enumerate([("Project Management", "form"), *[("managing projects", "person")] * 7])
    ]
    (goal,) = goals(wanted, "s1", KEY, reader.meanings, 5)  # type: ignore[arg-type]
    assert (goal.wording, goal.origin) == ("Project Management", "form")
    assert {(each.wording, each.origin) for each in goal.wordings} == {
        ("Project Management", "form"),
        ("managing projects", "person"),
    }


def test_a_person_takes_a_wording_out_and_it_keeps_its_own_id(ask: Any) -> None:
    together = only(ask("readers advisory*2", "RA"))
    (moved,) = (each for each in together.wordings if each.wording == "RA")
    apart = ask("readers advisory*2", "RA", by=decided([decision(1, "keep_apart", moved.wording_id, together.goal_id)]))
    assert wordings(apart) == {frozenset({"readers advisory"}), frozenset({"RA"})}
    assert set(apart) == {together.goal_id, moved.wording_id}
    alone = apart[moved.wording_id]
    assert alone.is_decided
    assert [(each.rule, each.because, each.decision_id) for each in alone.wordings] == [
        ("person", "kept apart by ana on 2026-11-24 (decision 1)", 1)
    ]
    undone = decided([decision(1, "keep_apart", moved.wording_id, together.goal_id, undone=True)])
    assert ask("readers advisory*2", "RA", by=undone) == ask("readers advisory*2", "RA")


def test_a_person_puts_a_wording_or_a_goal_into_another(ask: Any) -> None:
    first = {goal.wording: goal for goal in ask("dragon boats*6", "long boats", "rowing").values()}
    target = first["dragon boats"].goal_id
    by = decided(
        [
            decision(1, "join", first["long boats"].wordings[0].wording_id, target),
            decision(2, "join", first["rowing"].goal_id, target),
        ]
    )
    joined = only(ask("dragon boats*6", "long boats", "rowing", by=by))
    assert (joined.goal_id, joined.wording, len(joined.respondents)) == (target, "dragon boats", 8)
    assert {each.wording: each.decision_id for each in joined.wordings} == {
        "dragon boats": None,
        "long boats": 1,
        "rowing": 2,
    }
    assert set(ask("rowing", by=by)) == {target}  # the goal it was put into has no wording of its own any more


def test_a_goal_without_a_language_takes_that_of_what_joins_it(ask: Any) -> None:
    first = {goal.wording: goal for goal in ask("wuhu*3", "hablar en público*2", "public speaking").values()}
    none, spanish, english = (first[words] for words in ("wuhu", "hablar en público", "public speaking"))
    assert (none.language, spanish.language, english.language) == (None, "es", "en")
    by = decided([decision(1, "join", spanish.goal_id, none.goal_id)])
    joined = ask("wuhu*3", "hablar en público*2", by=by)[none.goal_id]
    assert (joined.language, len(joined.respondents)) == ("es", 5)
    assert joined.meaning.endswith("\nes")
    by = decided([decision(1, "join", none.goal_id, english.goal_id)])
    assert [(goal.language, len(goal.respondents)) for goal in ask("wuhu*3", "public speaking", by=by).values()] == [
        ("en", 4)
    ]


def test_a_joined_goal_whose_wordings_few_share_has_no_wording_to_tell(ask: Any) -> None:
    first = {goal.wording: goal for goal in ask("dragon boats*3", "rowing*3").values()}
    by = decided([decision(1, "join", first["rowing"].goal_id, first["dragon boats"].goal_id)])
    goal = only(ask("dragon boats*3", "rowing*3", by=by))
    assert (len(goal.respondents), goal.has_telling_wording) == (6, False)
    assert told_goals([goal], 5) == frozenset()


def test_the_later_decision_holds(ask: Any) -> None:
    together = only(ask("readers advisory*2", "RA"))
    moved = next(each.wording_id for each in together.wordings if each.wording == "RA")
    steps = [decision(1, "keep_apart", moved, together.goal_id), decision(2, "join", moved, together.goal_id)]
    assert set(ask("readers advisory*2", "RA", by=decided(steps))) == {together.goal_id}
    steps.append(decision(3, "keep_apart", moved, together.goal_id))
    assert len(ask("readers advisory*2", "RA", by=decided(steps))) == 2


@given(st.lists(st.tuples(st.sampled_from(["join", "keep_apart"]), st.integers(0, 3), st.integers(0, 3)), max_size=8))
@settings(max_examples=150, deadline=None)
def test_no_decisions_lose_a_wish_or_run_in_a_circle(reader: AnswerReader, steps: list[tuple[Any, int, int]]) -> None:
    texts = ["dragon boats", "rowing", "kite flying", "ice sculpture"]
    wanted = [
        Wish(respondent=f"r{n}", question_id="q", wording=text, origin="person", strength=1.0)
        for n, text in enumerate(texts)
    ]
    first = goals(wanted, "s1", KEY, reader.meanings, 5)
    ids = [goal.goal_id for goal in sorted(first, key=lambda goal: goal.wording)]
    made = [decision(n, action, ids[one], ids[other]) for n, (action, one, other) in enumerate(steps, 1)]
    found = goals(wanted, "s1", KEY, reader.meanings, 5, decided(made))
    assert sorted(each.wording for goal in found for each in goal.wordings) == sorted(texts)
    assert frozenset[str]().union(*(goal.respondents for goal in found)) == {"r0", "r1", "r2", "r3"}


@pytest.mark.parametrize(
    ("word", "base"),
    [
        ("spreadsheets", "spreadsheet"), ("classes", "class"), ("boxes", "box"), ("libraries", "library"),
        ("movie", "movy"), ("movies", "movy"), ("bus", "bus"), ("analysis", "analysis"), ("access", "access"),
        ("gas", "gas"), ("presentaciones", "presentacion"), ("c++", "c++"), ("3ds", "3ds"),
    ],
)  # fmt: skip
def test_only_the_sign_of_a_plural_goes(word: str, base: str) -> None:
    assert singular(word) == base


@given(st.text(max_size=60))
@settings(max_examples=200, deadline=None)
def test_any_text_has_forms_and_a_meaning_that_its_form_keeps(reader: AnswerReader, text: str) -> None:
    forms = Forms(reader.lexicon).of(text)
    meaning = reader.meanings.of(text)
    assert meaning.key
    assert meaning.form == (" ".join(forms) or text.casefold())
    assert reader.meanings.of(text.upper().lower()).rule in ("words", "order", "concept", "concepts")
