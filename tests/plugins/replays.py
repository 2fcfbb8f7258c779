"""Replay servers from one process that has loaded their catalogues: each is a fork of it, ready at once.

A server of its own took 0.4 s of CPU until it listened (measured 2026-11), and the tests start more than a hundred.
Run as a program, this file is that process. Each line it reads is an order, each line it writes an answer:

    start ARGUMENTS…  (a JSON list)   the number of the new process and where it listens, or why it does not
    stop NUMBER                       that the process has ended
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType


class Replays:
    """Starts and stops replay servers; the process behind it is begun with the first one."""

    def __init__(self, script: Path) -> None:
        self._script = script
        self._process: subprocess.Popen[str] | None = None

    @contextmanager
    def serving(self, arguments: Sequence[str]) -> Iterator[str]:
        """A server for a block; its address.

        Raises:
            AssertionError: it did not begin to listen.
        """
        number, _, said = self._asked(f"start {json.dumps(list(arguments))}").partition(" ")
        try:
            assert said.startswith("listening on "), f"the replay server did not start: {said}"
            yield said.removeprefix("listening on ")
        finally:
            self._asked(f"stop {number}")

    def close(self) -> None:
        """End every server that is left, and the process behind them."""
        if self._process is not None:
            self._process.communicate()
            self._process = None

    def _asked(self, order: str) -> str:
        if self._process is None:
            command = [sys.executable, __file__, str(self._script)]
            self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(order + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline().strip()
        assert answer, f"the process that starts replay servers has ended, asked to {order}"
        return answer


def _begun(replay: ModuleType, arguments: Sequence[str]) -> tuple[int, str]:
    """A fork in which the server runs: its number, and what it says once it listens."""
    for source in replay.SOURCES:
        source.records(replay.parse_arguments(arguments).day)  # loaded here, so that no fork has to
    gc.freeze()
    reading, writing = os.pipe()
    if number := os.fork():
        os.close(writing)
        with os.fdopen(reading) as said:
            return number, said.readline().strip()
    os.close(reading)
    os.dup2(writing, 1)
    os.close(writing)
    os.close(0)
    sys.argv = [replay.__file__ or "", *arguments]
    status = 1
    try:
        replay.main()
        status = 0
    except SystemExit as end:
        status = 2
        print(end, flush=True)
    except BaseException as error:  # noqa: BLE001 - whatever it is, it is told, and this fork goes no further
        print(repr(error), flush=True)
    finally:
        os._exit(status)
    raise AssertionError


def _ended(number: int) -> None:
    os.kill(number, signal.SIGTERM)
    os.waitpid(number, 0)


def main(script: Path) -> None:
    """Carry out orders until there are no more."""
    sys.path.insert(0, str(script.parent))
    replay = importlib.import_module(script.stem)
    here: set[int] = set()
    for line in sys.stdin:
        word, _, rest = line.partition(" ")
        if word == "start":
            number, said = _begun(replay, json.loads(rest))
            here.add(number)
            print(number, said or "it ended without a word", flush=True)
        else:
            here.remove(int(rest))
            _ended(int(rest))
            print("ended", flush=True)
    for number in here:
        _ended(number)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
