"""Each thing that can befall a home is found, explained in a sentence and mended as the doctor says."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipeline.flow.doctor import Disk, Finding, Subject, examine, look_at_disk
from pipeline.model import BackupPlan, Job, Settings
from pipeline.store import Decisions, Home

NIGHT = datetime(2026, 11, 24, 7, 30, tzinfo=UTC)
NOW = NIGHT + timedelta(hours=5)
ROOM = Disk(used={}, free=10 << 30, growth_a_day=None, is_read_only=False)
SETTINGS = Settings(timezone="UTC", night=Job(at="02:30"), contact="a@example.net")


def found(home: Path, now: datetime = NOW, settings: Settings | None = SETTINGS, disk: Disk = ROOM) -> list[Finding]:
    return examine(Subject(home=Home(home), now=now, settings=settings), disk)


def test_a_sound_home_has_nothing_wrong(demo: Path) -> None:
    assert found(demo) == []


def test_the_verb_tells_what_is_there_and_how_it_stands(demo: Path, verb: Any) -> None:
    said = verb("doctor", "--home", demo)
    assert said.status == 0
    assert "The home takes " in said.text
    assert "it takes a week of nights" in said.text
    (demo / "salt").unlink()
    said = verb("doctor", "--home", demo)
    assert said.status == 1
    assert "broken: the salt is missing" in said.text
    assert "  do: bring `salt` back from the backup" in said.text
    told = verb("doctor", "--home", demo, "--json")
    assert (told.status, told.json["is_broken"]) == (1, True)
    assert told.json["findings"][0]["level"] == "broken"
    assert told.json["disk"]["free"] > 0


def test_a_home_that_is_not_there_is_told(tmp_path: Path, verb: Any) -> None:
    said = verb("doctor", "--home", tmp_path / "typo")
    assert (said.status, said.out) == (2, b"")
    assert "there is no folder" in said.err


def test_broken_settings_are_a_finding(demo: Path, verb: Any) -> None:
    (demo / "schedule.yaml").write_text("timezone: Mars/Olympus\n")
    said = verb("doctor", "--home", demo)
    assert said.status == 1
    assert "schedule.yaml: night: found nothing" in " ".join(said.text.split())
    assert "mend that line; nothing runs until then" in said.text


def zero(demo: Path) -> None:
    (demo / "catalogue.duckdb").unlink()
    (demo / "catalogue.duckdb").touch()


def cut_off(demo: Path) -> None:
    path = demo / "catalogue.duckdb"
    data = path.read_bytes()
    path.unlink()
    path.write_bytes(data[: len(data) // 2])


def flip_bits(path: Path) -> None:
    """Spoil a byte of every block but the heads."""
    data = bytearray(path.read_bytes())
    for place in range(3 * 4096 + 200_000, len(data), 262_144):
        data[place] ^= 0xFF
    path.unlink()
    path.write_bytes(data)


def stale_log(demo: Path) -> None:
    """What a program leaves that opened the catalogue to write and was killed."""
    other = demo.parent / "other.duckdb"
    program = (
        "import duckdb, os, sys; c = duckdb.connect(sys.argv[1]); c.execute('SET wal_autocheckpoint = ''1TB''');"
        "c.execute('CREATE TABLE t AS SELECT 1 AS n'); os._exit(9)"
    ).replace("''1TB''", '"1TB"')
    subprocess.run([sys.executable, "-c", program, str(other)], check=False)
    shutil.copy(other.with_name("other.duckdb.wal"), demo / "catalogue.duckdb.wal")


def no_salt(demo: Path) -> None:
    (demo / "salt").unlink()


def short_salt(demo: Path) -> None:
    (demo / "salt").write_bytes(b"short")


def no_catalogue(demo: Path) -> None:
    (demo / "catalogue.duckdb").unlink()


def nothing_left(demo: Path) -> None:
    (demo / "catalogue.duckdb").unlink()
    shutil.rmtree(demo / "builds")


def bad_build(demo: Path) -> None:
    (demo / "builds" / "20261101T073000-bad.duckdb").write_bytes(b"no catalogue")


def all_bad(demo: Path) -> None:
    for path in (demo / "catalogue.duckdb", *(demo / "builds").glob("*.duckdb")):
        path.unlink()
        path.write_bytes(b"no catalogue " * 1000)


def unfinished(demo: Path) -> None:
    (demo / "builds" / "20261125T073000-aaa.building").write_bytes(b"half")
    (demo / "catalogue.next").write_bytes(b"half")


def empty_decisions(demo: Path) -> None:
    (demo / "decisions.sqlite").touch()


def damaged_decisions(demo: Path) -> None:
    (demo / "decisions.sqlite").write_bytes(b"no database " * 100)


def damaged_other(demo: Path) -> None:
    """A file that another release adds: it is known by what it holds."""
    Decisions(demo / "circles.store").add("t", "later", decided_by="a", decided_at=NOW)
    for path in demo.glob("circles.store-*"):
        path.unlink()
    data = bytearray((demo / "circles.store").read_bytes())
    data[4096:4200] = b"\xff" * 104
    (demo / "circles.store").write_bytes(data)


def open_modes(demo: Path) -> None:
    (demo / "salt").chmod(0o644)
    (demo / "surveys.sqlite").chmod(0o640)


def open_folder(demo: Path) -> None:
    demo.chmod(0o777)


def half_body(demo: Path) -> None:
    body = max((demo / "pages" / "objects").rglob("*.gz"))
    body.write_bytes(body.read_bytes()[:100])


def left_writes(demo: Path) -> None:
    (demo / "pages" / "latest" / ".p2pu.json.tmp").write_bytes(b"{")


def lost_index(demo: Path) -> None:
    (demo / "pages" / "latest" / "p2pu.json").write_text('{"run_ids": ["gone"]}')


def half_pointer(demo: Path) -> None:
    (demo / "pages" / "latest" / "p2pu.json").write_text('{"run_')


def cut_restore(demo: Path) -> None:
    (demo / ".restoring").mkdir()


def left_lock(demo: Path) -> None:
    (demo / "night.owner").write_text(json.dumps({"pid": 99999999, "purpose": "schedule"}))


def half_log(demo: Path) -> None:
    (demo / "logs" / "20261124T090000-aaa.json").write_text('{"night_id": "2026')


def failed_night(demo: Path) -> None:
    report = {"published": False, "failure": "no space left", "sources": []}
    (demo / "logs" / "20261124T090000-aaa.json").write_text(json.dumps(report))


def held_source(demo: Path) -> None:
    report = {"published": True, "failure": None, "sources": [{"source": "edx", "outcome": "held"}]}
    (demo / "logs" / "20261124T090000-aaa.json").write_text(json.dumps(report))


STATES: list[tuple[Callable[[Path], None], str, str, str]] = [
    (zero, "broken", "catalogue.duckdb is empty (0 bytes)", "begins from builds/2026"),
    (cut_off, "broken", "catalogue.duckdb cannot be read (", "begins from builds/2026"),
    (no_catalogue, "broken", "the catalogue is gone, while builds/2026", "cp "),
    (nothing_left, "broken", "there is no catalogue, though nights have run", "bring back a backup"),
    (all_bad, "broken", "catalogue.duckdb cannot be read (", "no kept build can be read either"),
    (bad_build, "watch", "the kept catalogue builds/20261101T073000-bad.duckdb cannot be read", "delete it: rm "),
    (stale_log, "watch", "catalogue.duckdb.wal lies beside the catalogue", "the next night sets"),
    (unfinished, "note", "left builds/20261125T073000-aaa.building, catalogue.next", "the next night"),
    (no_salt, "broken", "the salt is missing", "bring `salt` back from the backup"),
    (short_salt, "broken", "the salt holds 5 bytes, 32 were expected", "bring `salt` back"),
    (
        empty_decisions,
        "broken",
        "decisions.sqlite cannot be used: it is empty (0 bytes)",
        "bring it back from a backup",
    ),
    (damaged_decisions, "broken", "decisions.sqlite cannot be used: file is not a database", "bring it back"),
    (damaged_other, "broken", "circles.store cannot be used: ", "bring it back from a backup"),
    (open_modes, "watch", "salt (644), surveys.sqlite (640), expected 600", "chmod 600 "),
    (open_folder, "watch", "other accounts may write into", "chmod go-w "),
    (half_body, "note", "archived pages are half-written or damaged: ", "asked anew"),
    (left_writes, "note", "1 unfinished files of a stopped night lie in pages/", "the next night sweeps them away"),
    (lost_index, "note", "does not know the last pages of p2pu", "the next night asks for all of them"),
    (half_pointer, "note", "does not know the last pages of p2pu", "the next night asks for all of them"),
    (cut_restore, "broken", "a restore was cut off", "empty the home and restore the backup again"),
    (
        left_lock,
        "note",
        "a night was killed and left its name at the lock (process 99999999, schedule)",
        "takes it over",
    ),
    (half_log, "note", "logs/20261124T090000-aaa.json is half-written", "circlewise runs"),
    (failed_night, "broken", "published nothing: no space left", "what was published before stays"),
    (held_source, "note", "of the last night edx brought nothing new", "circlewise issues --source edx"),
]


@pytest.mark.parametrize(("befall", "level", "what", "do"), STATES, ids=[state[0].__name__ for state in STATES])
def test_each_state_is_found_and_explained(
    demo: Path, befall: Callable[[Path], None], level: str, what: str, do: str
) -> None:
    befall(demo)
    held = {path: path.read_bytes() for path in demo.rglob("*") if path.is_file()}
    findings = [finding for finding in found(demo) if what in finding.what]
    assert [(finding.level, do in finding.do) for finding in findings] == [(level, True)], found(demo)
    after = {path: path.read_bytes() for path in demo.rglob("*") if path.is_file() and path.suffix != ".lock"}
    assert {path: data for path, data in after.items() if not path.name.endswith(("-shm", "-wal"))} == {
        path: data for path, data in held.items() if path.suffix != ".lock"
    }, "the doctor changed something"


def test_damage_deep_inside_is_found_where_a_quick_look_sees_none(demo: Path) -> None:
    flip_bits(demo / "catalogue.duckdb")
    (finding,) = [finding for finding in found(demo) if finding.level == "broken"]
    assert "catalogue.duckdb cannot be read (" in finding.what
    assert "begins from builds/" in finding.do


@pytest.mark.parametrize("befall", [zero, cut_off, unfinished, left_lock, left_writes, half_body, half_pointer])
def test_what_is_said_to_mend_itself_does(demo: Path, verb: Any, befall: Callable[[Path], None]) -> None:
    befall(demo)
    assert verb("run", "--demo", "--home", demo, "--json", "--as-of", "2026-11-25T07:30").json["published"]
    assert found(demo, NIGHT + timedelta(days=1, hours=1)) == []


def test_a_night_under_way_is_no_damage(demo: Path) -> None:
    unfinished(demo)
    with Home(demo).lock("run"):
        findings = found(demo)
    assert [(finding.level, finding.what) for finding in findings] == [
        ("note", f"a night is under way (process {os.getpid()}, run)")
    ]


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
    assert "the disk is full: 50 MiB are free, a night needs about 116 MiB" in finding.what
    (finding,) = found(demo, disk=replace(ROOM, growth_a_day=float(512 << 20)))
    assert finding.level == "watch"
    assert "the disk is full in about 20 days (512.0 MiB a day, 10,240 MiB free)" in finding.what
    assert found(demo, disk=replace(ROOM, growth_a_day=float(1 << 20))) == []


def test_a_read_only_disk_is_told_and_everything_else_still_looked_at(demo: Path, read_only: Any) -> None:
    Decisions(demo / "decisions.sqlite").add("t", "later", decided_by="a", decided_at=NOW)
    (demo / "salt").chmod(0o644)
    with read_only(demo):
        disk = look_at_disk(Home(demo), NOW, 7, lambda folder: 10 << 30)
        findings = found(demo, disk=disk)
    assert disk.is_read_only
    assert [finding.level for finding in findings] == ["broken", "watch"]
    assert "is read-only for this account" in findings[0].what
    assert "salt (644)" in findings[1].what


def night_of(home: Path, at: datetime, *, page: int, build: int) -> None:
    """A night's traces: its summary, a page and a build of so many bytes, all written then."""
    for path, size in (
        (home / "logs" / f"{at:%Y%m%dT%H%M%S}-aaa.json", 0),
        (home / "pages" / f"{at:%Y%m%d}.gz", page),
        (home / "builds" / f"{at:%Y%m%dT%H%M%S}-aaa.duckdb", build),
    ):
        path.write_bytes(b"x" * size)
        os.utime(path, (at.timestamp(), at.timestamp()))


def test_the_forecast_counts_what_stays_and_not_the_first_night(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.prepare()
    night_of(tmp_path, NIGHT, page=5_000_000, build=10_000)
    assert look_at_disk(home, NIGHT + timedelta(days=6), 7, lambda folder: 1 << 30).growth_a_day is None
    for day in range(1, 11):
        night_of(tmp_path, NIGHT + timedelta(days=day), page=900, build=10_000 + 50 * day)
    disk = look_at_disk(home, NIGHT + timedelta(days=11), 7, lambda folder: 1_300_000)
    assert disk.growth_a_day == pytest.approx(900 * 9 / 10 + 8 * 50)  # the night a day after the first counts no more
    assert disk.days_left == pytest.approx(1_300_000 / 1210)
    assert disk.used["pages"] == 5_000_000 + 9_000


def test_a_home_that_shrinks_has_no_end(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.prepare()
    night_of(tmp_path, NIGHT, page=10, build=10_000)
    disk = look_at_disk(home, NIGHT + timedelta(days=20), 7, lambda folder: 1 << 30)
    assert (disk.growth_a_day, disk.days_left) == (0.0, None)


def test_the_stale_log_of_the_test_is_one(demo: Path) -> None:
    """DuckDB itself must trip over it, or the state above would prove nothing."""
    stale_log(demo)
    with pytest.raises(duckdb.Error):
        duckdb.connect(str(demo / "catalogue.duckdb"), read_only=True).execute("FROM out.course")
