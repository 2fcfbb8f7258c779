"""People's decisions about wordings and goals, beside those about topics: append-only, undo is a row of its own."""

from __future__ import annotations

import sqlite3
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.model import GoalAction, GoalDecision
from pipeline.store.append_only import destroy, kept_for_good, open_table
from pipeline.store.schema import naive
from pipeline.store.sqlite import scrub

STATEMENTS = (
    """
    CREATE TABLE IF NOT EXISTS goal_decision (
        decision_id INTEGER PRIMARY KEY AUTOINCREMENT,
        survey_id TEXT NOT NULL,
        subject TEXT NOT NULL,
        goal_id TEXT NOT NULL,
        action TEXT NOT NULL CHECK (action IN ('join', 'keep_apart', 'undo')),
        note TEXT,
        decided_by TEXT NOT NULL,
        decided_at TEXT NOT NULL,
        undoes INTEGER REFERENCES goal_decision (decision_id) UNIQUE,
        CHECK ((action = 'undo') = (undoes IS NOT NULL))
    ) STRICT
    """,
    *kept_for_good("goal_decision"),
)
STANDING = "NOT EXISTS (SELECT 1 FROM goal_decision u WHERE u.undoes = d.decision_id)"


class GoalDecisions:
    """The decisions of one home about wordings. Safe to use from several processes at once.

    They lie in the file of the decisions about topics; one that an earlier release made gets the table when it is
    opened. Nothing that anybody answered is kept: wordings and goals are keyed hashes.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def add(
        self,
        survey_id: str,
        subject: str,
        goal_id: str,
        action: GoalAction,
        *,
        decided_by: str,
        decided_at: datetime,
        note: str | None = None,
    ) -> int:
        """Append a `join` or `keep_apart` and return its number."""
        with self._open() as connection:
            return _insert(connection, (survey_id, subject, goal_id, action, note), decided_by, decided_at, None)

    def undo(self, number: int, *, decided_by: str, decided_at: datetime, note: str | None = None) -> GoalDecision:
        """Take back a decision and return it; from the next night on it is as if it had never been made.

        Raises:
            UsageError: there is no such decision, or it was taken back already.
        """
        with self._open() as connection:
            row = connection.execute(
                f"SELECT survey_id, subject, goal_id, action, {STANDING} FROM goal_decision d WHERE decision_id = ?",  # noqa: S608
                (number,),
            ).fetchone()
            if row is None or row[3] == "undo":
                raise UsageError(f"there is no decision {number} about a goal; `circlewise survey goals` shows them")
            if not row[4]:
                raise UsageError(f"decision {number} was taken back before; nothing was changed")
            _insert(connection, (*row[:3], "undo", note), decided_by, decided_at, number)
        return next(each for each in self.all() if each.decision_id == number)

    def all(self) -> list[GoalDecision]:
        """Every decision in the order made, with the time it was undone; the undoing itself is no row here."""
        if not self._path.exists():
            return []
        with self._open() as connection:
            rows = connection.execute(
                "SELECT d.decision_id, d.survey_id, d.subject, d.goal_id, d.action, d.note, d.decided_by, "
                "d.decided_at, u.decided_at, u.decision_id FROM goal_decision d "
                "LEFT JOIN goal_decision u ON u.undoes = d.decision_id "
                "WHERE d.action <> 'undo' ORDER BY d.decision_id"
            ).fetchall()
        return [
            GoalDecision(
                decision_id=number,
                survey_id=survey_id,
                subject=subject,
                goal_id=goal_id,
                action=action,
                note=note,
                decided_by=by,
                decided_at=datetime.fromisoformat(at),
                undone_at=datetime.fromisoformat(undone) if undone else None,
                undone_by_id=undoing,
            )
            for number, survey_id, subject, goal_id, action, note, by, at, undone, undoing in rows
        ]

    def forget(self, survey_id: str) -> int:
        """Destroy the decisions about goals of one survey, undoings too, so that no byte of them stays; how many.

        Without the survey they decide nothing. Numbers are not given again. Safe to repeat.

        Raises:
            BusyError: somebody reads or writes the file.
        """
        if not self._path.exists():
            return 0
        with self._open() as connection:
            n_gone = destroy(connection, "goal_decision", "survey_id", survey_id)
        scrub(self._path)
        return n_gone

    def _open(self) -> AbstractContextManager[sqlite3.Connection]:
        return open_table(self._path, STATEMENTS)


def _insert(
    connection: sqlite3.Connection,
    what: tuple[str, str, str, str, str | None],
    decided_by: str,
    decided_at: datetime,
    undoes: int | None,
) -> int:
    cursor = connection.execute(
        "INSERT INTO goal_decision (survey_id, subject, goal_id, action, note, decided_by, decided_at, undoes) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (*what, decided_by, naive(decided_at).isoformat(sep=" "), undoes),
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid
