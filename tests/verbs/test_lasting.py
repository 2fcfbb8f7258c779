"""In which order bytes and names are made to last: what a power failure may leave of a night, a backup, a purge.

Every file that a verb puts in its place is looked at, so that a new kind of file is as well. What SQLite and DuckDB
write by themselves is not seen here: SQLite makes its log last with every commit, and a catalogue is made to last once
more by us.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from .conftest import Verb

LOST_FOR_TIME = re.compile(
    r"(vectors\.npy|words\.bin|near\.npz|pools\.bin|readings\.bin|schedule\.last|told\.json)$|/pages/objects/|/uploads/"
)
"""What costs time tomorrow if it is lost, and is checked when it is read: made anew, or asked anew."""
BY_SQLITE = re.compile(r"\.sqlite$")
"""SQLite itself made its bytes last before they are put there."""


@dataclass
class Disk:
    """What was done to the disk below a folder, in order: (what, path) and (moved, from, to)."""

    folder: Path
    done: list[tuple[str, ...]] = field(default_factory=list)
    sizes: dict[int, tuple[int, int]] = field(default_factory=dict)
    """By inode: size and time of change when it was last made to last."""
    stale: list[str] = field(default_factory=list)
    """Files that were put in their place with other bytes than those that were made to last."""

    def install(self, patch: pytest.MonkeyPatch) -> None:
        """Listen from now on."""
        fsync = os.fsync

        def synced(handle: int) -> None:
            fsync(handle)
            about = os.fstat(handle)
            self.sizes[about.st_ino] = (about.st_size, about.st_mtime_ns)
            self.done.append(("sync", str(Path(f"/proc/self/fd/{handle}").readlink())))

        patch.setattr(os, "fsync", synced)
        for name in ("replace", "rename", "link"):
            patch.setattr(os, name, self._moving(getattr(os, name)))

    def _moving(self, move: Callable[..., None]) -> Callable[..., None]:
        def moved(source: Any, target: Any, **options: Any) -> None:
            about, path = Path(source).stat(), str(target)
            if not Path(target).is_relative_to(self.folder):  # what the tests share
                move(source, target, **options)
                return
            if Path(source).is_file() and not LOST_FOR_TIME.search(path) and not BY_SQLITE.search(path):
                known = self.sizes.get(about.st_ino)
                if known is None or known != (about.st_size, about.st_mtime_ns):
                    self.stale.append(path)
            move(source, target, **options)
            self.done.append(("moved", os.fspath(source), path))

        return moved

    def forgotten(self) -> list[str]:
        """Places whose folder was not made to last after the name was given."""
        names = [(n, step[2]) for n, step in enumerate(self.done) if step[0] == "moved"]
        return [
            path
            for n, path in names
            if not LOST_FOR_TIME.search(path) and ("sync", str(Path(path).parent)) not in self.done[n:]
        ]

    def moved_to(self, name: str) -> int:
        """When a place was last filled."""
        (*_, last) = (n for n, step in enumerate(self.done) if step[0] == "moved" and step[2].endswith(name))
        return last


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Disk:
    """What is done to the disk in this test."""
    found = Disk(tmp_path)
    found.install(monkeypatch)
    return found


@pytest.mark.slow
def test_a_night_makes_bytes_last_before_names_and_both_before_it_is_told(
    tmp_path: Path, verb: Verb, disk: Disk
) -> None:
    assert verb("run", "--demo", "--home", tmp_path / "home").status == 0
    assert disk.stale == []
    assert disk.forgotten() == []
    swapped = disk.moved_to("/catalogue.duckdb")
    assert disk.done[swapped + 1] == ("sync", str(tmp_path / "home"))
    assert swapped < disk.moved_to("/demand.sqlite"), "wordings of a catalogue that is not there are nobody's"
    moved = {Path(step[2]).name for step in disk.done if step[0] == "moved"}
    assert moved >= {"catalogue.duckdb", "demand.sqlite", "salt", "surveys.sqlite", "p2pu.json", "vectors.npy"}
    promoted = disk.moved_to("/latest/p2pu.json")
    bodies = [n for n, step in enumerate(disk.done) if step[0] == "sync" and "/pages/objects/" in step[1]]
    assert bodies
    indexes = [n for n, step in enumerate(disk.done) if step[0] == "sync" and "/runs/p2pu/" in step[1]]
    assert indexes
    assert max(indexes) < promoted, "the pointer names an index that is on the disk"


def test_a_backup_and_a_restore_last_once_they_are_told(tmp_path: Path, demo: Path, verb: Verb, disk: Disk) -> None:
    target, home = tmp_path / "kept.tar.gz", tmp_path / "restored"
    assert verb("backup", target, "--home", demo).status == 0
    assert disk.done[disk.moved_to("/kept.tar.gz") :][:2][-1] == ("sync", str(tmp_path))
    assert verb("restore", target, "--home", home).status == 0
    assert disk.stale == []
    assert disk.forgotten() == []
    moves = [step[2] for step in disk.done if step[0] == "moved" and Path(step[2]).parent == home]
    assert moves[-1] == str(home / "catalogue.duckdb")
    assert len(moves) > 5
    catalogue = disk.moved_to("/restored/catalogue.duckdb")
    assert disk.done[catalogue - 1] == disk.done[catalogue + 1] == ("sync", str(home))
    unpacked = {step[1] for step in disk.done if step[0] == "sync" and ".restoring" in step[1]}
    folders = {str(home / ".restoring" / path.relative_to(home)) for path in home.rglob("*") if path.is_dir()}
    assert folders <= unpacked
    files = {path for path in home.rglob("*") if path.is_file() and path.name != "night.lock"}
    missing = [path.name for path in files if str(home / ".restoring" / path.relative_to(home)) not in unpacked]
    assert [name for name in missing if not name.endswith(".duckdb")] == [], "a build may be the catalogue itself"


def test_a_purge_notes_itself_before_anything_goes(demo: Path, verb: Verb, disk: Disk) -> None:
    for listed in verb("survey", "list", "--json", "--home", demo).json:
        assert verb("purge-survey", listed["survey_id"], "--home", demo).status == 0
    noted = disk.done.index(("sync", str(demo / "purge.pending")))
    assert disk.done[noted + 1] == ("sync", str(demo))
    assert noted < min(n for n, step in enumerate(disk.done) if step[0] == "moved")
    assert disk.moved_to("/catalogue.duckdb")
    assert disk.stale == []
    assert disk.forgotten() == []


def test_what_was_never_made_to_last_is_found(tmp_path: Path, disk: Disk) -> None:
    """The listener itself: a file that is put in its place unsynced, one that was written to after, a name alone."""
    place = tmp_path / "place"
    for name, write_again in (("never", False), ("early", True)):
        fresh = tmp_path / name
        fresh.write_text("x")
        if write_again:
            with fresh.open("ab") as file:
                os.fsync(file.fileno())
                file.write(b"more")
        fresh.replace(place)
    assert disk.stale == [str(place), str(place)]
    assert disk.forgotten() == [str(place), str(place)]
