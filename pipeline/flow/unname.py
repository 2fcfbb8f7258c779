"""Takes persons out of the ledger: on request, and by itself some time after their last circle ended.

A row about a person stays, under a name that leads to nobody: each count of the next night is what it was, so that
nothing can be had from the difference. Only rows that are not counted go altogether.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from pipeline.circles.entries import Reading, fold_person
from pipeline.errors import UsageError
from pipeline.flow.circles import pseudonym, recorded
from pipeline.flow.season_problem import facilitator_ref
from pipeline.model import AttendanceEntry, Entry, SessionEntry, Settings
from pipeline.store import Home, Ledger
from pipeline.store.forget import Forgotten
from pipeline.store.forget_facilitator import forget_facilitator

NOT_COUNTED = ("facilitator",)
"""Sheets whose rows go with the person."""


@dataclass(frozen=True)
class Unnamed:
    """What became of a person's rows: earlier states of rows included, by sheet."""

    rows: dict[str, int]
    files: tuple[Forgotten, ...]

    @property
    def sentences(self) -> list[str]:
        """What to tell whoever asked, a line a file."""
        kept = {sheet: n for sheet, n in self.rows.items() if sheet not in NOT_COUNTED}
        gone = {sheet: n for sheet, n in self.rows.items() if sheet in NOT_COUNTED}
        told = [f"{sheet}: {n} row(s) no longer lead to the person" for sheet, n in sorted(kept.items())]
        told += [f"{sheet}: {n} row(s) removed" for sheet, n in sorted(gone.items())]
        lines = [f"  circles.sqlite: rewritten ({'; '.join(told)})"] if told else []
        for done in self.files:
            counts = ", ".join(f"{n} row(s) of {table}" for table, n in done.removed.items())
            lines.append(f"  {done.file}: {done.action} ({'; '.join(filter(None, (counts, done.note)))})")
        return lines


def forget_person(home: Home, settings: Settings, word: str) -> Unnamed:
    """Take one person out of every file of a home that the caller has locked.

    Args:
        home: whose ledger and catalogues.
        settings: for the time zone.
        word: the staff number or other word for the person, as in the sheets, or the hash of an export.

    Raises:
        UsageError: no row of the ledger is about them.
        BusyError: somebody reads the ledger; try again.
    """
    try:
        person = fold_person(word, Reading(ZoneInfo(settings.timezone), pseudonym(home.salt())))
    except ValueError as error:
        raise UsageError(f"PERSON: {error}") from error
    rows = Ledger(home.circles).rename({person: nobody()}, drop=NOT_COUNTED)
    files = tuple(forget_facilitator(home, facilitator_ref(person, home.salt())))
    touched = tuple(each for each in files if each.action != "untouched")
    if not rows and not touched:
        raise UsageError(
            "no row of the ledger is about this person; type the same word as in its sheets, such as the staff number"
        )
    return Unnamed(rows, touched)


def unname_due(home: Home, settings: Settings, as_of: datetime) -> bool:
    """Take out the names of all whose last circle ended `circle.keep_people_days` ago or more; whether there were any.

    Who is listed as a facilitator stays on that list.

    Raises:
        BusyError: somebody reads the ledger; the next night tries again.
    """
    days = settings.circle.keep_people_days
    if days is None:
        return False
    today = as_of.astimezone(ZoneInfo(settings.timezone)).date()
    due = people_due((row.entry for row in recorded(home)), today - timedelta(days=days))
    return bool(Ledger(home.circles).rename({person: nobody() for person in due}, keep=NOT_COUNTED))


def people_due(entries: Iterable[Entry], ended_by: date) -> list[str]:
    """Those whose circles have all had their last session by this day, and who still have a name that leads to them.

    Nobody can tell a name that leads nowhere from one that leads to a person, but by its first letter.
    """
    held = list(entries)
    last: dict[str, date] = {}
    for entry in held:
        if isinstance(entry, SessionEntry) and entry.status != "cancelled":
            on = entry.starts_at.date()
            last[entry.circle_id] = max(on, last.get(entry.circle_id, on))
    ends: dict[str, list[date]] = {}
    for entry in held:
        if isinstance(entry, AttendanceEntry) and not entry.person.startswith(UNNAMED):
            ends.setdefault(entry.person, []).append(last.get(entry.circle_id, date.max))
    return sorted(person for person, days in ends.items() if max(days) <= ended_by)


UNNAMED = "p-00000000"
"""How names begin that lead to nobody; one in four billion hashes does, and only stays as it is."""


def nobody() -> str:
    """A name that leads to nobody, unlike any other."""
    return UNNAMED + secrets.token_hex(8)
