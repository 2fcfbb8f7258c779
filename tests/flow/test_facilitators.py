"""The library's own list of facilitators: read strictly, kept without names, understood as a survey is."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.errors import UsageError
from pipeline.flow.circles import export_ledger, import_ledger, undo_import
from pipeline.flow.facilitators import Listed, listed_facilitators
from pipeline.model import EVERY_SLOT, Slot
from pipeline.settings import load_settings
from pipeline.store import Home
from pipeline.survey import AnswerReader

SETTINGS = load_settings(Path(__file__).resolve().parents[2] / "schedule.yaml")
AT = datetime(2026, 11, 24, 7, tzinfo=UTC)
HEAD = "person,branch,free,topics,max_circles,weekly_hours"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    home.prepare()
    return home


def take(home: Home, *lines: str) -> None:
    file = home.folder.parent / "facilitator.csv"
    file.write_text("\n".join((HEAD, *lines)), encoding="utf-8")
    import_ledger(home, SETTINGS, file, by="ana", at=AT)


def listed(home: Home, reader: AnswerReader) -> tuple[Listed, ...]:
    return listed_facilitators(home, SETTINGS, reader)


def test_times_limits_and_topics_are_read(home: Home, reader: AnswerReader) -> None:
    take(home, "117,Main,Monday mornings,Grant writing; t0123456789,2,4.5")
    (found,) = listed(home, reader)
    assert (found.branch, found.slots, found.max_circles, found.weekly_hours) == ("Main", {Slot(0, 0)}, 2, 4.5)
    assert found.may_lead("t0123456789", ())
    key = reader.meanings.of("writing grants").key
    assert key == reader.meanings.of("grant writing").key
    assert found.may_lead("t9", {key})
    assert not found.may_lead("t9", {reader.meanings.of("excel").key})


def test_what_is_left_empty_is_the_setting(home: Home, reader: AnswerReader) -> None:
    take(home, "117,,any time,,,")
    (found,) = listed(home, reader)
    assert found.slots == EVERY_SLOT
    assert found.may_lead("t9", ())
    assert found.max_circles == SETTINGS.season.max_circles_per_facilitator
    assert found.weekly_hours == SETTINGS.season.facilitator_weekly_hours


def test_who_pauses_is_left_out_and_an_undo_brings_them_back(home: Home, reader: AnswerReader) -> None:
    take(home, "117,,any time,,,", "118,,any time,,,")
    take(home, "117,,any time,,0,")
    assert len(listed(home, reader)) == 1
    undo_import(home, by="ana", at=AT)
    assert len(listed(home, reader)) == 2


def test_times_that_are_not_understood_are_refused(home: Home, reader: AnswerReader) -> None:
    with pytest.raises(UsageError, match="facilitator, row 2: free names no time that is understood"):
        take(home, "117,,when the moon is full,,,")
    assert listed(home, reader) == ()


def test_nobody_is_named_and_an_export_can_be_read_in_again(home: Home, reader: AnswerReader, tmp_path: Path) -> None:
    take(home, "Ada Marlowe,Main,any time,Excel,,")
    before = listed(home, reader)
    assert b"arlowe" not in b"".join(path.read_bytes() for path in home.folder.glob("circles.sqlite*"))
    assert "facilitator.csv" not in {path.name for path in export_ledger(home, tmp_path / "out", with_people=False)}
    export_ledger(home, tmp_path / "all", with_people=True)
    again = Home(tmp_path / "again")
    again.prepare()
    import_ledger(again, SETTINGS, tmp_path / "all" / "facilitator.csv", by="ana", at=AT)
    assert listed(again, reader) == before
