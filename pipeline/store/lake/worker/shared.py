"""Writes what all libraries share: courses, vectors of their titles, public topics. Only what differs is written."""

from __future__ import annotations

from typing import Any

import duckdb
import numpy as np

from pipeline.store.lake.worker.tables import COURSE_COLUMNS, SAID

VECTORS_AT_ONCE = 20_000
"""Python lists of 384 numbers each, of which DuckDB makes a column: 60 MB."""

OURS = f"""
CREATE OR REPLACE TEMP TABLE ours AS
SELECT *, md5(to_json(struct_pack({", ".join(f"{name} := {name}" for name in SAID)}))) AS content
FROM (SELECT {", ".join(name for name in COURSE_COLUMNS if name not in ("content", "told_by"))}
      FROM catalogue.out.course WHERE source IN (SELECT unnest($sources)))
"""  # noqa: S608

# Who saw a course last is believed. Of two who saw it at the same time the one whose words are there may change them,
# else the greater MD5 wins: so two libraries never write the same course to and fro.
WANTED = """
CREATE OR REPLACE TEMP TABLE wanted AS
SELECT o.*, $library AS told_by FROM ours o LEFT JOIN lake.main.course t ON t.course_id = o.course_id
WHERE t.course_id IS NULL
   OR (o.content <> t.content AND (o.last_seen_at > t.last_seen_at
       OR (o.last_seen_at = t.last_seen_at AND (t.told_by = $library OR o.content > t.content))))
   OR (o.content = t.content AND o.last_seen_at >= t.last_seen_at + INTERVAL 7 DAY)
"""
TOPICS = """
CREATE OR REPLACE TEMP TABLE topics AS
SELECT $library AS library, topic_id, title FROM catalogue.out.topic
WHERE $share AND NOT is_suppressed AND status = 'shortlisted'
"""
TOPIC_COURSES = """
CREATE OR REPLACE TEMP TABLE topic_courses AS
SELECT t.library, t.topic_id, c.course_id, c.rank::BIGINT AS rank
FROM catalogue.out.topic_course c JOIN topics t USING (topic_id) JOIN ours USING (course_id)
"""


def read_catalogue(connection: duckdb.DuckDBPyConnection, request: dict[str, Any]) -> None:
    """Take what may be shared out of the catalogue, into memory."""
    about = {"library": request["library"]}
    connection.execute(OURS, {"sources": request["sources"]})
    connection.execute(TOPICS, about | {"share": request["share_topics"]})
    connection.execute(TOPIC_COURSES)
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE vectors (course_id VARCHAR, model VARCHAR, title VARCHAR, vector FLOAT[])"
    )
    if request["vectors"]:
        _read_vectors(connection, request["vectors"])


def write_shared(connection: duckdb.DuckDBPyConnection, library: str) -> dict[str, int]:
    """Write what differs, within the transaction that the caller has begun; rows written, by table."""
    connection.execute(WANTED, {"library": library})
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE new_vectors AS SELECT v.* FROM vectors v ANTI JOIN lake.main.title_vector t "
        "ON t.course_id = v.course_id AND t.model = v.model AND t.title = v.title"
    )
    written = {}
    names = ", ".join(COURSE_COLUMNS)
    if written_courses := _count(connection, "wanted"):
        connection.execute("DELETE FROM lake.main.course WHERE course_id IN (SELECT course_id FROM wanted)")
        connection.execute(f"INSERT INTO lake.main.course ({names}) SELECT {names} FROM wanted")  # noqa: S608
    written["course"] = written_courses
    if written_vectors := _count(connection, "new_vectors"):
        connection.execute(
            "DELETE FROM lake.main.title_vector t USING new_vectors v "
            "WHERE t.course_id = v.course_id AND t.model = v.model"
        )
        connection.execute(
            "INSERT INTO lake.main.title_vector (course_id, model, title, vector) "
            "SELECT course_id, model, title, vector FROM new_vectors"
        )
    written["title_vector"] = written_vectors
    for table, held, columns in (
        ("public_topic", "topics", "library, topic_id, title"),
        ("public_topic_course", "topic_courses", "library, topic_id, course_id, rank"),
    ):
        written[table] = _replace(connection, table, held, columns, library)
    return {table: n for table, n in written.items() if n}


def _replace(connection: duckdb.DuckDBPyConnection, table: str, held: str, columns: str, library: str) -> int:
    """Put the library's rows in place of those it told before, where they differ; rows that differ."""
    before = f"(SELECT {columns} FROM lake.main.{table} WHERE library = $library)"  # noqa: S608
    now = f"(SELECT {columns} FROM {held})"  # noqa: S608
    about = {"library": library}
    sql = f"(FROM ({before} EXCEPT ALL {now}) UNION ALL FROM ({now} EXCEPT ALL {before}))"
    differ = int(connection.execute(f"SELECT count(*) FROM {sql}", about).fetchall()[0][0])  # noqa: S608
    if differ:
        connection.execute(f"DELETE FROM lake.main.{table} WHERE library = $library", about)  # noqa: S608
        connection.execute(f"INSERT INTO lake.main.{table} ({columns}) SELECT {columns} FROM {held}")  # noqa: S608
    return differ


def _read_vectors(connection: duckdb.DuckDBPyConnection, path: str) -> None:
    with np.load(path, allow_pickle=False) as held:
        ids, vectors, model = held["ids"].astype(object), held["vectors"].astype(np.float32), str(held["model"])
    for begin in range(0, len(ids), VECTORS_AT_ONCE):
        part = vectors[begin : begin + VECTORS_AT_ONCE]
        column = np.empty(len(part), dtype=object)
        column[:] = list(part)
        connection.register("part", {"course_id": ids[begin : begin + len(part)], "vector": column})
        connection.execute(
            "INSERT INTO vectors SELECT p.course_id, $model, md5(o.title), p.vector::FLOAT[] FROM part p "
            "JOIN ours o USING (course_id)",
            {"model": model},
        )
        connection.unregister("part")


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    return int(connection.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0])  # noqa: S608
