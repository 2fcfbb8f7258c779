"""A night in the lake: what is shared and what is a library's own, once and again, and who is believed."""

from __future__ import annotations

import signal
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import numpy as np
import pytest
from lakes import PUBLIC, Lake

from pipeline.errors import StoreError, UsageError
from pipeline.store.lake import TitleVectors, lake_status

pytestmark = pytest.mark.slow
Make = Callable[..., Path]
KEPT_BACK = ("coursera", "openhpi", "p2pu", "udacity")
SHORTLISTED = """
UPDATE core.topic SET status = 'shortlisted'
WHERE topic_id IN (SELECT topic_id FROM core.topic WHERE NOT is_suppressed ORDER BY topic_id LIMIT 2)
   OR topic_id IN (SELECT topic_id FROM core.topic WHERE is_suppressed ORDER BY topic_id LIMIT 2)
"""
PURGED = tuple(f"DELETE FROM core.{table}" for table in ("survey", "goal", "topic_goal", "goal_branch"))


def test_a_library_finds_in_the_lake_what_its_catalogue_promises(lake: Lake, catalogue: Make) -> None:
    path = catalogue("ash")
    lake.publish("ash", path)
    here = dict(_of(path, "SELECT source, count(*) FROM out.course GROUP BY source"))
    assert dict(lake.ask("ash", "SELECT source, count(*) FROM out.course GROUP BY source")) == here
    assert {source for (source,) in lake.ask("ash", "SELECT DISTINCT source FROM shared.course")} == set(PUBLIC)
    for view in ("goal", "topic", "topic_course", "match", "fit_signal", "run", "night"):
        rows = f"SELECT count(*), md5(string_agg(t::VARCHAR, '' ORDER BY t::VARCHAR)) FROM out.{view} t"
        assert lake.ask("ash", rows) == _of(path, rows), view


def test_the_same_night_again_writes_nothing(lake: Lake, catalogue: Make) -> None:
    path = catalogue("ash")
    vectors = _vectors(path, 5)
    first = lake.publish("ash", path, vectors=vectors)
    assert first["shared"]["written"]["course"] == sum(n for s, n in _by_source(path) if s in PUBLIC)
    assert first["shared"]["written"]["title_vector"] == 5
    before = lake_status(lake.access("ash"))
    again = lake.publish("ash", path, vectors=vectors)
    assert (again["shared"]["written"], again["own"]["written"]) == ({}, {})
    assert lake_status(lake.access("ash")) == before


def test_another_library_adds_what_it_alone_has_and_changes_what_it_saw_later(lake: Lake, catalogue: Make) -> None:
    lake.publish("ash", catalogue("ash", "DELETE FROM core.course WHERE source = 'edx' AND course_id >= 'edx:m'"))
    n_before = lake.ask("ash", "SELECT count(*) FROM shared.course")[0][0]
    later = catalogue(
        "birch",
        "UPDATE core.course SET title = 'seen later', last_seen_at = last_seen_at + INTERVAL 1 HOUR "
        "WHERE course_id = (SELECT min(course_id) FROM core.course WHERE source = 'futurelearn')",
        "UPDATE core.course SET title = 'seen earlier', last_seen_at = last_seen_at - INTERVAL 1 HOUR "
        "WHERE course_id = (SELECT max(course_id) FROM core.course WHERE source = 'futurelearn')",
    )
    written = lake.publish("birch", later)["shared"]["written"]["course"]
    n, n_ids = lake.ask("ash", "SELECT count(*), count(DISTINCT course_id) FROM shared.course")[0]
    assert n == n_ids == n_before + written - 1
    told = dict(lake.ask("ash", "SELECT title, told_by FROM shared.course WHERE title LIKE 'seen %'"))
    assert told == {"seen later": "birch"}


def test_two_libraries_that_read_the_same_otherwise_do_not_write_it_to_and_fro(lake: Lake, catalogue: Make) -> None:
    ash = catalogue("ash")
    birch = catalogue("birch", "UPDATE core.course SET title = 'in other words' WHERE source = 'edx'")
    lake.publish("ash", ash)
    lake.publish("birch", birch)
    for library, path in (("ash", ash), ("birch", birch)):
        assert lake.publish(library, path)["shared"]["written"] == {}


def test_public_topics_are_those_people_shortlisted_and_many_want_without_counts(lake: Lake, catalogue: Make) -> None:
    path = catalogue("ash", SHORTLISTED)
    lake.publish("ash", path)
    expected = _of(path, "SELECT title FROM out.topic WHERE status = 'shortlisted' AND NOT is_suppressed ORDER BY 1")
    assert len(expected) == 2
    assert lake.ask("ash", "SELECT title FROM shared.public_topic ORDER BY 1") == expected
    columns = lake.ask(
        "ash", "SELECT * FROM (DESCRIBE shared.public_topic) UNION ALL FROM (DESCRIBE shared.public_topic_course)"
    )
    assert {name for name, *_ in columns} == {"library", "topic_id", "title", "course_id", "rank"}
    elsewhere = "SELECT count(*) FROM shared.public_topic_course ANTI JOIN shared.course USING (course_id)"
    assert lake.ask("ash", elsewhere) == [(0,)]
    assert lake.publish("ash", path, "night2", share_topics=False)["shared"]["written"]["public_topic"] == 2
    assert lake.ask("ash", "SELECT count(*) FROM shared.public_topic") == [(0,)]


def test_a_purged_survey_cannot_be_read_in_earlier_states(lake: Lake, catalogue: Make) -> None:
    files = _told(lake, catalogue)
    lake.publish("ash", catalogue("after", *PURGED), "night2")
    assert _is_purged(lake, files)


def test_a_purge_is_ended_by_the_next_night_where_the_worker_died_after_its_commit(
    lake: Lake, catalogue: Make, rival: Callable[..., CompletedProcess[str]]
) -> None:
    files, after, access = _told(lake, catalogue), catalogue("after", *PURGED), lake.access("ash")
    request = {"catalogue": str(after), "night_id": "night2", "sources": list(PUBLIC), "keep_days": 7}
    own = {"database": access.database("ash"), "data": f"{access.folder('ash')}/"}
    done = rival("killed_before_tidying", "ash", **request, **own)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert lake.ask("ash", "SELECT count(*) FROM out.goal") == [(0,)]
    assert files <= set(access.folder("ash").rglob("*.parquet"))
    lake.publish("ash", after, "night2")
    assert _is_purged(lake, files)


def test_a_shared_part_that_lets_nobody_in_postpones_no_purge(lake: Lake, catalogue: Make) -> None:
    files = _told(lake, catalogue)
    lake.postgres.run("ALTER DATABASE circlewise_shared ALLOW_CONNECTIONS false;")
    try:
        with pytest.raises(StoreError, match="not currently accepting connections"):
            lake.publish("ash", catalogue("after", *PURGED), "night2")
    finally:
        lake.postgres.run("ALTER DATABASE circlewise_shared ALLOW_CONNECTIONS true;")
    assert _is_purged(lake, files)


def test_a_release_that_promises_other_columns_is_followed(lake: Lake, catalogue: Make) -> None:
    lake.publish("ash", catalogue("before"))
    after = catalogue(
        "after",
        "DROP VIEW out.credential",
        "DROP VIEW out.night",
        "CREATE VIEW out.night AS SELECT night_id, 1 AS more FROM core.night",
    )
    lake.publish("ash", after, "night2")
    assert [name for name, *_ in lake.ask("ash", "DESCRIBE out.night")] == ["night_id", "more"]
    with pytest.raises(UsageError, match="credential"):
        lake.ask("ash", "FROM out.credential")


def _told(lake: Lake, catalogue: Make) -> set[Path]:
    """The files of goals after a night that tells them."""
    lake.publish("ash", catalogue("before"))
    files = set((lake.access("ash").folder("ash") / "out" / "goal").rglob("*.parquet"))
    assert files
    return files


def _is_purged(lake: Lake, files: set[Path]) -> bool:
    left = files & set(lake.access("ash").folder("ash").rglob("*.parquet"))
    n_goals = lake.ask("ash", "SELECT count(*) FROM out.goal")[0][0]
    return (n_goals, left, lake_status(lake.access("ash"))["own"]["snapshots"]) == (0, set(), 1)


def _of(path: Path, sql: str) -> list[tuple[object, ...]]:
    import duckdb

    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def _by_source(path: Path) -> list[tuple[str, int]]:
    return [
        (str(source), int(str(n))) for source, n in _of(path, "SELECT source, count(*) FROM out.course GROUP BY ALL")
    ]


def _vectors(path: Path, n: int) -> TitleVectors:
    """Of so many courses that are shared, and of one that is not."""
    shared = _of(path, f"SELECT course_id FROM out.course WHERE source IN {PUBLIC} ORDER BY 1 LIMIT {n}")
    kept = _of(path, f"SELECT course_id FROM out.course WHERE source IN {KEPT_BACK} ORDER BY 1 LIMIT 1")
    ids = [str(course_id) for (course_id,) in (*shared, *kept)]
    return TitleVectors(model="a model", course_ids=ids, vectors=np.eye(len(ids), 8, dtype=np.float32))
