"""Choices about the season: kept for good, taken back by rows of their own, and never written over unseen."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import OvertakenError, UsageError
from pipeline.flow.season_choices import with_decided
from pipeline.model import Job, SeasonChoice, SeasonSettings, Settings
from pipeline.store import Decisions, Home
from pipeline.store.season_decisions import SeasonDecisions

AT = datetime(2026, 11, 24, 9, tzinfo=UTC)
BY: dict[str, Any] = {"decided_by": "ana", "decided_at": AT}


@pytest.fixture
def decisions(tmp_path: Path) -> SeasonDecisions:
    return SeasonDecisions(tmp_path / "decisions.sqlite")


def test_a_lock_is_kept_with_its_place_and_taken_back_by_a_row(decisions: SeasonDecisions) -> None:
    place = {"weekday": "monday", "part_of_day": "evening", "branch": "Main", "room": "Hall"}
    number = decisions.add("lock", "t1", note="asked for", **place, **BY)
    (held,) = decisions.all()
    assert (held.action, held.topic_id, held.note, held.undone_at) == ("lock", "t1", "asked for", None)
    assert {name: getattr(held, name) for name in place} == place
    undo = decisions.undo(number, decided_by="ben", decided_at=AT)
    (held,) = decisions.all()
    assert (held.undone_by, held.undone_id) == ("ben", undo)
    assert decisions.seen() == {"t1": undo}
    with pytest.raises(UsageError, match="was taken back before"):
        decisions.undo(number, **BY)
    with pytest.raises(UsageError, match="there is no choice 99"):
        decisions.undo(99, **BY)


def test_nothing_is_written_over_what_was_not_seen(decisions: SeasonDecisions) -> None:
    first = decisions.add("lock", "t1", seen=0, **BY)
    with pytest.raises(OvertakenError, match="t1 has a later choice"):
        decisions.add("lock", "t1", seen=0, **BY)
    decisions.add("forbid", "t2", seen=0, **BY)  # another topic is another matter
    undo = decisions.undo(first, **BY)
    with pytest.raises(OvertakenError):
        decisions.add("lock", "t1", seen=first, **BY)
    assert decisions.add("lock", "t1", seen=undo, **BY) == undo + 1


def test_a_topic_is_not_locked_and_forbidden_at_once(decisions: SeasonDecisions) -> None:
    number = decisions.add("lock", "t1", **BY)
    with pytest.raises(UsageError, match="t1 is locked for the season; take that back first"):
        decisions.add("forbid", "t1", **BY)
    decisions.undo(number, **BY)
    decisions.add("forbid", "t1", **BY)
    with pytest.raises(UsageError, match="is forbidden"):
        decisions.add("lock", "t1", **BY)
    with pytest.raises(UsageError, match="`keep` is no choice"):
        decisions.add("keep", "t1", **BY)  # type: ignore[arg-type]


def test_rows_stay_and_an_older_file_gets_the_table(tmp_path: Path) -> None:
    path = tmp_path / "decisions.sqlite"
    Decisions(path).add("t1", "shortlist", **BY)
    decisions = SeasonDecisions(path)
    assert (decisions.all(), decisions.seen()) == ([], {})
    decisions.add("lock", "t1", **BY)
    with sqlite3.connect(path) as connection:
        for statement in ("DELETE FROM season_decision", "UPDATE season_decision SET topic_id = 'x'"):
            with pytest.raises(sqlite3.IntegrityError, match="decisions are never"):
                connection.execute(statement)
    assert [each.action for each in Decisions(path).all()] == ["shortlist"]


def test_choices_go_beside_those_of_the_settings(tmp_path: Path) -> None:
    home = Home(tmp_path)
    settings = Settings(
        timezone="America/New_York",
        night=Job(at="02:30"),
        contact="a@example.org",
        season=SeasonSettings(locked=(SeasonChoice(topic="t9"),)),
    )
    assert with_decided(home, settings) is settings
    decisions = SeasonDecisions(home.decisions)
    decisions.add("lock", "t1", weekday="monday", part_of_day="evening", branch="Main", room="Hall", **BY)
    decisions.add("lock", "t9", **BY)
    decisions.add("forbid", "t2", **BY)
    gone = decisions.add("forbid", "t3", **BY)
    decisions.undo(gone, **BY)
    found = with_decided(home, settings).season
    assert found.locked == (
        SeasonChoice(topic="t9"),
        SeasonChoice(topic="t1", weekday="monday", part_of_day="evening", branch="Main", room="Hall"),
    )
    assert found.forbidden == (SeasonChoice(topic="t2"),)
