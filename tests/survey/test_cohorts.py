"""Which sizes of circles may be told."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.survey import told_cohorts

PEOPLE = [f"p{n}" for n in range(16)]


def some(n: int, start: int = 0) -> frozenset[str]:
    return frozenset(PEOPLE[start : start + n])


def test_a_large_circle_of_a_large_topic_is_told() -> None:
    assert told_cohorts({1: ("t", some(6))}, [some(12)], 5) == {1}


def test_a_small_circle_is_not_told() -> None:
    assert told_cohorts({1: ("t", some(4))}, [some(12)], 5) == frozenset()


def test_a_circle_that_leaves_few_of_its_topic_is_not_told() -> None:
    assert told_cohorts({1: ("t", some(10))}, [some(12)], 5) == frozenset()
    assert told_cohorts({1: ("t", some(12))}, [some(12)], 5) == {1}


def test_circles_that_leave_few_together_are_not_told() -> None:
    assert told_cohorts({1: ("t", some(6)), 2: ("t", some(7, 6))}, [some(16)], 5) == frozenset()
    assert told_cohorts({1: ("t", some(5)), 2: ("t", some(5, 5))}, [some(16)], 5) == {1, 2}


@given(
    st.dictionaries(st.integers(1, 3), st.frozensets(st.sampled_from(PEOPLE)), min_size=1),
    st.lists(st.frozensets(st.sampled_from(PEOPLE), min_size=5), max_size=3),
)
def test_no_told_size_gives_a_small_group_away(
    cohorts: dict[int, frozenset[str]], groups: list[frozenset[str]]
) -> None:
    told = told_cohorts({circle: ("t", people) for circle, people in cohorts.items()}, groups, 5)
    for n in range(1, len(told) + 1):
        for circles in combinations(sorted(told), n):
            union = frozenset[str]().union(*(cohorts[circle] for circle in circles))
            assert len(union) >= 5
            for group in groups:
                if union <= group:
                    assert len(group - union) not in range(1, 5)
