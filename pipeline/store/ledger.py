"""The ledger of circles: a small SQLite file of its own, append-only; a correction is a row, and so is an undo.

It holds what people record during the day. Persons are in it as keyed hashes only; which file an import came from is
not kept. A person is taken out by a name that leads to nobody, in all rows there ever were.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pipeline.errors import OvertakenError, UsageError
from pipeline.store.schema import naive
from pipeline.store.sqlite import open_sqlite, scrub

PERSON = re.compile(r"p-[0-9a-f]{24}")
"""A person, as rows name them."""
SCHEMA = """
CREATE TABLE IF NOT EXISTS intake (
    intake_id INTEGER PRIMARY KEY AUTOINCREMENT,
    taken_by TEXT NOT NULL,
    taken_at TEXT NOT NULL,
    undoes INTEGER REFERENCES intake (intake_id) UNIQUE
) STRICT;
CREATE TABLE IF NOT EXISTS entry (
    entry_id INTEGER PRIMARY KEY AUTOINCREMENT,
    intake_id INTEGER NOT NULL REFERENCES intake (intake_id),
    sheet TEXT NOT NULL,
    key TEXT NOT NULL,
    held TEXT
) STRICT;
CREATE INDEX IF NOT EXISTS entry_by_key ON entry (sheet, key);
CREATE TRIGGER IF NOT EXISTS intake_is_kept BEFORE DELETE ON intake
BEGIN SELECT raise(ABORT, 'the ledger is never deleted from'); END;
CREATE TRIGGER IF NOT EXISTS intake_stands BEFORE UPDATE ON intake
BEGIN SELECT raise(ABORT, 'the ledger is never changed'); END;
CREATE TRIGGER IF NOT EXISTS entry_is_kept BEFORE DELETE ON entry
BEGIN SELECT raise(ABORT, 'the ledger is never deleted from'); END;
CREATE TRIGGER IF NOT EXISTS entry_stands BEFORE UPDATE ON entry
BEGIN SELECT raise(ABORT, 'the ledger is never changed'); END;
"""
LATEST_HELD = (
    "SELECT max(intake_id) FROM intake WHERE undoes IS NULL "
    "AND intake_id NOT IN (SELECT undoes FROM intake WHERE undoes IS NOT NULL)"
)
IS_HELD = (
    "SELECT 1 FROM intake i WHERE intake_id = ? AND undoes IS NULL "
    "AND NOT EXISTS (SELECT 1 FROM intake u WHERE u.undoes = i.intake_id)"
)
ALL_OVERTAKEN = (
    "SELECT DISTINCT e.intake_id FROM entry e JOIN entry l ON l.sheet = e.sheet AND l.key = e.key "
    "AND l.entry_id > e.entry_id AND l.intake_id <> e.intake_id "
    "WHERE l.intake_id NOT IN (SELECT undoes FROM intake WHERE undoes IS NOT NULL)"
)
OVERTAKEN = f"{ALL_OVERTAKEN} AND e.intake_id = ?"
INTAKES = (
    "SELECT i.intake_id, i.taken_by, i.taken_at, u.taken_by, u.taken_at "
    "FROM intake i LEFT JOIN intake u ON u.undoes = i.intake_id WHERE i.undoes IS NULL ORDER BY i.intake_id DESC"
)
STATE = """
WITH standing AS (
    SELECT e.* FROM entry e
    WHERE e.intake_id NOT IN (SELECT undoes FROM intake WHERE undoes IS NOT NULL)
), latest AS (
    SELECT sheet, key, max(entry_id) AS entry_id FROM standing GROUP BY sheet, key
), touched AS (
    SELECT e.sheet, e.key, count(*) + count(u.intake_id) AS n,
           max(max(i.taken_at, coalesce(u.taken_at, i.taken_at))) AS changed_at
    FROM entry e JOIN intake i USING (intake_id) LEFT JOIN intake u ON u.undoes = e.intake_id
    GROUP BY e.sheet, e.key
)
SELECT s.sheet, s.key, s.held, t.changed_at, t.n - 1
FROM latest l JOIN standing s USING (entry_id) JOIN touched t ON t.sheet = s.sheet AND t.key = s.key
WHERE s.held IS NOT NULL
ORDER BY s.sheet, s.key
"""


@dataclass(frozen=True)
class Kept:
    """A row of the ledger as it is now."""

    sheet: str
    key: str
    held: str
    """Its values as JSON."""
    changed_at: datetime
    """UTC time of what last became of it."""
    revision: int
    """0 at first, one more for each correction, withdrawal and undo; it never falls."""


@dataclass(frozen=True)
class Intake:
    """What came of an import; without a number nothing was new."""

    intake_id: int | None
    added: int = 0
    corrected: int = 0
    withdrawn: int = 0
    unchanged: int = 0


@dataclass(frozen=True)
class PastIntake:
    """Something that was taken in: by whom, when, which rows, and whether it was taken back."""

    intake_id: int
    by: str
    at: datetime
    """UTC time."""
    rows: tuple[tuple[str, str, str | None], ...]
    """Sheet, key, and values as JSON; None as values took the row back."""
    undone_by: str | None
    undone_at: datetime | None
    is_overtaken: bool
    """Whether a later one that holds has a row with the same key."""


Check = Callable[[Sequence[Kept]], None]
"""Looks at the ledger as it would be, and raises where it may not be so."""


class Ledger:
    """The ledger of one home. Safe to use from several processes at once."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def take_in(
        self,
        rows: Iterable[tuple[str, str, str | None]],
        *,
        by: str,
        at: datetime,
        check: Check,
        seen: Mapping[tuple[str, str], int | None] | None = None,
    ) -> Intake:
        """Append what is new or different, all or nothing; the same rows again change nothing.

        Args:
            rows: sheet, key and values as JSON; None as values takes a row back.
            by: who imports.
            at: UTC time.
            check: looks at the ledger as it would be; what it raises leaves the ledger as it was.
            seen: by sheet and key the revision of the row that whoever records has read, None where there was none;
                what is there already, word for word, is not written again and overtakes nobody.

        Raises:
            OvertakenError: a row that would change is another one by now than in `seen`; nothing was written.
            StoreError: the file cannot be used.
        """
        with open_sqlite(self._path, SCHEMA) as connection:
            state = {(kept.sheet, kept.key): kept for kept in _state(connection)}
            n = {"added": 0, "corrected": 0, "withdrawn": 0, "unchanged": 0}
            changed = []
            for sheet, key, held in rows:
                now = state.get((sheet, key))
                known = now and now.held
                if held != known and (seen or {}).get((sheet, key), now and now.revision) != (now and now.revision):
                    raise OvertakenError(
                        f"the row {key} of the sheet {sheet} was recorded or corrected meanwhile; look at it, then "
                        "record again"
                    )
                outcome = (
                    "unchanged" if held == known else "withdrawn" if held is None else "corrected" if known else "added"
                )
                n[outcome] += 1
                if outcome != "unchanged":
                    changed.append((sheet, key, held))
            number = _append(connection, changed, by, at) if changed else None
            check(_state(connection))
            return Intake(number, **n)

    def undo(self, *, by: str, at: datetime, check: Check, number: int | None = None) -> Intake:
        """Take back what was taken in under this number, else the latest that holds; rows are as they were before it.

        Raises:
            OvertakenError: a later one that holds has a row with the same key; nothing was written.
            UsageError: there is none.
            StoreError: the file cannot be used.
        """
        with open_sqlite(self._path, SCHEMA) as connection:
            latest = connection.execute(LATEST_HELD).fetchone()[0]
            if number is not None and not connection.execute(IS_HELD, (number,)).fetchall():
                raise UsageError(f"the ledger holds nothing under the number {number} that could be taken back")
            if number is not None and connection.execute(OVERTAKEN, (number,)).fetchall():
                raise OvertakenError(
                    f"a row of number {number} was corrected or taken back later; take that back first, or correct it"
                )
            number = latest if number is None else number
            if number is None:
                raise UsageError("the ledger holds no import that could be undone")
            connection.execute(
                "INSERT INTO intake (taken_by, taken_at, undoes) VALUES (?, ?, ?)", (by, _stamp(at), number)
            )
            check(_state(connection))
            (n,) = connection.execute("SELECT count(*) FROM entry WHERE intake_id = ?", (number,)).fetchone()
            return Intake(int(number), withdrawn=int(n))

    def rename(self, names: Mapping[str, str], *, drop: Iterable[str] = (), keep: Iterable[str] = ()) -> dict[str, int]:
        """Put other names in place of persons, in every row there ever was, so that no byte of the old ones stays.

        The one change of what is appended: history is kept, with the new name in it, and so are counts.

        Args:
            names: the new name by the old one; both as they stand in rows.
            drop: sheets whose rows about these persons go altogether.
            keep: sheets that are left as they are.

        Returns:
            Rows that were changed or removed, earlier states included, by sheet.

        Raises:
            BusyError: somebody reads or writes the file; try again.
            StoreError: the file cannot be used.
        """
        if not names or not self._path.exists():
            return {}
        dropped, kept, changed = frozenset(drop), frozenset(keep), dict[str, int]()
        with open_sqlite(self._path, SCHEMA) as connection:
            guards = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
            for name, _ in guards:
                connection.execute(f'DROP TRIGGER "{name}"')
            rows = connection.execute("SELECT entry_id, sheet, key, held FROM entry").fetchall()
            for number, sheet, key, held in rows:
                new_key, new_held = _renamed(key, names), held and _renamed(held, names)
                if sheet in kept or (new_key, new_held) == (key, held):
                    continue
                changed[sheet] = changed.get(sheet, 0) + 1
                if sheet in dropped:
                    connection.execute("DELETE FROM entry WHERE entry_id = ?", (number,))
                else:
                    connection.execute(
                        "UPDATE entry SET key = ?, held = ? WHERE entry_id = ?", (new_key, new_held, number)
                    )
            for _, guard in guards:
                connection.execute(guard)
        scrub(self._path)
        return changed

    def intakes(self) -> list[PastIntake]:
        """Everything that was taken in, the latest first, with what was taken back."""
        if not self._path.exists():
            return []
        with open_sqlite(self._path, SCHEMA) as connection:
            rows: dict[int, list[tuple[str, str, str | None]]] = {}
            for number, *row in connection.execute("SELECT intake_id, sheet, key, held FROM entry ORDER BY entry_id"):
                rows.setdefault(number, []).append((row[0], row[1], row[2]))
            overtaken = {number for (number,) in connection.execute(ALL_OVERTAKEN)}
            found = connection.execute(INTAKES).fetchall()
        return [
            PastIntake(
                intake_id=number,
                by=by,
                at=datetime.fromisoformat(at),
                rows=tuple(rows.get(number, ())),
                undone_by=undone_by,
                undone_at=datetime.fromisoformat(undone_at) if undone_at else None,
                is_overtaken=number in overtaken,
            )
            for number, by, at, undone_by, undone_at in found
        ]

    def all(self) -> list[Kept]:
        """Every row as it is now, by sheet and key."""
        if not self._path.exists():
            return []
        with open_sqlite(self._path, SCHEMA) as connection:
            return _state(connection)


def _renamed(text: str, names: Mapping[str, str]) -> str:
    return PERSON.sub(lambda found: names.get(found[0], found[0]), text)


def _append(connection: sqlite3.Connection, rows: Iterable[tuple[str, str, str | None]], by: str, at: datetime) -> int:
    cursor = connection.execute("INSERT INTO intake (taken_by, taken_at) VALUES (?, ?)", (by, _stamp(at)))
    number = cursor.lastrowid
    assert number is not None
    connection.executemany(
        "INSERT INTO entry (intake_id, sheet, key, held) VALUES (?, ?, ?, ?)", ((number, *row) for row in rows)
    )
    return number


def _state(connection: sqlite3.Connection) -> list[Kept]:
    return [
        Kept(sheet, key, held, datetime.fromisoformat(changed_at), revision)
        for sheet, key, held, changed_at, revision in connection.execute(STATE)
    ]


def _stamp(at: datetime) -> str:
    return naive(at).isoformat(sep=" ", timespec="microseconds")
