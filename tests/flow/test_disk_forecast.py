"""The forecast of the disk against homes that grow as real ones do, played night by night until the disk is full.

Sizes are those of files without content (holes), so that a year of nights takes a second.
"""

from __future__ import annotations

import json
import os
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline.flow.doctor import Bounds, Disk, look_at_disk
from pipeline.store import Home, bytes_of

FIRST = datetime(2026, 1, 1, 2, 30, tzinfo=UTC)
DAY = timedelta(days=1)
MIB = 1 << 20
KEEP_BUILDS = 7
KEEP_LOGS_DAYS = 90
MOST_NIGHTS = 900


@dataclass
class Played:
    """A home on a disk of its own, one night after the other."""

    home: Home
    capacity: int
    used: list[int] = field(default_factory=list)
    """Bytes of the home after each night."""

    @property
    def now(self) -> datetime:
        return FIRST + (len(self.used) - 1) * DAY + timedelta(hours=5)

    def look(self) -> Disk:
        """What the doctor finds on the morning after the last night."""
        return look_at_disk(
            self.home, self.now, Bounds(keep_builds=KEEP_BUILDS), lambda _: self.capacity - self.used[-1]
        )

    def night(self, files: dict[str, int], catalogue: int, log: int) -> None:
        """Files of the home have these sizes now, all written tonight; the catalogue is built and kept."""
        number = len(self.used)
        night = FIRST + number * DAY
        for name, size in files.items():
            sized(self.home.folder / name, size, night)
        build = self.home.builds / f"{night:%Y%m%dT%H%M%S}-abc.duckdb"
        sized(build, catalogue, night)
        self.home.catalogue.unlink(missing_ok=True)
        os.link(build, self.home.catalogue)
        for old in sorted(self.home.builds.iterdir())[:-KEEP_BUILDS]:
            old.unlink()
        sized(self.home.logs / f"{night:%Y%m%dT%H%M%S}-run-1.jsonl", log, night)
        summary = self.home.logs / f"{night:%Y%m%dT%H%M%S}-abc.json"
        summary.write_text(json.dumps({"bytes": bytes_of(self.home)}))
        for old in sorted(self.home.logs.iterdir()):
            if datetime.strptime(old.name[:8], "%Y%m%d").replace(tzinfo=UTC) < night - KEEP_LOGS_DAYS * DAY:
                old.unlink()
        self.used.append(sum(path.stat().st_size for path in set_of(self.home.folder)))

    def is_full(self) -> bool:
        return self.used[-1] >= self.capacity


def set_of(folder: Path) -> list[Path]:
    """Every file once, whatever names it has."""
    return list({path.stat().st_ino: path for path in folder.rglob("*") if path.is_file()}.values())


def sized(path: Path, size: int, at: datetime) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as file:
        file.truncate(size)
    os.utime(path, (at.timestamp(), at.timestamp()))


Life = Callable[[int, random.Random], tuple[dict[str, int], int]]
"""Sizes of files and of the catalogue on the n-th night."""


def steady(n: int, chance: random.Random) -> tuple[dict[str, int], int]:
    """Large files that every night writes anew and that hardly grow, an archive that does, a catalogue that does."""
    return {
        "vectors.npy": 26 * MIB + n * 2_000,
        "words.bin": 40 * MIB + n * 5_000,
        "readings/edx/readings.bin": 120 * MIB + n * 30_000,
        "surveys.sqlite": 20 * MIB,
        "decisions.sqlite": 100_000 + n * 1_500,
        "pages/objects/all.gz": 200 * MIB + n * 150_000 + chance.randrange(400_000),
    }, 30 * MIB + n * 40_000


def still(n: int, chance: random.Random) -> tuple[dict[str, int], int]:
    """Nothing grows, and all is written anew every night."""
    return steady(0, random.Random(0))


def surveyed(n: int, chance: random.Random) -> tuple[dict[str, int], int]:
    """A survey of 60 MiB every 50 nights; the oldest of three is purged, and SQLite gives its blocks back."""
    files, catalogue = steady(n, chance)
    files["surveys.sqlite"] = MIB + min(n // 50, 3) * 60 * MIB
    return files, catalogue


def swept(n: int, chance: random.Random) -> tuple[dict[str, int], int]:
    """An archive that fills for weeks and is swept then, again and again."""
    files, catalogue = steady(n, chance)
    files["pages/runs/edx/all.jsonl"] = (n % 21) * 2 * MIB
    return files, catalogue


def faster(n: int, chance: random.Random) -> tuple[dict[str, int], int]:
    """A home that takes in more sources every month: it grows faster and faster."""
    files, catalogue = steady(n, chance)
    files["pages/objects/more.gz"] = n * n * 3_000
    return files, catalogue


def play(folder: Path, life: Life, capacity: int, look_on: tuple[int, ...]) -> tuple[dict[int, Disk], int | None]:
    """Nights until the disk is full: what the doctor found on some mornings, and on which night it was full."""
    home = Home(folder / "home")
    home.prepare()
    played, chance, found = Played(home, capacity), random.Random(20261127), {}
    for n in range(MOST_NIGHTS):
        files, catalogue = life(n, chance)
        played.night(files, catalogue, 300_000)
        if played.is_full():
            return found, n
        if n in look_on:
            found[n] = played.look()
            if len(found) == len(look_on) and life is still:
                break
    return found, None


CASES = [
    # life, MiB of the disk, the night on which it is full, {days left: by what part of them it may be off}
    pytest.param(steady, 690, 109, {90: 0.05, 60: 0.05, 30: 0.05, 10: 0.1}, id="steady"),
    pytest.param(surveyed, 1000, 443, {200: 0.05, 60: 0.05, 10: 0.2}, id="surveyed-and-purged", marks=pytest.mark.slow),
    pytest.param(swept, 900, 501, {200: 0.5, 60: 0.5}, id="swept", marks=pytest.mark.slow),
    pytest.param(faster, 790, 163, {90: 0.65, 60: 0.45, 30: 0.3, 10: 0.2}, id="faster-and-faster"),
]


@pytest.mark.parametrize(("life", "mib", "full", "allowed"), CASES)
def test_the_forecast_is_near_what_happens(
    tmp_path: Path, life: Life, mib: int, full: int, allowed: dict[int, float]
) -> None:
    """Before 2026-11-27 it was 97 parts in 100 short: what a night writes anew counted as if it were added."""
    found, when = play(tmp_path, life, mib * MIB, tuple(full - left for left in allowed))
    assert when == full
    off = {left: round((found[full - left].days_left or 9999) / left - 1, 2) for left in allowed}
    assert {left: error for left, error in off.items() if abs(error) > allowed[left]} == {}, off


def test_a_home_that_writes_all_anew_and_grows_by_nothing_has_no_end(tmp_path: Path) -> None:
    found, full = play(tmp_path, still, 900 * MIB, (8, 40))
    assert full is None
    assert {n: (disk.growth_a_day, disk.days_left) for n, disk in found.items()} == {8: (0.0, None), 40: (0.0, None)}


def test_builds_that_are_still_to_be_kept_are_room_that_is_taken(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.prepare()
    played = Played(home, 500 * MIB)
    for n in range(9):
        played.night({"pages/objects/all.gz": 100 * MIB + n * 100_000}, 30 * MIB, 0)
    disk = look_at_disk(home, played.now, Bounds(keep_builds=12), lambda _: 200 * MIB)
    assert disk.still_comes == pytest.approx((12 - KEEP_BUILDS) * 30 * MIB, abs=10_000)  # and a little for logs
    assert disk.growth_a_day == pytest.approx(100_000)
    assert disk.days_left == pytest.approx((200 * MIB - disk.still_comes) / 100_000)


def test_nights_of_an_earlier_release_tell_no_pace(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.prepare()
    for n in range(20):
        (home.logs / f"{FIRST + n * DAY:%Y%m%dT%H%M%S}-abc.json").write_text('{"published": true}' if n % 2 else '{"by')
    disk = look_at_disk(home, FIRST + 20 * DAY, Bounds(), lambda _: MIB)
    assert (disk.growth_a_day, disk.days_left, disk.still_comes) == (None, None, 0)
