"""Which counts have to be hidden so that no count of few people can be had, not even by adding and subtracting.

Every published count is a set of atoms (people, attendances, filled-in forms). Whoever adds and subtracts published
counts gets the counts of other sets; none of these may weigh less than the smallest group, unless it is nobody. What is
looked for, over all published rows at once:

1. a row that is small itself;
2. a set of atoms that are in the same rows, small alone or with up to three more such sets, whose count follows from
   the rows by linear algebra (exact up to rounding: whether its indicator lies in the row space);
3. a row against the sum of all its parts of one kind (a season and its circles), in either direction: what is left
   over, and those who are counted twice.

Where something is found, one of the rows it follows from is hidden: a session before a circle, a circle before the
whole, the smaller before the larger, then by name. The search begins again until nothing is found, so the result holds
as a whole and is the same for the same ledger. It guards one publication, as pipeline.survey.privacy does.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

Atom = Any
"""A person, an attendance, a filled-in form: whatever can be counted and told apart."""
Weight = Callable[[Collection[Atom]], int]
FIRST_HIDDEN = ("credential", "session", "circle", "course", "topic", "branch", "season", "all")
NOTHING = 1e-7
MOST_SEARCHED = 300
"""More small sets than this are tried alone and in twos only: the sums of two by two grow with the square."""
MOST_SPARED = 120
"""A longer derivation is taken as it is: each row is tried once, and every try solves the system again."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A count that would be told; one that is told anyway (`is_known`) cannot be hidden here."""

    name: str
    kind: str
    """One of FIRST_HIDDEN."""
    atoms: frozenset[Atom]
    circles: frozenset[str] = frozenset()
    """The circles it is about, to find its parts among the rows of its series."""
    series: str = ""
    is_known: bool = False


def shown(rows: Sequence[Row], min_group: int, weight: Weight = len) -> frozenset[str]:
    """The names of the rows whose counts may be told, known ones left out.

    Args:
        rows: every count that would be told, and those that are told anyway.
        min_group: the smallest weight that may be told.
        weight: how many people a set of atoms stands for.
    """
    left = [row for row in rows if row.is_known or not row.atoms or weight(row.atoms) >= min_group]
    while hidden := _hidden_next(left, min_group, weight):
        left = [row for row in left if row.name not in hidden]
    return frozenset(row.name for row in left if not row.is_known)


def _hidden_next(rows: Sequence[Row], min_group: int, weight: Weight) -> frozenset[str]:
    """Rows to hide against what follows from these; findings that share a row wait for the next look."""
    touched: set[str] = set()
    hidden: set[str] = set()
    for involved in _tellings(rows, min_group, weight):
        if touched.isdisjoint(row.name for row in involved):
            touched |= {row.name for row in involved}
            hidden.add(min(involved, key=lambda row: (FIRST_HIDDEN.index(row.kind), weight(row.atoms), row.name)).name)
    return frozenset(hidden)


def _tellings(rows: Sequence[Row], min_group: int, weight: Weight) -> Iterator[list[Row]]:
    """For each small set that follows from the rows: those of them that can be hidden."""
    table = _Table(rows, weight)
    for target in table.small_in_reach(min_group):
        if can_be_hidden := [rows[number] for number in table.derivation(target) if not rows[number].is_known]:
            yield can_be_hidden
    for involved in table.small_against_parts(min_group):
        if can_be_hidden := [row for row in involved if not row.is_known]:
            yield can_be_hidden


class _Table:
    """Rows by classes: a class is all atoms that are in the same rows, so no count can part them."""

    def __init__(self, rows: Sequence[Row], weight: Weight) -> None:
        signatures: dict[Atom, list[int]] = {}
        for number, row in enumerate(rows):
            for atom in row.atoms:
                signatures.setdefault(atom, []).append(number)
        classes: dict[tuple[int, ...], list[Atom]] = {}
        for atom, signature in signatures.items():
            classes.setdefault(tuple(signature), []).append(atom)
        self.rows = rows
        self.weigh = weight
        self.classes = [classes[signature] for signature in sorted(classes)]
        self.weights = np.array([weight(atoms) for atoms in self.classes], dtype=float)
        self.matrix: Any = np.zeros((len(rows), len(classes)))
        for number, members in enumerate(sorted(classes)):
            self.matrix[list(members), number] = 1.0

    def small_in_reach(self, min_group: int) -> Iterator[Any]:
        """The indicator of every small set of classes that is a sum of rows, one class first, then two to four."""
        small = np.flatnonzero(self.weights < min_group)
        if not small.size:
            return
        _, sizes, directions = np.linalg.svd(self.matrix, full_matrices=False)
        basis = directions[sizes > NOTHING]
        out_of_reach = np.eye(len(self.classes)) - basis.T @ basis
        # A sum of columns is zero where the set is in reach. One random direction of each column finds the candidates,
        # which are then looked at in full; the seed is fixed, so the same rows give the same answer.
        alone = np.abs(out_of_reach[small]).max(axis=1) < NOTHING
        for number in small[alone]:
            yield np.eye(len(self.classes))[number]
        small = small[~alone]
        hints = out_of_reach[small] @ np.random.default_rng(7).standard_normal(len(self.classes))
        for members in _zero_sums(hints, min(4, min_group - 1)):
            chosen = small[list(members)]
            if np.abs(out_of_reach[chosen].sum(axis=0)).max() > NOTHING:
                continue
            if self.weigh([atom for number in chosen for atom in self.classes[number]]) < min_group:
                target = np.zeros(len(self.classes))
                target[chosen] = 1.0
                yield target

    def derivation(self, target: Any) -> list[int]:
        """Rows from which the target follows and none of which can be spared, the finest kinds kept longest."""
        coefficients, *_ = np.linalg.lstsq(self.matrix.T, target, rcond=None)
        kept = [number for number in range(len(self.rows)) if abs(coefficients[number]) > NOTHING]
        if len(kept) > MOST_SPARED:
            return kept
        for number in sorted(kept, key=lambda n: (-FIRST_HIDDEN.index(self.rows[n].kind), self.rows[n].name)):
            rest = [n for n in kept if n != number]
            if rest and self._follows(target, rest):
                kept = rest
        return kept

    def _follows(self, target: Any, numbers: Sequence[int]) -> bool:
        columns = self.matrix[numbers].T
        coefficients, *_ = np.linalg.lstsq(columns, target, rcond=None)
        return bool(np.abs(columns @ coefficients - target).max() < NOTHING)

    def small_against_parts(self, min_group: int) -> Iterator[list[Row]]:
        """Each row with its parts of one kind whose sum is off by less than the smallest group, but not by nothing."""
        if not self.classes:
            return
        for number, row in enumerate(self.rows):
            for kind in FIRST_HIDDEN:
                parts = [
                    n for n, part in enumerate(self.rows)
                    if part.kind == kind != row.kind and part.series == row.series and part.circles
                    and part.circles <= row.circles
                ]  # fmt: skip
                if not parts:
                    continue
                off = self.matrix[number] - self.matrix[parts].sum(axis=0)
                if (off.min() < 0 < off.max()) or not off.any():
                    continue
                if np.abs(off).max() == 1:
                    found = self.weigh([atom for n in np.flatnonzero(off) for atom in self.classes[n]])
                else:
                    found = int(np.abs(off) @ self.weights)
                if found < min_group:
                    yield [row, *(self.rows[n] for n in parts)]


def _zero_sums(values: Any, most: int) -> Iterator[tuple[int, ...]]:
    """Places of two to `most` (up to 4) values whose sum is zero: twos first, no place twice, by place."""
    n = len(values)
    if most < 2 or n < 2:
        return
    pairs = np.array(list(combinations(range(n), 2)))
    sums = values[pairs].sum(axis=1)
    yield from (tuple(pair) for pair in pairs[np.abs(sums) < NOTHING])
    if n > MOST_SEARCHED:
        return
    order = np.argsort(sums, kind="stable")
    ordered = sums[order]
    found: set[tuple[int, ...]] = set()
    singles = [((place,), values[place]) for place in range(n)] if most > 2 else []
    doubles = [(tuple(pair), total) for pair, total in zip(pairs, sums, strict=True)] if most > 3 else []
    for members, total in [*singles, *doubles]:
        low, high = np.searchsorted(ordered, [-total - NOTHING, -total + NOTHING])
        for place in order[low:high]:
            together = tuple(sorted({*map(int, members), *map(int, pairs[place])}))
            if len(together) == len(members) + 2:
                found.add(together)
    yield from sorted(found)
