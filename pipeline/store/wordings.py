"""The wordings of goals for coordinators: a private file that every night writes anew beside the catalogue."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Any

from pipeline import durable
from pipeline.errors import StoreError
from pipeline.model import PrivateWording, ToldGroup
from pipeline.store.home import PRIVATE_FILE

COLUMNS = tuple(field.name for field in fields(PrivateWording))
RELEASE = 100 + len(COLUMNS)
"""Tells a file that an earlier release wrote: it has other columns or tables."""
SCHEMA = f"""
CREATE TABLE night (night_id TEXT NOT NULL, min_group INTEGER NOT NULL) STRICT;
CREATE TABLE wording (
    survey_id TEXT NOT NULL, goal_id TEXT NOT NULL, wording_id TEXT NOT NULL, wording TEXT, withheld_because TEXT,
    origin TEXT NOT NULL, level TEXT, language TEXT, n_told INTEGER, is_few INTEGER NOT NULL, rule TEXT NOT NULL,
    because TEXT NOT NULL, decision_id INTEGER, subject_id TEXT NOT NULL, also TEXT NOT NULL, PRIMARY KEY (wording_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX wording_by_goal ON wording (goal_id);
CREATE TABLE told_group ( -- key first: else SQLite 3.40 takes the table for damaged
    place INTEGER NOT NULL, goal_id TEXT NOT NULL, topic_id TEXT NOT NULL, n_respondents INTEGER NOT NULL,
    PRIMARY KEY (place, goal_id)
) STRICT, WITHOUT ROWID;
PRAGMA user_version = {RELEASE};
"""


@dataclass(frozen=True)
class KeptWordings:
    """What the file holds: the wordings, the night that wrote them, and its smallest group that is told."""

    night_id: str
    min_group: int
    rows: tuple[PrivateWording, ...]
    groups: tuple[ToldGroup, ...] = ()
    """The groups of goals of which a number was told as that of a topic, on any night."""


class Wordings:
    """The private wordings of one home. Always a whole file: a new one is written beside it and swapped in."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._next = path.with_suffix(".next")

    def prepare(
        self, night_id: str, min_group: int, rows: Iterable[PrivateWording], groups: Iterable[ToldGroup] = ()
    ) -> None:
        """Write the next file, for nobody but its owner; `swap` makes it the one that is read.

        Raises:
            StoreError: the disk refuses it.
        """
        try:
            self._next.unlink(missing_ok=True)
            os.close(os.open(self._next, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE))
            with closing(sqlite3.connect(self._next, isolation_level=None)) as connection:
                connection.execute("PRAGMA journal_mode = OFF")  # a file that nobody reads yet needs no way back
                connection.executescript(f"BEGIN; {SCHEMA}")
                connection.execute("INSERT INTO night VALUES (?, ?)", (night_id, min_group))
                places = ", ".join("?" * len(COLUMNS))
                connection.executemany(f"INSERT INTO wording VALUES ({places})", map(_values, rows))  # noqa: S608
                members = (
                    (place, goal_id, group.topic_id, group.n_respondents)
                    for place, group in enumerate(groups)
                    for goal_id in sorted(group.goal_ids)
                )
                connection.executemany("INSERT INTO told_group VALUES (?, ?, ?, ?)", members)
                connection.execute("COMMIT")
            durable.sync(self._next)
        except (sqlite3.Error, OSError) as error:
            self._next.unlink(missing_ok=True)
            raise StoreError(f"{self._next} cannot be written ({error}); mend that and run again") from error

    def swap(self) -> None:
        """Make the file that was prepared the one that is read, in one step; nothing where none was.

        Raises:
            StoreError: the disk refuses it.
        """
        try:
            if self._next.exists():
                durable.put(self._next, self._path)
        except OSError as error:
            raise StoreError(
                f"{self._path} could not be replaced ({error.strerror}); mend that and run again"
            ) from error

    def discard(self) -> None:
        """Remove what was prepared and not swapped in."""
        self._next.unlink(missing_ok=True)

    def read(self) -> KeptWordings | None:
        """Everything in the file, by survey, goal and wording_id; None where there is none yet.

        Raises:
            StoreError: it cannot be read, or another release wrote it; the next night writes it anew.
        """
        if not self._path.exists():
            return None
        try:
            with closing(sqlite3.connect(f"{self._path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
                (release,) = connection.execute("PRAGMA user_version").fetchone()
                if release != RELEASE:
                    raise StoreError(f"{self._path} is of another release; the next `circlewise run` writes it anew")
                night_id, min_group = connection.execute("SELECT night_id, min_group FROM night").fetchone()
                rows = connection.execute(
                    f"SELECT {', '.join(COLUMNS)} FROM wording ORDER BY survey_id, goal_id, wording_id"  # noqa: S608
                ).fetchall()
                members = connection.execute(
                    "SELECT place, topic_id, n_respondents, goal_id FROM told_group ORDER BY place, goal_id"
                ).fetchall()
        except (sqlite3.Error, TypeError, ValueError) as error:
            raise StoreError(
                f"{self._path} cannot be read ({error}); the next `circlewise run` writes it anew"
            ) from error
        return KeptWordings(night_id, min_group, tuple(_row(row) for row in rows), _groups(members))

    def forget(self, survey_id: str) -> int:
        """Write the file anew without a survey; returns how many of its wordings are gone.

        A file that cannot be read is removed: the next night makes another.
        """
        try:
            kept = self.read()
        except StoreError:
            self._path.unlink(missing_ok=True)
            return 0
        if kept is None:
            return 0
        rest = [row for row in kept.rows if row.survey_id != survey_id]
        n_gone = len(kept.rows) - len(rest)
        if n_gone:
            goals = {row.goal_id for row in rest}
            self.prepare(kept.night_id, kept.min_group, rest, [each for each in kept.groups if each.goal_ids <= goals])
            self.swap()
        return n_gone


def _groups(members: Iterable[tuple[int, str, int, str]]) -> tuple[ToldGroup, ...]:
    found: dict[tuple[int, str, int], set[str]] = {}
    for place, topic_id, n, goal_id in members:
        found.setdefault((place, topic_id, n), set()).add(goal_id)
    return tuple(
        ToldGroup(topic_id=topic_id, n_respondents=n, goal_ids=frozenset(goal_ids))
        for (_, topic_id, n), goal_ids in sorted(found.items())
    )


def _values(row: PrivateWording) -> tuple[Any, ...]:
    return (*astuple(row)[:-1], json.dumps(row.also))


def _row(values: tuple[Any, ...]) -> PrivateWording:
    named = dict(zip(COLUMNS, values, strict=True))
    return PrivateWording(**(named | {"is_few": bool(named["is_few"]), "also": tuple(json.loads(named["also"]))}))
