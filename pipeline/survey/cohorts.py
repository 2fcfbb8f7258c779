"""Which sizes of planned circles may be told, so that none tells a small group by subtraction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import combinations

MAX_CIRCLES = 8
"""Of a topic, whose circles are held against each other in every combination; of more no size is told."""


def told_cohorts(
    cohorts: Mapping[int, tuple[str, frozenset[str]]], groups: Iterable[frozenset[str]], min_group: int
) -> frozenset[int]:
    """The circles whose size may be told.

    A size is told where it is at least `min_group`, where it and each told group (of a goal or topic) differ by nobody
    or by `min_group` people if one lies within the other, and where those who want a topic and are in none of its
    circles are nobody or as many. Of a topic whose circles together fail that, no size is told.

    Args:
        cohorts: topic_id and participants by circle.
        groups: respondents of every goal and topic whose count is told.
        min_group: the smallest group that may be told.
    """
    known = tuple(groups)
    told = {
        circle
        for circle, (_, people) in cohorts.items()
        if len(people) >= min_group and not any(_gives_away(people, group, min_group) for group in known)
    }
    by_topic: dict[str, list[int]] = defaultdict(list)
    for circle in sorted(told):
        by_topic[cohorts[circle][0]].append(circle)
    for circles in by_topic.values():
        unions = (
            frozenset[str]().union(*(cohorts[circle][1] for circle in some))
            for n in range(2, len(circles) + 1)
            for some in combinations(circles, n)
        )
        if len(circles) > MAX_CIRCLES or any(
            _gives_away(union, group, min_group) for union in unions for group in known
        ):
            told -= set(circles)
    return frozenset(told)


def _gives_away(one: frozenset[str], other: frozenset[str], min_group: int) -> bool:
    """True where one group lies within the other and fewer than `min_group` people make the difference."""
    return 0 < abs(len(one) - len(other)) < min_group and (one < other or other < one)
