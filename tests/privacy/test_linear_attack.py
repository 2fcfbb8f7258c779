"""Linear algebra against what is told: the least and the most that every hidden or derived number can be.

The attacker knows every told number, which goals make up a topic, and whether goals exist whose topic is not told. They
do not know who wants what. For each group of people they solve two linear programmes over all ways in which the wishes
may be spread; a group of 1 to k - 1 people is safe where the bounds lie at least k apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.survey import hidden_cells, suppress

STAFF = [f"p{number}" for number in range(26)]
REST = "rest"
Atom = frozenset[str]
Holds = Callable[[Atom], bool]
Bounds = Callable[..., tuple[float, float]]
Topic = tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]
"""Goals whose topic is told, and goals whose topic is not, each with the people who want it."""


def cells(goals: list[str]) -> Iterator[tuple[str, Holds]]:
    """What the attacker wants to know: each goal, who wants two of them, who wants one and not another, the rest."""
    for goal in goals:
        yield goal, lambda atom, goal=goal: goal in atom
    for one, other in combinations(goals, 2):
        yield f"{one} and {other}", lambda atom, a=one, b=other: a in atom and b in atom
        yield f"{one} not {other}", lambda atom, a=one, b=other: a in atom and b not in atom
        yield f"{other} not {one}", lambda atom, a=one, b=other: b in atom and a not in atom
    yield "in no told goal", lambda atom: atom == {REST}


@st.composite
def topics(draw: st.DrawFn) -> Topic:
    """Goals of one topic that overlap, lie within each other or differ by few; some of them may not be told."""
    groups: dict[str, frozenset[str]] = {}
    start = 0
    for n in range(draw(st.integers(1, 4))):
        size = draw(st.integers(1, 12))
        groups[f"g{n}"] = frozenset((STAFF * 3)[start : start + size])
        start += max(0, size - draw(st.integers(0, 4)))  # the next one shares a few people with this one, or nobody
    untold = draw(st.just(set()) | st.sets(st.sampled_from(sorted(groups)), max_size=2))
    return {g: who for g, who in groups.items() if g not in untold}, {g: groups[g] for g in untold}


@given(topics(), st.integers(3, 6))
@settings(max_examples=250, deadline=None)
def test_no_group_of_few_is_pinned(bounds: Bounds, topic: Topic, k: int) -> None:
    told_goals, untold = topic
    groups = told_goals | untold
    counts = suppress(groups, {"topic": frozenset(groups)}, k).counts
    told: dict[str, tuple[Holds, int]] = {
        goal: (lambda atom, goal=goal: goal in atom, counts[goal]) for goal in told_goals if goal in counts
    }
    if "topic" in counts:
        told["topic"] = (lambda atom: True, counts["topic"])
    names = sorted(told_goals)
    known = [*names, *([REST] if untold else [])]
    atoms = [frozenset(chosen) for size in range(1, len(known) + 1) for chosen in combinations(known, size)]
    people = frozenset[str]().union(*groups.values())
    true_atom = {who: frozenset(g for g in names if who in groups[g]) or frozenset({REST}) for who in people}
    for name, holds in cells(names):
        true = sum(holds(atom) for atom in true_atom.values())
        if 0 < true < k:
            low, high = bounds(atoms, told, holds)
            assert high - low >= k - 1e-6, f"{name} has {true} people and is told to have {low:g} to {high:g}"


@given(
    st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from("xyz")), min_size=1, max_size=40),
    st.integers(0, 8),
    st.integers(3, 6),
)
@settings(max_examples=200, deadline=None)
def test_no_cell_of_a_table_of_branches_and_roles_is_pinned(
    bounds: Bounds, staff: list[tuple[str, str]], n_more: int, k: int
) -> None:
    """Who wants a goal by branch and by role: both margins, the goal, and a topic of it and `n_more` people."""
    everyone = {f"p{n}": at for n, at in enumerate(staff)}
    groups = {"whole": frozenset(everyone), "topic": frozenset(everyone) | {f"more{n}" for n in range(n_more)}}
    for axis, names in enumerate(("abcd", "xyz")):
        groups |= {name: frozenset(who for who, at in everyone.items() if at[axis] == name) for name in names}
    groups = {name: who for name, who in groups.items() if who}
    families = {"whole": [[n for n in groups if n in "abcd"], [n for n in groups if n in "xyz"]], "topic": [["whole"]]}
    shown = sorted(set(groups) - hidden_cells(groups, families, k))
    atoms = [*(frozenset({*pair, "whole", "topic"}) for pair in product("abcd", "xyz")), frozenset({"topic"})]
    told = {name: (lambda atom, name=name: name in atom, len(groups[name])) for name in shown}
    hidden = {name: len(groups[name]) for name in sorted(groups) if name not in shown}
    for name, true in {**hidden, "not whole": n_more}.items():
        if 0 < true < k:
            low, high = bounds(atoms, told, lambda a, name=name: name in a if name in groups else "whole" not in a)
            assert high - low >= k - 1e-6, f"{name} has {true} and is told to have {low:g} to {high:g}"


def test_the_attack_itself_finds_what_is_not_hidden(bounds: Bounds) -> None:
    """Ten want a, nine want b, seventeen want either: two want both."""
    told: dict[str, tuple[Holds, int]] = {
        "a": (lambda atom: "a" in atom, 10),
        "b": (lambda atom: "b" in atom, 9),
        "topic": (lambda atom: True, 17),
    }
    atoms = [frozenset("a"), frozenset("b"), frozenset("ab")]
    assert bounds(atoms, told, lambda atom: atom == frozenset("ab")) == (2, 2)
