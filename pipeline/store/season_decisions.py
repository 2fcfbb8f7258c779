"""People's choices about the season, beside their decisions about topics: append-only, undo is a row of its own."""

from __future__ import annotations

import sqlite3
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path

from pipeline.errors import OvertakenError, UsageError
from pipeline.model.season_decision import SEASON_ACTIONS, SeasonAction, SeasonDecision
from pipeline.store.append_only import kept_for_good, open_table
from pipeline.store.schema import naive
from pipeline.store.sqlite import read_sqlite

STATEMENTS = (
    """
    CREATE TABLE IF NOT EXISTS season_decision (
        decision_id INTEGER PRIMARY KEY AUTOINCREMENT,
        action TEXT NOT NULL CHECK (action IN ('lock', 'forbid', 'undo')),
        topic_id TEXT NOT NULL,
        weekday TEXT,
        part_of_day TEXT,
        branch TEXT,
        room TEXT,
        note TEXT,
        decided_by TEXT NOT NULL,
        decided_at TEXT NOT NULL,
        undoes INTEGER REFERENCES season_decision (decision_id) UNIQUE,
        CHECK ((action = 'undo') = (undoes IS NOT NULL))
    ) STRICT
    """,
    *kept_for_good("season_decision"),
)
ADD = (
    "INSERT INTO season_decision (action, topic_id, weekday, part_of_day, branch, room, note, decided_by, decided_at, "
    "undoes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
LATEST = "SELECT max(decision_id) FROM season_decision WHERE topic_id = ?"
STANDING = (
    "SELECT action FROM season_decision d WHERE topic_id = ? AND action <> 'undo' "
    "AND NOT EXISTS (SELECT 1 FROM season_decision u WHERE u.undoes = d.decision_id)"
)
ALL = (
    "SELECT d.decision_id, d.action, d.topic_id, d.weekday, d.part_of_day, d.branch, d.room, d.note, d.decided_by, "
    "d.decided_at, u.decided_at, u.decided_by, u.decision_id "
    "FROM season_decision d LEFT JOIN season_decision u ON u.undoes = d.decision_id "
    "WHERE d.action <> 'undo' ORDER BY d.decision_id"
)


class SeasonDecisions:
    """The choices of one home about its season. Safe to use from several processes at once.

    A file that an earlier release made gets the table when somebody decides; reading adds nothing.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def add(
        self,
        action: SeasonAction,
        topic_id: str,
        *,
        decided_by: str,
        decided_at: datetime,
        weekday: str | None = None,
        part_of_day: str | None = None,
        branch: str | None = None,
        room: str | None = None,
        note: str | None = None,
        seen: int | None = None,
    ) -> int:
        """Append a choice and return its number; what is None is left open.

        `seen` is the number of the latest row about the topic, undoings included, that whoever decides has read; 0
        where there was none, None where they did not say. The looks and the new row are one transaction.

        Raises:
            OvertakenError: there is a later row about the topic; nothing was written.
            UsageError: the action is unknown, or the topic is locked and forbidden at once.
            StoreError: the file cannot be written.
        """
        if action not in SEASON_ACTIONS:
            raise UsageError(f"`{action}` is no choice about a season; one of {', '.join(SEASON_ACTIONS)} was expected")
        with self._open() as connection:
            latest = _latest(connection, topic_id)
            if seen is not None and seen != latest:
                raise OvertakenError(
                    f"topic {topic_id} has a later choice about the season ({latest}) than the one that was read "
                    f"({seen or 'none'}); look at it, then decide again"
                )
            standing = {held for (held,) in connection.execute(STANDING, (topic_id,))}
            if (standing - {action}) or "forbid" in standing:
                raise UsageError(
                    f"topic {topic_id} is {'forbidden' if 'forbid' in standing else 'locked'} for the season; "
                    "take that back first"
                )
            place = (weekday, part_of_day, branch, room)
            row = (action, topic_id, *place, note, decided_by, _stamp(decided_at), None)
            return _number(connection.execute(ADD, row))

    def undo(self, number: int, *, decided_by: str, decided_at: datetime) -> int:
        """Take back one choice by a row of its own; returns the number of that.

        Raises:
            UsageError: there is no such choice, or it was taken back already.
            StoreError: the file cannot be written.
        """
        with self._open() as connection:
            row = connection.execute(
                "SELECT topic_id, EXISTS (SELECT 1 FROM season_decision u WHERE u.undoes = d.decision_id) "
                "FROM season_decision d WHERE decision_id = ? AND action <> 'undo'",
                (number,),
            ).fetchone()
            if row is None:
                raise UsageError(f"there is no choice {number} about a season that could be taken back")
            if row[1]:
                raise UsageError(f"choice {number} about the season was taken back before; nothing was changed")
            undo = ("undo", row[0], None, None, None, None, None, decided_by, _stamp(decided_at), number)
            return _number(connection.execute(ADD, undo))

    def all(self) -> list[SeasonDecision]:
        """Every choice in the order made, with who took it back and when."""
        if not self._path.exists():
            return []
        with read_sqlite(self._path) as connection:
            if not _is_there(connection):
                return []
            rows = connection.execute(ALL).fetchall()
        return [
            SeasonDecision(
                decision_id=number,
                action=action,
                topic_id=topic_id,
                weekday=weekday,
                part_of_day=part,
                branch=branch,
                room=room,
                note=note,
                decided_by=by,
                decided_at=datetime.fromisoformat(at),
                undone_at=datetime.fromisoformat(undone) if undone else None,
                undone_by=undone_by,
                undone_id=undo_id,
            )
            for number, action, topic_id, weekday, part, branch, room, note, by, at, undone, undone_by, undo_id in rows
        ]

    def seen(self) -> dict[str, int]:
        """By topic the number of the latest row about it, undoings included: what forms send back."""
        if not self._path.exists():
            return {}
        with read_sqlite(self._path) as connection:
            if not _is_there(connection):
                return {}
            found = connection.execute("SELECT topic_id, max(decision_id) FROM season_decision GROUP BY topic_id")
            return {topic_id: int(number) for topic_id, number in found.fetchall()}

    def _open(self) -> AbstractContextManager[sqlite3.Connection]:
        return open_table(self._path, STATEMENTS)


def _is_there(connection: sqlite3.Connection) -> bool:
    """Whether anybody decided about a season here yet."""
    return bool(connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'season_decision'").fetchall())


def _latest(connection: sqlite3.Connection, topic_id: str) -> int:
    (number,) = connection.execute(LATEST, (topic_id,)).fetchone()
    return int(number or 0)


def _number(cursor: sqlite3.Cursor) -> int:
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def _stamp(at: datetime) -> str:
    return naive(at).isoformat(sep=" ")
