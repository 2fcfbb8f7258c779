"""States of topics, goals and shortlists over nights, on real DuckDB files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.model import Goal, Topic, TopicCourse, TopicGoal
from pipeline.store import Build, naive

FIRST = datetime(2026, 11, 1, 2, tzinfo=UTC)
COURSE_OF = {"a": "demo:1", "b": "demo:2"}


def topic(topic_id: str, n: int | None, *, status: str = "proposed", priority: float = 0.5) -> Topic:
    return Topic(
        topic_id=topic_id,
        title=topic_id.upper() if n else None,
        n_respondents=n,
        is_suppressed=n is None,
        n_branches=None,
        priority=priority if n else 0,
        status=status,
        decided_by=None,
        decided_at=None,
    )


class Library:
    """Nights on which these topics are proposed, each with one course."""

    def __init__(self, folder: Path, arrival: Any) -> None:
        self.folder, self.arrival = folder, arrival
        self.path: Path | None = None
        self.nights: list[datetime] = []

    def night(self, topics: Sequence[Topic], *, min_group: int = 5) -> None:
        at = FIRST + timedelta(days=len(self.nights))
        path = self.folder / f"{len(self.nights) + 1}.duckdb"
        with Build(path, self.path, f"night{len(self.nights) + 1}", at) as build:
            build.load_arrivals([self.arrival("1"), self.arrival("2")])
            build.merge([])
            build.insert(Topic, topics)
            for each in topics:
                goal = Goal(
                    goal_id=f"g{each.topic_id}",
                    survey_id="needs-1",
                    wording=each.title,
                    origin="form",
                    n_respondents=each.n_respondents,
                    is_suppressed=each.is_suppressed,
                )
                build.insert(Goal, [goal])
                build.insert(TopicGoal, [TopicGoal(topic_id=each.topic_id, goal_id=goal.goal_id)])
                course = TopicCourse(
                    topic_id=each.topic_id, course_id=COURSE_OF[each.topic_id], rank=1, score=1, is_free=None,
                    fit="yes", because=None,
                )  # fmt: skip
                build.insert(TopicCourse, [course])
            build.keep_history(min_group)
            build.finish()
        self.path = path
        self.nights.append(at)

    def sql(self, query: str) -> list[tuple[Any, ...]]:
        with duckdb.connect() as connection:
            connection.execute(f"ATTACH '{self.path}' AS c (READ_ONLY)")
            return connection.execute(query).fetchall()


@pytest.fixture
def library(tmp_path: Path, arrival: Any) -> Library:
    return Library(tmp_path, arrival)


def test_a_state_is_a_row_that_ends_when_another_begins(library: Library) -> None:
    for n in (9, 9, 14, 14, 9):
        library.night([topic("a", n)])
    days = [naive(at) for at in library.nights]
    assert library.sql(
        "SELECT from_night_id, from_at, until_at, n_respondents FROM c.out.topic_history ORDER BY from_at"
    ) == [
        ("night1", days[0], days[2], 9),
        ("night3", days[2], days[4], 14),
        ("night5", days[4], None, 9),
    ]
    assert library.sql("SELECT count(*) FROM c.out.goal_history") == [(3,)]
    assert library.sql("SELECT from_night_id, until_at, rank FROM c.out.topic_course_history") == [("night1", None, 1)]


def test_a_topic_that_is_gone_ends_and_begins_anew_when_it_is_back(library: Library) -> None:
    library.night([topic("a", 9), topic("b", 9)])
    library.night([topic("a", 9)])
    library.night([topic("a", 9), topic("b", 9)])
    days = [naive(at) for at in library.nights]
    for view in ("topic_history", "topic_course_history"):
        assert library.sql(f"SELECT from_at, until_at FROM c.out.{view} WHERE topic_id = 'b' ORDER BY 1") == [
            (days[0], days[1]),
            (days[2], None),
        ]
        assert library.sql(f"SELECT count(*) FROM c.out.{view} WHERE topic_id = 'a'") == [(1,)]


def test_priority_in_the_third_digit_is_no_new_state_and_a_decision_is(library: Library) -> None:
    library.night([topic("a", 9, priority=0.501)])
    library.night([topic("a", 9, priority=0.502)])
    assert library.sql("SELECT priority, status FROM c.out.topic_history") == [(0.5, "proposed")]
    library.night([topic("a", 9, priority=0.502, status="shortlisted")])
    assert library.sql("SELECT status FROM c.out.topic_history ORDER BY from_at") == [("proposed",), ("shortlisted",)]


def test_what_may_not_be_told_any_more_leaves_the_history_too(library: Library) -> None:
    library.night([topic("a", 7)])
    library.night([topic("a", None)], min_group=10)
    for view in ("topic_history", "goal_history"):
        told = f"SELECT n_respondents, respondents_share, is_suppressed FROM c.out.{view} ORDER BY from_at"
        assert library.sql(told) == [(None, None, True)] * 2


def test_a_catalogue_of_before_the_history_is_the_beginning_of_it(library: Library) -> None:
    library.night([topic("a", 9)])
    assert library.path
    with duckdb.connect(str(library.path)) as connection:
        connection.execute("DROP SCHEMA out CASCADE")
        for name in ("topic_history", "goal_history", "topic_course_history"):
            connection.execute(f"DROP TABLE core.{name}")
    library.night([topic("a", 9)])
    assert library.sql("SELECT from_night_id FROM c.out.topic_history") == [("night2",)]


def test_retired_and_back_are_changes_of_a_course(nights: Any, arrival: Any) -> None:
    nights.run([arrival("1"), arrival("2")])
    for _ in range(4):
        nights.run([arrival("1")])
    nights.run([arrival("1"), arrival("2")])
    assert nights.sql("SELECT night_id, course_id, before, after FROM out.course_change WHERE field = 'is_active'") == [
        ("night4", "demo:2", "true", "false"),
        ("night6", "demo:2", "false", "true"),
    ]


ODD = ["NULL", "a, b", "[x]", "'", '"', "\\"]
WORD = st.text(st.characters(exclude_categories=["Cs"]), max_size=6) | st.sampled_from(ODD)
TEXTS = st.lists(st.lists(WORD, max_size=4), min_size=1)


@given(TEXTS)
@settings(deadline=None, max_examples=50)
def test_a_list_that_a_change_keeps_as_text_is_read_back_as_it_was(lists: list[list[str]]) -> None:
    """Course changes hold values as text; what was known on an earlier day is made of them (store/as_of.py)."""
    with duckdb.connect() as connection:
        found = connection.execute(
            "SELECT t, (t::VARCHAR)::VARCHAR[] FROM (SELECT unnest($1::VARCHAR[][]) AS t)", [lists]
        ).fetchall()
    assert [before for before, _ in found] == [back for _, back in found] == lists
