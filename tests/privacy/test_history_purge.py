"""A purged survey leaves the history, too: all that was first told of topics since it was there."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.store import Home

pytestmark = pytest.mark.slow
SECOND_NIGHT = "2026-11-21T02:00"
STATES = ("topic_history", "goal_history", "topic_course_history")


def test_only_what_was_told_before_it_stays(
    home: Home, write_survey: Callable[..., Path], rows: Any, found_in: Any, say: Any, tmp_path: Path
) -> None:
    people = [("Main", wish) for wish in ("Origami", "Excel in five weeks", "Grant writing for libraries")] * 9
    third = write_survey(tmp_path / "third.csv", people, "What would you like to learn next?")
    night = ("run", "--source", "local_courses", "--home", home.folder, "--json", "--as-of")
    assert say(*night, SECOND_NIGHT, "--survey", third)[0] == 0
    ((survey,),) = rows(home.catalogue, "SELECT survey_id FROM c.out.survey WHERE survey_id LIKE 'third-%'")
    before = f"WHERE from_at < '{SECOND_NIGHT}' ORDER BY ALL"
    first = {view: rows(home.catalogue, f"FROM c.out.{view} {before}") for view in STATES}
    second = rows(home.catalogue, f"SELECT topic_id FROM c.out.topic_history WHERE from_at >= '{SECOND_NIGHT}'")
    assert all(first.values())
    assert second
    assert "origami" in found_in(home.folder, ["origami"])["catalogue.duckdb"]

    assert say("purge-survey", survey, "--home", home.folder)[0] == 0
    assert {name.split("/")[0] for name in found_in(home.folder, ["origami", survey])} <= {"logs"}
    for view in STATES:
        assert rows(home.catalogue, f"FROM c.out.{view} {before}") == first[view]
    assert rows(home.catalogue, f"FROM c.out.topic_history WHERE from_at >= '{SECOND_NIGHT}'") == []
    assert rows(home.catalogue, f"FROM c.out.goal_history WHERE survey_id = '{survey}'") == []

    assert say(*night, "2026-11-22T02:00")[0] == 0
    for build in home.builds.glob("*.duckdb"):
        build.unlink()
    count = ("query", "SELECT count(*) AS n FROM out.topic", "--home", home.folder, "--format", "json", "--as-of")
    status, out, _ = say(*count, "2026-11-20T12:00")
    ((n,),) = rows(home.catalogue, "SELECT topics FROM c.out.night ORDER BY started_at LIMIT 1")
    assert (status, json.loads(out)) == (0, [{"n": n}])
    status, _, err = say(*count, "2026-11-21T12:00")
    assert status == 2
    assert "Topics and goals of that night are not told: they were not kept yet, or a survey was purged since." in err
