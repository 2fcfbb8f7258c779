"""A purged survey is in no file of the home any more, whatever happens on the way; everything else stays."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pipeline.flow.purge import purge_survey
from pipeline.store import GoalDecisions, Home, Surveys
from pipeline.store.holdings import unknown_files

RARE = ("quixotrophy", "zanzibarology", "wherefore")
NOW = datetime(2026, 11, 26, tzinfo=UTC)
# What compares a goal with the purged survey goes with it.
GOALS = (
    "SELECT * EXCLUDE (previous_survey_id, previous_respondents_share, trend, trend_because) "
    "FROM c.core.goal WHERE survey_id LIKE 'second-%' ORDER BY goal_id"
)


def test_no_byte_of_it_remains_and_everything_else_does(
    home: Home, first: str, traces: Any, rows: Any, found_in: Any, say: Any
) -> None:
    known_by = traces(home, first)
    before = found_in(home.folder, known_by)
    assert set(RARE) <= before["surveys.sqlite"]
    assert {"zanzibarology", first} <= before["catalogue.duckdb"]
    assert any(name.startswith("builds/") for name in before)
    goals = rows(home.catalogue, GOALS)
    courses = rows(home.catalogue, "FROM c.core.course")

    status, out, _ = say("purge-survey", first, "--home", home.folder, "--json")
    assert status == 0
    said = json.loads(out)
    (record,) = home.logs.glob("purge-*.json")
    assert found_in(home.folder, known_by) == {f"logs/{record.name}": {first}}
    assert json.loads(record.read_text())["files"] == said["files"]
    files = {file["file"]: file for file in said["files"]}
    assert files["surveys.sqlite"]["removed"] == {"respondents": 30, "answers": 60, "questions": 2}
    (build,) = (name for name in files if name.startswith("builds/"))
    assert files["catalogue.duckdb"]["removed"] == files[build]["removed"]
    assert files["catalogue.duckdb"]["removed"]["core.survey"] == 1
    assert said["decisions_kept"] == 1

    assert rows(home.catalogue, GOALS) == goals
    assert rows(home.catalogue, "FROM c.core.course") == courses
    assert [kept.survey_id[:7] for kept in Surveys(home.surveys, home.salt()).all()] == ["second-"]
    comments = (
        "SELECT count(*) FROM duckdb_columns() WHERE database_name = 'c' AND schema_name = 'out' AND comment IS NULL"
    )
    assert rows(home.catalogue, comments) == [(0,)]
    assert rows(home.catalogue, "SELECT count(*) FROM c.out.course")[0][0] == 8


def test_topics_it_had_a_part_in_tell_nothing_until_the_next_night(home: Home, first: str, rows: Any, say: Any) -> None:
    say("purge-survey", first, "--home", home.folder)
    told = "SELECT topic_id, title, n_respondents FROM c.core.topic WHERE n_respondents IS NOT NULL OR priority > 0"
    assert rows(home.catalogue, told) == []
    titles = [title for (title,) in rows(home.catalogue, "SELECT title FROM c.core.topic")]
    assert titles
    assert "Zanzibarology" not in titles
    night = ("run", "--source", "local_courses", "--home", home.folder, "--as-of", "2026-11-27T02:00", "--json")
    assert say(*night)[0] == 0
    assert len(rows(home.catalogue, told)) >= 2
    assert rows(home.catalogue, "SELECT count(DISTINCT survey_id) FROM c.core.goal") == [(1,)]


def test_an_unknown_survey_is_told_with_those_there_are(home: Home, first: str, say: Any, tmp_path: Path) -> None:
    status, _, err = say("purge-survey", "needs-00000000", "--home", home.folder)
    assert status == 2
    assert "there is no survey `needs-00000000` here; surveys of this home: first-" in err
    status, _, err = say("purge-survey", "x", "--home", tmp_path / "nowhere")
    assert (status, "nowhere does not exist" in err) == (2, True)
    assert not (tmp_path / "nowhere").exists()


def test_a_catalogue_that_cannot_be_read_is_removed_and_the_newest_kept_one_takes_its_place(
    home: Home, first: str, traces: Any, rows: Any, found_in: Any
) -> None:
    known_by = traces(home, first)
    (build,) = home.builds.glob("*.duckdb")
    data = home.catalogue.read_bytes()
    home.catalogue.unlink()
    home.catalogue.write_bytes(b"zanzibarology" * 1000)
    (home.builds / "20260101T000000-old.duckdb").write_bytes(data[: len(data) // 3])
    (home.builds / "20260101T000000-old.stale-wal").write_bytes(b"zanzibarology")
    purged = purge_survey(home, first, NOW, 5)
    actions = [(done.file, done.action) for done in purged.files if not done.file.endswith(".sqlite")]
    assert actions == [
        ("goals.bin", "removed"),
        ("near.npz", "removed"),
        ("pools.bin", "removed"),
        ("catalogue.duckdb", "removed"),
        ("builds/20260101T000000-old.duckdb", "removed"),
        (f"builds/{build.name}", "rewritten"),
        ("catalogue.duckdb", "rewritten"),
        ("builds/20260101T000000-old.stale-wal", "removed"),
    ]
    assert {name.split("/")[0] for name in found_in(home.folder, known_by)} == {"logs"}
    assert rows(home.catalogue, "SELECT count(*) FROM c.out.course") == [(8,)]


def test_few_respondents_and_strange_files_are_told_as_such(
    home: Home, write_survey: Callable[..., Path], say: Any, tmp_path: Path
) -> None:
    few = write_survey(tmp_path / "few.csv", [("Main", "Origami")] * 3, "What would you like to learn next?")
    assert say("survey", "add", few, "--home", home.folder)[0] == 0
    listed = json.loads(say("survey", "list", "--home", home.folder, "--json")[1])
    assert [(each["n_respondents"], each["is_suppressed"]) for each in listed] == [
        (30, False),
        (25, False),
        (None, True),
    ]
    (home.folder / "my copy.csv").write_text("Origami")
    status, out, _ = say("purge-survey", listed[-1]["survey_id"], "--home", home.folder)
    assert status == 0
    assert "surveys.sqlite: rewritten (3 answers" not in out
    assert "fewer than 5 respondents" in out
    assert "my copy.csv: not one of Circlewise's files; look into it yourself" in out
    assert "catalogue.duckdb: untouched (nothing of it is in it)" in out


@pytest.mark.slow
def test_a_survey_is_purged_by_the_first_night_after_its_time(home: Home, first: str, found_in: Any, say: Any) -> None:
    config = home.folder / "schedule.yaml"
    config.write_text(
        "timezone: America/New_York\ncontact: a@example.org\nnight: {at: '02:30'}\ndemand: {keep_surveys_days: 7}\n"
    )
    listed = json.loads(say("survey", "list", "--home", home.folder, "--json")[1])
    assert {each["ends_at"] for each in listed} == {"2026-11-27T02:00:00"}
    assert "2026-11-27 02:00 UTC" in say("survey", "list", "--home", home.folder)[1]
    night = ("run", "--source", "local_courses", "--home", home.folder, "--as-of")
    assert json.loads(say(*night, "2026-11-27T01:59", "--json")[1])["purged"] == []
    status, out, _ = say(*night, "2026-11-27T02:00")
    assert status == 0
    assert f"survey {first} is purged (kept for 7 days, demand.keep_surveys_days in schedule.yaml)" in out
    assert set(found_in(home.folder, RARE)) == set()
    assert json.loads(say("survey", "list", "--home", home.folder, "--json")[1]) == []


def test_a_survey_is_kept_where_nothing_else_is_said(home: Home, say: Any) -> None:
    night = ("run", "--source", "local_courses", "--home", home.folder, "--as-of", "2099-01-01", "--json")
    assert json.loads(say(*night)[1])["purged"] == []
    listed = json.loads(say("survey", "list", "--home", home.folder, "--json")[1])
    assert [each["ends_at"] for each in listed] == [None, None]
    assert "when you say so" in say("survey", "list", "--home", home.folder)[1]


def test_what_other_surveys_say_of_it_goes_too(home: Home, first: str, rows: Any, found_in: Any) -> None:
    """Columns that compare with an earlier survey, and tables of branches, which any release may have."""
    program = (
        "import duckdb, sys; c = duckdb.connect(sys.argv[1]); "
        "c.execute('ALTER TABLE core.goal ADD COLUMN IF NOT EXISTS previous_survey_id VARCHAR'); "
        "c.execute('ALTER TABLE core.goal ADD COLUMN IF NOT EXISTS previous_respondents_share DOUBLE'); "
        "c.execute('ALTER TABLE core.goal ADD COLUMN IF NOT EXISTS trend VARCHAR'); "
        'c.execute("UPDATE core.goal SET previous_survey_id = $1, previous_respondents_share = 0.25, '
        "trend = 'comparable' WHERE survey_id <> $1\", [sys.argv[2]]); "
        "c.execute('CREATE OR REPLACE TABLE core.topic_branch AS SELECT topic_id, 7 AS n FROM core.topic'); "
        "c.close()"
    )
    subprocess.run([sys.executable, "-c", program, str(home.catalogue), first], check=True)
    purged = purge_survey(home, first, NOW, 5)
    left = "SELECT DISTINCT previous_survey_id, previous_respondents_share, trend FROM c.core.goal"
    assert rows(home.catalogue, left) == [(None, None, "not_comparable")]
    assert rows(home.catalogue, "SELECT count(*) FROM c.core.topic_branch") == [(0,)]
    removed = {done.file: done.removed for done in purged.files}["catalogue.duckdb"]
    assert removed["core.goal: comparisons"] > 3
    assert {name.split("/")[0] for name in found_in(home.folder, [first])} == {"logs"}


def test_every_file_of_a_home_is_known(home: Home, first: str, say: Any) -> None:
    assert unknown_files(home) == []
    say("purge-survey", first, "--home", home.folder)
    say("run", "--source", "local_courses", "--home", home.folder, "--as-of", "2026-11-27T02:00")
    assert unknown_files(home) == []
    (home.folder / "notes").mkdir()
    (home.folder / "notes" / "wishes.txt").touch()
    assert unknown_files(home) == ["notes/wishes.txt"]


def test_decisions_about_its_goals_go_to_the_last_byte_and_others_stay(home: Home, first: str, found_in: Any) -> None:
    decisions, note = GoalDecisions(home.decisions), "as Ana of the harbor branch says"
    decisions.add(first, "w1", "g1", "join", decided_by="ana", decided_at=NOW, note=note)
    other = decisions.add("second-00000000", "w1", "g1", "join", decided_by="ana", decided_at=NOW)
    decisions.undo(1, decided_by="ben", decided_at=NOW, note=f"not {note}")
    assert "decisions.sqlite" in found_in(home.folder, (first,))

    purged = purge_survey(home, first, NOW, 5)
    (done,) = (done for done in purged.files if done.file == "decisions.sqlite")
    assert (done.action, list(done.removed.values())) == ("rewritten", [2])
    line = (
        "decisions.sqlite: rewritten (2 decisions about its goals, undoings included; they decide nothing without it)"
    )
    assert any(line in each for each in purged.sentences)
    assert {name.split("/")[0] for name in found_in(home.folder, (first,))} == {"logs"}
    assert found_in(home.folder, (note,)) == {}
    assert [each.decision_id for each in decisions.all()] == [other]
    assert decisions.add("second-00000000", "w2", "g1", "join", decided_by="ana", decided_at=NOW) == 4
    with sqlite3.connect(home.decisions) as connection, pytest.raises(sqlite3.IntegrityError, match="never deleted"):
        connection.execute("DELETE FROM goal_decision")
    connection.close()
