"""Courses that people entered: kept in the file of the decisions."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from pipeline.model import AddedCourse, CourseEntry
from pipeline.store.append_only import kept_for_good, open_table
from pipeline.store.decisions import check_seen, choose, has_table, insert
from pipeline.store.sqlite import read_sqlite

STATEMENTS = (
    """
    CREATE TABLE IF NOT EXISTS added_course (
        decision_id INTEGER PRIMARY KEY REFERENCES decision (decision_id),
        title TEXT NOT NULL,
        url TEXT,
        provider TEXT,
        language TEXT,
        weeks REAL,
        weekly_hours REAL,
        cost TEXT NOT NULL CHECK (cost IN ('free', 'free_audit', 'unknown'))
    ) STRICT
    """,
    *kept_for_good("added_course"),
)
ALL = """
SELECT a.decision_id, d.topic_id, c.course_id, d.decided_by, d.decided_at,
       EXISTS (SELECT 1 FROM decision u WHERE u.undoes = a.decision_id),
       a.title, a.url, a.provider, a.language, a.weeks, a.weekly_hours, a.cost
FROM added_course a JOIN decision d USING (decision_id) JOIN course_choice c USING (decision_id) ORDER BY a.decision_id
"""


class AddedCourses:
    """The courses that one home's people entered. Safe to use from several processes at once."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def add(
        self,
        topic_id: str,
        course_id: str,
        entry: CourseEntry,
        *,
        decided_by: str,
        decided_at: datetime,
        note: str | None = None,
        seen: int | None = None,
    ) -> int:
        """Append a course for a topic and return the decision's number; `seen` is what `Decisions.add` takes.

        Raises:
            OvertakenError: the topic has a later decision than `seen`; nothing was written.
            StoreError: the file cannot be written.
        """
        with open_table(self._path, STATEMENTS) as connection:
            if seen is not None:
                check_seen(connection, topic_id, seen)
            number = insert(connection, (topic_id, "add", None, note), decided_by, decided_at, None)
            choose(connection, number, course_id)
            connection.execute(
                "INSERT INTO added_course VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    number,
                    entry.title,
                    entry.url,
                    entry.provider,
                    entry.language,
                    entry.weeks,
                    entry.weekly_hours,
                    entry.cost,
                ),
            )
            return number

    def all(self) -> list[AddedCourse]:
        """Every course that was entered, in the order decided.

        Raises:
            StoreError: the file cannot be read.
        """
        if not self._path.exists():
            return []
        with read_sqlite(self._path) as connection:
            rows = connection.execute(ALL).fetchall() if has_table(connection, "added_course") else []
        return [
            AddedCourse(
                decision_id=number,
                topic_id=topic_id,
                course_id=course_id,
                entry=CourseEntry(
                    title=title,
                    url=url,
                    provider=provider,
                    language=language,
                    weeks=weeks,
                    weekly_hours=hours,
                    cost=cost,
                ),
                decided_by=by,
                decided_at=datetime.fromisoformat(at),
                is_undone=bool(undone),
            )
            for number, topic_id, course_id, by, at, undone, title, url, provider, language, weeks, hours, cost in rows
        ]
