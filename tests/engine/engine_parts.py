"""Work for engines of the tests, found by name in whatever process does it."""

from __future__ import annotations

import hashlib
import importlib
import os
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.engine import at_work
from pipeline.errors import WorkerError


def hasher(folder: str) -> Callable[[Any], str]:
    """Notes who did which part; one that says `hold` is at work until there is a file `go`."""

    def work(part: tuple[int, str]) -> str:
        number, said = part
        with (Path(folder) / f"begun-{number}").open("a") as file:
            file.write(f"{os.getpid()}\n")
        while said == "hold" and not (Path(folder) / "go").exists():
            os.sched_yield()
        if said == "raise":
            raise ValueError(f"part {number} cannot be done")
        return hashlib.sha256(f"{number} {said}".encode()).hexdigest() * 100

    return work


def quiet_hasher(greeting: str) -> Callable[[Any], str]:
    """Writes no file; a part `always` ends each process that has it, `once FILE` the first one."""

    def work(part: tuple[int, str]) -> str:
        number, said = part
        word, _, token = said.partition(" ")
        if word == "always" or (word == "once" and _removed(token)):
            os.kill(os.getpid(), signal.SIGKILL)
        return f"{greeting} {number} {said}"

    return work


def _removed(token: str) -> bool:
    is_there = Path(token).exists()
    Path(token).unlink(missing_ok=True)
    return is_there


HELD = 10


def holding(folder: str, module: str, name: str, arguments: tuple[Any, ...]) -> Callable[[Any], Any]:
    """Other work, found by name: part HELD of it is at work until there is a file `go`, and notes who has it."""
    do = getattr(importlib.import_module(module), name)(*arguments)

    def work(part: tuple[int, Any]) -> Any:
        number, what = part
        if number == HELD:
            with (Path(folder) / f"begun-{number}").open("a") as file:
                file.write(f"{os.getpid()}\n")
            while not (Path(folder) / "go").exists():
                os.sched_yield()
        return do(what)

    return work


def n_made() -> int:
    """How much work this process keeps."""
    return len(at_work._made)


def unmakable(why: str) -> Where:
    """What no worker can make."""
    raise WorkerError(why)


class Where:
    """Answers who answers, for which group, and how often it did."""

    def __init__(self, group: str) -> None:
        self.group, self.n_asked = group, 0

    def __call__(self, question: int) -> tuple[int, str, int]:
        self.n_asked += 1
        return os.getpid(), self.group, self.n_asked

    def close(self) -> None:
        """Hold nothing."""


@dataclass(frozen=True)
class Wishes:
    """What cannot be gone through, and says whose it is."""

    of: str

    def __iter__(self) -> Iterator[str]:
        raise KeyError(self.of)
