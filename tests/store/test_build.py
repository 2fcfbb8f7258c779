"""Nights on real DuckDB files: what is new, changed, missing, retired; and that nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipeline.errors import StoreError
from pipeline.model import Course, CourseJoin
from pipeline.store import Arrival, Build, Changes, GoodRun
from pipeline.store.schema import naive

FIRST = datetime(2026, 11, 24, 2, 30, tzinfo=UTC)
DAY = timedelta(days=1)
GOOD = GoodRun("demo", retire_after=3, proves_absence=True)
Make = Callable[..., Arrival]


def test_the_first_night_is_all_new(nights: Any, arrival: Make) -> None:
    assert nights.run([arrival("1"), arrival("2")]) == {"demo": Changes(new=2)}
    assert nights.sql("SELECT course_id, is_active, first_seen_at = last_seen_at FROM out.course ORDER BY ALL") == [
        ("demo:1", True, True),
        ("demo:2", True, True),
    ]


def test_new_changed_unchanged_and_missing_are_told_apart(nights: Any, arrival: Make) -> None:
    nights.run([arrival("1"), arrival("2", "Old"), arrival("3")])
    assert nights.run([arrival("1"), arrival("2", "New"), arrival("4")]) == {
        "demo": Changes(new=1, changed=1, unchanged=1, missing=1)
    }
    assert nights.sql("SELECT course_id, field, before, after FROM out.course_change") == [
        ("demo:2", "title", "Old", "New")
    ]


def test_every_field_that_changed_is_a_row_of_its_own(nights: Any, arrival: Make) -> None:
    before = replace(arrival("1", "Old"), topics=("a", "b"), duration_weeks=4.0, level="beginner")
    after = replace(before, title="New", topics=(), duration_weeks=None, content_hash="other words")
    nights.run([before, arrival("2")])
    nights.run([after, arrival("2")])
    assert nights.sql("SELECT course_id, field, before, after FROM out.course_change ORDER BY field") == [
        ("demo:1", "duration_weeks", "4.0", None),
        ("demo:1", "title", "Old", "New"),
        ("demo:1", "topics", "[a, b]", "[]"),
    ]


def test_a_change_of_words_alone_is_told_too(nights: Any, arrival: Make) -> None:
    nights.run([arrival("1")])
    nights.run([replace(arrival("1"), content_hash="other words, same values")])
    assert nights.sql("SELECT course_id, field FROM out.course_change") == [("demo:1", "words")]


def test_missing_is_told_once_and_retires_after_enough_succeeded_runs(nights: Any, arrival: Make) -> None:
    nights.run([arrival("1"), arrival("2")])
    seen = []
    for _ in range(4):
        changes = nights.run([arrival("1")])["demo"]
        seen.append(
            (changes.missing, changes.gone, nights.sql("SELECT is_active FROM out.course WHERE key = '2'")[0][0])
        )
    assert seen == [(1, 0, True), (0, 0, True), (0, 1, False), (0, 0, False)]
    assert nights.sql("SELECT retired_at FROM out.course ORDER BY key") == [(None,), (naive(FIRST + 4 * DAY),)]


def test_a_source_that_did_not_succeed_keeps_its_courses_as_they_were(nights: Any, arrival: Make) -> None:
    nights.run([arrival("1")])
    before = nights.sql("SELECT * FROM core.course")
    for _ in range(5):
        assert nights.run([], good=()) == {}
    assert nights.sql("SELECT * FROM core.course") == before


def test_a_feed_that_hides_courses_never_retires_one(nights: Any, arrival: Make) -> None:
    hiding = replace(GOOD, proves_absence=False)
    nights.run([arrival("1"), arrival("2")], good=(hiding,))
    for _ in range(5):
        nights.run([arrival("1")], good=(hiding,))
    assert nights.sql("SELECT is_active FROM out.course WHERE key = '2'") == [(True,)]


def test_a_course_that_comes_back_is_not_new(nights: Any, arrival: Make) -> None:
    nights.run([arrival("1"), arrival("2")])
    first_seen = nights.sql("SELECT first_seen_at FROM out.course WHERE key = '2'")
    for _ in range(4):
        nights.run([arrival("1")])
    assert nights.run([arrival("1"), arrival("2")]) == {"demo": Changes(returned=1, unchanged=1)}
    assert nights.sql("SELECT first_seen_at FROM out.course WHERE key = '2'") == first_seen
    assert nights.sql("SELECT is_active, n_misses, missing_since_at, retired_at FROM core.course WHERE key = '2'") == [
        (True, 0, None, None)
    ]


def test_a_course_that_comes_back_with_other_words_returns_and_its_change_is_told(nights: Any, arrival: Make) -> None:
    nights.run([arrival("1"), arrival("2", "Old")])
    nights.run([arrival("1")])
    assert nights.run([arrival("1"), arrival("2", "New")]) == {"demo": Changes(returned=1, unchanged=1)}
    assert nights.sql("SELECT field, before, after FROM out.course_change") == [("title", "Old", "New")]


def test_a_course_that_is_said_to_be_deleted_is_retired_at_once(nights: Any, arrival: Make) -> None:
    nights.run([arrival("1"), arrival("2")])
    gone = Changes(unchanged=1, missing=1, gone=1)
    assert nights.run([arrival("1")], deleted=["demo:2", "demo:never-seen"]) == {"demo": gone}
    assert nights.sql("SELECT key, is_active FROM out.course ORDER BY key") == [("1", True), ("2", False)]
    assert nights.run([arrival("1")], deleted=["demo:2"]) == {"demo": Changes(unchanged=1)}
    assert nights.run([arrival("1"), arrival("2")]) == {"demo": Changes(unchanged=1, returned=1)}


def test_a_run_that_asked_for_changes_says_nothing_about_the_others(nights: Any, arrival: Make) -> None:
    changes_only = replace(GOOD, proves_absence=False, is_full=False)
    nights.run([arrival("1"), arrival("2", "Old"), arrival("3"), arrival("4")])
    before = nights.sql("SELECT * FROM core.course WHERE key IN ('1', '4') ORDER BY key")
    asked = nights.run([arrival("2", "New"), arrival("5")], good=(changes_only,), deleted=["demo:3"])
    assert asked == {"demo": Changes(new=1, changed=1, missing=1, gone=1)}
    assert nights.sql("SELECT * FROM core.course WHERE key IN ('1', '4') ORDER BY key") == before
    assert nights.run([], good=(changes_only,)) == {"demo": Changes()}
    assert nights.sql("SELECT count(*) FROM out.course WHERE is_active") == [(4,)]


def test_a_catalogue_of_an_earlier_release_goes_on(nights: Any, arrival: Make) -> None:
    nights.run([arrival("1"), arrival("2", "Old")])
    assert nights.previous
    with duckdb.connect(str(nights.previous)) as connection:
        connection.execute("DROP SCHEMA out CASCADE")
        for name, columns in {
            "course": ("kind", "retired_at"),
            "run": ("gone", "returned", "is_full", "watermark"),
        }.items():
            for column in columns:
                connection.execute(f"ALTER TABLE core.{name} DROP COLUMN {column}")
        connection.execute("DROP TABLE raw.page")
    assert nights.run([arrival("1"), arrival("2", "New")]) == {"demo": Changes(changed=1, unchanged=1)}
    assert nights.sql("SELECT DISTINCT kind FROM out.course") == [("course",)]
    assert nights.sql("SELECT field FROM out.course_change") == [("title",)]


def test_a_second_night_of_the_same_day_changes_no_row(nights: Any, arrival: Make) -> None:
    nights.run([arrival("1"), arrival("2")])
    before = nights.sql("SELECT * FROM core.course ORDER BY course_id")
    assert nights.run([arrival("1"), arrival("2")], after=timedelta(hours=1)) == {"demo": Changes(unchanged=2)}
    assert nights.sql("SELECT * FROM core.course ORDER BY course_id") == before


def test_a_night_run_again_on_a_day_with_missing_courses_changes_no_row(nights: Any, arrival: Make) -> None:
    nights.run([arrival("1"), arrival("2")])
    nights.run([arrival("1")])
    before = nights.sql("SELECT * FROM core.course ORDER BY course_id")
    for _ in range(4):
        assert nights.run([arrival("1")], after=timedelta(minutes=5)) == {"demo": Changes(unchanged=1)}
    assert nights.sql("SELECT * FROM core.course ORDER BY course_id") == before


def test_as_many_unreadable_records_explain_as_many_absences(nights: Any, arrival: Make) -> None:
    nights.run([arrival(str(n)) for n in range(5)])
    for _ in range(4):
        nights.run([arrival(str(n)) for n in range(3)], good=(replace(GOOD, unreadable=2),))
    assert nights.sql("SELECT count(*) FROM out.course WHERE is_active") == [(5,)]
    for _ in range(3):
        nights.run([arrival(str(n)) for n in range(3)], good=(replace(GOOD, unreadable=1),))
    assert nights.sql("SELECT count(*) FROM out.course WHERE is_active") == [(3,)]


def test_a_clock_that_jumps_back_moves_no_sighting_back(nights: Any, arrival: Make) -> None:
    nights.run([arrival("1")])
    before = nights.sql("SELECT last_seen_at FROM out.course")
    nights.run([arrival("1")], after=timedelta(days=-30))
    assert nights.sql("SELECT last_seen_at FROM out.course") == before


def test_a_join_is_kept_and_tells_which_listing_stands(tmp_path: Path, arrival: Make) -> None:
    join = CourseJoin(course_id="demo:2", canonical_course_id="demo:1", rule="address", because="x", similarity=1.0)
    with Build(tmp_path / "x.duckdb", None, "x", FIRST) as build:
        build.load_arrivals([arrival("1"), arrival("2")])
        build.merge([GOOD])
        build.join_courses([join])
        build.create_views()
        assert build.query("SELECT course_id, canonical_course_id FROM out.course ORDER BY 1") == [
            ("demo:1", "demo:1"),
            ("demo:2", "demo:1"),
        ]
        assert build.query("SELECT rule, because FROM out.course_join") == [("address", "x")]


def test_what_the_database_refuses_is_told_in_a_sentence(tmp_path: Path, arrival: Make) -> None:
    def twice() -> None:
        with Build(tmp_path / "x.duckdb", None, "x", FIRST) as build:
            build.load_arrivals([arrival("1"), arrival("1")])
            build.merge([GOOD])

    with pytest.raises(StoreError, match=r"the new catalogue could not be made: .*[Dd]uplicate key"):
        twice()


def test_a_previous_catalogue_that_is_broken_is_named(tmp_path: Path) -> None:
    (tmp_path / "old.duckdb").write_bytes(b"x" * 9000)
    with (
        pytest.raises(StoreError, match=r"old\.duckdb cannot be read"),
        Build(tmp_path / "x.duckdb", tmp_path / "old.duckdb", "x", FIRST),
    ):
        pass


def test_every_promised_view_and_column_has_a_comment(nights: Any, arrival: Make) -> None:
    nights.run([arrival("1")])
    views = nights.sql("SELECT view_name, comment FROM duckdb_views() WHERE schema_name = 'out'")
    columns = nights.sql("SELECT table_name, column_name, comment FROM duckdb_columns() WHERE schema_name = 'out'")
    assert len(views) >= 14
    assert len(columns) >= 90
    assert [row for row in [*views, *columns] if not row[-1]] == []


def test_values_survive_the_way_into_the_file(nights: Any, arrival: Make) -> None:
    nasty = "'; DROP TABLE core.course; -- \u202e \U0001f600 \\ \" \n \t é"
    nights.run([replace(arrival("1", "t"), description=nasty, topics=(nasty, "b"), url="http://x/?a='b'")])
    assert nights.sql("SELECT description, topics, url FROM out.course") == [(nasty, [nasty, "b"], "http://x/?a='b'")]
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{nights.previous}' AS c (READ_ONLY)")
        assert connection.execute("SELECT count(*) FROM c.out.course").fetchone() == (1,)


def test_courses_come_back_as_dataclasses(tmp_path: Path, arrival: Make) -> None:
    with Build(tmp_path / "x.duckdb", None, "x", FIRST) as build:
        build.load_arrivals([arrival("1")])
        build.merge([GOOD])
        (course,) = build.active_courses([offer.course_id for offer in build.offers()])
    assert isinstance(course, Course)
    assert (course.topics, course.first_seen_at) == (("a", "b"), FIRST.replace(tzinfo=None))
