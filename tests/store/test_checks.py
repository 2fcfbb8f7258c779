"""What keeps a new catalogue from being published: each check bites on real DuckDB files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import StoreError
from pipeline.store import Arrival, Build, GoodRun

FIRST = datetime(2026, 11, 24, 2, 30, tzinfo=UTC)
GOOD = GoodRun("demo", retire_after=3, proves_absence=True)
Make = Callable[..., Arrival]
HIDDEN = (
    "INSERT INTO core.goal (goal_id, survey_id, is_suppressed, wording, origin, n_respondents, level, strength) "
    "VALUES ('g', 's', true, {})"
)


def test_an_empty_catalogue_is_not_published(nights: Any) -> None:
    with pytest.raises(StoreError, match="the catalogue holds no course"):
        nights.run([])


def test_a_lost_course_is_noticed(nights: Any, tmp_path: Path, arrival: Make) -> None:
    nights.run([arrival("1"), arrival("2")])
    with Build(tmp_path / "x.duckdb", nights.previous, "x", nights.at) as build:
        build.load_arrivals([arrival("1")])
        build.merge([GOOD])
        build._connection.execute("DELETE FROM core.course WHERE key = '2'")
        with pytest.raises(StoreError, match=r"1 course\(s\) of demo were lost"):
            build.finish()


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        ("UPDATE core.course SET free_kind = 'gratis'", "unknown free_kind"),
        ("UPDATE core.course SET is_free = true", "unknown free_kind"),
        ("DELETE FROM raw.listing", "no words beside it"),
        ("UPDATE core.course SET canonical_course_id = 'nobody'", "canonical course does not exist"),
        ("INSERT INTO core.course_join VALUES ('demo:1', 'demo:1', 'address', 'x', 1.0)", "joined itself"),
        ("INSERT INTO core.match VALUES ('g', 'demo:1', 1, 1.0, '[]')", "names an unknown goal"),
        (HIDDEN.format("'w', 'form', 3, NULL, NULL"), "suppressed goal tells its count"),
        (HIDDEN.format("'w', 'person', NULL, NULL, NULL"), "tells what a person typed"),
        (HIDDEN.format("NULL, 'person', NULL, 'advanced', NULL"), "tells its level or language"),
        (HIDDEN.format("'w', 'form', NULL, NULL, 0.75"), "suppressed goal or topic tells a figure"),
        (
            HIDDEN.format("'w', 'form', NULL, NULL, NULL") + "; INSERT INTO core.goal_branch VALUES ('g', 'Main', 7)",
            "branch is told of a suppressed goal",
        ),
        ("INSERT INTO core.season_time VALUES ('s', 't', 'monday', 'morning')", "told when people could meet"),
        ("INSERT INTO core.season_lead VALUES ('s', 't', 'offered')", "that enough could lead"),
    ],
)
def test_every_check_bites(tmp_path: Path, spoil: str, message: str, arrival: Make) -> None:
    with Build(tmp_path / "x.duckdb", None, "x", FIRST) as build:
        build.load_arrivals([arrival("1")])
        build.merge([GOOD])
        build._connection.execute(spoil)
        with pytest.raises(StoreError, match=message):
            build.finish()
