"""One night by the verb, with what each of its stages took.

    python tests/bench/night/staged.py OUT [--profile STATS] VERB ARGUMENT...

writes JSON into OUT: by stage the seconds of CPU, those of the wall, and the memory that the process and all it started
had at the highest by its end. CPU and memory are those of the whole tree, as /proc tells them; so this needs Linux.
"""

from __future__ import annotations

import cProfile
import json
import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from pipeline.__main__ import main as verb
from pipeline.flow.report import Stopwatch

TICKS = os.sysconf("SC_CLK_TCK")
LOOKS_EVERY_S = 0.5
PARENT, TIMES = 1, slice(11, 15)
"""Where /proc/PID/stat tells of a process, from behind its name: its parent, and its time with its children's."""


class Tree:
    """This process and all it started."""

    def __init__(self) -> None:
        self._me = os.getpid()
        self._at_once = 0.0
        self._is_over = threading.Event()
        self._watch = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Tree:
        self._watch.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._watch.join()

    def cpu_s(self) -> float:
        """Seconds of CPU so far, those of processes that ended included."""
        ticks = sum(map(int, _stat(self._me)[TIMES]))
        for pid in self._started():
            with suppress(OSError):
                ticks += sum(map(int, _stat(pid)[TIMES]))
        return ticks / TICKS

    def peak_mib(self) -> float:
        """The most that all processes had at a look, what several share counted once (PSS)."""
        self._note()
        return self._at_once / 1024

    def _look(self) -> None:
        while not self._is_over.wait(LOOKS_EVERY_S):
            self._note()

    def _note(self) -> None:
        taken = 0.0
        for pid in (self._me, *self._started()):
            with suppress(OSError, StopIteration):
                taken += _taken_kib(Path("/proc") / str(pid))
        self._at_once = max(self._at_once, taken)

    def _started(self) -> list[int]:
        """Every process that this one or one of those started."""
        parents = {}
        for folder in Path("/proc").iterdir():
            if folder.name.isdigit():
                with suppress(OSError):
                    parents[int(folder.name)] = int(_stat(int(folder.name))[PARENT])
        found = [self._me]
        for pid in found:  # grows while it is read
            found += [child for child, parent in parents.items() if parent == pid]
        return found[1:]


def _taken_kib(process: Path) -> float:
    """Its share of memory; all of it where only root may see shares, as of a process that lets nobody look."""
    try:
        lines, name = (process / "smaps_rollup").read_text().splitlines(), "Pss:"
    except PermissionError:
        lines, name = (process / "status").read_text().splitlines(), "VmRSS:"
    return float(next(line for line in lines if line.startswith(name)).split()[1])


def _stat(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def main(out: str, *arguments: str) -> int:
    profile = None
    if arguments[0] == "--profile":
        profile, arguments = arguments[1], arguments[2:]
    stages: dict[str, dict[str, Any]] = {}
    inner = Stopwatch.stage
    with Tree() as tree:

        @contextmanager
        def stage(watch: Stopwatch, name: str) -> Iterator[None]:
            """The watch's own stage, with what the tree took meanwhile."""
            wall, cpu = time.perf_counter(), tree.cpu_s()
            with inner(watch, name):
                yield
            found = stages.setdefault(name, {"cpu_s": 0.0, "wall_s": 0.0, "peak_mib": 0.0})
            found["cpu_s"] = round(found["cpu_s"] + tree.cpu_s() - cpu, 2)
            found["wall_s"] = round(found["wall_s"] + time.perf_counter() - wall, 2)
            found["peak_mib"] = round(tree.peak_mib(), 1)

        Stopwatch.stage = stage  # type: ignore[method-assign,assignment]
        started = time.perf_counter()
        measured = cProfile.Profile()
        status = measured.runcall(verb, arguments) if profile else verb(arguments)
        if profile:
            measured.dump_stats(profile)
        whole = {
            "cpu_s": round(tree.cpu_s(), 2),
            "wall_s": round(time.perf_counter() - started, 2),
            "peak_mib": round(tree.peak_mib(), 1),
        }
    Path(out).write_text(json.dumps({"stages": stages, "whole": whole}), encoding="utf-8")
    return status


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
