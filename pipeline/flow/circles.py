"""The ledger of circles: files in, files out, and what a night tells of it."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from pipeline import private
from pipeline.circles.book import read_book
from pipeline.circles.entries import Reading, from_json, to_json
from pipeline.circles.figures import Figures, count
from pipeline.circles.links import wrong_links
from pipeline.circles.sheets import Change, SheetError, read_tables
from pipeline.errors import UsageError
from pipeline.flow.read_files import tables_apart
from pipeline.model import ABOUT_PEOPLE, SHEETS, CircleEntry, Entry, FacilitatorEntry, Recorded, Settings
from pipeline.store import Home, Intake, Kept, Ledger
from pipeline.survey.availability import free_slots
from pipeline.survey.contact import EMAIL, USER_INFO
from pipeline.survey.phones import phones

if TYPE_CHECKING:
    from pipeline.circles.template import Held

CANONICAL = "SELECT course_id, canonical_course_id FROM core.course"
WORKBOOK = ".xlsx"
PRIVATE_FILE = private.FILE
TIMES = "free names no time that is understood; one such as `Mondays after 3 pm; Tuesday morning` was expected"
ADDRESS = re.compile(r"https?://\S+")


def import_ledger(home: Home, settings: Settings, path: Path, *, by: str, at: datetime) -> Intake:
    """Read a workbook, a CSV or a folder of CSV files into the ledger: all of it, or nothing where anything is wrong.

    Persons are hashed with the home's secret as the file is read.

    Raises:
        UsageError: the file is no table of the ledger, or something in it is wrong; every finding is named.
        StoreError: the ledger cannot be written.
    """
    return import_files(home, settings, _contents(path), path.name, by=by, at=at)


def import_files(
    home: Home, settings: Settings, files: Mapping[str, bytes], name: str, *, by: str, at: datetime
) -> Intake:
    """The same for files that are in memory: content by file name, and what to call the whole in messages.

    Raises:
        UsageError: as `import_ledger`.
        StoreError: as `import_ledger`.
    """
    changes = read_tables(tables_apart(files, name), name, reading_of(home, settings))
    rows = [(each.sheet, each.key, None if each.is_withdrawn else to_json(each.entry)) for each in changes]
    return Ledger(home.circles).take_in(rows, by=by, at=at, check=check_of(name, changes))


def reading_of(home: Home, settings: Settings) -> Reading:
    """How cells of this home are read: its time zone, its secret, and no contact data."""
    return Reading(ZoneInfo(settings.timezone), pseudonym(home.salt()), _is_private)


def undo_import(home: Home, *, by: str, at: datetime, number: int | None = None) -> Intake:
    """Take back what was taken in under this number, else the latest that holds.

    Raises:
        OvertakenError: what was taken in under the number was corrected since.
        UsageError: there is none, or later rows rest on it.
    """
    if not home.circles.exists():
        raise UsageError(f"{home.circles} does not exist yet, so no import can be undone")
    return Ledger(home.circles).undo(by=by, at=at, check=check_of("undo", ()), number=number)


def pseudonym(salt: bytes) -> Callable[[str], str]:
    """A person's word to a keyed hash: the same in every circle, and of no use without the home's secret."""

    def hashed(word: str) -> str:
        digest = hashlib.blake2b(word.encode(), key=salt, person=b"circle-person", digest_size=12)
        return f"p-{digest.hexdigest()}"

    return hashed


def write_template(path: Path) -> list[Path]:
    """An empty workbook, or a folder of empty CSV files.

    Raises:
        UsageError: a file is there already, or cannot be written.
    """
    return _write_sheets(path, {}, list(SHEETS))


def export_ledger(home: Home, path: Path, *, with_people: bool) -> list[Path]:
    """What is recorded, as files that can be corrected and imported again; rows about people only where asked for.

    Raises:
        UsageError: a file is there already, or cannot be written.
    """
    return _write_sheets(
        path, held_by_sheet(home), [sheet for sheet in SHEETS if with_people or sheet not in ABOUT_PEOPLE]
    )


def held_by_sheet(home: Home) -> dict[str, list[Entry]]:
    """Everything recorded, by sheet."""
    held: dict[str, list[Entry]] = {}
    for row in recorded(home):
        held.setdefault(row.sheet, []).append(row.entry)
    return held


def write_calendar(home: Home, settings: Settings, path: Path, wanted: Collection[str]) -> int:
    """Write the sessions as an iCalendar file, in place of an older one; returns how many circles have a row.

    Raises:
        UsageError: a circle is not known, or the file cannot be written.
    """
    data, n_circles = calendar_of(home, settings, wanted)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        fresh.write_bytes(data)
        fresh.replace(path)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        raise UsageError(f"{path} cannot be written ({error.strerror}); name another file") from error
    return n_circles


def calendar_of(home: Home, settings: Settings, wanted: Collection[str]) -> tuple[bytes, int]:
    """The sessions as an iCalendar file, and how many circles have a row.

    Raises:
        UsageError: a circle is not known, or there is none.
    """
    rows = recorded(home)
    known = {row.entry.circle_id for row in rows if isinstance(row.entry, CircleEntry)}
    if not known:
        raise UsageError(f"{home.circles} holds no circle yet; `circlewise circles import` records them")
    if unknown := sorted(set(wanted) - known):
        raise UsageError(f"no circle is called {', '.join(unknown)}; there are {', '.join(sorted(known))}")
    from pipeline.circles.calendar import calendar  # here, or every verb would load icalendar: 0.07 s (2026-11)

    data = calendar(rows, ZoneInfo(settings.timezone), home.salt(), frozenset(wanted))
    return data, len(set(wanted) or known)


def recorded(home: Home) -> list[Recorded]:
    """Every row of the ledger as it is now."""
    return [_recorded(kept) for kept in Ledger(home.circles).all()]


def tonight(home: Home, settings: Settings, canonical: Mapping[str, str], as_of: datetime) -> Figures:
    """What this night tells of circles; `canonical` is by course_id the listing that stands for the same course."""
    zone = ZoneInfo(settings.timezone)
    book = read_book(recorded(home), settings.circle.completion_share, canonical)
    return count(book, zone, as_of.astimezone(zone).date(), settings.demand.min_group)


def _recorded(kept: Kept) -> Recorded:
    return Recorded(
        sheet=kept.sheet, entry=from_json(kept.sheet, kept.held), changed_at=kept.changed_at, revision=kept.revision
    )


def check_of(name: str, changes: Sequence[Change]) -> Callable[[Sequence[Kept]], None]:
    """Looks at the ledger as it would be, and names rows of the file where they are what is wrong."""
    where: Mapping[Entry, str] = {change.entry: change.where for change in changes}

    def check(state: Sequence[Kept]) -> None:
        wrong = wrong_links((from_json(kept.sheet, kept.held) for kept in state), where)
        wrong += [f"{place}: {TIMES}" for entry, place in where.items() if _has_no_time(entry)]
        if wrong:
            raise SheetError(name, wrong)

    return check


def _has_no_time(entry: Entry) -> bool:
    return isinstance(entry, FacilitatorEntry) and not free_slots([(None, entry.free)])


def _is_private(text: str) -> bool:
    words = ADDRESS.sub("", text)
    return bool(USER_INFO.search(text) or EMAIL.search(words) or any(phones(words)))


def _contents(path: Path) -> dict[str, bytes]:
    """The files at a path by name."""
    files = sorted(path.glob("*.csv")) if path.is_dir() else [path]
    if not files:
        raise UsageError(f"{path}: no CSV file is in this folder; `circlewise circles template` writes them")
    try:
        return {file.name: file.read_bytes() for file in files}
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror})") from error


def _write_sheets(path: Path, held: Held, sheets: Sequence[str]) -> list[Path]:
    from pipeline.circles.template import csv_files, workbook  # here, or every verb would load openpyxl: 0.09 s

    if path.suffix.casefold() == WORKBOOK:
        files = {path: workbook(held, sheets)}
    elif path.suffix and not path.is_dir():
        raise UsageError(f"{path}: a file that ends in {WORKBOOK}, or a folder for CSV files, was expected")
    else:
        files = {path / name: data for name, data in csv_files(held, sheets).items()}
    if there := [file for file in files if file.exists()]:
        raise UsageError(f"{there[0]} is there already, and may hold your work: name another place")
    try:
        for file, data in files.items():
            file.parent.mkdir(parents=True, exist_ok=True)
            with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE), "wb") as out:
                out.write(data)
    except OSError as error:
        raise UsageError(f"{path} cannot be written ({error.strerror}); name another place") from error
    return list(files)
