"""What people teach the matcher, beside their decisions about topics: append-only, undo is a row of its own."""

from __future__ import annotations

import sqlite3
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path

from pipeline.errors import OvertakenError, UsageError
from pipeline.model import Lesson, MatchDecision
from pipeline.store.append_only import kept_for_good, open_table
from pipeline.store.schema import naive
from pipeline.store.sqlite import read_sqlite

STATEMENTS = (
    """
    CREATE TABLE IF NOT EXISTS match_decision (
        decision_id INTEGER PRIMARY KEY AUTOINCREMENT,
        lesson TEXT NOT NULL CHECK (lesson IN ('accepted', 'rejected', 'wrong_sense', 'synonym', 'narrower', 'undo')),
        text TEXT NOT NULL,
        course_id TEXT,
        means TEXT,
        note TEXT,
        decided_by TEXT NOT NULL,
        decided_at TEXT NOT NULL,
        undoes INTEGER REFERENCES match_decision (decision_id) UNIQUE,
        CHECK ((lesson = 'undo') = (undoes IS NOT NULL)),
        CHECK ((lesson IN ('accepted', 'rejected', 'wrong_sense')) <= (course_id IS NOT NULL)),
        CHECK ((lesson IN ('synonym', 'narrower')) <= (means IS NOT NULL AND course_id IS NULL))
    ) STRICT
    """,
    *kept_for_good("match_decision"),
)
HAS_TABLE = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'match_decision'"


class MatchDecisions:
    """What one home's people taught the matcher. Safe to use from several processes at once.

    They lie in the file of the decisions about topics; one that an earlier release made gets the table with the first
    of them. Texts are what a coordinator typed, never taken from an answer.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def add(
        self,
        lesson: Lesson,
        text: str,
        *,
        decided_by: str,
        decided_at: datetime,
        course_id: str | None = None,
        means: str | None = None,
        note: str | None = None,
        seen: int | None = None,
    ) -> int:
        """Append what somebody teaches and return its number: a verdict names a course, a term what it means.

        `seen` is what `seen_of` gave for the course when whoever teaches read what was taught; None where they did not.
        The look and the new row are one transaction.

        Raises:
            OvertakenError: somebody taught something of the course since; nothing was written.
            StoreError: the file cannot be written.
        """
        what = (lesson, text, course_id, means, note)
        with self._open() as connection:
            if seen is not None and course_id is not None and seen != (latest := _latest(connection, course_id)):
                raise OvertakenError(
                    f"somebody taught something of {course_id} (decision {latest}) after what was read "
                    f"({seen or 'nothing'}); look at it, then decide again"
                )
            return _insert(connection, what, decided_by, decided_at, None)

    def undo(self, number: int, *, decided_by: str, decided_at: datetime, note: str | None = None) -> MatchDecision:
        """Take back what was taught and return it; from the next night on it is as if it had never been.

        Raises:
            UsageError: there is no such decision, or it was taken back already.
            StoreError: the file cannot be written.
        """
        found = {each.decision_id: each for each in self.all()}
        if number not in found:
            raise UsageError(f"there is no decision {number} about matching; `circlewise teach list` shows them")
        with self._open() as connection:
            try:
                _insert(connection, ("undo", found[number].text, None, None, note), decided_by, decided_at, number)
            except sqlite3.IntegrityError as error:
                raise UsageError(f"decision {number} was taken back before; nothing was changed") from error
        return found[number]

    def all(self) -> list[MatchDecision]:
        """Every decision in the order made, with the time it was undone; the undoing itself is no row here.

        Raises:
            StoreError: the file cannot be read.
        """
        if not self._path.exists():
            return []
        with read_sqlite(self._path) as connection:
            if not connection.execute(HAS_TABLE).fetchone()[0]:
                return []
            rows = connection.execute(
                "SELECT d.decision_id, d.lesson, d.text, d.course_id, d.means, d.note, d.decided_by, d.decided_at, "
                "u.decided_at FROM match_decision d LEFT JOIN match_decision u ON u.undoes = d.decision_id "
                "WHERE d.lesson <> 'undo' ORDER BY d.decision_id"
            ).fetchall()
        return [
            MatchDecision(
                decision_id=number,
                lesson=lesson,
                text=text,
                course_id=course_id,
                means=means,
                note=note,
                decided_by=by,
                decided_at=datetime.fromisoformat(at),
                undone_at=datetime.fromisoformat(undone) if undone else None,
            )
            for number, lesson, text, course_id, means, note, by, at, undone in rows
        ]

    def seen_of(self, course_id: str) -> int:
        """The number of the latest row about a course, undoings included; 0 where there is none.

        Raises:
            StoreError: the file cannot be read.
        """
        if not self._path.exists():
            return 0
        with read_sqlite(self._path) as connection:
            return _latest(connection, course_id) if connection.execute(HAS_TABLE).fetchone()[0] else 0

    def _open(self) -> AbstractContextManager[sqlite3.Connection]:
        return open_table(self._path, STATEMENTS)


def _latest(connection: sqlite3.Connection, course_id: str) -> int:
    (number,) = connection.execute(
        "SELECT max(decision_id) FROM match_decision WHERE course_id = ?1 "
        "OR undoes IN (SELECT decision_id FROM match_decision WHERE course_id = ?1)",
        (course_id,),
    ).fetchone()
    return int(number or 0)


def _insert(
    connection: sqlite3.Connection,
    what: tuple[str, str, str | None, str | None, str | None],
    decided_by: str,
    decided_at: datetime,
    undoes: int | None,
) -> int:
    cursor = connection.execute(
        "INSERT INTO match_decision (lesson, text, course_id, means, note, decided_by, decided_at, undoes) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (*what, decided_by, naive(decided_at).isoformat(sep=" "), undoes),
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid
