"""Which id a topic has, and what became of last night's topics."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.model import ChangeKind

Goals = tuple[str, ...]


def identities(
    members: Sequence[Goals],
    previous: Mapping[str, frozenset[str]],
    placed: Mapping[str, str],
    decided: Collection[str] = (),
) -> list[str]:
    """An id for each topic.

    The one that people named, where they put one of its goals; else that of the previous topic with which it shares
    goals: one about which something was decided goes first, then the one with most shared goals, ties to the lower
    topic_id, then to the earlier topic; else one made from its goals. Each id is given once.

    Args:
        members: the goals of each topic.
        previous: last night's topics, their goals by topic_id.
        placed: the topic in which a person put a goal, by goal_id.
        decided: topics about which people decided something.
    """
    given: dict[int, str] = {}
    for number, goal_ids in enumerate(members):
        named = [placed[goal_id] for goal_id in goal_ids if goal_id in placed]
        if named:
            given[number] = named[0]
    taken = set(given.values())
    old_topic = {goal_id: topic_id for topic_id, goal_ids in previous.items() for goal_id in goal_ids}
    shared = Counter(
        (old_topic[goal_id], number)
        for number, goal_ids in enumerate(members)
        for goal_id in goal_ids
        if goal_id in old_topic
    )
    for (topic_id, number), _ in sorted(
        shared.items(), key=lambda item: (item[0][0] not in decided, -item[1], item[0])
    ):
        if number not in given and topic_id not in taken:
            given[number] = topic_id
            taken.add(topic_id)
    taken |= {*previous, *placed.values()}
    for number, goal_ids in enumerate(members):
        if number not in given:
            given[number] = new_identity(goal_ids, taken)
            taken.add(given[number])
    return [given[number] for number in range(len(members))]


@dataclass(frozen=True, kw_only=True)
class Change:
    """What became of a topic: `into` is the other topic, None where it ended; `is_by_person` where somebody said so."""

    topic_id: str
    kind: ChangeKind
    into: str | None
    is_by_person: bool


def changes(
    before: Mapping[str, frozenset[str]],
    now: Mapping[str, frozenset[str]],
    told: Collection[str],
    placed: Collection[str] = (),
) -> Iterator[Change]:
    """What became of topics from one night to the next, by topic_id; those that stayed are left out.

    Only goals that were told then and may be told now count, so that a change says nothing of others.

    Args:
        before: the goals by topic that were told then.
        now: all goals by topic.
        told: the goals that may be told now.
        placed: the goals that people put where they are.
    """
    topic_of = {goal_id: topic_id for topic_id, goal_ids in now.items() for goal_id in goal_ids}
    held_before = frozenset(before)
    for topic_id in sorted(before):
        goal_ids = [goal_id for goal_id in sorted(before[topic_id]) if goal_id in topic_of]
        seen = [goal_id for goal_id in goal_ids if goal_id in told]
        others = sorted({topic_of[goal_id] for goal_id in seen} - {topic_id})
        if not goal_ids and topic_id not in now:
            yield Change(topic_id=topic_id, kind="ended", into=None, is_by_person=False)
        for other in others:
            gone = [goal_id for goal_id in seen if topic_of[goal_id] == other]
            kind: ChangeKind = "merged" if topic_id not in now else "moved" if other in held_before else "split"
            yield Change(
                topic_id=topic_id, kind=kind, into=other, is_by_person=any(goal_id in placed for goal_id in gone)
            )


def new_identity(goal_ids: Iterable[str], taken: Collection[str]) -> str:
    """A short hash of the first goal, in the order of ids; of the next one where that id is taken."""
    first, *others = sorted(goal_ids)
    candidates = (_short_hash(seed) for seed in (first, *others, *(f"{first}#{n}" for n in range(2, len(taken) + 3))))
    return next(topic_id for topic_id in candidates if topic_id not in taken)


def _short_hash(text: str) -> str:
    return "t" + hashlib.sha256(text.encode()).hexdigest()[:10]
