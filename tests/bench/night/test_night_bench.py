"""What a whole night takes, stage by stage: the first of all, the first with vectors kept, and one with 2 % changed.

    make bench  (with 250,000 courses about an hour)

`CIRCLEWISE_BENCH_COURSES` names other sizes, `CIRCLEWISE_BENCH_GOALS` another number of wishes. The figures are
written to `build/bench/nights.json` too, for whoever tells of them.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
SIZES = "10000 50000 250000"
GOALS = "500"
NIGHTS = {
    "of_all": "the first night of all, which makes vectors",
    "first": "the first night of a home that has vectors",
    "second": "the night after, 2 % of the courses changed",
}
FIGURES = ("cpu_s", "wall_s", "peak_mib")


def measured(root: Path, courses: int, goals: str, shared: Path, folder: Path) -> dict[str, Any]:
    """What nights.py tells of nights over so many courses."""
    command = [sys.executable, str(HERE / "nights.py"), str(courses), str(shared), str(folder), goals]
    found = os.pathsep.join(filter(None, (str(root), os.environ.get("PYTHONPATH"))))
    environment = {**os.environ, "PYTHONPATH": found}
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-4000:]
    shutil.rmtree(folder)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def table(all_sizes: list[dict[str, Any]]) -> str:
    lines = []
    for night, called in NIGHTS.items():
        lines += ["", called, f"{'courses':>8} {'stage':<8} {'CPU, s':>8} {'wall, s':>8} {'MiB':>7}"]
        for found in all_sizes:
            rows = {**found[night]["stages"], "whole": found[night]["whole"]}
            lines += [
                f"{found['courses']:>8} {name:<8} {row['cpu_s']:>8.1f} {row['wall_s']:>8.1f} {row['peak_mib']:>7.0f}"
                for name, row in rows.items()
            ]
    return "\n".join(lines)


def slopes(all_sizes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What 10,000 courses more cost, from each size to the next, in seconds of CPU."""
    found = []
    for small, large in pairwise(all_sizes):
        more = (large["courses"] - small["courses"]) / 10_000
        for night in NIGHTS:
            stages = {
                name: round((large[night]["stages"][name]["cpu_s"] - row["cpu_s"]) / more, 2)
                for name, row in small[night]["stages"].items()
            }
            cpu_s = round((large[night]["whole"]["cpu_s"] - small[night]["whole"]["cpu_s"]) / more, 2)
            of = {"from": small["courses"], "to": large["courses"], "night": night}
            found.append({**of, "cpu_s": cpu_s, "stages": stages})
    return found


@pytest.mark.bench
@pytest.mark.shared
@pytest.mark.timeout(14_400)
def test_whole_nights(shared: Path, root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sizes = sorted(map(int, os.environ.get("CIRCLEWISE_BENCH_COURSES", SIZES).split()))
    goals = os.environ.get("CIRCLEWISE_BENCH_GOALS", GOALS)
    found = [measured(root, size, goals, shared, tmp_path / str(size)) for size in sizes]
    grown = slopes(found)
    kept = root / "build" / "bench" / "nights.json"
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text(json.dumps({"sizes": found, "slopes": grown}, indent=1), encoding="utf-8")
    with capsys.disabled():
        print(table(found))
        for each in grown:
            parts = ", ".join(f"{name} {cpu_s:.2f}" for name, cpu_s in each["stages"].items())
            print(
                f"from {each['from']} to {each['to']} courses, 10,000 more cost {each['cpu_s']:.2f} s of CPU "
                f"({NIGHTS[each['night']]}): {parts}"
            )
    for each in found:
        second = [source["changed"] for source in each["second"]["sources"]]
        assert each["courses"] * 0.015 < sum(second) < each["courses"] * 0.025
        for night in NIGHTS:
            assert all(row[figure] >= 0 for row in each[night]["stages"].values() for figure in FIGURES)
            assert each[night]["whole"]["peak_mib"] >= each[night]["peak_memory_mib"]
