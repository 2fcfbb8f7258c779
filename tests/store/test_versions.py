"""SQLite files say which version of the tables they have; older ones are brought forward, later ones are refused."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.errors import StoreError
from pipeline.store import Decisions, Home, Ledger, sqlite_files, versions
from pipeline.store.accounts import Accounts
from pipeline.store.sqlite import open_sqlite, read_sqlite
from pipeline.store.surveys import Surveys

AT = datetime(2026, 11, 24, 7, 30, tzinfo=UTC)
SCHEMA = "CREATE TABLE IF NOT EXISTS said (words TEXT) STRICT;"


def version(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def set_version(path: Path, number: int) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {number}")


@pytest.fixture
def decided(tmp_path: Path) -> Path:
    path = Home(tmp_path).decisions
    Decisions(path).add("t1", "shortlist", decided_by="ada", decided_at=AT)
    return path


def test_a_new_file_says_its_version(decided: Path) -> None:
    assert version(decided) == versions.VERSION > 0


def test_a_file_of_before_says_it_once_somebody_writes(decided: Path) -> None:
    set_version(decided, 0)
    assert [each.topic_id for each in Decisions(decided).all()] == ["t1"]
    assert version(decided) == 0, "reading writes nothing where nothing needs to change"
    Decisions(decided).add("t2", "reject", decided_by="ada", decided_at=AT)
    assert version(decided) == versions.VERSION
    assert [each.topic_id for each in Decisions(decided).all()] == ["t1", "t2"]


def test_every_file_of_a_later_release_is_refused_and_left_alone(tmp_path: Path) -> None:
    home = Home(tmp_path)
    for name in versions.OWN:
        with open_sqlite(home.folder / name, SCHEMA):
            pass
        set_version(home.folder / name, versions.VERSION + 1)
    before = {name: (home.folder / name).read_bytes() for name in versions.OWN}
    reads = [Decisions(home.decisions).all, Ledger(home.circles).all, Accounts(home.accounts).all]
    reads += [Surveys(home.surveys, b"0" * 32).all, lambda: Decisions(home.decisions).add(
        "t1", "reject", decided_by="ada", decided_at=AT)]  # fmt: skip
    for read in reads:
        with pytest.raises(StoreError, match=r"sqlite is of version \d, this release knows up to \d: a later release"):
            read()
    assert {name: (home.folder / name).read_bytes() for name in versions.OWN} == before
    told = dict(sqlite_files(home))
    assert len(told) == len(versions.OWN)
    assert all(found and "a later release of Circlewise made it" in found for found in told.values())


@pytest.fixture
def two_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(versions, "VERSION", 3)
    steps = {1: {"decisions.sqlite": ("ALTER TABLE decision ADD COLUMN mood TEXT",)},
             2: {"decisions.sqlite": ("DROP TRIGGER decision_stands", "UPDATE decision SET mood = 'calm'"),
                 "circles.sqlite": ("no SQL at all",)}}  # fmt: skip
    monkeypatch.setattr(versions, "STEPS", steps)


@pytest.mark.parametrize("from_version", [0, 1])
def test_steps_are_taken_in_order_by_whoever_reads_first(decided: Path, from_version: int, two_steps: None) -> None:
    set_version(decided, from_version)
    with read_sqlite(decided) as connection:
        assert connection.execute("SELECT topic_id, mood FROM decision").fetchall() == [("t1", "calm")]
    assert version(decided) == 3


def test_steps_that_fail_leave_the_file_as_it_was(
    decided: Path, two_steps: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_version(decided, 1)
    steps = {1: versions.STEPS[1], 2: {"decisions.sqlite": ("DROP TRIGGER decision_stands", "SELECT * FROM nowhere")}}
    monkeypatch.setattr(versions, "STEPS", steps)
    with pytest.raises(StoreError, match="cannot be used"), read_sqlite(decided):
        pass
    assert version(decided) == 1
    with closing(sqlite3.connect(decided)) as connection:
        assert "mood" not in [row[1] for row in connection.execute("PRAGMA table_info(decision)")]
        assert connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'decision_stands'").fetchall()


def test_a_file_that_a_step_does_not_concern_is_read_as_it_is(tmp_path: Path, two_steps: None) -> None:
    path = tmp_path / "surveys.sqlite"
    with open_sqlite(path, SCHEMA):
        pass
    set_version(path, 1)
    with read_sqlite(path):
        pass
    assert version(path) == 1
