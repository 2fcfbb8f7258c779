"""A real cluster on this machine: a scheduler and two workers, each a process of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from distributed import Client

ROOT = Path(__file__).parents[2]
SCHEDULER = ("distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
WORKER = ("--host", "127.0.0.1", "--nthreads", "1", "--no-dashboard", "--local-directory")


@dataclass
class RunningCluster:
    address: str
    workers: list[subprocess.Popen[str]]

    def pids(self) -> dict[str, int]:
        """By address, the process of each worker; where it has a nanny, this one is not it."""
        with Client(self.address, set_as_default=False) as client:
            found: dict[str, int] = client.run(os.getpid)
        return found


@contextmanager
def running_cluster(folder: Path, n: int = 2, *, has_nanny: bool = False) -> Iterator[RunningCluster]:
    """A scheduler that `n` workers have joined; with a nanny each is started by a process that looks after it."""
    log = folder / "scheduler.log"
    scheduler = _started(log, *SCHEDULER)
    workers: list[subprocess.Popen[str]] = []
    try:
        address = _address(log, scheduler)
        for number in range(n):
            nanny = "--nanny" if has_nanny else "--no-nanny"
            arguments = ("distributed.cli.dask_worker", address, nanny, *WORKER, str(folder))
            workers.append(_started(folder / f"worker-{number}.log", *arguments))
        if n:
            with Client(address, set_as_default=False) as client:
                client.wait_for_workers(n, timeout=240)
        yield RunningCluster(address, workers)
    finally:
        for process in [*workers, scheduler]:
            if has_nanny:  # it takes its worker along
                process.terminate()
            else:
                process.kill()
            process.wait()


def _started(log: Path, *arguments: str) -> subprocess.Popen[str]:
    paths = [str(ROOT), str(Path(__file__).parent), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
    with log.open("w") as file:
        command = [sys.executable, "-m", *arguments]
        return subprocess.Popen(command, stdout=file, stderr=file, env=environment, text=True, cwd=log.parent)


def _address(log: Path, process: subprocess.Popen[str]) -> str:
    """Where the scheduler listens; it writes so once it does."""
    while process.poll() is None:
        if found := re.search(r"Scheduler at:\s+(tcp://127\.0\.0\.1:\d+)", log.read_text()):
            return found[1]
        os.sched_yield()
    raise AssertionError(log.read_text())
