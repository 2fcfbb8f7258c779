"""Which goals share a topic, held against pairs that people judged: a wrong join is an error, a miss is not."""

from __future__ import annotations

import csv
import random
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from pipeline.topics.alike import Grounds, likeness
from pipeline.topics.group import Standing, group

FILE = Path(__file__).resolve().parents[2] / "data" / "judgements" / "same_topic.csv"
LEAST_JOINED = {True: 0.68, False: 0.66}
"""Share of the pairs of one topic that are joined, with the model of meaning and without (measured .71 and .70)."""
Topics = dict[str, str]


def pairs(is_one_topic: str) -> list[tuple[str, str]]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return [(row["one"], row["other"]) for row in csv.DictReader(file) if row["is_one_topic"] == is_one_topic]


def words_of(some: Iterable[tuple[str, str]]) -> list[str]:
    return sorted({word for pair in some for word in pair})


def topics_of(goals: list[Any], grounds: Grounds, standing: Standing | None = None) -> Topics:
    drafts = group(goals, grounds, standing or Standing())
    return {goal_id: draft.topic_id for draft in drafts for goal_id in draft.goal_ids}


def test_the_judgements_are_enough_and_each_stands_once() -> None:
    assert len(pairs("no")) >= 200
    assert len(pairs("yes")) >= 100
    every = [frozenset(pair) for pair in pairs("no") + pairs("yes")]
    assert len(set(every)) == len(every)
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["is_one_topic"] for row in rows} == {"yes", "no"}
    assert all(row["why"] for row in rows)


@pytest.mark.parametrize("with_model", [True, False], ids=["model", "no model"])
@pytest.mark.parametrize("pair", pairs("no"), ids=" / ".join)
def test_what_a_person_would_call_different_is_never_one_topic(
    pair: tuple[str, str], read: Callable[..., Any], with_model: bool
) -> None:
    found = read(*pair)
    topics = topics_of(found.goals, found.grounds(with_model=with_model))
    assert topics[pair[0]] != topics[pair[1]]


@pytest.mark.parametrize("with_model", [True, False], ids=["model", "no model"])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nor_in_a_crowd_whatever_was_together_before(read: Callable[..., Any], seed: int, with_model: bool) -> None:
    """All goals of both lists at once, in any order, on the topics of a night that had a part of them only."""
    chance = random.Random(seed)
    found = read(*words_of(pairs("no") + pairs("yes")))
    some = chance.sample(found.goals, len(found.goals) // 2)
    grounds = found.grounds(with_model=with_model)
    before: dict[str, set[str]] = {}
    for goal_id, topic_id in topics_of(some, grounds).items():
        before.setdefault(topic_id, set()).add(goal_id)
    standing = Standing(topics={topic_id: frozenset(goal_ids) for topic_id, goal_ids in before.items()})
    topics = topics_of(chance.sample(found.goals, len(found.goals)), grounds, standing)
    assert [pair for pair in pairs("no") if topics[pair[0]] == topics[pair[1]]] == []


def test_nor_where_all_of_them_get_the_same_courses(read: Callable[..., Any], make_match: Any) -> None:
    found = read(*words_of(pairs("no")))
    matches = dict.fromkeys((goal.goal_id for goal in found.goals), make_match("a:1", "a:2", "a:3", "a:4", "a:5"))
    topics = topics_of(found.goals, found.grounds(matches))
    assert [pair for pair in pairs("no") if topics[pair[0]] == topics[pair[1]]] == []


@pytest.mark.parametrize("with_model", [True, False], ids=["model", "no model"])
def test_what_is_one_topic_is_joined(read: Callable[..., Any], with_model: bool) -> None:
    wanted = pairs("yes")
    found = read(*words_of(wanted))
    topics = topics_of(found.goals, found.grounds(with_model=with_model))
    missed = [pair for pair in wanted if topics[pair[0]] != topics[pair[1]]]
    print(f"joined: {len(wanted) - len(missed)} of {len(wanted)}; missed: {missed}")
    assert len(wanted) - len(missed) >= LEAST_JOINED[with_model] * len(wanted)


def test_no_third_goal_changes_how_alike_two_are(read: Callable[..., Any]) -> None:
    every = read(*words_of(pairs("no")))
    all_at_once = likeness(every.goals, every.grounds())
    place = {goal.goal_id: n for n, goal in enumerate(every.goals)}
    for one, other in pairs("no")[::7]:
        alone = read(one, other)
        assert likeness(alone.goals, alone.grounds())[0, 1] == pytest.approx(all_at_once[place[one], place[other]])
