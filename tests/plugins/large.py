"""The catalogue of a large library: the demo's, copied until it has so many topics and courses; the same every time.

Every table of the model that names a topic, goal or course is copied along, so a table that is added is there, too.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb

from pipeline.model import TABLES, Table
from pipeline.store import Decisions, Home, LiveCatalogue

TOPICS, COURSES = 2_000, 250_000
PROVIDERS, BRANCHES = 300, 40
DECIDED, COMMENTS = 1_500, 400
AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
IDS = ("topic_id", "into_topic_id", "goal_id", "course_id", "canonical_course_id")
TEXTS = {"title": "' ' || n", "wording": "' ' || n"}
OF_SHORTLISTS = ("fit_signal", "link_check")
"""Tables about courses that hold those of shortlists only."""
EARLIER = "20261123T073000-abc"


@dataclass(frozen=True)
class Size:
    """How much of everything there shall be, at least."""

    topics: int = TOPICS
    courses: int = COURSES
    decided: int = DECIDED
    comments: int = COMMENTS


def make_large(demo: Path, folder: Path, size: Size = Size()) -> Path:
    """A home with such a catalogue, one of the night before, and people's decisions, from a home of the demo."""
    home = Path(shutil.copytree(demo, folder))
    for build in (home / "builds").glob("*.duckdb"):
        build.unlink()
    path = home / "catalogue.duckdb"
    with duckdb.connect(str(path)) as connection:
        ((n_topics,),) = connection.execute("SELECT count(*) FROM out.topic WHERE NOT is_suppressed").fetchall()
        ((n_courses,),) = connection.execute("SELECT count(*) FROM core.course").fetchall()
        per_topic, per_course = -(-size.topics // n_topics), -(-size.courses // n_courses)
        connection.execute("BEGIN")
        for table in TABLES.values():
            _copy(connection, table, per_topic, max(per_topic, per_course))
        connection.execute(f"UPDATE core.course SET provider = provider || ' ' || (hash(course_id) % {PROVIDERS})")
        connection.execute(f"UPDATE core.topic_branch SET branch = branch || ' ' || (hash(topic_id) % {BRANCHES})")
        connection.execute("COMMIT; CHECKPOINT")
    (home / "builds").mkdir(exist_ok=True)
    earlier = home / "builds" / f"{EARLIER}.duckdb"
    shutil.copyfile(path, earlier)
    with duckdb.connect(str(earlier)) as connection:
        connection.execute("DELETE FROM core.topic_course WHERE hash(topic_id) % 5 = 0 AND rank = 2; CHECKPOINT")
    _decide(home, size)
    return home


def _copy(connection: duckdb.DuckDBPyConnection, table: Table, per_topic: int, per_course: int) -> None:
    """Append copies of a table's rows, each with ids of its own."""
    names = [column.name for column in table.columns]
    keys = [column.name for column in table.columns if column.is_key]
    ids = [name for name in names if name in IDS]
    if table.schema != "core" or not set(keys) & set(IDS):
        return
    is_of_courses = not {"topic_id", "goal_id"} & set(ids) and table.name not in OF_SHORTLISTS
    copies = per_course if is_of_courses else per_topic
    changed = [f"{name} || 'x' || n AS {name}" for name in ids]
    changed += [f"{name} || {added} AS {name}" for name, added in TEXTS.items() if name in names]
    if table.name == "topic":
        changed.append("priority - n * 1e-7 AS priority")
    connection.execute(
        f"INSERT INTO {table.qualified} ({', '.join(names)}) "
        f"SELECT {', '.join(names)} FROM (SELECT * REPLACE ({', '.join(changed)}) "
        f"FROM {table.qualified}, range(1, {copies}) AS copies(n))"
    )


def _decide(home: Path, size: Size) -> None:
    place = Home(home)
    live = LiveCatalogue(place)
    topics = [topic.topic_id for topic in live.overview().topics]
    live.close()
    decisions = Decisions(place.decisions)
    at = AT
    for number, topic_id in enumerate(topics[: size.comments]):
        at += timedelta(seconds=1)
        decisions.add(topic_id, "comment", decided_by=f"Colleague {number % 50}", decided_at=at, note="See the shelf.")
    for action, first in (("shortlist", 0), ("later", 1), ("reject", 2)):
        chosen = topics[first : size.decided : 3]
        decisions.add_many(
            dict.fromkeys(chosen, 0),
            action,  # type: ignore[arg-type]
            decided_by="Rosa",
            decided_at=at,
            reason="too_long" if action == "reject" else None,
        )
