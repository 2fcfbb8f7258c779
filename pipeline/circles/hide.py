"""Which counts have to be hidden so that no count of few people can be had, not even by adding and subtracting.

Every published count is a set of atoms (people, attendances, filled-in forms). Whoever adds and subtracts published
counts gets the counts of other sets; none of these may weigh less than the smallest group, unless it is nobody. What is
looked for, over all published rows at once:

1. a row that is small itself;
2. a set of atoms that are in the same rows, small alone or with up to three more such sets, whose count follows from
   the rows by linear algebra (exact up to rounding: whether its indicator lies in the row space);
3. a row against the sum of all its parts of one kind (a season and its circles), in either direction: what is left
   over, and those who are counted twice.

A reader does not know that one count happens to be all of another, or none: where that could be, the caller puts an
atom of no weight beside the people, so that the two are told apart (`pipeline.circles.told` does).

Where something is found, one of the rows it follows from is hidden: a session before a circle, a circle before the
whole, the smaller before the larger, then by name. The search begins again until nothing is found, so the result holds
as a whole and is the same for the same ledger. It guards one publication, as pipeline.survey.privacy does.

What was hidden on the way and follows from what is told in the end, without being small, is told after all: everybody
who can subtract has it, and a count that is hidden from those only who cannot is no secret.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

Atom = Any
"""A person, an attendance, a filled-in form: whatever can be counted and told apart; or a place that nobody fills."""
Weight = Callable[[Collection[Atom]], int]
FIRST_HIDDEN = ("credential", "session", "circle", "course", "topic", "branch", "season", "all")
NOTHING = 1e-7
MOST_SEARCHED = 300
"""More small sets than this are tried alone and in twos only: the sums of two by two grow with the square."""


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


def shown(
    rows: Sequence[Row], min_group: int, weight: Weight = len, secrets: Collection[frozenset[Atom]] = ()
) -> frozenset[str]:
    """The names of the rows whose counts may be told, known ones left out.

    Args:
        rows: every count that would be told, and those that are told anyway; names are told apart.
        min_group: the smallest weight that may be told.
        weight: how many people a set of atoms stands for.
        secrets: sets whose count must not follow from the rows either, however large they are.
    """
    left = [row for row in rows if row.is_known or not _is_small(row, rows, min_group, weight)]
    parts = _parts(left)
    while hidden := _hidden_next(_Table(left, weight, parts), min_group, secrets):
        left = [row for row in left if row.name not in hidden]
    told = {row.name for row in left}
    hidden_rows = (row for row in rows if row.name not in told and not _is_small(row, rows, min_group, weight))
    for row in _Table(left, weight, parts).followers(hidden_rows):
        with_it = [*left, row]
        if not any(_Table(with_it, weight, parts).small_against_parts(min_group)):
            left = with_it
    return frozenset(row.name for row in left if not row.is_known)


def _is_small(row: Row, rows: Sequence[Row], min_group: int, weight: Weight) -> bool:
    """Whether a row is small, or all but a few of one that is told anyway."""
    if 0 < weight(row.atoms) < min_group:
        return True
    around = (known.atoms - row.atoms for known in rows if known.is_known and known.atoms > row.atoms)
    return any(0 < weight(rest) < min_group for rest in around)


def _parts(rows: Sequence[Row]) -> dict[str, list[frozenset[str]]]:
    """By name of a row: the names of its parts, a set for each kind."""
    families: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        if row.circles:
            families.setdefault((row.series, row.kind), []).append(row)
    found: dict[str, list[frozenset[str]]] = {}
    for row in rows:
        for (series, kind), family in families.items():
            if series == row.series and kind != row.kind:
                inside = frozenset(part.name for part in family if part.circles <= row.circles)
                found.setdefault(row.name, []).extend([inside] if inside else [])
    return found


def _hidden_next(table: _Table, min_group: int, secrets: Collection[frozenset[Atom]]) -> frozenset[str]:
    """Rows to hide against what follows from these; findings that share a row wait for the next look."""
    touched: set[str] = set()
    hidden: set[str] = set()
    for involved in table.tellings(min_group, secrets):
        can_be_hidden = [row for row in involved if not row.is_known]
        names = {row.name for row in can_be_hidden}
        if names and touched.isdisjoint(names):
            touched |= names
            hidden.add(min(can_be_hidden, key=table.order).name)
    return frozenset(hidden)


class _Table:
    """Rows by classes: a class is all atoms that are in the same rows, so no count can part them."""

    def __init__(self, rows: Sequence[Row], weight: Weight, parts: Mapping[str, Sequence[frozenset[str]]]) -> None:
        self.weigh = weight
        self.parts = parts
        self.sizes = {row.name: weight(row.atoms) for row in rows}
        self.rows = sorted(rows, key=lambda row: (not row.is_known, self.order(row)))
        signatures: dict[Atom, list[int]] = {}
        for number, row in enumerate(self.rows):
            for atom in row.atoms:
                signatures.setdefault(atom, []).append(number)
        classes: dict[tuple[int, ...], list[Atom]] = {}
        for atom, signature in signatures.items():
            classes.setdefault(tuple(signature), []).append(atom)
        self.classes = [classes[signature] for signature in sorted(classes)]
        self.weights = np.array([weight(atoms) for atoms in self.classes], dtype=float)
        self.matrix: Any = np.zeros((len(self.rows), len(classes)))
        for number, members in enumerate(sorted(classes)):
            self.matrix[list(members), number] = 1.0
        self.numbers = {row.name: number for number, row in enumerate(self.rows)}

    def order(self, row: Row) -> tuple[int, int, str]:
        """What is hidden first comes first."""
        return FIRST_HIDDEN.index(row.kind), self.sizes[row.name], row.name

    def tellings(self, min_group: int, secrets: Collection[frozenset[Atom]]) -> Iterator[list[Row]]:
        """For everything that must not follow from the rows and does: the rows it follows from."""
        if not self.classes:
            return
        independent, basis = self._basis()
        targets = [*self._secrets(secrets, basis), *self._small_sets(min_group, basis)]
        if targets:
            # The rows of the basis are independent, so each target follows from them in one way only, and none of the
            # rows it takes can be spared.
            shares, *_ = np.linalg.lstsq(self.matrix[independent].T, np.array(targets).T, rcond=None)
            for column in shares.T:
                yield [self.rows[independent[n]] for n in np.flatnonzero(np.abs(column) > NOTHING)]
        yield from self.small_against_parts(min_group)

    def followers(self, rows: Iterable[Row]) -> list[Row]:
        """Of other rows those whose count is a sum of these, the whole first; no atom of theirs is told apart by it."""
        if not self.classes:
            return []
        _, basis = self._basis()
        known = frozenset(atom for atoms in self.classes for atom in atoms)
        found = []
        for row in rows:
            inside = np.array([sum(atom in row.atoms for atom in atoms) for atoms in self.classes], dtype=float)
            target = inside / np.array([len(atoms) for atoms in self.classes])
            is_whole = bool(np.isin(target, (0.0, 1.0)).all()) and row.atoms <= known and bool(row.atoms)
            if is_whole and np.abs(target - basis.T @ (basis @ target)).max() < NOTHING:
                found.append(row)
        return sorted(found, key=lambda row: (-FIRST_HIDDEN.index(row.kind), -self.weigh(row.atoms), row.name))

    def _basis(self) -> tuple[list[int], Any]:
        """Independent rows that span all, known ones and the finest first, and an orthonormal basis of their span."""
        independent: list[int] = []
        basis = np.zeros((min(self.matrix.shape), self.matrix.shape[1]))
        for number, line in enumerate(self.matrix):
            here = basis[: len(independent)]
            rest = line - here.T @ (here @ line)
            rest -= here.T @ (here @ rest)
            length = np.linalg.norm(rest)
            if length > NOTHING * max(1.0, float(np.linalg.norm(line))):
                basis[len(independent)] = rest / length
                independent.append(number)
        return independent, basis[: len(independent)]

    def _secrets(self, secrets: Collection[frozenset[Atom]], basis: Any) -> Iterator[Any]:
        """The indicator of every secret that is a sum of rows."""
        for secret in secrets:
            inside = [sum(atom in secret for atom in atoms) for atoms in self.classes]
            is_whole = all(n in (0, len(atoms)) for n, atoms in zip(inside, self.classes, strict=True))
            target = np.array([float(n > 0) for n in inside])
            out_of_reach = target - basis.T @ (basis @ target)
            if is_whole and sum(inside) == len(secret) and np.abs(out_of_reach).max() < NOTHING:
                yield target

    def _small_sets(self, min_group: int, basis: Any) -> Iterator[Any]:
        """The indicator of every small set of classes that is a sum of rows: one class, then two to four."""
        small = np.flatnonzero(self.weights < min_group)
        one_each = np.eye(len(self.classes))[small]
        out_of_reach = one_each - (one_each @ basis.T) @ basis
        alone = np.abs(out_of_reach).max(axis=1) < NOTHING if small.size else np.zeros(0, dtype=bool)
        yield from one_each[alone & (self.weights[small] > 0)]
        small, out_of_reach = small[~alone], out_of_reach[~alone]
        # A sum of lines is zero where the set is in reach. One random direction of each line finds the candidates,
        # which are then looked at in full; the seed is fixed, so the same rows give the same answer.
        hints = out_of_reach @ np.random.default_rng(7).standard_normal(len(self.classes))
        for members in _zero_sums(hints, min(4, min_group - 1)):
            chosen = small[list(members)]
            if np.abs(out_of_reach[list(members)].sum(axis=0)).max() > NOTHING:
                continue
            if 0 < self.weigh([atom for number in chosen for atom in self.classes[number]]) < min_group:
                target = np.zeros(len(self.classes))
                target[chosen] = 1.0
                yield target

    def small_against_parts(self, min_group: int) -> Iterator[list[Row]]:
        """Each row with its parts of one kind whose sum is off by less than the smallest group, but not by nothing."""
        for number, row in enumerate(self.rows):
            for family in self.parts.get(row.name, ()):
                parts = [self.numbers[name] for name in sorted(family) if name in self.numbers]
                off = self.matrix[number] - self.matrix[parts].sum(axis=0)
                if not parts or (off.min() < 0 < off.max()) or not off.any():
                    continue
                if np.abs(off).max() == 1:
                    found = self.weigh([atom for n in np.flatnonzero(off) for atom in self.classes[n]])
                else:
                    found = int(np.abs(off) @ self.weights)
                if 0 < found < min_group:
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
    found: set[tuple[int, ...]] = set()
    for members, totals in ((np.arange(n)[:, None], values), (pairs, sums))[: most - 2]:
        low, high = np.searchsorted(sums[order], [-totals - NOTHING, -totals + NOTHING])
        for place in np.flatnonzero(high > low):
            for other in order[low[place] : high[place]]:
                together = {*map(int, members[place]), *map(int, pairs[other])}
                if len(together) == members.shape[1] + 2:
                    found.add(tuple(sorted(together)))
    yield from sorted(found)
