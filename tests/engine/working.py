"""Work for processes of the tests: each question says what is to go wrong."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pipeline.errors import SourceError


class Odd:
    """Of no kind that an answer may be made of."""


def worker(greeting: str) -> Callable[[str], Any]:
    asked: list[str] = []

    def answer(question: str) -> Any:
        asked.append(question)
        if question in GOES_WRONG:
            return GOES_WRONG[question]()
        if question == "read others":
            return [_environment(pid) for pid in (os.getppid(), int(greeting))]
        return f"{greeting} {question} {len(asked)}"

    return answer


def _spin() -> None:
    while True:
        pass


def _raise(error: Exception) -> None:
    raise error


GOES_WRONG: dict[str, Callable[[], Any]] = {
    "spin": _spin,
    "sleep": lambda: time.sleep(3600),
    "hoard": lambda: len(bytearray(4 << 30)),
    "killed": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "crash": lambda: os.kill(os.getpid(), signal.SIGSEGV),
    "leave": lambda: os._exit(3),
    "odd": Odd,
    "long": lambda: "x" * (3 << 20),
    "environment": lambda: sorted(os.environ),
    "bug": lambda: _raise(KeyError("title")),
    "end": lambda: _raise(EOFError("no more of it")),
    "ours": lambda: _raise(SourceError("the source is closed")),
}


def _environment(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/environ").read_text()
    except OSError as error:
        return type(error).__name__


def writer() -> Callable[[str], Any]:
    """Writes a file where the question says."""

    def answer(question: str) -> int:
        return Path(question).write_bytes(b"x" * 10)

    return answer


def sleeper() -> Callable[[str], Any]:
    """Never comes to listen."""
    time.sleep(3600)
    return str
