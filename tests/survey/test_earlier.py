"""Topics that are grouped anew tell nothing of few people by what was told of them before."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.model import ToldGroup
from pipeline.survey.earlier import earlier_cells
from pipeline.survey.figures import Crowd, assess

K = 5
Goals = dict[str, frozenset[str]]
Topics = dict[str, frozenset[str]]


def crowds(goals: Goals, topics: Topics) -> list[Crowd]:
    people = {topic: frozenset[str]().union(*(goals[goal] for goal in parts)) for topic, parts in topics.items()}
    return [Crowd(crowd_id=goal, people=who) for goal, who in goals.items()] + [
        Crowd(crowd_id=topic, people=people[topic], parts=tuple(sorted(topics[topic]))) for topic in topics
    ]


def night(goals: Goals, topics: Topics, before: list[ToldGroup]) -> list[ToldGroup]:
    """The topics that are told tonight."""
    told = assess(crowds(goals, topics), {}, {}, {}, K, {}, None, before).counts
    return [
        ToldGroup(topic_id=topic, n_respondents=told[topic], goal_ids=parts)
        for topic, parts in topics.items()
        if topic in told
    ]


def staff(*numbers: int) -> frozenset[str]:
    return frozenset(f"r{number}" for number in numbers)


EIGHT, SEVEN = staff(*range(8)), staff(*range(6, 13))  # two want both


def test_two_topics_made_one_do_not_tell_how_many_want_both() -> None:
    goals = {"a": EIGHT, "b": SEVEN}
    apart = night(goals, {"t1": frozenset("a"), "t2": frozenset("b")}, [])
    assert {each.topic_id for each in apart} == {"t1", "t2"}
    assert night(goals, {"t1": frozenset("ab")}, apart) == []


def test_one_topic_made_two_does_not_either() -> None:
    goals = {"a": EIGHT, "b": SEVEN}
    # Goals are as few as their topics here, so one of them is hidden while the topic of both is told.
    whole = night(goals, {"t1": frozenset("ab")}, [])
    assert [each.n_respondents for each in whole] == [13]
    parts = night(goals, {"t1": frozenset("a"), "t2": frozenset("b")}, whole)
    assert len(parts) == 1


def test_what_is_off_by_a_whole_group_or_of_goals_that_are_gone_is_left_aside() -> None:
    goals = {"a": EIGHT, "b": SEVEN}
    other = [
        ToldGroup(topic_id="t1", n_respondents=20, goal_ids=frozenset("a")),
        ToldGroup(topic_id="t2", n_respondents=7, goal_ids=frozenset("bc")),
    ]
    assert earlier_cells(other, goals, {"t9": frozenset("ab")}, K).cells == {}
    assert night(goals, {"t9": frozenset("ab")}, other)[0].n_respondents == 13


def partitions(whole: ToldGroup, others: list[ToldGroup]) -> Iterator[tuple[ToldGroup, ...]]:
    """Told topics that make up another one, each goal in one of them."""
    within = [each for each in others if each.goal_ids < whole.goal_ids]
    for size in (2, 3):
        for some in combinations(within, size):
            if (
                sum(len(each.goal_ids) for each in some)
                == len(whole.goal_ids)
                == len(frozenset[str]().union(*(each.goal_ids for each in some)))
            ):
                yield some


def told_of_few(seed: int, *, is_remembered: bool) -> int:
    """Over four nights of topics grouped at random: how often a sum tells of one to K - 1 people who want several."""
    chance = random.Random(seed)
    names = [f"r{n}" for n in range(40)]
    goals = {goal: frozenset(chance.sample(names, chance.randint(5, 14))) for goal in "abcdef"}
    ever: list[ToldGroup] = []
    n_told = 0
    for number in range(4):
        parts: dict[int, set[str]] = {}
        for goal in goals:
            parts.setdefault(chance.randrange(3), set()).add(goal)
        topics = {f"t{part}-{number}": frozenset(parts[part]) for part in parts}
        tonight = night(goals, topics, ever if is_remembered else [])
        every = [*ever, *tonight]
        for whole in every:
            for some in partitions(whole, every):
                if whole in tonight or set(some) & set(tonight):
                    n_told += 0 < sum(each.n_respondents for each in some) - whole.n_respondents < K
        ever = list(dict.fromkeys(every))
    return n_told


@pytest.mark.parametrize("first", range(0, 2000, 500))
def test_no_sum_of_any_nights_tells_of_few(first: int) -> None:
    assert [seed for seed in range(first, first + 500) if told_of_few(seed, is_remembered=True)] == []


def test_without_what_was_told_before_some_would() -> None:
    assert sum(told_of_few(seed, is_remembered=False) for seed in range(40)) > 5


def families_by_all_pairs(told: list[ToldGroup], topics: Topics) -> dict[str, list[tuple[str, ...]]]:
    """What `earlier_cells` finds, by comparing every group with every other."""
    groups = {f"{group.topic_id} as told before, {number}": group.goal_ids for number, group in enumerate(told)}
    every = {**topics, **groups}
    found: dict[str, list[tuple[str, ...]]] = {}
    for whole, goals in every.items():
        within = sorted((name for name in every if every[name] < goals), key=lambda each: (-len(every[each]), each))
        ways = [tuple(sorted(goals))] if whole in groups else []
        for some in (some for size in (1, 2, 3) for some in combinations(within[:12], size)):
            together = frozenset[str]().union(*(every[name] for name in some))
            is_disjoint = len(together) == sum(len(every[name]) for name in some)
            if is_disjoint and (whole in groups or any(name in groups for name in some)):
                ways.append((*some, *sorted(goals - together)))
        if ways:
            found[whole] = ways
    return found


SOME_GOALS = st.frozensets(st.sampled_from([*"abcdef", ""]), max_size=5)


@given(st.lists(SOME_GOALS, max_size=12), st.lists(SOME_GOALS, max_size=12))
@settings(deadline=None)
def test_what_lies_within_a_group_is_what_a_comparison_of_all_finds(
    before: list[frozenset[str]], now: list[frozenset[str]]
) -> None:
    goals = dict.fromkeys([*"abcdef", ""], EIGHT)
    topics = {f"t{number}": parts for number, parts in enumerate(now)}
    told = [
        ToldGroup(topic_id=f"e{number}", n_respondents=8 if parts else 0, goal_ids=parts)
        for number, parts in enumerate(before)
    ]
    found = earlier_cells(told, goals, topics, K)
    assert len(found.cells) == len(told)
    families = families_by_all_pairs(told, topics)
    assert found.families == families
    assert list(found.families) == list(families)
