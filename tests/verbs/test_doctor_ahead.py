"""What the doctor says of the clock, the schedule, the accounts and the disk, now and in the weeks to come."""

from __future__ import annotations

import json
import os
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from pipeline.flow.doctor import Bounds, Disk, Finding, Subject, examine, look_at_disk
from pipeline.model import BackupPlan, Job, Settings
from pipeline.store import Decisions, Home

NIGHT = datetime(2026, 11, 24, 7, 30, tzinfo=UTC)
NOW = NIGHT + timedelta(hours=5)
ROOM = Disk(used={}, free=10 << 30, growth_a_day=None, is_read_only=False)
SETTINGS = Settings(timezone="UTC", night=Job(at="02:30"), contact="a@example.net")


def found(home: Path, now: datetime = NOW, settings: Settings = SETTINGS, disk: Disk = ROOM) -> list[Finding]:
    return examine(Subject(home=Home(home), now=now, settings=settings), disk)


def test_a_clock_that_went_back_is_told(demo: Path) -> None:
    (finding,) = found(demo, NIGHT - timedelta(days=2))
    assert finding.level == "watch"
    assert "a night was noted for 2026-11-24 07:30 UTC, and now it is 2026-11-22 07:30 UTC" in finding.what
    assert found(demo, NIGHT - timedelta(minutes=4)) == []
    Home(demo).note_due(NOW + timedelta(hours=1))
    assert "17:30" not in found(demo)[0].what
    assert "a night was noted for 2026-11-24 13:30 UTC" in found(demo)[0].what


def test_a_real_home_is_asked_for_more(demo: Path, tmp_path: Path) -> None:
    (demo / "demo").unlink()
    late = NIGHT + timedelta(days=9)
    plan = BackupPlan(folder=str(tmp_path / "backups"), at="05:00")
    whats = [finding.what for finding in found(demo, late, replace(SETTINGS, contact="circles@library.example.org"))]
    assert whats == [
        "the last night was 9 days ago, on 2026-11-24",
        "`contact` in schedule.yaml is still the example, so no source can reach you",
        "the schedule makes no backups",
    ]
    (finding,) = found(demo, NOW, replace(SETTINGS, backup=plan))
    assert finding.what == f"the latest backup in {tmp_path / 'backups'} is none at all"
    (tmp_path / "backups").mkdir()
    (tmp_path / "backups" / "circlewise-20261120T050000Z.tar.gz").touch()
    assert found(demo, NOW, replace(SETTINGS, backup=plan)) == []
    assert "is of 2026-11-20" in found(demo, NOW + timedelta(days=5), replace(SETTINGS, backup=plan))[-1].what


def test_files_of_another_account_are_told(demo: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can give files away")
    os.chown(demo / "surveys.sqlite", 1234, -1)
    (finding,) = found(demo)
    assert "surveys.sqlite belong to another account than the home (number 0)" in finding.what
    assert "chown -R 0 " in finding.do


def test_a_full_disk_and_one_that_fills_up_are_told(demo: Path) -> None:
    (finding,) = found(demo, disk=replace(ROOM, free=50 << 20))
    assert finding.level == "broken"
    assert re.search(r"the disk is full: 50 MiB are free, a night needs about 1\d\d MiB", finding.what)
    (finding,) = found(demo, disk=replace(ROOM, growth_a_day=float(512 << 20)))
    assert finding.level == "watch"
    assert "the disk is full in about 20 days (512.0 MiB a day, 10,240 MiB free)" in finding.what
    assert found(demo, disk=replace(ROOM, growth_a_day=float(1 << 20))) == []


def test_a_read_only_disk_is_told_and_everything_else_still_looked_at(demo: Path, read_only: Any) -> None:
    Decisions(demo / "decisions.sqlite").add("t", "later", decided_by="a", decided_at=NOW)
    (demo / "salt").chmod(0o644)
    with read_only(demo):
        disk = look_at_disk(Home(demo), NOW, Bounds(), lambda folder: 10 << 30)
        findings = found(demo, disk=disk)
    assert disk.is_read_only
    assert [finding.level for finding in findings] == ["broken", "watch"]
    assert "is read-only for this account" in findings[0].what
    assert "salt (644)" in findings[1].what


def test_a_night_notes_what_the_forecast_reckons_with(demo: Path) -> None:
    """On real files: what one night noted is what the disk says, and a pace is told after a week of nights only."""
    (summary,) = (demo / "logs").glob("*.json")
    noted, home = json.loads(summary.read_text())["bytes"], Home(demo)
    assert noted["catalogue"] == home.catalogue.stat().st_size
    disk = look_at_disk(home, NOW, Bounds(), lambda folder: 10 << 30)
    whole = sum(disk.used.values())
    assert sum(noted.values()) == pytest.approx(whole, abs=summary.stat().st_size + disk.used["logs"])
    assert disk.growth_a_day is None
