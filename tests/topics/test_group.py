"""Topics from night to night: they keep goals and ids, and what people put together or apart stays so."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.model import About
from pipeline.topics.alike import Grounds
from pipeline.topics.group import Standing, group

TOGETHER = [
    ["Excel", "excel basics", "Intro to Excel", "Advanced Excel"],
    ["Grant writing", "Writing grant proposals", "how to write grants"],
    ["Project management", "managing projects", "Project management skills for beginners"],
    ["Spanish", "Conversational Spanish", "I want to learn Spanish", "español"],
    ["Social media", "Social media marketing", "Facebook"],
    ["Leadership", "leadership skills", "liderazgo"],
    ["Genealogía", "GENEALOGIA", "genealogy"],
    ["AI", "Artificial intelligence", "artifical inteligence", "ChatGPT"],
    ["beekeeping", "Beekeeping for beginners"],
]
WORDINGS = [wording for some in TOGETHER for wording in some]
Topics = dict[str, frozenset[str]]


def by_topic(goals: list[Any], grounds: Grounds, standing: Standing | None = None, told: Any = None) -> Topics:
    drafts = group(goals, grounds, standing or Standing(), told)
    return {draft.topic_id: frozenset(draft.goal_ids) for draft in drafts}


@pytest.mark.parametrize("wordings", TOGETHER, ids=lambda wordings: wordings[0])
@pytest.mark.parametrize("with_model", [True, False], ids=["model", "no model"])
def test_one_subject_is_one_topic(read: Callable[..., Any], wordings: list[str], with_model: bool) -> None:
    found = read(*wordings)
    assert set(by_topic(found.goals, found.grounds(with_model=with_model)).values()) == {frozenset(wordings)}


def test_every_goal_is_in_one_topic_and_the_most_wanted_comes_first(make_goal: Any) -> None:
    goals = [make_goal("g1", "sailing basics", 2), make_goal("g2", "sailing", 7), make_goal("g3", "juggling", 3)]
    first, second = group(goals, Grounds(), Standing())
    assert (first.goal_ids, second.goal_ids) == (("g2", "g1"), ("g3",))
    assert group([], Grounds(), Standing()) == []


def test_neither_the_order_of_goals_nor_how_many_want_them_matters(read: Callable[..., Any]) -> None:
    found = read(*WORDINGS)
    topics = by_topic(found.goals, found.grounds())
    chance = random.Random(7)
    for _ in range(5):
        crowds = [frozenset(map(str, range(chance.randint(1, 9)))) for _ in found.goals]
        other = [replace(goal, respondents=crowd) for goal, crowd in zip(found.goals, crowds, strict=True)]
        assert by_topic(chance.sample(other, len(other)), found.grounds()) == topics


def test_a_goal_without_words_is_alone(make_goal: Any) -> None:
    goals = [make_goal("g1", "???"), make_goal("g2", "!!!")]
    assert len(by_topic(goals, Grounds())) == 2


# --- nights ---


def drawn(chance: random.Random, found: Any, topics: Topics) -> list[Any]:
    """The goals of another night: some left, some came."""
    there = {goal_id for goal_ids in topics.values() for goal_id in goal_ids}
    return [goal for goal in found.goals if chance.random() < (0.85 if goal.goal_id in there else 0.3)]


@pytest.mark.parametrize("seed", range(6))
def test_goals_that_stay_keep_their_topic_over_many_nights(read: Callable[..., Any], seed: int) -> None:
    """Over twelve nights goals come and leave, and the model is missing on some: no topic is parted or renamed."""
    chance = random.Random(seed)
    found = read(
        *WORDINGS, "French cooking", "French", "Latin dance", "Latin", "web accessibility", "building accessibility"
    )
    topics: Topics = {}
    for _ in range(12):
        tonight = drawn(chance, found, topics)
        after = by_topic(tonight, found.grounds(with_model=chance.random() < 0.7), Standing(topics=topics))
        ids = {goal_id: topic_id for topic_id, goal_ids in after.items() for goal_id in goal_ids}
        for topic_id, goal_ids in topics.items():
            left = [goal_id for goal_id in goal_ids if goal_id in ids]
            assert {ids[goal_id] for goal_id in left} <= {topic_id}
        topics = after


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_goal_that_joins_or_leaves_moves_no_other(make_goal: Callable[..., Any], data: st.DataObject) -> None:
    """Made-up subjects, any of which may be shared by any goals."""
    some = st.frozensets(st.sampled_from(["a", "b", "c"]), min_size=1, max_size=2)
    abouts = {
        f"g{n}": About(subjects=subjects, rest=rest)
        for n, (subjects, rest) in enumerate(
            data.draw(st.lists(st.tuples(some, st.sampled_from([(), ("zip",), ("air",)])), min_size=2, max_size=9))
        )
    }
    goals = [make_goal(goal_id, goal_id) for goal_id in abouts]
    away = data.draw(st.sampled_from(goals))
    grounds = Grounds(abouts=abouts)
    without = by_topic([goal for goal in goals if goal is not away], grounds)
    joined = by_topic(goals, grounds, Standing(topics=without))
    assert {
        topic_id: goal_ids - {away.goal_id} for topic_id, goal_ids in joined.items() if goal_ids - {away.goal_id}
    } == without
    left = by_topic([goal for goal in goals if goal is not away], grounds, Standing(topics=joined))
    assert left == without


def test_what_few_people_typed_changes_nothing_of_what_is_seen(read: Callable[..., Any]) -> None:
    found = read(*WORDINGS, "French", "French cooking")
    chance = random.Random(3)
    for _ in range(8):
        told = {goal.goal_id for goal in found.goals if chance.random() < 0.6}
        seen = by_topic([goal for goal in found.goals if goal.goal_id in told], found.grounds(), told=told)
        every = by_topic(found.goals, found.grounds(), told=told)
        assert {goal_ids & told for goal_ids in every.values()} - {frozenset()} == set(seen.values())


def test_a_catalogue_that_changed_moves_no_goal(read: Callable[..., Any], make_match: Any) -> None:
    wordings = ("Excel", "Excel for accounting", "photography", "taking better pictures", "Spanish", "French")
    found = read(*wordings)
    one = by_topic(found.goals, found.grounds(dict.fromkeys(wordings, make_match("a:1", "a:2", "a:3"))))
    other = by_topic(found.goals, found.grounds(), Standing(topics=one))
    assert other == one


# --- people ---


def where(topics: Mapping[str, frozenset[str]], goal_id: str) -> str:
    return next(topic_id for topic_id, goal_ids in topics.items() if goal_id in goal_ids)


def test_what_people_put_together_stays_together_and_draws_what_is_like_any_of_it(read: Callable[..., Any]) -> None:
    found = read("Spanish", "chess", "conversational Spanish", "chess club", "knitting")
    placed = {"Spanish": "t9", "chess": "t9"}
    topics = by_topic(found.goals, found.grounds(), Standing(placed=placed))
    assert topics["t9"] == {"Spanish", "chess", "conversational Spanish", "chess club"}
    again = by_topic(found.goals, found.grounds(), Standing(topics=topics, placed=placed))
    assert again == topics


def test_what_people_put_apart_stays_apart(read: Callable[..., Any]) -> None:
    found = read("Excel", "excel formulas", "Advanced Excel", "Excel at work")
    before = by_topic(found.goals, found.grounds())
    (topic_id,) = before
    placed = {"Excel": topic_id, "Excel at work": topic_id, "excel formulas": "tnew"}
    topics = by_topic(found.goals, found.grounds(), Standing(topics=before, placed=placed))
    assert topics["tnew"] >= {"excel formulas"}
    assert topics[topic_id] >= {"Excel", "Excel at work"}
    assert where(topics, "Advanced Excel") in {topic_id, "tnew"}


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(WORDINGS), st.sampled_from(["t1", "t2", "t3"]), max_size=12), st.integers(0, 99))
def test_people_win_over_the_rules_whatever_they_decide(
    read: Callable[..., Any], placed: dict[str, str], seed: int
) -> None:
    found = read(*WORDINGS)
    chance = random.Random(seed)
    topics = by_topic(found.goals, found.grounds())
    for _ in range(2):
        tonight = [goal for goal in found.goals if chance.random() < 0.9]
        topics = by_topic(tonight, found.grounds(), Standing(topics=topics, placed=placed), told=None)
        for goal in tonight:
            if goal.goal_id in placed:
                assert where(topics, goal.goal_id) == placed[goal.goal_id]


def test_two_topics_about_which_people_decided_never_become_one(read: Callable[..., Any]) -> None:
    found = read("Excel", "Advanced Excel")
    apart = {"t1": frozenset({"Excel"}), "t2": frozenset({"Advanced Excel"})}
    assert len(by_topic(found.goals, found.grounds(), Standing(topics=apart))) == 1
    both = Standing(topics=apart, decided=frozenset({"t1", "t2"}))
    assert by_topic(found.goals, found.grounds(), both) == apart


# --- any input, and speed ---


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(max_size=25), max_size=12))
def test_any_wordings_are_grouped_and_none_is_lost(make_goal: Any, wordings: list[str]) -> None:
    goals = [make_goal(f"g{n:02}", wording) for n, wording in enumerate(wordings)]
    found = group(goals, Grounds(), Standing())
    assert sorted(goal_id for draft in found for goal_id in draft.goal_ids) == [goal.goal_id for goal in goals]
    assert len({draft.topic_id for draft in found}) == len(found)


@pytest.mark.bench
def test_three_thousand_goals(make_goal: Any, make_match: Any) -> None:
    goals = [make_goal(f"g{n:04}", f"juggling topic{n % 700} thing{n * 7 % 500}") for n in range(3000)]
    matches = {goal.goal_id: make_match(*(f"c:{n * k % 300}" for k in range(1, 11))) for n, goal in enumerate(goals)}
    start = time.process_time()
    n_topics = len(group(goals, Grounds(matches=matches), Standing()))
    print(f"{n_topics} topics of 3,000 goals in {time.process_time() - start:.2f} cpu-s")
