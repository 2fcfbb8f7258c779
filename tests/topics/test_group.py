"""Which goals become one topic, and that a topic keeps its id."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.topics import group as grouping
from pipeline.topics.group import THRESHOLD, group


@pytest.fixture
def grouped(make_goal):
    """The topics of these wordings, as sets of wordings."""

    def run(*wordings, matches=None):
        goals = [make_goal(wording, wording) for wording in wordings]
        return {frozenset(draft.goal_ids) for draft in group(goals, matches or {}, {})}

    return run


TOGETHER = [
    ["Excel", "excel basics", "Intro to Excel", "Advanced Excel formulas"],
    ["Grant writing", "Writing grant proposals", "how to write grants"],
    ["Project management", "managing projects", "Project management skills for beginners"],
    ["Spanish", "Conversational Spanish", "I want to learn Spanish"],
    ["De-escalation", "de-escalation techniques with difficult patrons"],
    ["Social media", "Social media marketing"],
    ["Leadership", "leadership skills", "Leadership training for library staff"],
    ["Genealogía", "GENEALOGIA", "genealogía básica"],
    ["Management", "Management skills"],
    ["AI", "Artificial intelligence", "artifical inteligence"],
    ["Psychology", "psycholgy basics", "intro to PSYHCOLOGY"],
]


@pytest.mark.parametrize("wordings", TOGETHER, ids=lambda wordings: wordings[0])
def test_the_same_in_other_words_is_one_topic(grouped, wordings):
    assert grouped(*wordings) == {frozenset(wordings)}


APART = [
    ("Project management", "Time management"),
    ("Project management", "Management"),
    ("Volunteer management", "Management skills"),
    ("Library advocacy", "Library budgets"),
    ("Data analysis", "Data analysis with Python"),
    ("Data analysis for grants", "Data analysis in R"),
    ("Public speaking", "Public health"),
    ("Communication skills", "Excel skills"),
    ("Grant writing", "Creative writing"),
    ("Sign language", "Spanish language"),
    ("Emotional intelligence", "Artificial intelligence"),
    ("Meditation", "Mediation"),
    ("C++", "C#"),
    ("Graphic design", "Instructional design"),
    ("???", "!!!"),
]


@pytest.mark.parametrize("pair", APART, ids=" / ".join)
def test_one_generic_word_or_kind_of_thing_joins_nothing(grouped, make_match, pair):
    alone = {frozenset((wording,)) for wording in pair}
    assert grouped(*pair) == alone
    same_courses = make_match("a:1", "a:2", "a:3")
    assert grouped(*pair, matches=dict.fromkeys(pair, same_courses)) == alone


def test_shared_courses_support_shared_words(grouped, make_match):
    pair = ("Conflict resolution", "resolving conflict with patrons")
    same = make_match("a:1", "a:2", "a:3", "a:4", "a:5")
    assert grouped(*pair) == {frozenset((wording,)) for wording in pair}
    assert grouped(*pair, matches=dict.fromkeys(pair, same)) == {frozenset(pair)}


def test_the_same_courses_alone_join_nothing(grouped, make_match):
    pair = ("budgeting", "knitting")
    same = make_match("a:1", "a:2", "a:3", "a:4", "a:5")
    assert grouped(*pair, matches=dict.fromkeys(pair, same)) == {frozenset((wording,)) for wording in pair}


def test_no_chain_of_neighbours(grouped):
    found = grouped("Python", "Python pandas", "pandas zoology", "zoology")
    assert frozenset({"Python", "Python pandas", "pandas zoology", "zoology"}) not in found
    assert len(found) >= 2


def test_every_goal_is_in_one_topic_and_the_most_wanted_comes_first(make_goal):
    goals = [make_goal("g1", "Excel basics", 2), make_goal("g2", "Excel", 7), make_goal("g3", "Spanish", 3)]
    first, second = group(goals, {}, {})
    assert first.goal_ids == ("g2", "g1")
    assert second.goal_ids == ("g3",)
    assert group([], {}, {}) == []


def test_the_order_of_the_goals_does_not_matter(make_goal):
    goals = [make_goal(f"g{n}", wording) for n, wording in enumerate(sum(TOGETHER, []))]  # noqa: RUF017
    assert group(goals, {}, {}) == group(goals[::-1], {}, {})


def test_a_topic_keeps_its_id(make_goal):
    goals = [make_goal("g1", "Excel"), make_goal("g2", "Excel basics"), make_goal("g3", "Spanish")]
    night1 = {draft.topic_id: frozenset(draft.goal_ids) for draft in group(goals, {}, {})}
    more = [make_goal("g0", "Excel for beginners", 9), *goals[1:], make_goal("g9", "Sewing")]
    night2 = {frozenset(draft.goal_ids): draft.topic_id for draft in group(more, {}, night1)}
    excel, spanish = (topic_id for goals in ({"g1", "g2"}, {"g3"}) for topic_id, of in night1.items() if of == goals)
    assert night2[frozenset({"g0", "g2"})] == excel
    assert night2[frozenset({"g3"})] == spanish
    assert night2[frozenset({"g9"})] not in night1


def test_the_greatest_overlap_gets_the_id_and_each_id_is_given_once(make_goal):
    goals = [make_goal("g1", "Excel"), make_goal("g2", "Excel basics"), make_goal("g3", "Spanish")]
    found = {
        frozenset(draft.goal_ids): draft.topic_id for draft in group(goals, {}, {"t1": frozenset({"g1", "g2", "g3"})})
    }
    assert found[frozenset({"g1", "g2"})] == "t1"
    assert found[frozenset({"g3"})] != "t1"
    merged = group(goals[:2], {}, {"t2": frozenset({"g1"}), "t1": frozenset({"g2"})})
    assert [draft.topic_id for draft in merged] == ["t1"]  # a tie goes to the lower id


def test_a_new_topic_never_takes_an_id_that_is_in_use(make_goal):
    (alone,) = group([make_goal("g3", "Spanish")], {}, {})
    goals = [make_goal("g1", "Excel"), make_goal("g2", "Excel basics"), make_goal("g3", "Spanish")]
    found = group(goals, {}, {alone.topic_id: frozenset({"g1", "g2", "g3"})})
    assert len({draft.topic_id for draft in found}) == 2
    assert {draft.topic_id for draft in found if "g1" in draft.goal_ids} == {alone.topic_id}


def by_hand(likeness: np.ndarray) -> list[list[int]]:
    """Average linkage as the definition says it: join the two most alike until none are alike enough."""
    clusters = [[index] for index in range(len(likeness))]

    def mean(one, other):
        return float(np.mean([[likeness[a, b] for b in other] for a in one]))

    while len(clusters) > 1:
        score, i, j = max((mean(clusters[i], clusters[j]), -i, -j) for i in range(len(clusters)) for j in range(i))
        if score < THRESHOLD:
            break
        clusters[-j] += clusters.pop(-i)
    return sorted(sorted(cluster) for cluster in clusters)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 14), st.integers(0, 2**32))
def test_chains_of_nearest_neighbours_give_average_linkage(n, seed):
    drawn = np.triu(np.random.default_rng(seed).random((n, n), dtype=np.float32), 1)
    likeness = drawn + drawn.T
    assert grouping._agglomerate(likeness) == by_hand(likeness)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(max_size=25), max_size=12))
def test_any_wordings_are_grouped_and_none_is_lost(make_goal, wordings):
    goals = [make_goal(f"g{n:02}", wording) for n, wording in enumerate(wordings)]
    found = group(goals, {}, {})
    assert sorted(goal_id for draft in found for goal_id in draft.goal_ids) == [goal.goal_id for goal in goals]
    assert len({draft.topic_id for draft in found}) == len(found)


@pytest.mark.bench
def test_two_thousand_goals(make_goal, make_match):
    goals = [make_goal(f"g{n:04}", f"excel topic{n % 700} thing{n * 7 % 500}") for n in range(2000)]
    matches = {goal.goal_id: make_match(*(f"c:{n * k % 300}" for k in range(1, 11))) for n, goal in enumerate(goals)}
    start = time.process_time()
    print(f"{len(group(goals, matches, {}))} topics of 2,000 goals in {time.process_time() - start:.2f} cpu-s")
