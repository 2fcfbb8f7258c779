"""kill -9 at random moments of a night: the catalogue stays readable, and the next night completes."""

from __future__ import annotations

import random
import signal
import subprocess
from pathlib import Path
from typing import Any

import duckdb
import pytest

pytestmark = pytest.mark.slow
KILLS = 20


def readable(catalogue: Path) -> int:
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{catalogue}' AS c (READ_ONLY)")
        row = connection.execute("SELECT count(*) FROM c.out.course").fetchone()
    assert row
    return int(row[0])


def test_kill_at_random_moments(night: Any) -> None:
    chance = random.Random(20261124)
    first = night.run_apart("--demo")
    length = first["seconds"]["total"] + 1.0  # seconds; start-up of the process included
    killed = 0
    for _ in range(KILLS):
        with night.start("--demo") as process:
            try:
                process.wait(timeout=chance.uniform(0.2, length))
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
                killed += 1
            process.communicate()
        assert readable(night.home / "catalogue.duckdb") == first["courses"]
    assert killed >= KILLS // 2
    last = night.run("--demo")
    assert last["published"]
    assert [source["unchanged"] for source in last["sources"]] == [source["listings"] for source in first["sources"]]
    assert {path.suffix for path in (night.home / "builds").iterdir()} == {".duckdb"}
