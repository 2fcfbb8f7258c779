"""Trend and funnel over a catalogue with circles and an earlier survey; counts that are hidden stay so."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipeline.store import Catalogue, read_figures

Ask = Callable[[str], list[tuple[Any, ...]]]
SHOWN = "SELECT topic_id FROM core.topic WHERE NOT is_suppressed ORDER BY topic_id LIMIT 5"


def circle(circle_id: str, topic_id: str, status: str) -> str:
    return (
        "INSERT INTO core.circle BY NAME SELECT $q$" + circle_id + "$q$ AS circle_id, 'A circle' AS title, "
        f"'{status}' AS status, '{topic_id}' AS topic_id, DATE '2026-09-01' AS starts_on, 3 AS sessions, "
        "0 AS facilitator_hours, true AS is_suppressed"
    )


def outcome(scope: str, scope_id: str, measure: str, level: int | None, value: int | None) -> str:
    named = f"'{scope}' AS scope, '{scope_id}' AS scope_id, '{measure}' AS measure, 'people' AS unit"
    told = f"{level or 'NULL'} AS level, {value or 'NULL'} AS value, {value is None} AS is_suppressed"
    return f"INSERT INTO core.outcome BY NAME SELECT {named}, {told}"


@pytest.fixture(scope="module")
def grown(demo_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo with an older survey, decisions and circles: one topic a stage, and one that is proposed no more."""
    path = tmp_path_factory.mktemp("grown") / "catalogue.duckdb"
    shutil.copy(demo_once / "catalogue.duckdb", path)
    with duckdb.connect(str(path)) as connection:
        run = connection.execute
        ids = [topic_id for (topic_id,) in run(SHOWN).fetchall()]
        run(
            "INSERT INTO core.survey SELECT * REPLACE ('older' AS survey_id, added_at - INTERVAL 365 DAY AS added_at) "
            "FROM core.survey"
        )
        for table in ("topic", "goal"):
            run(
                f"UPDATE core.{table} SET previous_survey_id = 'older', previous_respondents_share = 0.25, "
                "trend = 'comparable', trend_because = 'both times it was ticked' WHERE respondents_share = 0.32"
            )
        run(f"UPDATE core.topic SET status = 'shortlisted' WHERE topic_id IN ('{ids[0]}', '{ids[1]}')")
        for number, (topic_id, undone) in enumerate(((ids[0], "NULL"), (ids[2], "TIMESTAMP '2026-11-02'")), start=1):
            run(
                f"INSERT INTO core.decision BY NAME SELECT {number} AS decision_id, '{topic_id}' AS topic_id, "
                f"'shortlist' AS action, 'a' AS decided_by, TIMESTAMP '2026-11-01' AS decided_at, {undone} AS undone_at"
            )
        run(f"DELETE FROM core.topic_course WHERE topic_id = '{ids[4]}'")
        for statement in (
            circle("c1", ids[1], "planned"),
            circle("c2", ids[2], "cancelled"),
            circle("c3", ids[3], "completed"),
            circle("c4", ids[3], "running"),
            circle("c5", "t-gone", "completed"),
            outcome("topic", ids[3], "participants", None, 11),
            outcome("topic", ids[3], "completions", None, None),
            outcome("topic", ids[3], "course_worked", 1, 5),
            outcome("topic", "t-gone", "skill_gain", 2, 7),
            outcome("circle", "c5", "skill_gain", 2, 7),
            outcome("circle", "c3", "applied", 3, None),
        ):
            run(statement)
    return path


@pytest.fixture
def ask(grown: Path) -> Iterator[Ask]:
    with Catalogue(grown) as catalogue:
        yield lambda sql: catalogue.query(sql).rows


def test_each_topic_is_at_the_furthest_stage_it_reached(ask: Ask) -> None:
    ids = [topic_id for (topic_id,) in ask(SHOWN.replace("core", "out"))]
    told = ask(
        "SELECT topic_id, reached, circles, circles_completed, n_participants, n_completed, outcomes, status IS NULL, "
        "shortlisted_at IS NULL FROM out.topic_funnel ORDER BY topic_id"
    )
    found = {row[0]: row[1:] for row in told}
    assert found[ids[0]] == ("shortlisted", 0, 0, None, None, 0, False, False)
    assert found[ids[1]] == ("circle", 1, 0, None, None, 0, False, True)
    assert found[ids[2]] == ("course", 0, 0, None, None, 0, False, True)
    assert found[ids[3]] == ("completed", 2, 1, 11, None, 0, False, True)
    assert found[ids[4]][0] == "topic"
    assert found["t-gone"] == ("outcome", 1, 1, None, None, 1, True, True)
    assert len(found) == len(told) == 49


def test_the_funnel_counts_things_at_every_stage(ask: Ask) -> None:
    assert ask("SELECT stage, n, counted FROM out.funnel ORDER BY place") == [
        ("wish", 54, "goals"),
        ("topic", 48, "topics"),
        ("told", 12, "topics"),
        ("course", 11, "topics"),
        ("shortlisted", 2, "topics"),
        ("circle", 4, "circles"),
        ("completed", 2, "circles"),
        ("outcome", 1, "circles"),
    ]


def test_the_trend_is_told_of_goals_and_topics_with_its_reason(ask: Ask) -> None:
    compared = "FROM out.demand_trend WHERE change_points IS NOT NULL ORDER BY scope"
    spanish = (0.32, "older", 0.25, 7.0, "both times it was ticked", 365)
    told = ask(
        "SELECT scope, title, respondents_share, previous_survey_id, previous_respondents_share, change_points, "
        f"trend_because, date_diff('day', previous_surveyed_at, surveyed_at) {compared}"
    )
    assert told == [(scope, "Spanish for library work", *spanish) for scope in ("goal", "topic")]
    reasons = ask("SELECT count(*), count(trend_because) FROM out.demand_trend")
    assert reasons[0][0] == reasons[0][1] > 20


def test_hidden_goals_and_topics_have_no_trend(ask: Ask) -> None:
    hidden = (
        "SELECT goal_id FROM out.goal WHERE is_suppressed UNION ALL SELECT topic_id FROM out.topic WHERE is_suppressed"
    )
    assert ask(f"SELECT count(*) FROM ({hidden})")[0][0] > 50
    assert ask(f"FROM out.demand_trend WHERE scope_id IN ({hidden})") == []


def test_pictures_draw_the_same_trend(grown: Path) -> None:
    shares = (
        "SELECT scope_id, respondents_share, previous_respondents_share FROM out.demand_trend WHERE scope = 'topic'"
    )
    with Catalogue(grown) as catalogue:
        drawn = {topic.topic_id: (topic.share, topic.previous_share) for topic in read_figures(catalogue).topics}
        told = catalogue.query(shares).rows
    assert drawn == {topic_id: (share, previous) for topic_id, share, previous in told}
    assert (0.32, 0.25) in drawn.values()
