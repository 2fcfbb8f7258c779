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
        match question:
            case "spin":
                while True:
                    pass
            case "sleep":
                time.sleep(3600)
            case "hoard":
                return len(bytearray(4 << 30))
            case "killed" | "crash":
                os.kill(os.getpid(), signal.SIGKILL if question == "killed" else signal.SIGSEGV)
            case "leave":
                os._exit(3)
            case "odd":
                return Odd()
            case "environment":
                return sorted(os.environ)
            case "bug":
                raise KeyError("title")
            case "ours":
                raise SourceError("the source is closed")
        return f"{greeting} {question} {len(asked)}"

    return answer


def writer() -> Callable[[str], Any]:
    """Writes a file where the question says."""

    def answer(question: str) -> int:
        return Path(question).write_bytes(b"x" * 10)

    return answer


def sleeper() -> Callable[[str], Any]:
    """Never comes to listen."""
    time.sleep(3600)
    return str
