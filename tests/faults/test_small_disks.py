"""A disk that is full or read-only: what is published stays readable, the cause is a sentence, and the next night mends
itself.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.__main__ import main
from pipeline.store import Catalogue, damage

SIZE = 24 << 20


@pytest.fixture
def small_disk(tmp_path: Path, demo_once: Path) -> Iterator[Path]:
    """The home of the demo on a small disk of its own."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(disk)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("a small disk cannot be mounted here")
    try:
        subprocess.run(["cp", "-a", str(demo_once), str(disk / "home")], check=True)
        yield disk
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def fill(disk: Path, leave: int) -> None:
    """Leave so many bytes on the disk."""
    about = os.statvfs(disk)
    with (disk / "filler").open("wb") as file:
        file.truncate(0)
        rest = about.f_bavail * about.f_frsize - leave
        while rest > 0:
            file.write(b"\xff" * min(rest, 1 << 16))
            rest -= 1 << 16


def topics(home: Path) -> list[tuple[Any, ...]]:
    with Catalogue(home / "catalogue.duckdb") as catalogue:
        return catalogue.query("FROM out.topic ORDER BY ALL").rows


@pytest.mark.slow
@pytest.mark.parametrize("leave", [0, 4096, 400_000, 6 << 20])
def test_a_full_disk_costs_the_night_and_nothing_else(small_disk: Path, capfd: Any, leave: int) -> None:
    home = small_disk / "home"
    before, published = topics(home), hashlib.sha256((home / "catalogue.duckdb").read_bytes()).digest()
    fill(small_disk, leave)
    assert main(["run", "--demo", "--home", str(home), "--as-of", "2026-11-25T07:30"]) == 1
    out, err = capfd.readouterr()
    assert "Traceback" not in out + err
    told = " ".join((out + err).split())
    assert "disk is full" in told or "No space left on device" in told
    assert hashlib.sha256((home / "catalogue.duckdb").read_bytes()).digest() == published
    assert topics(home) == before
    (small_disk / "filler").unlink()
    assert main(["run", "--demo", "--home", str(home), "--json", "--as-of", "2026-11-25T07:30"]) == 0
    assert damage(home / "catalogue.duckdb") is None
    assert not [path for path in (home / "builds").iterdir() if path.suffix != ".duckdb"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("run", "--demo"),
        ("harvest", "p2pu", "--gateway", "http://127.0.0.1:9"),
        ("decide", "TOPIC", "later", "--by", "ana"),
        ("survey", "add", "FILE"),
        ("schedule", "--once"),
        ("restore", "FILE"),
    ],
    ids=lambda arguments: arguments[0],
)
def test_no_verb_answers_a_read_only_disk_with_a_traceback(
    demo_once: Path, tmp_path: Path, capfd: Any, read_only: Any, arguments: tuple[str, ...]
) -> None:
    home = tmp_path / "home"
    shutil.copytree(demo_once, home)
    file = tmp_path / "needs.csv"
    file.write_text("Timestamp,What would you like to learn?\n" + "2026/11/01 9:00:00 AM EST,Knots\n" * 6)
    said = {"TOPIC": topics(home)[0][0], "FILE": str(file)}
    with read_only(home):
        status = main([*(said.get(word, word) for word in arguments), "--home", str(home)])
    out, err = capfd.readouterr()
    assert "Traceback" not in out + err
    if arguments[0] != "schedule":  # which has nothing to do but where a night is due
        assert status in (1, 2)
        assert "circlewise: " in err
    assert damage(home / "catalogue.duckdb") is None
