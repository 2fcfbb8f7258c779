"""A backup holds every file of a home but what passes; it comes back whole into an empty home, or not at all."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import BusyError, StoreError, UsageError
from pipeline.flow.keep import keep_by_plan, keep_home, last_kept_at
from pipeline.model import BackupPlan
from pipeline.store import Decisions, Home, Manifest, back_up, check_empty, restore

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home with what every home has, what other engineers will add, and what only passes."""
    home = Home(tmp_path / "home")
    home.prepare()
    home.salt()
    Decisions(home.decisions).add("t1", "later", decided_by="ana", decided_at=NOON)
    (home.folder / "vectors.cache").write_bytes(bytes(range(256)) * 50)
    (home.folder / "courses").mkdir()
    (home.folder / "courses" / "nuestra lista ñ.csv").write_text("Title\nKnots\n")
    (home.builds / "20261124T020000-aaa.duckdb").write_bytes(b"a build")
    (home.pages / "objects").mkdir()
    (home.pages / "objects" / "body.gz").write_bytes(b"a page")
    for passing in ("night.lock", "night.owner", "catalogue.next", "decisions.sqlite.making", "builds/x.building",
                    "builds/x.building.wal"):  # fmt: skip
        (home.folder / passing).write_bytes(b"passing")
    return home


def kept(home: Home, target: Path, **options: Any) -> Manifest:
    return back_up(home, target, made_at=NOON, made_by="circlewise 0.1.0", **{"with_pages": False, **options})


def brought(tmp_path: Path, target: Path, name: str = "new") -> Home:
    new = Home(tmp_path / name)
    new.folder.mkdir()
    restore(new, target)
    return new


def files_of(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_every_file_comes_back_but_pages_and_what_passes(home: Home, tmp_path: Path) -> None:
    made = kept(home, tmp_path / "b.tar.gz")
    new = brought(tmp_path, tmp_path / "b.tar.gz")
    found = files_of(new.folder)
    expected = {
        "salt", "decisions.sqlite", "vectors.cache", "courses/nuestra lista ñ.csv", "builds/20261124T020000-aaa.duckdb",
    }  # fmt: skip
    assert set(found) == expected == {each.path for each in made.files}
    for name in expected - {"decisions.sqlite"}:
        assert found[name] == (home.folder / name).read_bytes()
    assert Decisions(new.decisions).all() == Decisions(home.decisions).all()
    assert new.salt() == home.salt()


def test_pages_come_along_when_asked_for(home: Home, tmp_path: Path) -> None:
    assert kept(home, tmp_path / "b.tar.gz", with_pages=True).has_pages
    new = brought(tmp_path, tmp_path / "b.tar.gz")
    assert (new.pages / "objects" / "body.gz").read_bytes() == b"a page"


def test_everything_is_closed_to_others(home: Home, tmp_path: Path) -> None:
    (home.folder / "vectors.cache").chmod(0o644)
    target = tmp_path / "b.tar.gz"
    kept(home, target)
    new = brought(tmp_path, target)
    new.folder.chmod(0o700)
    assert target.stat().st_mode & 0o777 == 0o600
    assert {path.stat().st_mode & 0o077 for path in new.folder.rglob("*")} == {0}


def test_decisions_made_during_the_day_are_in_the_copy(home: Home, tmp_path: Path) -> None:
    """What stands in the write-ahead log only, with the file held open, comes along."""
    writer = sqlite3.connect(home.decisions)
    writer.execute("SELECT count(*) FROM decision").fetchone()
    Decisions(home.decisions).add("t2", "reject", decided_by="ben", decided_at=NOON)
    assert home.decisions.with_name("decisions.sqlite-wal").stat().st_size > 0
    kept(home, tmp_path / "b.tar.gz")
    writer.close()
    new = brought(tmp_path, tmp_path / "b.tar.gz")
    assert [decision.topic_id for decision in Decisions(new.decisions).all()] == ["t1", "t2"]


def test_a_file_with_two_names_is_kept_once(home: Home, tmp_path: Path) -> None:
    os.link(home.folder / "vectors.cache", home.builds / "again.cache")
    made = kept(home, tmp_path / "b.tar.gz")
    (again,) = [each for each in made.files if each.same_as]
    assert (again.path, again.same_as) == ("builds/again.cache", "vectors.cache")
    assert made.size_bytes == sum(each.size_bytes for each in made.files) - again.size_bytes
    new = brought(tmp_path, tmp_path / "b.tar.gz")
    assert (new.builds / "again.cache").samefile(new.folder / "vectors.cache")


def test_links_and_pipes_are_passed_over(home: Home, tmp_path: Path) -> None:
    (home.folder / "link").symlink_to("/etc/hostname")
    (home.folder / "folder").symlink_to("/etc")
    os.mkfifo(home.folder / "pipe")
    assert not {each.path for each in kept(home, tmp_path / "b.tar.gz").files} & {"link", "pipe"}


def test_settings_from_elsewhere_become_the_homes_own(home: Home, tmp_path: Path) -> None:
    (tmp_path / "theirs.yaml").write_text("timezone: UTC\n")
    kept(home, tmp_path / "b.tar.gz", settings=tmp_path / "theirs.yaml")
    assert (brought(tmp_path, tmp_path / "b.tar.gz").folder / "schedule.yaml").read_text() == "timezone: UTC\n"
    (home.folder / "schedule.yaml").write_text("timezone: Europe/Berlin\n")
    kept(home, tmp_path / "c.tar.gz", settings=tmp_path / "theirs.yaml")
    own = brought(tmp_path, tmp_path / "c.tar.gz", "other").folder / "schedule.yaml"
    assert own.read_text() == "timezone: Europe/Berlin\n"


def test_a_backup_overwrites_nothing_and_stays_out_of_the_home(home: Home, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("mine")
    for target, message in (
        (tmp_path / "taken", "exists already, and a backup overwrites nothing"),
        (home.folder / "b.tar.gz", "lies in the home itself"),
        (tmp_path / "nowhere" / "b.tar.gz", "there is no folder .*nowhere"),
    ):
        with pytest.raises(UsageError, match=message):
            kept(home, target)
    assert (tmp_path / "taken").read_text() == "mine"
    assert {path.name for path in tmp_path.iterdir()} == {"home", "taken"}


def test_a_damaged_file_of_the_home_is_named_and_no_backup_is_left(home: Home, tmp_path: Path) -> None:
    data = bytearray(home.decisions.read_bytes())
    data[16:18] = b"\xff\xff"  # a page size that cannot be
    for path in home.folder.glob("decisions.sqlite-*"):
        path.unlink()
    home.decisions.write_bytes(data)
    with pytest.raises(StoreError, match=r"decisions\.sqlite is damaged"):
        kept(home, tmp_path / "b.tar.gz")
    assert {path.name for path in tmp_path.iterdir()} == {"home"}


def test_a_full_disk_is_told_and_no_backup_is_left(home: Home) -> None:
    (home.folder / "large").write_bytes(os.urandom(3 << 20))
    with tempfile.TemporaryDirectory() as folder:
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder], check=False, capture_output=True
                          ).returncode:  # fmt: skip
            pytest.skip("a small disk cannot be mounted here")
        try:
            with pytest.raises(StoreError, match="the disk is full; make room"):
                kept(home, Path(folder) / "b.tar.gz")
            assert list(Path(folder).iterdir()) == []
        finally:
            subprocess.run(["umount", folder], check=True)


def test_a_home_on_a_read_only_disk_is_backed_up(home: Home, tmp_path: Path, read_only: Any) -> None:
    (tmp_path / "s.yaml").write_text("timezone: UTC\n")
    with read_only(home.folder):
        keep_home(home, tmp_path / "b.tar.gz", at=NOON, with_pages=False, settings=tmp_path / "s.yaml")
    assert Decisions(brought(tmp_path, tmp_path / "b.tar.gz").decisions).all()


def test_no_backup_while_a_night_runs(home: Home, tmp_path: Path) -> None:
    with home.lock("run"), pytest.raises(BusyError, match="another night works on"):
        keep_home(home, tmp_path / "b.tar.gz", at=NOON, with_pages=False, settings=tmp_path / "s.yaml")


def test_a_home_that_holds_anything_is_not_restored_into(home: Home, tmp_path: Path) -> None:
    kept(home, tmp_path / "b.tar.gz")
    before = files_of(home.folder)
    with pytest.raises(UsageError, match=r"is not empty \(it holds builds/20261124T020000-aaa.duckdb\)"):
        restore(home, tmp_path / "b.tar.gz")
    assert files_of(home.folder) == before


def test_a_prepared_home_without_a_file_counts_as_empty(home: Home, tmp_path: Path) -> None:
    kept(home, tmp_path / "b.tar.gz", with_pages=True)
    new = Home(tmp_path / "new")
    new.prepare()
    with new.lock("restore"):
        restore(new, tmp_path / "b.tar.gz")
    assert (new.pages / "objects" / "body.gz").exists()
    assert not (new.folder / ".restoring").exists()


def test_a_restore_that_was_cut_off_says_so_and_one_before_the_move_is_made_anew(home: Home, tmp_path: Path) -> None:
    kept(home, tmp_path / "b.tar.gz")
    new = Home(tmp_path / "new")
    (new.folder / ".restoring").mkdir(parents=True)
    (new.folder / ".restoring" / "half").write_text("x")
    (new.folder / "salt").write_text("moved already")
    with pytest.raises(UsageError, match="was cut off; empty that folder, then restore again"):
        check_empty(new)
    (new.folder / "salt").unlink()
    restore(new, tmp_path / "b.tar.gz")
    assert (new.folder / "salt").read_bytes() == home.salt()
    assert not (new.folder / ".restoring").exists()


def test_the_schedule_keeps_so_many_and_touches_no_other_file(home: Home, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    (folder / "circlewise-old.tar.gz").write_text("mine")
    plan = BackupPlan(folder=str(folder), at="05:00", keep=2)
    assert last_kept_at(plan) is None
    (tmp_path / "s.yaml").write_text("timezone: UTC\n")
    for day in (20, 21, 22):
        target, _ = keep_by_plan(home, plan, at=NOON.replace(day=day), settings=tmp_path / "s.yaml")
    assert target.name == "circlewise-20261122T120000Z.tar.gz"
    assert sorted(path.name for path in folder.iterdir()) == [
        "circlewise-20261121T120000Z.tar.gz", target.name, "circlewise-old.tar.gz",
    ]  # fmt: skip
    assert last_kept_at(plan) == NOON.replace(day=22)


def test_a_folder_that_is_not_mounted_is_told(home: Home, tmp_path: Path) -> None:
    plan = BackupPlan(folder=str(tmp_path / "usb"), at="05:00")
    with pytest.raises(UsageError, match=r"there is no folder .*usb; make it, or mount its disk"):
        keep_by_plan(home, plan, at=NOON, settings=tmp_path / "s.yaml")


KILLED = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from pipeline.store import Home, back_up, restore
what, home, file = sys.argv[1], Home(Path(sys.argv[2])), Path(sys.argv[3])
if what == "restore":
    restore(home, file)
else:
    back_up(home, file, made_at=datetime.now(UTC), made_by="x", with_pages=False)
"""


def test_a_restore_that_is_killed_half_way_leaves_a_home_that_can_be_restored_into(home: Home, tmp_path: Path) -> None:
    (home.folder / "large").write_bytes(os.urandom(4 << 20))
    kept(home, tmp_path / "b.tar.gz")
    data = (tmp_path / "b.tar.gz").read_bytes()
    pipe, new = tmp_path / "pipe", Home(tmp_path / "new")
    new.folder.mkdir()
    os.mkfifo(pipe)
    command = [sys.executable, "-c", KILLED, "restore", str(new.folder), str(pipe)]
    with subprocess.Popen(command) as other, pipe.open("wb") as half:
        half.write(data[: len(data) // 2])  # comes back once all but the pipe's own 64 KiB was taken
        other.kill()
        other.wait()
    assert [path.name for path in new.folder.iterdir()] == [".restoring"]
    restore(new, tmp_path / "b.tar.gz")
    assert (new.folder / "large").read_bytes() == (home.folder / "large").read_bytes()


def test_a_backup_that_is_killed_leaves_nothing_under_its_name_and_the_schedule_clears_up(
    home: Home, tmp_path: Path
) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    (home.folder / "large").write_bytes(os.urandom(30 << 20))
    target = folder / "b.tar.gz"
    with subprocess.Popen([sys.executable, "-c", KILLED, "back_up", str(home.folder), str(target)]) as other:
        while not any(path.stat().st_size for path in folder.rglob("partial")):
            assert other.poll() is None
        other.kill()
    assert [path.name.startswith(".backup-") for path in folder.iterdir()] == [True]
    (tmp_path / "s.yaml").write_text("timezone: UTC\n")
    made, _ = keep_by_plan(home, BackupPlan(folder=str(folder), at="05:00"), at=NOON, settings=tmp_path / "s.yaml")
    assert list(folder.iterdir()) == [made]
