"""Work in parts by processes of this machine, each under limits; nothing else is installed for it."""

from __future__ import annotations

import os
import sys
from collections import deque
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue
from typing import Any

from pipeline.engine.bounded import Bounded, Limits
from pipeline.engine.spread import Make
from pipeline.errors import WorkerError

PART = Limits(cpu_seconds=600, seconds=1200)
AHEAD = 2
"""Parts a process that wait for it, so that it never waits for who asks; more would only take memory."""


class Processes:
    """Spreads work over processes that see nothing of this one. A part whose process died is done once more."""

    def __init__(self, n: int | None = None, kinds: Collection[type] = (), limits: Limits = PART) -> None:
        """`n` processes, as many as there are processors for us where it is not said; `kinds` as `Bounded` takes."""
        self._n, self._kinds, self._limits = n or _n_processors(), kinds, limits

    def spread(self, make: Make, arguments: tuple[Any, ...], parts: Sequence[Any]) -> Iterator[Any]:
        """What the work gives for each part, in the order of the parts.

        Raises:
            WorkerError: two processes died of one part.
        """
        n = min(self._n, len(parts))
        free: SimpleQueue[Bounded] = SimpleQueue()
        processes = [Bounded(make, arguments, self._kinds, self._limits) for _ in range(n)]
        for process in processes:
            free.put(process)

        def ask(part: Any) -> Any:
            process = free.get()
            try:
                return _asked(process, part)
            finally:
                free.put(process)

        waiting: deque[Future[Any]] = deque()
        with ThreadPoolExecutor(max(1, n), thread_name_prefix="spread") as threads:
            try:
                for part in parts:
                    waiting.append(threads.submit(ask, part))
                    if len(waiting) >= n * AHEAD:
                        yield waiting.popleft().result()
                while waiting:
                    yield waiting.popleft().result()
            finally:
                for future in waiting:
                    future.cancel()
                threads.shutdown(wait=True)
                for process in processes:
                    process.close()


def _n_processors() -> int:
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def _asked(process: Bounded, part: Any) -> Any:
    try:
        return process.ask(part)
    except WorkerError:
        try:
            return process.ask(part)
        except WorkerError as error:
            raise WorkerError(f"a part of the work was tried twice, and its process {error}") from error
