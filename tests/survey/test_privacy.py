"""An attacker who knows every published count and which goal is in which topic reaches no group of fewer than k."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.model import GoalDemand
from pipeline.survey import suppress, told_goals

PEOPLE = [f"p{number}" for number in range(24)]


def people(*numbers: int) -> frozenset[str]:
    return frozenset(PEOPLE[number] for number in numbers)


@st.composite
def surveys(draw: st.DrawFn) -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    """Goals with their people, many of them nested or nearly equal, and topics over them that may overlap."""
    crowd = draw(st.lists(st.frozensets(st.sampled_from(PEOPLE), max_size=24), min_size=1, max_size=7))
    nearly = [group - frozenset(draw(st.lists(st.sampled_from(PEOPLE), max_size=4))) for group in crowd]
    groups = {f"g{number}": group for number, group in enumerate(crowd + nearly)}
    members = st.frozensets(st.sampled_from(sorted(groups)), min_size=1, max_size=6)
    return groups, {f"t{number}": goals for number, goals in enumerate(draw(st.lists(members, max_size=5)))}


@given(surveys(), st.integers(2, 8))
@settings(max_examples=200, deadline=None)
def test_no_attack_reaches_a_small_group(
    made_up: tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]], min_group: int
) -> None:
    groups, topics = made_up
    hidden = suppress(groups, topics, min_group)
    union = {topic: frozenset[str]().union(*(groups[goal] for goal in goals)) for topic, goals in topics.items()}
    shown_goals = {name: group for name, group in groups.items() if name not in hidden.goals}
    shown_topics = {name: group for name, group in union.items() if name not in hidden.topics}
    published = [*shown_goals.values(), *shown_topics.values()]

    reached = list(published)  # a count read as it stands
    for one, other in combinations(published, 2):
        if one <= other or other <= one:
            reached += [one ^ other, one & other]  # |A| - |B|, and inclusion-exclusion with the union known
    for topic, group in shown_topics.items():
        reached.append(group.difference(*(shown_goals[goal] for goal in topics[topic] if goal in shown_goals)))
    assert all(not group or len(group) >= min_group for group in reached)
    assert all(len(group) >= min_group for group in published)


@given(surveys(), st.integers(2, 8))
@settings(max_examples=100, deadline=None)
def test_the_order_of_goals_and_topics_does_not_matter(
    made_up: tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]], min_group: int
) -> None:
    groups, topics = made_up
    turned = dict(reversed(groups.items())), dict(reversed(topics.items()))
    assert suppress(groups, topics, min_group) == suppress(*turned, min_group)


def test_a_group_of_the_smallest_size_is_shown() -> None:
    hidden = suppress({"a": people(0, 1, 2, 3, 4)}, {"t": frozenset({"a"})}, 5)
    assert (hidden.goals, hidden.topics) == (frozenset(), frozenset())


def test_a_small_goal_is_hidden_and_its_topic_with_it() -> None:
    hidden = suppress({"a": people(0, 1, 2, 3)}, {"t": frozenset({"a"})}, 5)
    assert (hidden.goals, hidden.topics) == (frozenset({"a"}), frozenset({"t"}))


def test_the_smallest_shown_goal_goes_where_the_rest_of_a_topic_is_small() -> None:
    groups = {"large": people(*range(8)), "middle": people(*range(8, 14)), "small": people(14, 15)}
    hidden = suppress(groups, {"t": frozenset(groups)}, 5)
    assert (hidden.goals, hidden.topics) == (frozenset({"small", "middle"}), frozenset())


def test_a_small_goal_within_the_shown_ones_costs_nothing_more() -> None:
    groups = {"large": people(*range(8)), "small": people(0, 1)}
    hidden = suppress(groups, {"t": frozenset(groups)}, 5)
    assert (hidden.goals, hidden.topics) == (frozenset({"small"}), frozenset())


def test_of_two_nested_topics_the_smaller_goes() -> None:
    groups = {"a": people(*range(10)), "b": people(*range(10, 13))}
    hidden = suppress(groups, {"wide": frozenset({"a", "b"}), "narrow": frozenset({"a"})}, 5)
    assert hidden.topics == frozenset({"narrow"})
    assert hidden.goals == frozenset({"a", "b"})


def test_nested_goals_of_different_topics_are_compared() -> None:
    groups = {"a": people(*range(10)), "b": people(*range(8))}
    hidden = suppress(groups, {}, 5)
    assert hidden.goals == frozenset({"b"})


def test_nothing_to_hide() -> None:
    hidden = suppress({}, {}, 5)
    assert (hidden.goals, hidden.topics) == (frozenset(), frozenset())


def test_a_wording_is_told_where_the_form_names_it_or_enough_people_share_it() -> None:
    demand = [
        GoalDemand(goal_id=f"{origin}-{n}", survey_id="s", wording="w", origin=origin, respondents=people(*range(n)))
        for origin in ("form", "person")
        for n in (4, 5)
    ]
    assert told_goals(demand, 5) == {"form-4", "form-5", "person-5"}
    assert told_goals([], 5) == frozenset()
