"""Work in equal parts on all processors of this machine, by processes that see what this one has read.

They are forked: a catalogue ready to be matched is 2 GB, and one that is copied or read again would be there once a
process. A fork shares it, and takes 20 ms. What may not be done in one: ask DuckDB or a model, whose threads are not
there any more, or change what others are to see. A part that is not done, whatever became of its process, is done again
here: so it is never the worse for it, and what the work raises is raised where it was asked for.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkProcess
from typing import TypeVar

from pipeline.engine.bounded import CHILDREN

Part = TypeVar("Part")
Result = TypeVar("Result")

IDLE_SECONDS = 120.0
"""Without any answer, until no more is waited for: a part is some seconds of work."""


def share_out(
    work: Callable[[Part], Result],
    parts: Sequence[Part],
    n_processes: int | None = None,
    idle_seconds: float = IDLE_SECONDS,
) -> list[Result]:
    """What the work gives for each part, in their order.

    Args:
        work: done in any process, or here; it sees all that was read before. What it returns can be pickled.
        parts: of about one size, several a process, so that none waits long for another.
        n_processes: as many as there are processors for us where it is not said; with one, all is done here.
        idle_seconds: without an answer, until what is missing is done here.
    """
    n = min(len(parts), n_processes or len(os.sched_getaffinity(0)) if sys.platform == "linux" else 1)
    found = _forked(work, parts, n, idle_seconds) if n > 1 else {}
    return [found[place] if place in found else work(part) for place, part in enumerate(parts)]


def _forked(work: Callable[[Part], Result], parts: Sequence[Part], n: int, idle_seconds: float) -> dict[int, Result]:
    """What processes gave, by the place of the part; what is not there they did not do."""
    processes: dict[Connection, ForkProcess] = {}
    try:
        for _ in range(n):
            _start(processes, work, parts)
        return _answers(processes, len(parts), idle_seconds)
    except OSError:  # no process or no line to be had: less is done elsewhere
        return {}
    finally:
        for line, process in processes.items():
            line.close()
            with CHILDREN:
                process.kill()
                process.join()
                process.close()


def _start(processes: dict[Connection, ForkProcess], work: Callable[[Part], Result], parts: Sequence[Part]) -> None:
    ours, theirs = multiprocessing.Pipe()
    arguments = (theirs, [*processes, ours], work, parts)
    process = multiprocessing.get_context("fork").Process(target=_work, args=arguments, daemon=True)
    try:
        with CHILDREN:
            process.start()
    except OSError:
        ours.close()
        raise
    finally:
        theirs.close()
    processes[ours] = process


def _answers(processes: dict[Connection, ForkProcess], n_parts: int, idle_seconds: float) -> dict[int, Result]:
    """Give out one part after the other to whoever is free, until all are done or nobody is left."""
    found: dict[int, Result] = {}
    waiting, at_work = list(range(n_parts))[::-1], set(processes)
    for line in processes:
        line.send(waiting.pop())
    while at_work:
        ready = [line for line in wait(list(at_work), idle_seconds) if isinstance(line, Connection)]
        for line in ready:
            try:
                place, is_done, result = line.recv()
                if is_done:
                    found[place] = result
                if waiting:
                    line.send(waiting.pop())
                    continue
            except (EOFError, OSError):
                pass  # it died, and its part with it
            at_work.discard(line)
        if not ready:
            break
    return found


def _work(
    line: Connection, not_ours: Sequence[Connection], work: Callable[[Part], Result], parts: Sequence[Part]
) -> None:
    """The process: one part after the other, as long as whoever forked it holds the other end of the line."""
    gc.disable()  # looking through all there is would copy it
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for who forked us, who then ends us
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    for end in not_ours:
        end.close()
    with suppress(EOFError, OSError):
        while True:
            place: int = line.recv()
            try:
                answer: tuple[int, bool, Result | None] = (place, True, work(parts[place]))
            except Exception:  # noqa: BLE001 - it is done again where it can be raised
                answer = (place, False, None)
            line.send(answer)
