"""The ledger keeps what it is given: nothing twice, nothing lost, nothing half."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline.errors import OvertakenError, StoreError, UsageError
from pipeline.store import Intake, Kept, Ledger

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
Rows = Sequence[tuple[str, str, str | None]]


def fine(state: Sequence[Kept]) -> None:
    """Nothing is wrong."""


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path / "circles.sqlite")


def take(ledger: Ledger, *rows: tuple[str, str, str | None], hours: int = 0) -> Intake:
    return ledger.take_in(rows, by="ana", at=NOON + timedelta(hours=hours), check=fine)


def held(ledger: Ledger) -> dict[str, str]:
    return {kept.key: kept.held for kept in ledger.all()}


def test_the_same_rows_again_change_nothing(ledger: Ledger) -> None:
    rows: Rows = [("circle", "c1", "a"), ("circle", "c2", "b")]
    assert take(ledger, *rows) == Intake(1, added=2)
    before = ledger.all()
    assert take(ledger, *rows, hours=1) == Intake(None, unchanged=2)
    assert ledger.all() == before


def test_a_corrected_row_replaces_and_history_is_kept(ledger: Ledger, tmp_path: Path) -> None:
    take(ledger, ("circle", "c1", "a"), ("circle", "c2", "b"))
    assert take(ledger, ("circle", "c1", "A"), ("circle", "c3", "c"), hours=1) == Intake(2, added=1, corrected=1)
    assert held(ledger) == {"c1": "A", "c2": "b", "c3": "c"}
    (first, second, third) = ledger.all()
    assert (first.revision, second.revision, third.revision) == (1, 0, 0)
    assert first.changed_at == datetime(2026, 11, 24, 13)  # noqa: DTZ001
    with sqlite3.connect(tmp_path / "circles.sqlite") as connection:
        assert connection.execute("SELECT held FROM entry WHERE key = 'c1' ORDER BY entry_id").fetchall() == [
            ("a",),
            ("A",),
        ]
    connection.close()


def test_a_row_is_taken_back_and_comes_again(ledger: Ledger) -> None:
    take(ledger, ("circle", "c1", "a"))
    assert take(ledger, ("circle", "c1", None), ("circle", "c9", None)) == Intake(2, withdrawn=1, unchanged=1)
    assert held(ledger) == {}
    assert take(ledger, ("circle", "c1", "a")) == Intake(3, added=1)
    assert [kept.revision for kept in ledger.all()] == [2]


def test_undo_takes_back_the_latest_import_that_holds(ledger: Ledger) -> None:
    take(ledger, ("circle", "c1", "a"))
    take(ledger, ("circle", "c1", "A"), ("circle", "c2", "b"))
    assert ledger.undo(by="ben", at=NOON, check=fine) == Intake(2, withdrawn=2)
    assert held(ledger) == {"c1": "a"}
    (kept,) = ledger.all()
    assert kept.revision == 2, "an undo is news too: calendars must take it for newer"
    assert ledger.undo(by="ben", at=NOON, check=fine).intake_id == 1
    with pytest.raises(UsageError, match="holds no import that could be undone"):
        ledger.undo(by="ben", at=NOON, check=fine)
    assert held(ledger) == {}


def test_what_the_check_refuses_leaves_everything_as_it_was(ledger: Ledger) -> None:
    def refuse(state: Sequence[Kept]) -> None:
        raise UsageError(f"{len(state)} rows")

    take(ledger, ("circle", "c1", "a"))
    with pytest.raises(UsageError, match="2 rows"):
        ledger.take_in([("circle", "c2", "b")], by="ana", at=NOON, check=refuse)
    with pytest.raises(UsageError, match="0 rows"):
        ledger.undo(by="ana", at=NOON, check=refuse)
    assert held(ledger) == {"c1": "a"}


@pytest.mark.parametrize(
    "sql", ["DELETE FROM entry", "UPDATE entry SET held = ''", "DELETE FROM intake", "UPDATE intake SET taken_by = ''"]
)
def test_nothing_is_deleted_or_changed(ledger: Ledger, tmp_path: Path, sql: str) -> None:
    take(ledger, ("circle", "c1", "a"))
    connection = sqlite3.connect(tmp_path / "circles.sqlite")
    with pytest.raises(sqlite3.IntegrityError, match="never"):
        connection.execute(sql)
    connection.close()


def test_many_writers_at_once_lose_nothing(ledger: Ledger) -> None:
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda n: take(ledger, ("circle", f"c{n}", "a"), ("circle", "shared", f"{n}")), range(9)))
    assert len(held(ledger)) == 10
    (shared,) = [kept for kept in ledger.all() if kept.key == "shared"]
    assert shared.revision == 8


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    path = tmp_path / "circles.sqlite"
    path.write_text("this is no database, " * 100)
    with pytest.raises(StoreError, match=r"circles\.sqlite is damaged"):
        Ledger(path).all()


def test_other_users_cannot_read_it(ledger: Ledger, tmp_path: Path) -> None:
    assert ledger.all() == []
    assert not (tmp_path / "circles.sqlite").exists()
    take(ledger, ("circle", "c1", "a"))
    assert (tmp_path / "circles.sqlite").stat().st_mode & 0o077 == 0


def test_a_row_that_was_corrected_meanwhile_is_not_written_over(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "circles.sqlite")
    place = ("circle", '["c1"]')
    ledger.take_in([(*place, "{}")], by="ana", at=NOON, check=fine, seen={place: None})
    with pytest.raises(OvertakenError, match="was recorded or corrected meanwhile"):
        ledger.take_in([(*place, '{"a": 1}')], by="ben", at=NOON, check=fine, seen={place: None})
    ledger.take_in([(*place, '{"a": 1}')], by="ben", at=NOON, check=fine, seen={place: 0})
    with pytest.raises(OvertakenError):
        ledger.take_in([(*place, None)], by="ana", at=NOON, check=fine, seen={place: 0})
    assert [kept.held for kept in ledger.all()] == ['{"a": 1}']


def test_any_intake_is_taken_back_unless_a_later_one_rests_on_it(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "circles.sqlite")
    first = ledger.take_in([("circle", '["c1"]', "{}")], by="ana", at=NOON, check=fine).intake_id
    second = ledger.take_in([("circle", '["c2"]', "{}")], by="ben", at=NOON, check=fine).intake_id
    third = ledger.take_in([("circle", '["c1"]', '{"a": 1}')], by="ben", at=NOON, check=fine).intake_id
    assert [each.is_overtaken for each in ledger.intakes()] == [False, False, True]
    with pytest.raises(OvertakenError, match=f"number {first} was corrected"):
        ledger.undo(by="ana", at=NOON, check=fine, number=first)
    ledger.undo(by="ana", at=NOON, check=fine, number=second)
    assert [kept.key for kept in ledger.all()] == ['["c1"]']
    ledger.undo(by="ana", at=NOON, check=fine, number=third)
    ledger.undo(by="ana", at=NOON, check=fine, number=first)
    assert ledger.all() == []
    with pytest.raises(UsageError, match=f"nothing under the number {first}"):
        ledger.undo(by="ana", at=NOON, check=fine, number=first)
    told = [(each.intake_id, each.by, each.undone_by, each.undone_at is None) for each in ledger.intakes()]
    assert told == [(third, "ben", "ana", False), (second, "ben", "ana", False), (first, "ana", "ana", False)]
