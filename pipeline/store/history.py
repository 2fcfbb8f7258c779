"""Keeps what changed: courses field by field; topics, goals and shortlists as states with a beginning and an end.

A row a night would make 2,000 topics 730,000 rows a year; a state is written only when it is another one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import duckdb

from pipeline.model import GoalState, Listing, ShortlistState, TopicState, columns_of
from pipeline.store import schema

TIME = ("from_night_id", "from_at", "until_at")

HIDDEN = {
    "n_respondents": "NULL",
    "respondents_share": "NULL",
    "n_branches": "NULL",
    "priority": "0",
    "title": "NULL",
    "wording": "NULL",
    "topic_id": "NULL",
    "is_suppressed": "true",
}
"""What a state of fewer people than may be told now becomes: priority is made of their number, words may be theirs."""


@dataclass(frozen=True)
class Kept:
    """What is kept over time: the class of its states, and SQL for what the next catalogue shows."""

    row: type
    shown: str
    counts_people: bool = False


KEPT = (
    Kept(
        TopicState,
        "SELECT topic_id, title, n_respondents, is_suppressed, n_branches, respondents_share, "
        "round(priority, 2) AS priority, status FROM core.topic",
        counts_people=True,
    ),
    Kept(
        GoalState,
        "SELECT g.goal_id, g.survey_id, g.wording, t.topic_id, g.n_respondents, g.is_suppressed, g.respondents_share "
        "FROM core.goal g LEFT JOIN core.topic_goal t USING (goal_id)",
        counts_people=True,
    ),
    Kept(ShortlistState, "SELECT topic_id, course_id, rank, is_free, fit FROM core.topic_course"),
)


def note_changes(connection: duckdb.DuckDBPyConnection, night_id: str, at: datetime) -> None:
    """One core.course_change row a field whose value differs where the source's words do; `words` where none.

    One of `is_active`, too, where a course was retired or is there again. The previous courses are the view `known`.
    """
    tonight = {"night_id": night_id, "at": at}
    fields = ", ".join(
        f"{{field: '{c.name}', before: b.{c.name}::VARCHAR, after: c.{c.name}::VARCHAR, "
        f"differs: c.{c.name} IS DISTINCT FROM b.{c.name}}}"
        for c in columns_of(Listing)
        if c.name not in ("course_id", "source", "key")
    )
    connection.execute(
        f"""
        INSERT INTO core.course_change
        SELECT course_id, $night_id, $at, told.field, told.before, told.after
        FROM (
            SELECT c.course_id, [f FOR f IN [{fields}] IF f.differs] AS differing
            FROM core.course c JOIN known b USING (course_id)
            WHERE c.content_hash <> b.content_hash
        ) JOIN LATERAL (
            SELECT unnest(
                CASE WHEN len(differing) > 0 THEN differing
                ELSE [{{field: 'words', before: NULL, after: NULL, differs: true}}] END
            ) AS told
        ) ON true
        """,  # noqa: S608 - names of our own columns
        tonight,
    )
    connection.execute(
        "INSERT INTO core.course_change SELECT course_id, $night_id, $at, 'is_active', b.is_active::VARCHAR, "
        "c.is_active::VARCHAR FROM core.course c JOIN known b USING (course_id) WHERE c.is_active <> b.is_active",
        tonight,
    )


def keep(
    connection: duckdb.DuckDBPyConnection, known: schema.Known, night_id: str, at: datetime, min_group: int
) -> None:
    """Carry the states of the previous catalogue over, end those that hold no more, begin those that are new.

    Args:
        connection: on the next catalogue, complete but for its history; the previous one is attached as `previous`.
        known: what the previous catalogue holds.
        night_id: tonight.
        at: its UTC time.
        min_group: a state that tells fewer people than may be told today tells them no more.
    """
    for kept in KEPT:
        table = schema.table_of(kept.row).qualified
        names = [column.name for column in columns_of(kept.row) if column.name not in TIME]
        same = " AND ".join(f"h.{name} IS NOT DISTINCT FROM s.{name}" for name in names)
        key = names[0]
        before = schema.select_known(kept.row, "previous", known)
        connection.execute(f"CREATE OR REPLACE TEMP TABLE shown AS {kept.shown}")
        connection.execute(
            f"INSERT INTO {table} BY NAME SELECT h.* REPLACE (CASE WHEN h.until_at IS NULL AND s.{key} IS NULL "  # noqa: S608 - names of our own columns
            f"THEN $at ELSE h.until_at END AS until_at) FROM ({before}) h LEFT JOIN shown s ON {same}",
            {"at": at},
        )
        connection.execute(
            f"INSERT INTO {table} BY NAME SELECT s.*, $night_id AS from_night_id, $at AS from_at, "  # noqa: S608
            f"NULL AS until_at FROM shown s ANTI JOIN (FROM {table} WHERE until_at IS NULL) h ON {same} ORDER BY ALL",
            {"night_id": night_id, "at": at},
        )
        if kept.counts_people:
            hidden = ", ".join(f"{name} = {value}" for name, value in HIDDEN.items() if name in names[1:])
            connection.execute(
                f"UPDATE {table} SET {hidden} WHERE n_respondents < $least",  # noqa: S608 - names of our own columns
                {"least": min_group},
            )
    connection.execute("DROP TABLE IF EXISTS temp.shown")
