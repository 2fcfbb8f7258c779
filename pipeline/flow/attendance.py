"""Who was at which session of a circle, many cells at once: read as a grid, written as rows of the ledger."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pipeline.circles.entries import fold_person
from pipeline.errors import OvertakenError
from pipeline.flow.circles import reading_of, recorded
from pipeline.flow.circles_recorded import Typed, record_rows
from pipeline.model import AttendanceEntry, Recorded, SessionEntry, Settings, sheet_columns
from pipeline.store import Home, Intake, Ledger

SHEET = "attendance"
STATES = ("present", "absent", "excused")
Place = tuple[int, str]
"""The number of a session, and a person's code."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What is recorded in one cell; nothing at all where both are None."""

    state: str | None = None
    revision: int | None = None


NOTHING = Mark()


@dataclass(frozen=True, kw_only=True)
class Register:
    """The attendance of one circle as it is now."""

    sessions: tuple[SessionEntry, ...]
    """In order."""
    revisions: Mapping[int, int]
    """Of the row of each session, by its number."""
    people: tuple[str, ...]
    """Codes, in the order in which people were first recorded: it stays, whoever joins later."""
    marks: Mapping[Place, Mark]

    def mark(self, place: Place) -> Mark:
        """What is recorded there."""
        return self.marks.get(place, NOTHING)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as somebody left it, and as it was shown to them."""

    place: Place
    state: str | None
    """None takes back what was recorded."""
    seen: Mark


class MeanwhileError(OvertakenError):
    """Cells that somebody else recorded or corrected meanwhile; nothing was written."""

    def __init__(self, places: Sequence[Place]) -> None:
        super().__init__(f"{len(places)} cell(s) were recorded or corrected meanwhile; look at them, then record again")
        self.places = tuple(places)


def register_of(home: Home, circle_id: str, ledger: Sequence[Recorded] | None = None) -> Register:
    """The attendance of one circle; `ledger` has every row where they were read already.

    Raises:
        StoreError: the ledger cannot be read.
    """
    sessions: dict[int, tuple[SessionEntry, int]] = {}
    marks: dict[Place, Mark] = {}
    for row in recorded(home) if ledger is None else ledger:
        if isinstance(row.entry, SessionEntry) and row.entry.circle_id == circle_id:
            sessions[row.entry.session] = (row.entry, row.revision)
        if isinstance(row.entry, AttendanceEntry) and row.entry.circle_id == circle_id:
            marks[row.entry.session, row.entry.person] = Mark(row.entry.state, row.revision)
    there = {person for _, person in marks}
    return Register(
        sessions=tuple(sessions[number][0] for number in sorted(sessions)),
        revisions={number: revision for number, (_, revision) in sessions.items()},
        people=tuple(person for person in _in_order(home, circle_id) if person in there),
        marks=marks,
    )


def codes_of(home: Home, settings: Settings, words: Sequence[str]) -> list[str | None]:
    """What people are called, as codes; None where a word is none for a person. The words are kept nowhere."""
    reading = reading_of(home, settings)
    found: list[str | None] = []
    for word in words:
        try:
            found.append(fold_person(word, reading))
        except ValueError:
            found.append(None)
    return found


def save_attendance(
    home: Home,
    settings: Settings,
    circle_id: str,
    cells: Sequence[Cell],
    *,
    by: str,
    at: datetime,
    joining: Collection[str] = (),
    held: SessionEntry | None = None,
    held_seen: int | None = None,
) -> Intake:
    """Record every cell that somebody changed: all of them, or none where anything is wrong.

    Args:
        home: the home.
        settings: as nights use them.
        circle_id: the circle.
        cells: those of the form; one that is as it was shown is left as it is now.
        by: who records.
        at: UTC time.
        joining: codes of people who may be new in the circle. Who else is not in it any more was taken out meanwhile,
            and a page that was open is no way back in.
        held: a session that is recorded as held by the same save.
        held_seen: the revision of its row that was read.

    Raises:
        CellsError: the cells do not go with the sessions.
        MeanwhileError: somebody changed cells meanwhile that were changed here, too, and otherwise.
        OvertakenError: somebody changed the row of the session.
        StoreError: the ledger cannot be used.
    """
    changed = [cell for cell in cells if cell.state != cell.seen.state]
    here = {*register_of(home, circle_id).people, *joining}
    if gone := [cell.place for cell in changed if cell.place[1] not in here]:
        raise MeanwhileError(gone)
    rows = [_typed(circle_id, cell) for cell in changed]
    if held is not None:
        rows.insert(0, Typed("session", _cells(replace(held, status="held")), seen=held_seen))
    try:
        return record_rows(home, settings, rows, by=by, at=at)
    except OvertakenError as error:
        now = register_of(home, circle_id)
        others = [cell.place for cell in changed if is_overtaken(cell, now.mark(cell.place))]
        if others:
            raise MeanwhileError(others) from error
        raise


def is_overtaken(cell: Cell, now: Mark) -> bool:
    """Whether a cell was changed here and, otherwise, by somebody else."""
    return cell.state != cell.seen.state and now.revision != cell.seen.revision and now.state != cell.state


def _typed(circle_id: str, cell: Cell) -> Typed:
    session, person = cell.place
    state = cell.state or cell.seen.state or STATES[0]
    cells = {"circle_id": circle_id, "session": str(session), "person": person, "state": state}
    return Typed(SHEET, cells, seen=cell.seen.revision, is_withdrawn=cell.state is None)


def _cells(entry: SessionEntry) -> dict[str, str]:
    from pipeline.circles.template import cell_text  # here, or every verb would load openpyxl: 0.09 s

    return {column.name: cell_text(getattr(entry, column.name)) for column in sheet_columns(SessionEntry)}


def _in_order(home: Home, circle_id: str) -> list[str]:
    """Whoever was ever recorded in a circle, the first one first."""
    found: dict[str, None] = {}
    for intake in reversed(Ledger(home.circles).intakes()):
        for sheet, key, _ in intake.rows:
            if sheet == SHEET:
                circle, _, person = json.loads(key)
                if circle == circle_id:
                    found.setdefault(person)
    return list(found)
