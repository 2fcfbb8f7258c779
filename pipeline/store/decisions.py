"""People's decisions: a small SQLite file, append-only; undo is a row of its own."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from pipeline.errors import OvertakenError, UsageError
from pipeline.model import ACTIONS, CHOOSE, TALK, Action, Decision
from pipeline.store.schema import naive
from pipeline.store.sqlite import open_sqlite, read_sqlite

SCHEMA = """
CREATE TABLE IF NOT EXISTS decision (
    decision_id INTEGER PRIMARY KEY AUTOINCREMENT,
    topic_id TEXT NOT NULL,
    action TEXT NOT NULL,
    reason TEXT,
    note TEXT,
    decided_by TEXT NOT NULL,
    decided_at TEXT NOT NULL,
    undoes INTEGER REFERENCES decision (decision_id) UNIQUE,
    CHECK ((action = 'undo') = (undoes IS NOT NULL))
) STRICT;
CREATE TRIGGER IF NOT EXISTS decision_is_kept BEFORE DELETE ON decision
BEGIN SELECT raise(ABORT, 'decisions are never deleted'); END;
CREATE TRIGGER IF NOT EXISTS decision_stands BEFORE UPDATE ON decision
BEGIN SELECT raise(ABORT, 'decisions are never changed'); END;
CREATE TABLE IF NOT EXISTS course_choice (
    decision_id INTEGER PRIMARY KEY REFERENCES decision (decision_id),
    course_id TEXT NOT NULL
) STRICT;
CREATE TRIGGER IF NOT EXISTS course_choice_is_kept BEFORE DELETE ON course_choice
BEGIN SELECT raise(ABORT, 'decisions are never deleted'); END;
CREATE TRIGGER IF NOT EXISTS course_choice_stands BEFORE UPDATE ON course_choice
BEGIN SELECT raise(ABORT, 'decisions are never changed'); END;
"""
LATEST = "SELECT max(decision_id) FROM decision WHERE topic_id = ? AND action NOT IN ('comment', 'assign')"
MADE = "SELECT topic_id FROM decision WHERE decision_id = ? AND action <> 'undo'"
CHOSEN = "SELECT decision_id, course_id FROM course_choice"
INTO = "SELECT decision_id, min(topic_id) FROM placement WHERE topic_id <> from_topic_id GROUP BY decision_id"


class Decisions:
    """The decisions of one home. Safe to use from several processes at once."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def add(
        self,
        topic_id: str,
        action: Action,
        *,
        decided_by: str,
        decided_at: datetime,
        reason: str | None = None,
        note: str | None = None,
        course_id: str | None = None,
        seen: int | None = None,
    ) -> int:
        """Append a decision and return its number; `undo` takes back the latest of the topic that still holds.

        `course_id` is the course that a `pin` puts first or a `drop` takes out; others have none.

        `seen` is the number of the topic's latest decision, undoings included, that whoever decides has read; 0 where
        there was none, None where they did not say. The look and the new row are one transaction.

        A comment or an assignment (`TALK`) decides nothing: it is no later decision, and `undo` passes it over.

        Raises:
            OvertakenError: the topic has a later decision than `seen`; nothing was written.
            UsageError: the action is unknown, says nothing where it has to, or there is nothing to undo.
            StoreError: the file cannot be written.
        """
        if action not in ACTIONS:
            raise UsageError(f"`{action}` is no decision; one of {', '.join(ACTIONS)} was expected")
        if action in TALK and not note:
            raise UsageError(f"`{action}` needs a note: what is said, or the colleague")
        if (action in CHOOSE) != (course_id is not None):
            raise UsageError(
                f"`{action}` needs the course that it is about"
                if action in CHOOSE
                else f"`{action}` is about the topic as a whole; no course was expected"
            )
        with self._open() as connection:
            if seen is not None:
                check_seen(connection, topic_id, seen)
            undoes = None
            if action == "undo":
                undoes = _latest_standing(connection, topic_id)
                if undoes is None:
                    raise UsageError(f"topic {topic_id} has no decision to undo")
            number = insert(connection, (topic_id, action, reason, note), decided_by, decided_at, undoes)
            if course_id is not None:
                choose(connection, number, course_id)
            return number

    def add_many(
        self,
        seen: Mapping[str, int],
        action: Action,
        *,
        decided_by: str,
        decided_at: datetime,
        reason: str | None = None,
        note: str | None = None,
    ) -> dict[str, int]:
        """Append the same decision about several topics in one transaction; returns the number of each by topic.

        `seen` has the topics, each with what `add` takes. One that has a later decision is left out.

        Raises:
            UsageError: the action is unknown or undoes.
            StoreError: the file cannot be written; then nothing was.
        """
        if action not in ACTIONS or action in ("undo", *TALK, *CHOOSE):
            raise UsageError(f"`{action}` is no decision about several topics")
        with self._open() as connection:
            return {
                topic_id: insert(connection, (topic_id, action, reason, note), decided_by, decided_at, None)
                for topic_id, read in seen.items()
                if _latest(connection, topic_id) == read
            }

    def undo_many(self, numbers: Iterable[int], *, decided_by: str, decided_at: datetime) -> dict[int, int]:
        """Take back several decisions in one transaction; returns the number of each undoing by what it undoes.

        One after which somebody decided about the same topic is left out, and so is one that was taken back.

        Raises:
            StoreError: the file cannot be written; then nothing was.
        """
        done = {}
        with self._open() as connection:
            for number in numbers:
                found = connection.execute(MADE, (number,)).fetchone()
                if found and _latest(connection, found[0]) == number:
                    done[number] = insert(connection, (found[0], "undo", None, None), decided_by, decided_at, number)
        return done

    def undo(self, number: int, *, decided_by: str, decided_at: datetime, note: str | None = None) -> int:
        """Take back one decision about a topic, of whatever kind, by a row of its own; returns the number of that.

        Raises:
            UsageError: there is no such decision, or it was taken back already.
            StoreError: the file cannot be written.
        """
        with self._open() as connection:
            row = connection.execute(
                "SELECT topic_id, EXISTS (SELECT 1 FROM decision u WHERE u.undoes = d.decision_id) "
                "FROM decision d WHERE decision_id = ? AND action <> 'undo'",
                (number,),
            ).fetchone()
            if row is None:
                raise UsageError(f"there is no decision {number} about a topic that could be undone")
            if row[1]:
                raise UsageError(f"decision {number} was taken back before; nothing was changed")
            return insert(connection, (row[0], "undo", None, note), decided_by, decided_at, number)

    def all(self) -> list[Decision]:
        """Every decision in the order made, with the time it was undone; regroupings (`Regroupings`) are among them."""
        if not self._path.exists():
            return []
        with read_sqlite(self._path) as connection:
            rows = connection.execute(
                "SELECT d.decision_id, d.topic_id, d.action, d.reason, d.note, d.decided_by, d.decided_at, "
                "u.decided_at FROM decision d LEFT JOIN decision u ON u.undoes = d.decision_id ORDER BY d.decision_id"
            ).fetchall()
            into = dict(connection.execute(INTO).fetchall()) if has_placements(connection) else {}
            courses = dict(connection.execute(CHOSEN).fetchall()) if has_table(connection, "course_choice") else {}
        return [
            Decision(
                decision_id=number,
                topic_id=topic_id,
                action=action,
                reason=reason,
                note=note,
                decided_by=by,
                decided_at=datetime.fromisoformat(at),
                undone_at=datetime.fromisoformat(undone) if undone else None,
                into_topic_id=into.get(number),
                course_id=courses.get(number),
            )
            for number, topic_id, action, reason, note, by, at, undone in rows
        ]

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with open_sqlite(self._path, SCHEMA) as connection:
            yield connection


def has_placements(connection: sqlite3.Connection) -> bool:
    """Whether anybody regrouped topics here yet: only then the file has the table."""
    return has_table(connection, "placement")


def has_table(connection: sqlite3.Connection, name: str) -> bool:
    """Whether the file has a table; one that an earlier release made gets those it lacks with the next decision."""
    return bool(connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (name,)).fetchall())


def choose(connection: sqlite3.Connection, number: int, course_id: str) -> None:
    """Say which course a decision is about, in a transaction of the caller's."""
    connection.execute("INSERT INTO course_choice VALUES (?, ?)", (number, course_id))


def insert(
    connection: sqlite3.Connection,
    what: tuple[str, str, str | None, str | None],
    decided_by: str,
    decided_at: datetime,
    undoes: int | None,
) -> int:
    """Append a row (topic, action, reason, note) in a transaction of the caller's; returns its number."""
    cursor = connection.execute(
        "INSERT INTO decision (topic_id, action, reason, note, decided_by, decided_at, undoes) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        (*what, decided_by, naive(decided_at).isoformat(sep=" "), undoes),
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def check_seen(connection: sqlite3.Connection, topic_id: str, seen: int) -> None:
    """Look, in a transaction of the caller's, that nobody decided about a topic since it was read.

    Raises:
        OvertakenError: the topic has a later decision than `seen`, the number of the latest one that was read.
    """
    if seen != (latest := _latest(connection, topic_id)):
        raise OvertakenError(
            f"topic {topic_id} has a later decision ({latest}) than the one that was read ({seen or 'none'}); "
            "look at it, then decide again"
        )


def _latest(connection: sqlite3.Connection, topic_id: str) -> int:
    (number,) = connection.execute(LATEST, (topic_id,)).fetchone()
    return int(number or 0)


def _latest_standing(connection: sqlite3.Connection, topic_id: str) -> int | None:
    row = connection.execute(
        "SELECT max(decision_id) FROM decision d WHERE topic_id = ? "
        "AND action NOT IN ('undo', 'merge', 'split', 'move', 'comment', 'assign') "
        "AND NOT EXISTS (SELECT 1 FROM decision u WHERE u.undoes = d.decision_id)",
        (topic_id,),
    ).fetchone()
    number = row[0]
    return int(number) if number is not None else None
