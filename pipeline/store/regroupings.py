"""People's merges, splits and moves: decisions about topics that say where goals belong; append-only as all are."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.model import Placement, RegroupAction
from pipeline.store.append_only import kept_for_good, open_table
from pipeline.store.decisions import check_seen, has_placements, insert
from pipeline.store.sqlite import read_sqlite

STATEMENTS = (
    """
    CREATE TABLE IF NOT EXISTS placement (
        decision_id INTEGER NOT NULL REFERENCES decision (decision_id),
        goal_id TEXT NOT NULL,
        from_topic_id TEXT NOT NULL,
        topic_id TEXT NOT NULL,
        PRIMARY KEY (decision_id, goal_id)
    ) STRICT, WITHOUT ROWID
    """,
    *kept_for_good("placement"),
)
REGROUPS = "action IN ('merge', 'split', 'move')"


class Regroupings:
    """The regroupings of one home. Safe to use from several processes at once.

    They lie among the decisions about topics, numbered with them; a file that an earlier release made gets the table
    when it is opened. Goals and topics are hashes: nothing that anybody answered is kept.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def add(
        self,
        topic_id: str,
        action: RegroupAction,
        placed: Mapping[str, tuple[str, str]],
        *,
        decided_by: str,
        decided_at: datetime,
        note: str | None = None,
        seen: Mapping[str, int] | None = None,
    ) -> int:
        """Append a regrouping of a topic and return its number.

        `placed` says of each goal of every topic concerned from which topic it comes and in which it belongs. `seen`
        is, by topic, what `Decisions.add` takes; the look and the new rows are one transaction.

        Raises:
            OvertakenError: one of these topics has a later decision; nothing was written.
        """
        with self._open() as connection:
            for read, latest in (seen or {}).items():
                check_seen(connection, read, latest)
            number = insert(connection, (topic_id, action, None, note), decided_by, decided_at, None)
            connection.executemany(
                "INSERT INTO placement VALUES (?, ?, ?, ?)",
                [(number, goal_id, *where) for goal_id, where in sorted(placed.items())],
            )
            return number

    def undo(self, number: int, *, decided_by: str, decided_at: datetime, note: str | None = None) -> str:
        """Take back a regrouping, by a row of its own; returns what it was.

        Raises:
            UsageError: there is no such regrouping, or it was taken back already.
        """
        with self._open() as connection:
            row = connection.execute(
                "SELECT topic_id, action, EXISTS (SELECT 1 FROM decision u WHERE u.undoes = d.decision_id) "  # noqa: S608
                f"FROM decision d WHERE decision_id = ? AND {REGROUPS}",
                (number,),
            ).fetchone()
            if row is None:
                raise UsageError(f"decision {number} is no merge, split or move; `circlewise regroup list` shows those")
            if row[2]:
                raise UsageError(f"decision {number} was taken back before; nothing was changed")
            insert(connection, (row[0], "undo", None, note), decided_by, decided_at, number)
        return str(row[1])

    def all(self) -> list[Placement]:
        """Every placement, in the order decided."""
        if not self._path.exists():
            return []
        with read_sqlite(self._path) as connection:
            if not has_placements(connection):
                return []
            rows = connection.execute(
                "SELECT p.decision_id, p.goal_id, p.from_topic_id, p.topic_id, "
                "EXISTS (SELECT 1 FROM decision u WHERE u.undoes = p.decision_id) "
                "FROM placement p ORDER BY p.decision_id, p.goal_id"
            ).fetchall()
        return [
            Placement(decision_id=number, goal_id=goal, from_topic_id=before, topic_id=now, is_undone=bool(undone))
            for number, goal, before, now, undone in rows
        ]

    def _open(self) -> AbstractContextManager[sqlite3.Connection]:
        return open_table(self._path, STATEMENTS)
