"""Topics as they were told before: their numbers cannot be taken back.

Where two topics were told and one of both is told now, their sum less its number says how many want both. So what was
told stands among tonight's cells, and tonight's numbers give way (`fixed` in `hidden_cells`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from pipeline.model import ToldGroup

People = frozenset[str]
MOST_WITHIN, MOST_PARTS = 12, 3
"""Groups within one that are held against it, and how many of them at a time."""


@dataclass(frozen=True, kw_only=True)
class Earlier:
    """Topics of earlier nights as cells: their people, the numbers told, and what lies within what."""

    cells: Mapping[str, People] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    families: Mapping[str, list[tuple[str, ...]]] = field(default_factory=dict)


def earlier_cells(
    told: Iterable[ToldGroup], goals: Mapping[str, People], topics: Mapping[str, frozenset[str]], min_group: int
) -> Earlier:
    """What was told of groups of goals, whether they are a topic tonight or not.

    A group is left aside of which a goal is not here any more, or whose number is off by a whole group or more: then
    other people are meant.

    Args:
        told: every group of goals of which a number was told as that of a topic.
        goals: the people of each goal.
        topics: the goals of tonight's topics.
        min_group: the smallest group that may be told.
    """
    groups: dict[str, frozenset[str]] = {}
    counts: dict[str, int] = {}
    cells: dict[str, People] = {}
    for number, group in enumerate(told):
        if not group.goal_ids <= goals.keys():
            continue
        people = frozenset[str]().union(*(goals[goal_id] for goal_id in group.goal_ids))
        if abs(len(people) - group.n_respondents) < min_group:
            name = f"{group.topic_id} as told before, {number}"
            groups[name], cells[name], counts[name] = group.goal_ids, people, group.n_respondents
    every = {**topics, **groups}
    having = _having(every)
    families = {name: parts for name in every if (parts := list(_parts(name, every, groups, having)))}
    return Earlier(cells=cells, counts=counts, families=families)


def _having(every: Mapping[str, frozenset[str]]) -> dict[str, list[str]]:
    """By goal the groups that have it; by no goal those that have none, which lie within any other."""
    found: dict[str, list[str]] = {}
    for name, goals in every.items():
        for goal in goals or ("",):
            found.setdefault(goal, []).append(name)
    return found


def _parts(
    whole: str,
    every: Mapping[str, frozenset[str]],
    earlier: Mapping[str, frozenset[str]],
    having: Mapping[str, Sequence[str]],
) -> Iterator[tuple[str, ...]]:
    """Ways in which a group is made up of others that share no goal, and of goals; one at least was told before.

    Whatever lies within it has one of its goals, or none.
    """
    goals = every[whole]
    near = {name for goal in (*goals, "") for name in having.get(goal, ())}
    within = sorted((name for name in near if every[name] < goals), key=lambda each: (-len(every[each]), each))
    if whole in earlier:
        yield tuple(sorted(goals))
    for size in range(1, MOST_PARTS + 1):
        for some in combinations(within[:MOST_WITHIN], size):
            together = frozenset[str]().union(*(every[name] for name in some))
            is_disjoint = len(together) == sum(len(every[name]) for name in some)
            if is_disjoint and (whole in earlier or any(name in earlier for name in some)):
                yield (*some, *sorted(goals - together))
