"""What docs/data-dictionary.md tells of joins holds in the demo's catalogue, and its examples answer there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipeline.verbs import dictionary
from pipeline.verbs.entities import Columns, Join, diagrams, joins_of, keys_of

EMPTY_ON_THE_DEMO = {"course_join"}
"""Its example asks for titles that are nearly the same; the demo's three joins rest on equal ones."""


@pytest.fixture(scope="module")
def catalogue(demo_once: Path) -> Iterator[Any]:
    with duckdb.connect(str(demo_once / "catalogue.duckdb"), read_only=True) as connection:
        yield connection


@pytest.fixture(scope="module")
def columns(catalogue: Any) -> Columns:
    found: dict[str, list[str]] = {}
    for view, column, *_ in catalogue.execute(dictionary.COLUMNS).fetchall():
        found.setdefault(view, []).append(column)
    return found


def test_every_view_and_every_column_says_what_it_is(catalogue: Any) -> None:
    told = [*catalogue.execute(dictionary.VIEWS).fetchall()]
    told += [(f"{row[0]}.{row[1]}", row[3]) for row in catalogue.execute(dictionary.COLUMNS).fetchall()]
    assert len(told) > 300
    assert [name for name, comment in told if not comment] == []


def test_every_view_has_an_example_of_itself(columns: Columns) -> None:
    assert set(dictionary.EXAMPLES) == set(columns)
    assert [view for view, sql in dictionary.EXAMPLES.items() if not re.search(rf"\bout\.{view}\b", sql)] == []


@pytest.mark.parametrize("view", sorted(dictionary.EXAMPLES))
def test_an_example_answers_where_its_view_has_rows(view: str, catalogue: Any) -> None:
    has_rows = bool(catalogue.execute(f"FROM out.{view} LIMIT 1").fetchall())
    answered = bool(catalogue.execute(dictionary.EXAMPLES[view]).fetchall())
    assert answered == (has_rows and view not in EMPTY_ON_THE_DEMO)


def test_keys_tell_rows_apart(catalogue: Any, columns: Columns) -> None:
    keys = {view: key for view, key in keys_of(columns).items() if key}
    assert keys["course"] == ("course_id",)
    assert keys["match"] == ("goal_id", "course_id")
    for view, key in keys.items():
        names = ", ".join(key)
        twice = catalogue.execute(f"SELECT {names} FROM out.{view} GROUP BY {names} HAVING count(*) > 1").fetchall()
        assert twice == [], view


def test_every_joining_column_names_a_row_that_is_there(catalogue: Any, columns: Columns) -> None:
    joins = joins_of(columns)
    assert Join("topic_course", "course_id", "course", "course_id", is_key=True) in joins
    assert Join("course", "canonical_course_id", "course", "course_id", is_key=False) in joins
    for join in joins:
        lost = catalogue.execute(
            f"SELECT {join.column} FROM out.{join.view} a WHERE {join.column} IS NOT NULL "
            f"AND NOT EXISTS (FROM out.{join.to} b WHERE b.{join.key} = a.{join.column})"
        ).fetchall()
        assert lost == [], join


def test_a_column_that_only_looks_alike_is_no_join() -> None:
    columns = {"course": ["course_id"], "circle": ["circle_id", "course", "discourse_id"]}
    assert joins_of(columns) == []


def test_the_diagrams_draw_every_join_once(columns: Columns) -> None:
    drawn = diagrams(columns)
    lines = re.findall(r'^    (\w+) \S+ (\w+) : "(\w+)"$', drawn, re.MULTILINE)
    assert sorted(lines) == sorted((join.to, join.view, join.column) for join in joins_of(columns))
    assert drawn.count("```mermaid\nerDiagram\n") * 2 == drawn.count("```")
