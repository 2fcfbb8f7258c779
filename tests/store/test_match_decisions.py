"""What people teach the matcher: append-only, in the file of the other decisions, also in one of an earlier release."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline.errors import StoreError, UsageError
from pipeline.store import Decisions, Home, MatchDecisions, back_up, restore

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
LATER = NOON + timedelta(days=1)


@pytest.fixture
def decisions(tmp_path: Path) -> MatchDecisions:
    return MatchDecisions(tmp_path / "decisions.sqlite")


def test_what_was_taught_comes_back_as_it_was_said(decisions: MatchDecisions) -> None:
    assert decisions.all() == []
    number = decisions.add(
        "wrong_sense", "weeding", course_id="mooc:7", means="books", note="gardens", decided_by="ana", decided_at=NOON
    )
    decisions.add("synonym", "RA", means="readers advisory", decided_by="ben", decided_at=LATER)
    verdict, term = decisions.all()
    assert (verdict.decision_id, verdict.lesson, verdict.text, verdict.course_id, verdict.means, verdict.note) == (
        number, "wrong_sense", "weeding", "mooc:7", "books", "gardens",
    )  # fmt: skip
    assert (verdict.named, verdict.undone_at) == ("ana on 2026-11-24, decision 1", None)
    assert (term.lesson, term.text, term.course_id, term.means) == ("synonym", "RA", None, "readers advisory")


def test_undo_is_a_row_of_its_own_and_happens_once(decisions: MatchDecisions) -> None:
    number = decisions.add("accepted", "weeding", course_id="mooc:7", decided_by="ana", decided_at=NOON)
    assert decisions.undo(number, decided_by="ben", decided_at=LATER).text == "weeding"
    assert [each.undone_at for each in decisions.all()] == [LATER.replace(tzinfo=None)]
    with pytest.raises(UsageError, match="decision 1 was taken back before"):
        decisions.undo(number, decided_by="ben", decided_at=LATER)
    with pytest.raises(UsageError, match="there is no decision 2 about matching"):
        decisions.undo(2, decided_by="ben", decided_at=LATER)  # the undoing itself is none


@pytest.mark.parametrize(("lesson", "course_id", "means"), [("accepted", None, None), ("synonym", None, None)])
def test_half_a_lesson_is_refused(decisions: MatchDecisions, lesson: str, course_id: None, means: None) -> None:
    with pytest.raises(StoreError):
        decisions.add(lesson, "weeding", course_id=course_id, means=means, decided_by="ana", decided_at=NOON)  # type: ignore[arg-type]
    assert decisions.all() == []


def test_a_file_of_an_earlier_release_is_read_and_gets_the_table(tmp_path: Path) -> None:
    path = tmp_path / "decisions.sqlite"
    Decisions(path).add("t1", "reject", decided_by="ana", decided_at=NOON)
    assert MatchDecisions(path).all() == []
    MatchDecisions(path).add("accepted", "weeding", course_id="mooc:7", decided_by="ana", decided_at=NOON)
    assert [each.action for each in Decisions(path).all()] == ["reject"]
    assert [each.lesson for each in MatchDecisions(path).all()] == ["accepted"]


def test_a_backup_brings_it_back(tmp_path: Path) -> None:
    old, new = Home(tmp_path / "old"), Home(tmp_path / "new")
    old.prepare()
    new.prepare()
    MatchDecisions(old.decisions).add("accepted", "weeding", course_id="mooc:7", decided_by="ana", decided_at=NOON)
    back_up(old, tmp_path / "backup.zip", made_at=NOON, made_by="test", with_pages=False)
    restore(new, tmp_path / "backup.zip")
    assert MatchDecisions(new.decisions).all() == MatchDecisions(old.decisions).all() != []


@pytest.mark.parametrize("sql", ["DELETE FROM match_decision", "UPDATE match_decision SET text = 'grants'"])
def test_nothing_is_deleted_or_changed(decisions: MatchDecisions, tmp_path: Path, sql: str) -> None:
    decisions.add("accepted", "weeding", course_id="mooc:7", decided_by="ana", decided_at=NOON)
    connection = sqlite3.connect(tmp_path / "decisions.sqlite")
    with pytest.raises(sqlite3.IntegrityError, match="never"):
        connection.execute(sql)
    connection.close()


def test_a_spoilt_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "decisions.sqlite").write_bytes(b"x" * 4096)
    with pytest.raises(StoreError, match=r"decisions\.sqlite"):
        MatchDecisions(tmp_path / "decisions.sqlite").all()
