"""Which counts and wordings may be told so that nothing about a small group can be had, not even by subtraction.

The rule for counts, for a smallest group of k people:

1. A goal or topic that fewer than k people share is hidden.
2. Of two shown groups of which one lies within the other, the difference is nobody or at least k people. Otherwise one
   of the two is hidden: a goal before a topic, the smaller before the larger.
3. Of a shown topic, those who are in none of its shown goals are nobody or at least k people. Otherwise the topic's
   smallest shown goal is hidden, and so on; a topic without shown goals is at least k people by rule 1.

Ties are broken by id, so the same survey always hides the same counts. Hiding never breaks rules 1 and 2, and rule 3
is repeated until nothing changes, so the three hold together at the end. The rule guards one publication; who
compares two nights between which one person answered learns what changed, so surveys are added whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from pipeline.model import GoalDemand


@dataclass(frozen=True, kw_only=True, slots=True)
class Suppressed:
    """The ids of the goals and topics whose counts must not be shown."""

    goals: frozenset[str]
    topics: frozenset[str]


def suppress(groups: Mapping[str, frozenset[str]], topics: Mapping[str, frozenset[str]], min_group: int) -> Suppressed:
    """Decide which counts to hide.

    `groups` are the respondents of each goal, `topics` the goals of each topic; a topic's respondents are those of all
    its goals, hidden ones included. `min_group` is the smallest group that may be shown.
    """
    people = {topic: frozenset[str]().union(*(groups[goal] for goal in goals)) for topic, goals in topics.items()}
    shown_goals = {goal for goal, group in groups.items() if len(group) >= min_group}
    shown_topics = {topic for topic, group in people.items() if len(group) >= min_group}
    _hide_nested(groups, people, shown_goals, shown_topics, min_group)
    _hide_remainders(groups, people, topics, shown_goals, shown_topics, min_group)
    return Suppressed(goals=frozenset(groups) - shown_goals, topics=frozenset(topics) - shown_topics)


def told_goals(goals: Iterable[GoalDemand], min_group: int) -> frozenset[str]:
    """The ids of the goals whose wording, and whatever was found for it, may be told.

    A wording that the form itself names is told whoever asks for it; one that a person may have typed only where at
    least `min_group` people share it. Its count may be hidden all the same, where it would give another one away.
    """
    return frozenset(goal.goal_id for goal in goals if goal.origin == "form" or len(goal.respondents) >= min_group)


def _hide_nested(
    groups: Mapping[str, frozenset[str]],
    people: Mapping[str, frozenset[str]],
    shown_goals: set[str],
    shown_topics: set[str],
    min_group: int,
) -> None:
    """Rule 2: topics among themselves first, then goals against topics, then goals among themselves."""
    for smaller, larger in _pairs(people):
        if {smaller, larger} <= shown_topics and _gives_away(people[smaller], people[larger], min_group):
            shown_topics.discard(smaller)
    for goal in sorted(shown_goals):
        if any(_gives_away(groups[goal], people[topic], min_group) for topic in shown_topics):
            shown_goals.discard(goal)
    for smaller, larger in _pairs(groups):
        if {smaller, larger} <= shown_goals and _gives_away(groups[smaller], groups[larger], min_group):
            shown_goals.discard(smaller)


def _hide_remainders(
    groups: Mapping[str, frozenset[str]],
    people: Mapping[str, frozenset[str]],
    topics: Mapping[str, frozenset[str]],
    shown_goals: set[str],
    shown_topics: set[str],
    min_group: int,
) -> None:
    """Rule 3, until nothing changes: a goal hidden for one topic may leave a remainder in another."""
    is_settled = False
    while not is_settled:
        is_settled = True
        for topic in sorted(shown_topics):
            shown = sorted(topics[topic] & shown_goals, key=lambda goal: (len(groups[goal]), goal))
            remainder = people[topic].difference(*(groups[goal] for goal in shown))
            if 0 < len(remainder) < min_group:
                shown_goals.discard(shown[0])
                is_settled = False


def _pairs(groups: Mapping[str, frozenset[str]]) -> Iterator[tuple[str, str]]:
    """Every pair of ids, the smaller group first; ties by id."""
    return combinations(sorted(groups, key=lambda name: (len(groups[name]), name)), 2)


def _gives_away(one: frozenset[str], other: frozenset[str], min_group: int) -> bool:
    """True where one group lies within the other and fewer than min_group people make the difference."""
    return 0 < abs(len(one) - len(other)) < min_group and (one < other or other < one)
