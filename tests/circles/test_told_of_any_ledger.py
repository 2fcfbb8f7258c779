"""Any small ledger: attendances told of sessions, circles and their sums, attacked together with exact arithmetic."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from fractions import Fraction
from itertools import combinations
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.circles.book import read_book
from pipeline.circles.figures import Figures, count
from pipeline.model import AttendanceEntry, CircleEntry, Entry, Recorded, SessionEntry

K = 4
AT = datetime(2026, 11, 24)  # noqa: DTZ001
Presence = tuple[int, str, int]


def counted(present: list[list[frozenset[int]]], branches: list[int]) -> tuple[Figures, dict[str, str]]:
    """The figures of circles given as people by session."""
    entries: list[tuple[str, Entry]] = []
    of = {}
    for number, held in enumerate(present):
        circle = f"c{number}"
        of[circle] = f"b{branches[number]}"
        entries.append(("circle", CircleEntry(circle_id=circle, title="x", status="completed", branch=of[circle])))
        for n, people in enumerate(held, 1):
            start = AT + timedelta(weeks=n)
            session = SessionEntry(circle_id=circle, session=n, starts_at=start, minutes=60, status="held")
            entries.append(("session", session))
            entries += [
                ("attendance", AttendanceEntry(circle_id=circle, session=n, person=str(each), state="present"))
                for each in people
            ]
    recorded = [Recorded(sheet=sheet, entry=entry, changed_at=AT, revision=0) for sheet, entry in entries]
    return count(read_book(recorded, 0.75), ZoneInfo("UTC"), date(2026, 11, 24), K), of


def told_sets(figures: Figures, present: list[list[frozenset[int]]], of: dict[str, str]) -> list[frozenset[Presence]]:
    """Every set of attendances whose size is told, or known from the people of a circle."""
    at = {
        (f"c{number}", n): frozenset((person, f"c{number}", n) for person in people)
        for number, held in enumerate(present)
        for n, people in enumerate(held, 1)
    }
    sets = [at[row.circle_id, row.session] for row in figures.attendance if row.n_present is not None]
    for row in figures.outcomes:
        if row.measure == "engagements" and row.value is not None:
            circles = {c for c in of if row.scope == "all" or row.scope_id in (c, of[c])}
            sets.append(frozenset().union(*(there for (circle, _), there in at.items() if circle in circles)))
            assert row.value == len(sets[-1])
    for circle in figures.circles:
        if circle.n_participants is not None:
            sessions = [n for name, n in at if name == circle.circle_id]
            people = {each[0] for (name, _), there in at.items() if name == circle.circle_id for each in there}
            assert circle.n_participants == len(people)
            sets += [frozenset((person, circle.circle_id, n) for person in people) for n in sessions]
    return sets


def follows(target: list[int], rows: list[list[int]]) -> bool:
    """Whether a vector is a sum of rows: elimination in fractions."""
    reduced: list[list[Fraction]] = []
    for line in [*rows, target]:
        rest = [Fraction(n) for n in line]
        for known in reduced:
            lead = next(n for n, value in enumerate(known) if value)
            if rest[lead]:
                share = rest[lead] / known[lead]
                rest = [a - share * b for a, b in zip(rest, known, strict=True)]
        if any(rest):
            reduced.append(rest)
            last = line
    return last is not target if reduced else False


@settings(deadline=None, max_examples=40)
@given(
    present=st.lists(
        st.lists(st.frozensets(st.integers(0, 11), max_size=12), min_size=1, max_size=3), min_size=1, max_size=4
    ),
    branches=st.lists(st.integers(0, 1), min_size=4, max_size=4),
)
def test_no_small_set_of_attendances_follows(present: list[list[frozenset[int]]], branches: list[int]) -> None:
    figures, of = counted(present, branches)
    sets = told_sets(figures, present, of)
    there = {(p, f"c{c}", n) for c, held in enumerate(present) for n, people in enumerate(held, 1) for p in people}
    classes: dict[tuple[bool, ...], set[Any]] = {}
    for atom in frozenset().union(*sets):
        classes.setdefault(tuple(atom in each for each in sets), set()).add(atom)
    signatures = sorted(classes)
    rows = [[int(signature[n]) for signature in signatures] for n in range(len(sets))]

    def weight(atoms: set[Any]) -> int:
        """People who were there; where some were not, how many attendances it is about."""
        return len({atom[0] for atom in atoms}) if atoms <= there else len(atoms)

    small = [n for n, signature in enumerate(signatures) if weight(classes[signature]) < K]
    for size in (1, 2):
        for chosen in combinations(small, size):
            atoms = set().union(*(classes[signatures[n]] for n in chosen))
            if weight(atoms) < K:
                assert not follows([int(n in chosen) for n in range(len(signatures))], rows), sorted(atoms)
