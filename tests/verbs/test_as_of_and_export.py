"""`--as-of` and `export` as people type them, on two nights of the demo."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from homes import copied

from pipeline.__main__ import main
from pipeline.store import Catalogue

from .conftest import Verb


@pytest.fixture(scope="module")
def two_nights(demo_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's home after a second night, two days later and with a decision; the first catalogue is not kept."""
    home = copied(demo_once, tmp_path_factory.mktemp("nights") / "home")
    (first,) = (home / "builds").glob("*.duckdb")
    arguments = ["--home", str(home), "--as-of", "2026-11-26T07:30", "--json"]
    assert main(["run", "--demo", "--no-harvest", *arguments]) == 0
    first.unlink()
    return home


def ask(verb: Verb, home: Path, day: str, sql: str) -> tuple[int, Any, str]:
    said = verb("query", sql, "--as-of", day, "--home", home, "--format", "json")
    return said.status, said.json if said.out else None, said.err


def test_a_day_is_answered_by_the_last_night_that_had_begun_on_it(two_nights: Path, verb: Verb) -> None:
    sql = "SELECT count(*) AS n FROM out.night"
    for day, n, night in (
        ("2026-11-24", 1, "20261124T073000"),
        ("2026-11-25", 1, "20261124T073000"),
        ("2026-11-26T07:29:59", 1, "20261124T073000"),
        ("2026-11-26T07:30", 2, "20261126T073000"),
        ("2026-11-26T02:00-07:00", 2, "20261126T073000"),
        ("2027-03-01", 2, "20261126T073000"),
    ):
        status, rows, err = ask(verb, two_nights, day, sql)
        assert (status, rows) == (0, [{"n": n}]), day
        assert f"As known on {day}: the night {night}" in err


def test_a_night_that_is_not_kept_is_told_from_rows_with_a_time(two_nights: Path, verb: Verb) -> None:
    told = "SELECT title, n_respondents FROM out.topic WHERE NOT is_suppressed ORDER BY ALL"
    then, now = (ask(verb, two_nights, day, told) for day in ("2026-11-25", "2026-11-26"))
    assert then[1] == now[1]
    assert len(then[1] or ()) == 12
    assert "rows with a time tell out.course, " in then[2]
    assert "rows with a time" not in now[2]


def test_what_is_not_kept_is_said(two_nights: Path, verb: Verb) -> None:
    status, _, err = ask(verb, two_nights, "2026-11-25", "FROM out.match")
    assert status == 2
    assert "Table with name match does not exist!" in err
    assert "kept.core" not in err
    assert "Of that night are kept: out.course, " in err
    assert "whole catalogues are kept of 20261126T073000-" in err
    for name in ("topics", "season"):
        said = verb(name, "--as-of", "2026-11-25", "--home", two_nights)
        assert (said.status, "are not kept: whole catalogues are kept of 20261126T073000-" in said.err) == (2, True)
        assert "`circlewise query --as-of 2026-11-25 SQL` tells what is" in said.err


def test_topics_and_season_of_a_kept_night_are_told_as_they_were(two_nights: Path, verb: Verb, tmp_path: Path) -> None:
    home = copied(two_nights, tmp_path / "home")
    topic = verb("topics", "--home", home, "--format", "json").json[0]["topic_id"]
    assert verb("decide", topic, "shortlist", "--home", home).status == 0
    now = verb("topics", "--home", home, "--format", "json").json
    then = verb("topics", "--home", home, "--as-of", "2026-11-26", "--format", "json").json
    assert [(t["status"]) for t in (now[0], then[0])] == ["shortlisted", "proposed"]
    assert [t["topic_id"] for t in now] == [t["topic_id"] for t in then]
    assert "Proposed circle topics" in verb("topics", "--home", home, "--as-of", "2026-11-26").text
    assert "missing: there is no list of spaces" in verb("season", "--home", home, "--as-of", "2026-11-26").text
    said = verb("season", "--home", home, "--as-of", "2026-11-26", "--weeks", "8")
    assert (said.status, "cannot be planned anew" in said.err) == (2, True)


@pytest.mark.parametrize(
    ("day", "why"),
    [
        ("2026-03-01", "--as-of 2026-03-01: nothing was known yet, the first night was on 2026-11-24 07:30 UTC"),
        ("1 March", "is no ISO time"),
        ("1926-03-01", "in the year 1926"),
    ],
)
def test_a_day_that_cannot_be_told_is_refused(day: str, why: str, two_nights: Path, verb: Verb) -> None:
    status, _, err = ask(verb, two_nights, day, "FROM out.course")
    assert (status, why in err) == (2, True), err


def test_an_export_is_told_and_described(two_nights: Path, verb: Verb, tmp_path: Path) -> None:
    folder = tmp_path / "parquet"
    said = verb("export", folder, "--home", two_nights)
    assert said.status == 0
    assert "topic_history" in said.text
    assert (folder / "manifest.json").exists()
    said = verb("export", folder, "--home", two_nights, "--tables", "topic, out.course", "--no-partitions", "--json")
    manifest = said.json
    assert manifest == json.loads((folder / "manifest.json").read_text())
    assert [file["path"] for view in manifest["views"] for file in view["files"]] == ["topic.parquet", "course.parquet"]
    assert manifest["made_by"].startswith("circlewise ")


def test_an_export_is_refused_where_it_would_do_harm(two_nights: Path, verb: Verb, tmp_path: Path) -> None:
    said = verb("export", two_nights / "parquet", "--home", two_nights)
    assert (said.status, "is inside the home" in said.err) == (2, True)
    said = verb("export", tmp_path / "parquet", "--home", two_nights, "--tables", "topics")
    assert (said.status, "there is no view `topics` in schema out" in said.err) == (2, True)
    said = verb("export", tmp_path / "parquet", "--home", tmp_path / "nowhere")
    assert (said.status, "does not exist yet" in said.err) == (2, True)
    assert not (tmp_path / "parquet").exists()


def test_a_night_under_a_clock_that_went_back_is_the_published_one(
    two_nights: Path, verb: Verb, tmp_path: Path
) -> None:
    home = copied(two_nights, tmp_path / "home")
    (home / "decisions.sqlite").unlink(missing_ok=True)
    assert verb("run", "--demo", "--no-harvest", "--home", home, "--as-of", "2026-11-25T07:30", "--json").status == 0
    sql = "SELECT max(night_id) AS last FROM out.night"
    for day, n_nights in (("2026-11-25T08:00", "20261125T073000"), ("2026-11-26T08:00", "20261126T073000")):
        status, rows, err = ask(verb, home, day, sql)
        assert status == 0, err
        assert f"As known on {day}: the night {n_nights}" in err
        assert rows[0]["last"].startswith("20261126T073000")
    assert "rows with a time" not in ask(verb, home, "2026-11-25T08:00", sql)[2]  # it is the published catalogue
    with Catalogue(home / "catalogue.duckdb") as catalogue:
        assert catalogue.published_night().startswith("20261125T073000")
