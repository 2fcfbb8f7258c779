"""What else is told of people: parts of a group, shares, and numbers that stay from night to night."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.survey import hidden_cells, shown_parts, steady_counts, suppress, told_share
from pipeline.survey.privacy import _nested

STAFF = [f"p{number}" for number in range(30)]


def people(*numbers: int) -> frozenset[str]:
    return frozenset(STAFF[number] for number in numbers)


def test_a_part_is_hidden_where_the_rest_of_the_whole_is_small() -> None:
    whole = people(*range(20))
    branches = {"Main": people(*range(12)), "North": people(*range(12, 18)), "South": people(18, 19)}
    assert shown_parts(whole, branches, 5) == {"Main"}


def test_parts_are_shown_where_everybody_left_is_nobody_or_many() -> None:
    whole = people(*range(20))
    assert shown_parts(whole, {"Main": people(*range(12)), "North": people(*range(12, 20))}, 5) == {"Main", "North"}
    assert shown_parts(whole, {"Main": people(*range(12)), "North": people(12, 13)}, 5) == {"Main"}
    assert shown_parts(whole, {"Main": people(*range(30))}, 5) == {"Main"}


def test_of_a_group_that_is_not_shown_no_part_is() -> None:
    assert shown_parts(people(0, 1), {"Main": people(*range(9))}, 5) == frozenset()
    assert shown_parts(frozenset(), {}, 5) == frozenset()


def test_two_wishes_of_a_topic_do_not_tell_how_few_have_both() -> None:
    groups = {"a": people(*range(10)), "b": people(*range(9, 17))}
    assert suppress(groups, {"t": frozenset(groups)}, 5).goals == {"b"}
    apart = {"a": people(*range(10)), "b": people(*range(10, 17))}
    assert suppress(apart, {"t": frozenset(apart)}, 5).goals == frozenset()


def test_the_parts_of_a_hidden_whole_do_not_sum_to_it() -> None:
    cells = {"goal": people(*range(16)), "at main": people(*range(9)), "at north": people(*range(9, 16))}
    cells["topic"] = people(*range(18))
    families = {"goal": [["at main", "at north"]], "topic": [["goal"]]}
    assert hidden_cells(cells, families, 5) == {"goal", "at north"}


def test_three_levels_hide_the_lowest_first() -> None:
    cells = {"topic": people(*range(10)), "goal": people(*range(10)), "at main": people(*range(8))}
    assert hidden_cells(cells, {"topic": [["goal"]], "goal": [["at main"]]}, 5) == {"at main"}


def test_a_cell_within_itself_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="part of itself"):
        hidden_cells({"a": people(1), "b": people(1)}, {"a": [["b"]], "b": [["a"]]}, 5)


@pytest.mark.parametrize(
    ("n", "of", "told"),
    [(6, 20, 0.3), (0, 20, 0.0), (20, 20, 1.0), (4, 20, None), (16, 20, None), (15, 20, 0.75), (0, 4, None)],
)
def test_a_share_is_told_only_between_groups(n: int, of: int, told: float | None) -> None:
    assert told_share(n, of, 5) == told


def test_a_number_stays_until_it_is_off_by_a_group() -> None:
    before = {"a": [12], "b": [12], "c": [12], "d": [12], "gone": [9], "back": [10, 20]}
    assert steady_counts({"a": 13, "b": 16, "c": 17, "d": 7, "new": 6, "back": 12}, before, 5) == {
        "a": 12, "b": 12, "c": 17, "d": 7, "new": 6, "back": 10,
    }  # fmt: skip


def test_a_number_told_before_is_told_and_compared_with_the_others() -> None:
    groups = {"a": people(*range(13)), "b": people(*range(13, 20))}
    topics = {"t": frozenset({"a"}), "u": frozenset({"b"})}
    assert suppress(groups, topics, 5, {"a": [12], "t": [12]}).counts == {"a": 12, "t": 12, "b": 7, "u": 7}
    assert suppress(groups, topics, 5, {"a": [12]}).counts == {"b": 7, "u": 7}
    assert suppress(groups, topics, 5, {"a": [9]}).counts == {"b": 7, "u": 7}
    assert suppress(groups, topics, 5, {"a": [8]}).counts == {"a": 13, "t": 13, "b": 7, "u": 7}


def test_what_was_told_before_a_goal_was_there_says_nothing_of_it() -> None:
    groups = {"old": people(*range(7)), "new": people(*range(7, 15))}
    topics = {"t": frozenset(groups)}
    before = {"old": [7], "t": [7]}
    assert suppress(groups, topics, 5, before).goals == {"new"}
    told = suppress(groups, topics, 5, before, lambda cell: {} if cell == "new" else before)
    assert told.counts == {"old": 7, "new": 8, "t": 15}


@given(st.lists(st.integers(0, 40), min_size=1, max_size=12), st.integers(2, 8))
@settings(deadline=None)
def test_over_any_number_of_nights_no_two_numbers_differ_by_few(nights: list[int], min_group: int) -> None:
    told: list[int] = []
    for now in nights:
        here = steady_counts({"cell": now}, {"cell": told}, min_group)["cell"]
        assert abs(here - now) < min_group
        told = [*(n for n in told if n != here), here]
    assert all(abs(one - other) >= min_group for one, other in combinations(told, 2))


@given(st.lists(st.sampled_from("abcde"), min_size=1, max_size=30), st.integers(0, 4), st.integers(2, 6))
@settings(deadline=None, max_examples=150)
def test_no_sum_of_branches_leaves_a_small_rest(branch: list[str], n_silent: int, min_group: int) -> None:
    """Everybody is at one branch; `n_silent` people named none."""
    staff = dict(enumerate(branch))
    parts = {name: people(*(n for n, at in staff.items() if at == name)) for name in "abcde"}
    whole = people(*staff) | frozenset(f"silent{n}" for n in range(n_silent))
    shown = shown_parts(whole, parts, min_group)
    sums = [whole.difference(*(parts[n] for n in chosen)) for k in range(6) for chosen in combinations(shown, k)]
    assert all(not 0 < len(rest) < min_group for rest in (*sums, *(parts[name] for name in shown)) if shown)


def test_what_nearly_everybody_wants_is_told_and_how_many_answered_is_not() -> None:
    survey, goal = frozenset("abcdefghi"), frozenset("abcdefg")
    assert hidden_cells({"survey": survey, "goal": goal}, {}, 5) == {"goal"}
    assert hidden_cells({"survey": survey, "goal": goal}, {}, 5, least=("survey",)) == {"survey"}


@given(st.dictionaries(st.text("abc", max_size=3), st.frozensets(st.sampled_from(STAFF[:6])), max_size=12))
def test_every_two_groups_of_which_one_is_within_the_other_are_found(cells: dict[str, frozenset[str]]) -> None:
    by_hand = {(one, other) for one in cells for other in cells if one != other and cells[one] <= cells[other]}
    found = list(_nested(cells))
    assert set(found) == by_hand
    assert len(found) == len(by_hand)
