"""One row of the ledger at a time, as the coordinators' page records it: by the same rules as a file of sheets."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pipeline.circles.entries import from_json, key_of, read_cells, to_json
from pipeline.circles.sheets import Change, SheetError
from pipeline.errors import UsageError
from pipeline.flow.circles import check_of, reading_of
from pipeline.model import SHEETS, Entry, Settings
from pipeline.store import Home, Intake, Ledger
from pipeline.store.ledger import PastIntake

NEW = None
"""What was seen of a row that was not there."""
FORM = "this form"
"""What messages call the place of a row that was typed."""


class CellsError(UsageError):
    """What is wrong with a row, by column; nothing of it was kept."""

    def __init__(self, wrong: Sequence[tuple[str, str]]) -> None:
        super().__init__("; ".join(f"{column}: {sentence}" if column else sentence for column, sentence in wrong))
        self.wrong = tuple(wrong)


@dataclass(frozen=True)
class History:
    """Something that was recorded, as far as it is about one circle."""

    intake_id: int
    by: str
    at: datetime
    entries: tuple[tuple[str, Entry | None], ...]
    """Sheet and row; None where a row was taken back."""
    n_rows: int
    """Rows of all it took in, about other circles too."""
    undone_by: str | None
    undone_at: datetime | None
    can_undo: bool


@dataclass(frozen=True)
class Typed:
    """A row as somebody typed it."""

    sheet: str
    cells: Mapping[str, str]
    """By column."""
    seen: int | None = NEW
    """The revision of the row that was read; NEW where there was none."""
    is_withdrawn: bool = False
    """Whether the row is taken back."""


def record_rows(home: Home, settings: Settings, rows: Sequence[Typed], *, by: str, at: datetime) -> Intake:
    """Record, correct or take back rows: all of them, or none where anything is wrong.

    Args:
        home: the home.
        settings: as nights use them.
        rows: what was typed.
        by: who records.
        at: UTC time.

    Raises:
        CellsError: a cell cannot be read, or a row does not go with the others.
        OvertakenError: a row was recorded or corrected meanwhile.
        StoreError: the ledger cannot be used.
    """
    reading, wrong, changes = reading_of(home, settings), [], []
    for row in rows:
        entry, found = read_cells(SHEETS[row.sheet], row.cells, reading)
        wrong += [each for each in found if each not in wrong]
        if entry is not None:
            changes.append((Change(row.sheet, key_of(entry), entry, row.is_withdrawn, where=FORM), row.seen))
    if wrong:
        raise CellsError(wrong)
    ledger = [(each.sheet, each.key, None if each.is_withdrawn else to_json(each.entry)) for each, _ in changes]
    try:
        return Ledger(home.circles).take_in(
            ledger,
            by=by,
            at=at,
            check=check_of(FORM, [each for each, _ in changes]),
            seen={(each.sheet, each.key): seen for each, seen in changes},
        )
    except SheetError as error:
        raise CellsError([("", sentence.removeprefix(f"{FORM}: ")) for sentence in error.wrong]) from error


def history_of(home: Home, circle_id: str) -> list[History]:
    """What was recorded about one circle, the latest first; a row taken back is about the circle that it named."""
    found = []
    circles: dict[tuple[str, str], str | None] = {}
    for each in reversed(Ledger(home.circles).intakes()):
        entries = []
        for sheet, key, held in each.rows:
            of = json.loads(held).get("circle_id") if held else circles.get((sheet, key))
            if each.undone_at is None:
                circles[sheet, key] = of
            if of == circle_id:
                entries.append((sheet, from_json(sheet, held) if held else None))
        if entries:
            found.append(_history(each, tuple(entries)))
    return found[::-1]


def _history(each: PastIntake, entries: tuple[tuple[str, Entry | None], ...]) -> History:
    return History(
        intake_id=each.intake_id,
        by=each.by,
        at=each.at,
        entries=entries,
        n_rows=len(each.rows),
        undone_by=each.undone_by,
        undone_at=each.undone_at,
        can_undo=each.undone_at is None and not each.is_overtaken,
    )
