"""Decisions are kept whatever happens: append-only, undone by a row of their own, safe between processes."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline.errors import OvertakenError, StoreError, UsageError
from pipeline.store import Decisions

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def decisions(tmp_path: Path) -> Decisions:
    return Decisions(tmp_path / "decisions.sqlite")


def test_a_decision_comes_back_as_it_was_made(decisions: Decisions) -> None:
    number = decisions.add("t1", "reject", decided_by="ana", decided_at=NOON, reason="too_long", note="'; DROP --")
    (found,) = decisions.all()
    assert (found.decision_id, found.topic_id, found.action, found.reason, found.note, found.decided_by) == (
        number, "t1", "reject", "too_long", "'; DROP --", "ana",
    )  # fmt: skip
    assert (found.decided_at, found.undone_at) == (NOON.replace(tzinfo=None), None)


def test_undo_takes_back_the_latest_that_holds_and_is_a_row_of_its_own(decisions: Decisions) -> None:
    for action in ("shortlist", "reject"):
        decisions.add("t1", action, decided_by="ana", decided_at=NOON)  # type: ignore[arg-type]
    later = NOON + timedelta(hours=1)
    decisions.add("t1", "undo", decided_by="ben", decided_at=later)
    assert [(d.action, d.undone_at) for d in decisions.all()] == [
        ("shortlist", None),
        ("reject", later.replace(tzinfo=None)),
        ("undo", None),
    ]
    decisions.add("t1", "undo", decided_by="ben", decided_at=later)
    with pytest.raises(UsageError, match="topic t1 has no decision to undo"):
        decisions.add("t1", "undo", decided_by="ben", decided_at=later)


def test_who_has_not_read_the_latest_decision_writes_nothing(decisions: Decisions) -> None:
    first = decisions.add("t1", "shortlist", decided_by="ana", decided_at=NOON, seen=0)
    decisions.add("t2", "later", decided_by="ben", decided_at=NOON, seen=0)
    with pytest.raises(OvertakenError, match=rf"topic t1 has a later decision \({first}\) than the one that was read"):
        decisions.add("t1", "reject", decided_by="ben", decided_at=NOON, seen=0)
    undone = decisions.add("t1", "undo", decided_by="ana", decided_at=NOON, seen=first)
    with pytest.raises(OvertakenError):
        decisions.add("t1", "undo", decided_by="ben", decided_at=NOON, seen=first)
    decisions.add("t1", "later", decided_by="ben", decided_at=NOON, seen=undone)
    assert [each.action for each in decisions.all()] == ["shortlist", "later", "undo", "later"]


def test_an_unknown_action_is_refused(decisions: Decisions) -> None:
    with pytest.raises(UsageError, match="`burn` is no decision; one of shortlist"):
        decisions.add("t1", "burn", decided_by="ana", decided_at=NOON)  # type: ignore[arg-type]
    assert decisions.all() == []


@pytest.mark.parametrize("sql", ["DELETE FROM decision", "UPDATE decision SET action = 'later'"])
def test_nothing_is_deleted_or_changed(decisions: Decisions, tmp_path: Path, sql: str) -> None:
    decisions.add("t1", "reject", decided_by="ana", decided_at=NOON)
    connection = sqlite3.connect(tmp_path / "decisions.sqlite")
    with pytest.raises(sqlite3.IntegrityError, match="never"):
        connection.execute(sql)
    connection.close()


def test_many_writers_at_once_lose_nothing(decisions: Decisions) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: decisions.add(f"t{n}", "later", decided_by=f"p{n}", decided_at=NOON), range(40)))
    assert sorted(d.topic_id for d in decisions.all()) == sorted(f"t{n}" for n in range(40))


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    path = tmp_path / "decisions.sqlite"
    path.write_text("this is no database, " * 100)
    with pytest.raises(
        StoreError, match=r"decisions\.sqlite is damaged \(file is not a database\); `circlewise restore FILE`"
    ):
        Decisions(path).all()


def test_other_users_cannot_read_it(decisions: Decisions, tmp_path: Path) -> None:
    decisions.add("t1", "later", decided_by="ana", decided_at=NOON)
    assert (tmp_path / "decisions.sqlite").stat().st_mode & 0o077 == 0


def test_a_home_that_is_read_only_says_so_and_can_still_be_read(
    decisions: Decisions, tmp_path: Path, read_only
) -> None:
    decisions.add("t1", "later", decided_by="ana", decided_at=NOON)
    with read_only(tmp_path):
        assert [decision.topic_id for decision in decisions.all()] == ["t1"]
        with pytest.raises(StoreError, match="the home is read-only for this account; give it the right") as caught:
            decisions.add("t2", "later", decided_by="ana", decided_at=NOON)
        with pytest.raises(StoreError, match="the home is read-only for this account"):
            Decisions(tmp_path / "new.sqlite").add("t2", "later", decided_by="ana", decided_at=NOON)
    assert "backup" not in str(caught.value)


def test_reading_waits_for_no_writer(decisions: Decisions, tmp_path: Path) -> None:
    decisions.add("t1", "later", decided_by="ana", decided_at=NOON)
    writer = sqlite3.connect(tmp_path / "decisions.sqlite", isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    assert len(decisions.all()) == 1
    writer.close()
