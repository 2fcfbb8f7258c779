"""No count of few people follows from what is told: attacked with exact arithmetic over every small set."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import combinations
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.circles.hide import Row, shown

K = 5
Ask = Callable[[str], list[tuple[Any, ...]]]


def row(name: str, kind: str, atoms: str | range | frozenset[object], circles: str = "", **more: object) -> Row:
    return Row(name=name, kind=kind, atoms=frozenset(atoms), circles=frozenset(circles), **more)  # type: ignore[arg-type]


def rank(matrix: Sequence[Sequence[int]]) -> int:
    """By elimination in fractions: exact."""
    left = [[Fraction(value) for value in line] for line in matrix]
    found = 0
    for column in range(len(left[0]) if left else 0):
        pivot = next((n for n in range(found, len(left)) if left[n][column]), None)
        if pivot is None:
            continue
        left[found], left[pivot] = left[pivot], left[found]
        for n in range(found + 1, len(left)):
            share = left[n][column] / left[found][column]
            left[n] = [a - share * b for a, b in zip(left[n], left[found], strict=True)]
        found += 1
    return found


def small_sets_told(rows: Sequence[Row], k: int) -> list[frozenset[object]]:
    """Every set of fewer than k atoms, made of whole classes, whose count follows from the rows."""
    classes: dict[tuple[str, ...], set[object]] = {}
    for atom in frozenset[object]().union(*(each.atoms for each in rows)):
        classes.setdefault(tuple(sorted(each.name for each in rows if atom in each.atoms)), set()).add(atom)
    signatures = sorted(classes)
    matrix = [[int(each.name in signature) for signature in signatures] for each in rows]
    known = rank(matrix)
    small = [n for n, signature in enumerate(signatures) if len(classes[signature]) < k]
    told = []
    for size in range(1, k):
        for chosen in combinations(small, size):
            atoms = frozenset[object]().union(*(classes[signatures[n]] for n in chosen))
            target = [int(n in chosen) for n in range(len(signatures))]
            if len(atoms) < k and rank([*matrix, target]) == known:
                told.append(atoms)
    return told


def test_a_small_row_is_hidden_and_nobody_is_not() -> None:
    rows = [row("a", "circle", range(4)), row("b", "circle", range(5)), row("c", "circle", range(0))]
    assert shown(rows, K) == {"c", "b"}


def test_the_next_smallest_goes_with_a_hidden_one_where_the_whole_is_told() -> None:
    rows = [
        row("all", "all", range(30), "abc"),
        row("a", "circle", range(3), "a"),
        row("b", "circle", range(3, 11), "b"),
        row("c", "circle", range(11, 30), "c"),
    ]
    assert shown(rows, K) == {"all", "c"}


def test_two_who_were_in_both_circles_are_not_told_by_adding_up() -> None:
    rows = [row("all", "all", range(24), "ab"), row("a", "circle", range(13), "a")]
    rows.append(row("b", "circle", range(11, 24), "b"))
    assert shown(rows, K) == {"all", "b"}, "with one circle told, those who were in the other one only are still 11"
    rows[2] = row("b", "circle", range(8, 24), "b")
    assert shown(rows, K) == {"all", "a", "b"}, "five were in both"


def test_three_pairs_of_circles_with_one_person_each_in_common() -> None:
    """Nine people in circles of ten make 57 of 60: the three who are counted twice are told by no single pair."""
    circles = {name: set(range(10 * n, 10 * n + 10)) for n, name in enumerate("abcdef")}
    for one, other in ("ab", "cd", "ef"):
        circles[other].pop()
        circles[other].add(min(circles[one]))
    everybody = frozenset().union(*circles.values())
    rows = [row("all", "all", everybody, "abcdef"), *(row(n, "circle", frozenset(p), n) for n, p in circles.items())]
    told = shown(rows, K)
    assert "all" in told
    assert 0 < len(told & set(circles)) < 6


def test_those_who_were_missing_are_not_told_by_what_is_known() -> None:
    known = row("could", "circle", range(13), is_known=True)
    assert shown([known, row("a", "session", range(11))], K) == frozenset()
    assert shown([known, row("a", "session", range(8))], K) == {"a"}
    assert shown([known, row("a", "session", range(13))], K) == {"a"}


def test_what_is_told_anyway_is_never_hidden_and_hides_nothing_by_itself() -> None:
    known = [row("one", "all", range(10), is_known=True), row("two", "all", range(8), is_known=True)]
    assert shown([*known, row("a", "circle", range(20, 30))], K) == {"a"}


def test_the_order_of_rows_changes_nothing() -> None:
    rows = [row(f"{n}", "circle", range(n, n + 6 + n % 3), f"{n}") for n in range(0, 30, 4)]
    rows.append(row("all", "all", range(40), "0123456789"))
    assert shown(rows, K) == shown(rows[::-1], K)


people = st.frozensets(st.integers(0, 24), max_size=16)


@settings(deadline=None, max_examples=150)
@given(
    circles=st.lists(people, min_size=1, max_size=6),
    branches=st.lists(st.integers(0, 2), min_size=6, max_size=6),
    seasons=st.lists(st.integers(0, 1), min_size=6, max_size=6),
    k=st.integers(2, 5),
)
def test_an_attack_with_exact_arithmetic_finds_nothing(
    circles: list[frozenset[int]], branches: list[int], seasons: list[int], k: int
) -> None:
    rows = [row(f"circle {n}", "circle", group, str(n)) for n, group in enumerate(circles)]
    for kind, of in (("branch", branches), ("season", seasons), ("all", [0] * 6)):
        for number in range(3):
            chosen = [n for n in range(len(circles)) if of[n] == number]
            if chosen:
                atoms = frozenset[int]().union(*(circles[n] for n in chosen))
                rows.append(row(f"{kind} {number}", kind, atoms, "".join(map(str, chosen))))
    told = shown(rows, k)
    left = [each for each in rows if each.name in told]
    assert small_sets_told(left, k) == []
    assert all(not each.atoms or len(each.atoms) >= k for each in left)
    assert shown(rows, k) == told


@settings(deadline=None, max_examples=100)
@given(
    present=st.lists(st.frozensets(st.integers(0, 12), max_size=13), min_size=1, max_size=5),
    k=st.integers(2, 5),
)
def test_an_attack_on_sessions_with_the_size_of_the_circle_known(present: list[frozenset[int]], k: int) -> None:
    everybody = frozenset[int]().union(*present)
    known = [
        row(f"could {n}", "session", frozenset((p, n) for p in everybody), is_known=True) for n in range(len(present))
    ]
    rows = [row(f"at {n}", "session", frozenset((p, n) for p in here)) for n, here in enumerate(present)]
    told = shown([*known, *rows], k)
    if len(everybody) >= k:
        assert small_sets_told([*known, *(each for each in rows if each.name in told)], k) == []


def test_a_secret_follows_from_nothing_however_large_it_is() -> None:
    rows = [
        row("all", "all", range(40), "ab"),
        row("a", "circle", range(20), "a"),
        row("b", "circle", range(20, 40), "b"),
    ]
    secret = frozenset(range(20, 40))
    assert shown(rows, K) == {"all", "a", "b"}
    told = shown(rows, K, secrets=[secret])
    assert "b" not in told
    assert not {"all", "a"} <= told


@settings(deadline=None, max_examples=150)
@given(
    groups=st.lists(people, min_size=1, max_size=5), sums=st.lists(st.sets(st.integers(0, 4)), max_size=4),
    k=st.integers(2, 5),
)  # fmt: skip
def test_what_follows_from_what_is_told_is_told(groups: list[frozenset[int]], sums: list[set[int]], k: int) -> None:
    """Of circles and of sums of them, none of which is said to be a part of another."""
    rows = [row(f"circle {n}", "circle", group) for n, group in enumerate(groups)]
    for n, chosen in enumerate(sums):
        atoms = frozenset[int]().union(*(groups[c] for c in chosen if c < len(groups)))
        rows.append(row(f"branch {n}", "branch", atoms))
    told = shown(rows, k)
    left = [each for each in rows if each.name in told]
    assert small_sets_told(left, k) == []
    assert follows(rows, left, k) == []


def follows(rows: Sequence[Row], left: Sequence[Row], k: int) -> list[str]:
    """The hidden rows that are not small and are a sum of told ones: hidden from nobody who can subtract."""
    atoms = sorted(frozenset[object]().union(*(each.atoms for each in rows)), key=repr)
    matrix = [[int(atom in each.atoms) for atom in atoms] for each in left]
    known, names = rank(matrix), {each.name for each in left}
    return [
        each.name
        for each in rows
        if each.name not in names
        and len(each.atoms) >= k
        and rank([*matrix, [int(atom in each.atoms) for atom in atoms]]) == known
    ]


def test_no_circle_is_hidden_from_those_only_who_cannot_subtract(published: Ask) -> None:
    """In the made-up programme circle-09 was: its branch less three told circles and one more sum gave its thirteen."""
    told = dict(published("SELECT circle_id, n_participants FROM out.circle"))
    assert told["circle-09"] == 13
    assert sum(n is None for n in told.values()) == 7
