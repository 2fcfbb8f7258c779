"""A purge that is cut off, or that others stand in the way of, ends with no trace of the survey all the same."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import BusyError
from pipeline.flow.purge import purge_survey
from pipeline.store import GoalDecisions, Home, Surveys, forget, sqlite

RARE = ("quixotrophy", "zanzibarology", "wherefore")
NOW = datetime(2026, 11, 26, tzinfo=UTC)


class Cut(BaseException):
    """The process ends here."""


def test_who_reads_the_catalogue_keeps_reading_it(home: Home, first: str, rows: Any, say: Any) -> None:
    program = (
        "import duckdb, sys; c = duckdb.connect(sys.argv[1], read_only=True); "
        "n = lambda: print(c.execute('SELECT count(DISTINCT survey_id) FROM core.goal').fetchone()[0], flush=True); "
        "n(); sys.stdin.readline(); n()"
    )
    command = [sys.executable, "-c", program, str(home.catalogue)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as reader:
        assert reader.stdout
        assert reader.stdout.readline() == "2\n"
        assert say("purge-survey", first, "--home", home.folder)[0] == 0
        assert reader.communicate("go on\n")[0] == "2\n"
    assert reader.returncode == 0
    assert rows(home.catalogue, "SELECT count(DISTINCT survey_id) FROM c.core.goal") == [(1,)]


def test_a_running_night_is_waited_for(home: Home, first: str, say: Any) -> None:
    with home.lock("run"):
        status, _, err = say("purge-survey", first, "--home", home.folder)
    assert status == 1
    assert "wait until it ends" in err
    assert len(Surveys(home.surveys, home.salt()).all()) == 2


@pytest.mark.parametrize("place", ["swap 1", "link 1", "scrub 1", "record"])
def test_a_purge_that_is_cut_off_is_finished_by_the_next(
    place: str, home: Home, first: str, traces: Any, rows: Any, found_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    known_by = traces(home, first)

    def cut(*_: object) -> None:
        raise Cut

    with monkeypatch.context() as patched:
        match place:
            case "swap 1":
                patched.setattr(forget, "_swap", cut)
            case "link 1":
                patched.setattr(forget, "_link", cut)
            case "scrub 1":
                patched.setattr("pipeline.store.surveys.scrub", cut)
            case "record":
                patched.setattr("pipeline.flow.purge.unknown_files", cut)
        with pytest.raises(Cut):
            purge_survey(home, first, NOW, 5)
    assert rows(home.catalogue, "SELECT count(*) FROM c.out.course") == [(8,)]
    purge_survey(home, first, NOW, 5)
    assert set(found_in(home.folder, known_by)) == {f"logs/purge-{NOW:%Y%m%dT%H%M%S}-{first}.json"}
    assert {path.suffix for path in home.builds.iterdir()} == {".duckdb"}


def test_a_purge_that_was_cut_off_is_finished_by_the_night(
    home: Home, first: str, traces: Any, rows: Any, found_in: Any, say: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    known_by = traces(home, first)
    with monkeypatch.context() as patched:
        patched.setattr("pipeline.store.surveys.scrub", lambda path: (_ for _ in ()).throw(Cut()))
        with pytest.raises(Cut):
            purge_survey(home, first, NOW, 5)
    night = ("run", "--source", "local_courses", "--home", home.folder, "--as-of", "2026-11-27T02:00", "--json")
    status, out, _ = say(*night)
    assert status == 0
    assert json.loads(out)["purged"] == [{"survey_id": first, "reason": "its purge was cut off before"}]
    assert {name.split("/")[0] for name in found_in(home.folder, known_by)} == {"logs"}
    assert not (home.folder / "purge.pending").exists()


def test_who_reads_the_answers_keeps_the_purge_from_ending(
    home: Home, first: str, traces: Any, rows: Any, found_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    known_by = traces(home, first)
    monkeypatch.setattr(sqlite, "PATIENCE_SECONDS", 0.05)
    reader = sqlite3.connect(home.surveys, isolation_level=None)
    reader.execute("BEGIN")
    assert reader.execute("SELECT count(*) FROM survey").fetchone() == (2,)
    with pytest.raises(BusyError, match="try again in a moment"):
        purge_survey(home, first, NOW, 5)
    reader.execute("COMMIT")
    reader.close()
    purge_survey(home, first, NOW, 5)
    assert {name.split("/")[0] for name in found_in(home.folder, known_by)} == {"logs"}


def test_a_purge_cut_off_before_the_decisions_were_scrubbed_is_finished(
    home: Home, first: str, found_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    GoalDecisions(home.decisions).add(first, "w1", "g1", "join", decided_by="ana", decided_at=NOW)

    def cut(path: Path) -> None:
        raise Cut

    with monkeypatch.context() as patched:
        patched.setattr("pipeline.store.goal_decisions.scrub", cut)
        with pytest.raises(Cut):
            purge_survey(home, first, NOW, 5)
    assert GoalDecisions(home.decisions).all() == []
    purge_survey(home, first, NOW, 5)
    assert {name.split("/")[0] for name in found_in(home.folder, (first,))} == {"logs"}
