"""What `circlewise --help` costs beside a Python that does nothing: `make bench`."""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

import pytest
from benchbook.book import Book

ROUNDS = 15


def cost(command: list[str], root: Path) -> tuple[list[float], list[float]]:
    """Seconds of wall clock and of processor of each round."""
    wall, cpu = [], []
    for _ in range(ROUNDS):
        began, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, *command], cwd=root, stdout=subprocess.DEVNULL, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        wall.append(time.perf_counter() - began)
        cpu.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return wall, cpu


@pytest.mark.bench
def test_help_beside_nothing(root: Path, book: Book) -> None:
    told = {}
    for name, command in {"--help": ["-m", "pipeline", "--help"], "pass": ["-c", "pass"]}.items():
        wall, cpu = cost(command, root)
        told[name] = statistics.median(cpu)
        print(
            f"\n{name:8} wall {min(wall):.3f} s at best, {statistics.median(wall):.3f} s in the middle; "
            f"processor {min(cpu):.3f} and {statistics.median(cpu):.3f} s"
        )
    print(f"--help costs {told['--help'] / max(told['pass'], 0.01):.1f} times a Python that does nothing")
    assert all(told.values())
    book.add(
        stage="start",
        what="circlewise --help",
        ours=told["--help"],
        unit="s of CPU",
        size=f"median of {ROUNDS}",
        floor=told["pass"],
        floor_of="a Python that does nothing",
        reason="Beyond Python itself, click and the table of verbs are read; what a verb works with is imported "
        "when it is called.",
    )
    book.note(start_cpu_s=told["--help"])
