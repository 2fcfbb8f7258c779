"""Rows typed one by one, and which of them a circle's page tells as its own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from served import SETTINGS

from pipeline.flow.circles import recorded, undo_import
from pipeline.flow.circles_recorded import Typed, history_of, record_rows
from pipeline.model import Settings
from pipeline.settings import load_settings
from pipeline.store import Home

AT = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
GRANT = {"funder": "Foundation", "asked": "100", "currency": "USD", "status": "asked"}


@pytest.fixture(scope="module")
def settings() -> Settings:
    return load_settings(SETTINGS)


@pytest.fixture
def home(tmp_path: Path, settings: Settings) -> Home:
    """Two circles: one is called like the numbers, measures and grants of the other."""
    found = Home(tmp_path / "home")
    found.folder.mkdir()
    for circle in ("grants", "other"):
        record(found, settings, "circle", {"circle_id": circle, "title": circle, "status": "running"})
    return found


def record(home: Home, settings: Settings, sheet: str, cells: Mapping[str, str], withdraw: bool = False) -> int:
    now = {
        (row.sheet, getattr(row.entry, "grant_id", None) or getattr(row.entry, "measure", None)): row.revision
        for row in recorded(home)
    }
    seen = now.get((sheet, cells.get("grant_id") or cells.get("measure"))) if withdraw else None
    typed = Typed(sheet, cells, seen=seen, is_withdrawn=withdraw)
    number = record_rows(home, settings, [typed], by="Ana", at=AT).intake_id
    assert number is not None
    return number


def told(home: Home, circle: str) -> list[tuple[str, bool]]:
    """Sheet, and whether the row was taken back, the latest first."""
    return [(sheet, entry is None) for each in history_of(home, circle) for sheet, entry in each.entries]


def test_a_row_taken_back_is_told_at_its_own_circle_only(home: Home, settings: Settings) -> None:
    """The grant of the other circle is called `grants`: its key has that word, and is not about that circle."""
    row = GRANT | {"grant_id": "grants", "circle_id": "other"}
    record(home, settings, "grant", row)
    record(home, settings, "grant", row, withdraw=True)
    assert told(home, "other") == [("grant", True), ("grant", False), ("circle", False)]
    assert told(home, "grants") == [("circle", False)]


def test_a_measure_of_the_name_of_a_circle_is_not_about_it(home: Home, settings: Settings) -> None:
    row = {"measure": "grants", "circle_id": "other", "measured_on": "2026-11-01", "level": "4", "unit": "x"}
    row |= {"after": "3"}
    record(home, settings, "measure", row)
    record(home, settings, "measure", row, withdraw=True)
    assert told(home, "grants") == [("circle", False)]
    assert told(home, "other")[:2] == [("measure", True), ("measure", False)]


def test_a_row_taken_back_whose_recording_was_undone_keeps_its_place(home: Home, settings: Settings) -> None:
    row = GRANT | {"grant_id": "g", "circle_id": "other"}
    record(home, settings, "grant", row)
    number = record(home, settings, "grant", row, withdraw=True)
    undo_import(home, by="Ben", at=AT, number=number)
    (first, second, *_) = history_of(home, "other")
    assert (first.undone_by, first.entries) == ("Ben", (("grant", None),))
    assert (second.undone_by, second.can_undo) == (None, True)
