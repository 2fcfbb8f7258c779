"""What was known at a moment, from kept catalogues and, where they are gone, from rows with a time."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipeline.errors import UsageError
from pipeline.model import Goal, Night, Topic, TopicCourse, TopicGoal
from pipeline.store import Build, Catalogue, GoodRun, Home, known_at, naive, open_as_of, views_of

FIRST = datetime(2026, 2, 27, 2, tzinfo=UTC)
DAY = timedelta(days=1)
GOOD = GoodRun("demo", retire_after=1, proves_absence=True)
HARD = ("a, b", "it's", '"q"', "x]", "", " lead", "NULL", "back\\slash")
COURSES = "SELECT * EXCLUDE (last_seen_at, canonical_course_id, retired_at) FROM out.course ORDER BY course_id"
"""Of these three no changes are kept."""
KEPT = {
    "course": "FROM out.course ORDER BY course_id",
    "course_change": "FROM out.course_change ORDER BY ALL",
    "night": "FROM out.night ORDER BY ALL",
    "topic": "SELECT topic_id, title, n_respondents, is_suppressed, status FROM out.topic ORDER BY ALL",
    "goal": "SELECT goal_id, survey_id, wording, topic_id, n_respondents FROM out.goal ORDER BY ALL",
    "topic_goal": "FROM out.topic_goal ORDER BY ALL",
    "topic_course": "SELECT topic_id, course_id, rank, is_free, fit FROM out.topic_course ORDER BY ALL",
}


def publish(home: Home, number: int, arrivals: Any, n: int, previous: Path | None) -> Path:
    """A night on which one topic is wanted by so many people; published, and kept."""
    at, night_id = FIRST + (number - 1) * DAY, f"2026022{number}-n{number}"
    path = home.builds / f"{night_id}.duckdb"
    with Build(path, previous, night_id, at) as build:
        build.load_arrivals(arrivals)
        build.merge([GOOD])
        topic = Topic(
            topic_id="t1", title=f"Told {n}", n_respondents=n, is_suppressed=False, n_branches=None, priority=n / 100,
            status="proposed", decided_by=None, decided_at=None,
        )  # fmt: skip
        goal = Goal(goal_id="g1", survey_id="s", wording="Words", origin="form", n_respondents=n, is_suppressed=False)
        build.insert(Topic, [topic])
        build.insert(Goal, [goal])
        build.insert(TopicGoal, [TopicGoal(topic_id="t1", goal_id="g1")])
        course = arrivals[0].course_id
        shortlisted = TopicCourse(
            topic_id="t1", course_id=course, rank=1, score=1, is_free=None, fit="yes", because=None
        )
        build.insert(TopicCourse, [shortlisted])
        build.keep_history(5)
        night = Night(
            night_id=night_id, started_at=naive(at), finished_at=naive(at), courses=2, goals=1, matches=0, topics=1
        )
        build.insert(Night, [night])
        build.finish()
    shutil.copyfile(path, home.catalogue)
    return path


@pytest.fixture(scope="module")
def nights_once(tmp_path_factory: pytest.TempPathFactory, arrival: Any) -> Path:
    """Five nights: every kind of value changes, a course is retired and comes back; all catalogues are kept."""
    one, two = arrival("1"), arrival("2", "Second")
    hard = replace(one, title="Hard", topics=HARD, price_amount=Decimal("12.50"), content_hash="hard")
    later = replace(hard, topics=(), starts_on=date(2026, 3, 1), is_free=True, free_kind="free", content_hash="later")
    home, path = Home(tmp_path_factory.mktemp("once") / "home"), None
    home.prepare()
    for number, (arrivals, n) in enumerate(
        (([one, two], 9), ([hard, two], 9), ([later], 14), ([later, arrival("3")], 14), ([one, two], 20)), start=1
    ):
        path = publish(home, number, arrivals, n, path)
    return home.folder


@pytest.fixture
def nights_of(nights_once: Path, tmp_path: Path) -> tuple[Home, list[Path]]:
    """A copy of that home for one test, and its kept catalogues, the oldest first."""
    home = Home(Path(shutil.copytree(nights_once, tmp_path / "home")))
    return home, sorted(home.builds.glob("*.duckdb"))


def test_rows_with_a_time_tell_what_the_catalogues_told(nights_of: tuple[Home, list[Path]]) -> None:
    home, paths = nights_of
    told = []
    for path in paths:
        with Catalogue(path) as catalogue:
            told.append({view: catalogue.query(sql).rows for view, sql in (KEPT | {"course": COURSES}).items()})
    assert len({str(each["course"]) for each in told}) == 5
    for path in paths[:-1]:
        path.unlink()
    for number, (path, then) in enumerate(zip(paths, told, strict=True)):
        known = known_at(home, FIRST + number * DAY + timedelta(hours=20))
        assert (known.night.night_id, known.has_topics) == (path.stem, True)
        assert known.kept == (home.catalogue if number == 4 else None)
        with open_as_of(home, known) as catalogue:
            for view, sql in (KEPT if known.kept is None else KEPT | {"course": COURSES}).items():
                assert catalogue.query(sql).rows == then[view], (number, view)


def test_a_kept_catalogue_answers_itself_unless_it_is_damaged(nights_of: tuple[Home, list[Path]]) -> None:
    home, paths = nights_of
    moment = FIRST + DAY
    known = known_at(home, moment)
    assert known.kept == paths[1]
    with open_as_of(home, known) as catalogue:
        assert "match" in views_of(catalogue)
        assert catalogue.query("SELECT title FROM out.topic").rows == [("Told 9",)]
    paths[1].write_bytes(paths[1].read_bytes()[:20_000])
    known = known_at(home, moment)
    assert (known.kept, known.has_topics) == (None, True)
    with open_as_of(home, known) as catalogue:
        assert "match" not in views_of(catalogue)
        assert catalogue.query("SELECT title FROM out.topic").rows == [("Told 9",)]


def test_a_night_of_which_states_are_gone_is_told_without_topics(nights_of: tuple[Home, list[Path]]) -> None:
    home, paths = nights_of
    for path in paths:
        path.unlink()
    with duckdb.connect(str(home.catalogue)) as connection:
        connection.execute("DELETE FROM core.topic_history WHERE from_night_id = $1", [paths[2].stem])
    for day, is_told in ((1, True), (2, False), (3, False), (4, True)):
        known = known_at(home, FIRST + day * DAY)
        assert known.has_topics == is_told
        with open_as_of(home, known) as catalogue:
            assert ("topic_course" in views_of(catalogue)) == is_told
            assert catalogue.query("SELECT count(*) FROM out.course").rows[0][0] > 1


def test_before_the_first_night_nothing_was_known(nights_of: tuple[Home, list[Path]]) -> None:
    home, _ = nights_of
    with pytest.raises(UsageError, match="nothing was known yet, the first night was on 2026-02-27 02:00 UTC"):
        known_at(home, FIRST - timedelta(seconds=1))


def test_what_is_told_of_then_is_closed_off(nights_of: tuple[Home, list[Path]]) -> None:
    home, paths = nights_of
    paths[0].unlink()
    with open_as_of(home, known_at(home, FIRST)) as catalogue:
        for sql in (f"FROM read_text('{home.folder}/salt')", f"COPY out.course TO '{home.folder}/x.csv'"):
            with pytest.raises(UsageError, match="disabled"):
                catalogue.query(sql)
        with pytest.raises(UsageError, match="read-only"):
            catalogue.query("DELETE FROM kept.core.course")
