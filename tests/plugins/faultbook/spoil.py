"""Ways to spoil a file of a home: where it lies, as a bad disk, a full one or a careless copy does it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from faultbook.small import SmallHome
from pipeline.store import kept_builds

Spoil = Callable[[SmallHome], None]
GARBAGE = b"no file that anybody wrote " * 400


def catalogue(small: SmallHome) -> Path:
    """The published file."""
    return small.home.catalogue


def in_place(path: Path, data: bytes) -> None:
    """Write over a file as a disk does: under all its names."""
    with path.open("rb+") as file:
        file.truncate(0)
        file.write(data)


def emptied(name: str) -> Spoil:
    """A file of no bytes."""
    return lambda small: in_place(small.folder / name, b"")


def garbage(name: str) -> Spoil:
    """A file of other bytes, of which nothing lies beside it."""

    def spoil(small: SmallHome) -> None:
        for beside in small.folder.glob(f"{name}-*"):
            beside.unlink()
        (small.folder / name).write_bytes(GARBAGE)

    return spoil


def half(name: str) -> Spoil:
    """The first half of a file."""

    def spoil(small: SmallHome) -> None:
        data = (small.folder / name).read_bytes()
        assert len(data) > 10, f"{name} holds nothing to lose"
        in_place(small.folder / name, data[: len(data) // 2])

    return spoil


def written(name: str, data: bytes) -> Spoil:
    """A file that holds this, closed to others as all of a home are."""

    def spoil(small: SmallHome) -> None:
        (small.folder / name).parent.mkdir(exist_ok=True)
        (small.folder / name).write_bytes(data)
        (small.folder / name).chmod(0o600)

    return spoil


def removed(name: str) -> Spoil:
    """A file that is gone."""
    return lambda small: (small.folder / name).unlink()


def flipped(small: SmallHome) -> None:
    """A byte of every block but the heads."""
    data = bytearray(catalogue(small).read_bytes())
    for place in range(3 * 4096 + 200_000, len(data), 262_144):
        data[place] ^= 0xFF
    in_place(catalogue(small), bytes(data))


def all_catalogues(small: SmallHome) -> None:
    """The catalogue and every kept build."""
    for path in (catalogue(small), *kept_builds(small.home)):
        in_place(path, GARBAGE)


def bad_build(small: SmallHome) -> None:
    """The oldest kept build."""
    in_place(kept_builds(small.home)[-1], GARBAGE)


def stale_log(small: SmallHome) -> None:
    """What a program leaves that opened the catalogue to write and was killed."""
    other = small.folder.parent / "other.duckdb"
    program = (
        "import duckdb, os, sys; c = duckdb.connect(sys.argv[1]); c.execute(\"SET wal_autocheckpoint = '1TB'\");"
        "c.execute('CREATE TABLE t AS SELECT 1 AS n'); os._exit(9)"
    )
    subprocess.run([sys.executable, "-c", program, str(other)], check=False)
    shutil.copy(other.with_name("other.duckdb.wal"), small.folder / "catalogue.duckdb.wal")


def half_body(small: SmallHome) -> None:
    """An archived page that was cut."""
    for body in (small.home.pages / "objects").rglob("*.gz"):
        in_place(body, body.read_bytes()[:100])


def half_index(small: SmallHome) -> None:
    """The last line of what a source's run asked was cut."""
    for path in (small.home.pages).rglob("*.jsonl"):
        in_place(path, path.read_bytes()[:-40])


def lock_of_the_dead(small: SmallHome) -> None:
    """The name that a killed night left at the lock."""
    (small.folder / "night.owner").write_text('{"pid": 99999999, "purpose": "schedule"}')


def unwritten_tail(name: str) -> Spoil:
    """A file of its whole length whose second half never reached the disk: it reads as zeros."""

    def spoil(small: SmallHome) -> None:
        data = (small.folder / name).read_bytes()
        in_place(small.folder / name, data[: len(data) // 2] + bytes(len(data) - len(data) // 2))

    return spoil


def all_unwritten(pattern: str) -> Spoil:
    """Files that have their names, and no bytes: named before they were written, and the power went between."""

    def spoil(small: SmallHome) -> None:
        paths = [path for path in small.folder.glob(pattern) if path.is_file()]
        assert paths
        for path in paths:
            in_place(path, b"")

    return spoil


def all_readings(small: SmallHome) -> None:
    """What was made of each page, cut."""
    paths = [path for path in small.home.readings.rglob("*") if path.is_file()]
    assert paths
    for path in paths:
        in_place(path, path.read_bytes()[: path.stat().st_size // 2])


def copy_of_the_build(small: SmallHome) -> None:
    """What the doctor prints."""
    shutil.copy(kept_builds(small.home)[0], catalogue(small))


def log_of_a_failed_night(small: SmallHome) -> None:
    """The summary of the last night, cut."""
    path = max(small.home.logs.glob("*.json"))
    in_place(path, path.read_bytes()[:30])


def last_summary_unwritten(small: SmallHome) -> None:
    """The summary of the last night has its name, and no bytes."""
    in_place(max(small.home.logs.glob("*.json")), b"")


def opened(name: str) -> Spoil:
    """A private file that all may read."""
    return lambda small: (small.folder / name).chmod(0o644)


def closed(name: str) -> Spoil:
    """As the doctor says."""
    return lambda small: (small.folder / name).chmod(0o600)


def cut_restore(small: SmallHome) -> None:
    """The folder in which a restore unpacks."""
    (small.folder / ".restoring").mkdir()
