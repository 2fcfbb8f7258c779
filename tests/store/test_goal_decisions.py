"""Decisions about wordings: append-only, in the file of the other decisions, also in one of an earlier release."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline.errors import UsageError
from pipeline.store import Decisions, GoalDecisions

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def decisions(tmp_path: Path) -> GoalDecisions:
    return GoalDecisions(tmp_path / "decisions.sqlite")


def test_a_decision_comes_back_as_it_was_made(decisions: GoalDecisions) -> None:
    assert decisions.all() == []
    number = decisions.add("s-1", "w1", "g1", "join", decided_by="ana", decided_at=NOON, note="same thing")
    (found,) = decisions.all()
    assert (found.decision_id, found.survey_id, found.subject, found.goal_id, found.action, found.note) == (
        number, "s-1", "w1", "g1", "join", "same thing",
    )  # fmt: skip
    assert (found.decided_by, found.decided_at, found.undone_at) == ("ana", NOON.replace(tzinfo=None), None)


def test_undo_is_a_row_of_its_own_and_happens_once(decisions: GoalDecisions) -> None:
    number = decisions.add("s-1", "w1", "g1", "keep_apart", decided_by="ana", decided_at=NOON)
    later = NOON + timedelta(days=1)
    assert decisions.undo(number, decided_by="ben", decided_at=later).undone_at == later.replace(tzinfo=None)
    with pytest.raises(UsageError, match="decision 1 was taken back before"):
        decisions.undo(number, decided_by="ben", decided_at=later)
    with pytest.raises(UsageError, match="there is no decision 2 about a goal"):
        decisions.undo(2, decided_by="ben", decided_at=later)  # the undoing itself is none
    assert len(decisions.all()) == 1


def test_a_file_of_an_earlier_release_gets_the_table_and_keeps_what_it_holds(tmp_path: Path) -> None:
    path = tmp_path / "decisions.sqlite"
    Decisions(path).add("t1", "reject", decided_by="ana", decided_at=NOON)
    GoalDecisions(path).add("s-1", "w1", "g1", "join", decided_by="ana", decided_at=NOON)
    assert [each.action for each in Decisions(path).all()] == ["reject"]
    assert [each.action for each in GoalDecisions(path).all()] == ["join"]


@pytest.mark.parametrize("sql", ["DELETE FROM goal_decision", "UPDATE goal_decision SET action = 'keep_apart'"])
def test_nothing_is_deleted_or_changed(decisions: GoalDecisions, tmp_path: Path, sql: str) -> None:
    decisions.add("s-1", "w1", "g1", "join", decided_by="ana", decided_at=NOON)
    connection = sqlite3.connect(tmp_path / "decisions.sqlite")
    with pytest.raises(sqlite3.IntegrityError, match="never"):
        connection.execute(sql)
    connection.close()
