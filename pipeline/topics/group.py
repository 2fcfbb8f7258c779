"""Goals of one subject become one topic, and a topic keeps its goals and its id from night to night.

What was together last night stays together while it is alike at all, and what was apart joins only where it is clearly
alike (STICKS): neither a goal that joins or leaves nor a catalogue that changed moves another goal. What people put
together or apart stays so, whatever is alike.

Goals that are told are grouped first, and the others join where they belong: what only a few people typed changes
nothing of what is seen.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from pipeline.model import GoalDemand
from pipeline.topics.alike import JOINED, Grounds, likeness
from pipeline.topics.identity import identities
from pipeline.topics.linkage import APART, Cluster, Matrix, agglomerate

STICKS = 0.1
"""What last night's topics add to the likeness of two goals of one, and take from that of two goals of two."""


@dataclass(frozen=True, kw_only=True)
class TopicDraft:
    """A topic before it is known what of it may be shown: its id and its goals, the most wanted first."""

    topic_id: str
    goal_ids: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What stands when a night groups goals anew.

    `topics` are last night's, their goals by topic_id; `placed` is the topic in which a person put a goal, by goal_id;
    `decided` are the topics about which people decided something else: no two of them become one.
    """

    topics: Mapping[str, frozenset[str]] = field(default_factory=dict)
    placed: Mapping[str, str] = field(default_factory=dict)
    decided: frozenset[str] = frozenset()


def group(
    goals: Sequence[GoalDemand],
    grounds: Grounds,
    standing: Standing,
    told: Collection[str] | None = None,
) -> list[TopicDraft]:
    """Every goal in exactly one topic.

    Args:
        goals: all goals of all surveys, suppressed ones included (what may be shown is decided later).
        grounds: what is known of them beside their wordings.
        standing: last night's topics and what people decided.
        told: ids of the goals whose wording may be told; all where None.

    Returns:
        Topics in the order of their most wanted goal. See `identities` for which id each has.
    """
    if not goals:
        return []
    by_id = sorted(goals, key=lambda goal: goal.goal_id)
    ids = [goal.goal_id for goal in by_id]
    found = likeness(by_id, grounds)
    before = {goal_id: topic_id for topic_id in sorted(standing.topics) for goal_id in standing.topics[topic_id]}
    topics = [before.get(goal_id) for goal_id in ids]
    found = _steadied(found, topics, standing)
    seen = None if told is None else [place for place, goal_id in enumerate(ids) if goal_id in told]
    clusters = _clusters(found, topics, [standing.placed.get(goal_id) for goal_id in ids], seen)
    wanted = {goal.goal_id: (-len(goal.respondents), goal.goal_id) for goal in goals}
    members = sorted(
        (tuple(sorted((ids[place] for place in cluster), key=wanted.__getitem__)) for cluster in clusters),
        key=lambda goal_ids: wanted[goal_ids[0]],
    )
    named = identities(members, standing.topics, standing.placed, standing.decided)
    return [TopicDraft(topic_id=topic_id, goal_ids=goal_ids) for topic_id, goal_ids in zip(named, members, strict=True)]


def _steadied(found: Matrix, topics: Sequence[str | None], standing: Standing) -> Matrix:
    """Likenesses with what last night's topics add and take."""
    numbers = {topic_id: number for number, topic_id in enumerate(sorted({each for each in topics if each}), start=1)}
    topic = np.array([numbers.get(each or "", 0) for each in topics])
    is_old = topic > 0
    both, same = is_old[:, None] & is_old, topic[:, None] == topic
    steadied = np.where(both, found + np.where(same, STICKS, -STICKS), found)
    decided = np.array([each in standing.decided for each in topics], dtype=bool)
    return np.where(decided[:, None] & decided & ~same, APART, steadied).astype(np.float32)


def _clusters(
    found: Matrix, topics: Sequence[str | None], placed: Sequence[str | None], seen: Sequence[int] | None
) -> list[Cluster]:
    """Places of goals by topic: first what people put together, then what was together, then the rest."""
    by_people: dict[str, list[int]] = {}
    for place, target in enumerate(placed):
        if target is not None:
            by_people.setdefault(target, []).append(place)
    pinned = frozenset(place for places in by_people.values() for place in places)
    start = [*map(tuple, by_people.values()), *((place,) for place in range(len(placed)) if place not in pinned)]
    was_in = np.array([topic if topic and n not in pinned else f"\n{n}" for n, topic in enumerate(topics)])
    within = np.where(was_in[:, None] == was_in, found, APART).astype(np.float32)
    clusters = agglomerate(within, JOINED, start, pinned)
    if seen is not None:
        clusters = agglomerate(found, JOINED, clusters, pinned, seen)
    return agglomerate(found, JOINED, clusters, pinned)
