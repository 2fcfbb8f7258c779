"""Any small ledger: what is told of sessions, circles and their sums, attacked together with exact arithmetic."""

from __future__ import annotations

from collections.abc import Callable
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


def nobody(circle: str, session: int, answer: str) -> frozenset[Any]:
    """A place that nobody fills: a reader does not know that all were there, or none."""
    return frozenset([(None, circle, session, answer)])


def told_sets(figures: Figures, present: list[list[frozenset[int]]], of: dict[str, str]) -> list[frozenset[Any]]:
    """Every set of attendances whose size is told, or known from the people of a circle."""
    at: dict[tuple[str, int], frozenset[Any]] = {
        (f"c{number}", n): frozenset((person, f"c{number}", n) for person in people) | nobody(f"c{number}", n, "there")
        for number, held in enumerate(present)
        for n, people in enumerate(held, 1)
    }
    sets = [at[row.circle_id, row.session] for row in figures.attendance if row.n_present is not None]
    for row in figures.outcomes:
        if row.measure == "engagements" and row.value is not None:
            circles = {c for c in of if row.scope == "all" or row.scope_id in (c, of[c])}
            sets.append(frozenset().union(*(there for (circle, _), there in at.items() if circle in circles)))
            assert row.value == sum(each[0] is not None for each in sets[-1])
    for circle in figures.circles:
        if circle.n_participants is not None:
            sessions = [n for name, n in at if name == circle.circle_id]
            people = {each[0] for (name, _), there in at.items() if name == circle.circle_id for each in there} - {None}
            assert circle.n_participants == len(people)
            sets += [
                frozenset((person, circle.circle_id, n) for person in people)
                | nobody(circle.circle_id, n, "there")
                | nobody(circle.circle_id, n, "missing")
                for n in sessions
            ]
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


def attack(sets: list[frozenset[Any]], is_person: Callable[[Any], bool]) -> list[list[Any]]:
    """Small sets, alone or two together, whose count follows; `is_person`: weighed by people, others one by one."""
    classes: dict[tuple[bool, ...], set[Any]] = {}
    for atom in frozenset[Any]().union(*sets):
        classes.setdefault(tuple(atom in each for each in sets), set()).add(atom)
    signatures = sorted(classes)
    rows = [[int(signature[n]) for signature in signatures] for n in range(len(sets))]

    def weight(atoms: set[Any]) -> int:
        filled = {atom for atom in atoms if atom[0] is not None}
        return len({atom[0] for atom in filled}) if all(map(is_person, filled)) else len(filled)

    small = [n for n, signature in enumerate(signatures) if weight(classes[signature]) < K]
    found = []
    for size in (1, 2):
        for chosen in combinations(small, size):
            atoms = set().union(*(classes[signatures[n]] for n in chosen))
            if 0 < weight(atoms) < K and follows([int(n in chosen) for n in range(len(signatures))], rows):
                found.append(sorted(atoms, key=str))
    return found


PRESENT = st.lists(
    st.lists(st.frozensets(st.integers(0, 11), max_size=12), min_size=1, max_size=3), min_size=1, max_size=4
)
BRANCHES = st.lists(st.integers(0, 1), min_size=4, max_size=4)


@settings(deadline=None, max_examples=40)
@given(PRESENT, BRANCHES)
def test_no_small_set_of_attendances_follows(present: list[list[frozenset[int]]], branches: list[int]) -> None:
    figures, of = counted(present, branches)
    there = {(p, f"c{c}", n) for c, held in enumerate(present) for n, people in enumerate(held, 1) for p in people}
    assert attack(told_sets(figures, present, of), lambda atom: atom in there) == []


@settings(deadline=None, max_examples=40)
@given(PRESENT, BRANCHES)
def test_no_small_set_of_completions_follows(present: list[list[frozenset[int]]], branches: list[int]) -> None:
    """With participations, and the people of each circle, as far as they are told."""
    figures, of = counted(present, branches)
    done: dict[str, frozenset[Any]] = {}
    everybody: dict[str, frozenset[Any]] = {}
    for number, held in enumerate(present):
        circle = f"c{number}"
        times = {p: sum(p in people for people in held) for p in frozenset[int]().union(*held)}
        finished = frozenset((p, circle) for p, n in times.items() if n >= 0.75 * len(held))
        done[circle] = finished | {(None, circle, "done")}
        everybody[circle] = frozenset((p, circle) for p in times) | {(None, circle, "done"), (None, circle, "left")}
    sets = [everybody[circle.circle_id] for circle in figures.circles if circle.n_participants is not None]
    for row in figures.outcomes:
        if row.value is None or row.measure not in ("completions", "participations"):
            continue
        of_row = done if row.measure == "completions" else everybody
        circles = [c for c in of if row.scope == "all" or row.scope_id in (c, of[c])]
        sets.append(frozenset().union(*(of_row[circle] for circle in circles)))
        assert row.value == sum(each[0] is not None for each in sets[-1])
    assert attack(sets, lambda atom: True) == []
