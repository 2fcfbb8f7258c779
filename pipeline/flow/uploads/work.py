"""The process that does one task: under limits, one at a time, and with an answer whatever the file holds.

    python -m pipeline.flow.uploads.work < a pickled Task

The task comes from our own server, through a pipe that nobody else has.
"""

from __future__ import annotations

import os
import pickle
import resource
import sys
from typing import Any

from filelock import FileLock, Timeout

from pipeline.errors import CirclewiseError
from pipeline.flow.uploads.task import STEP, Task, leave
from pipeline.store import Uploads
from pipeline.store.home import PRIVATE_FILE

MOST_MEMORY = 4 << 30
"""Bytes of address space: an export of 250,000 rows, the most that is read, takes less; a bomb takes no more."""
MOST_CPU_SECONDS = 600
NICE = 10


def main() -> int:
    """Do the task of standard input; 0 where it has an answer, a refusal included."""
    task = pickle.loads(sys.stdin.buffer.read())  # noqa: S301 - of our own server, see above
    assert isinstance(task, Task)
    os.nice(NICE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_CPU_SECONDS, MOST_CPU_SECONDS + 5))
    uploads = Uploads(task.home.uploads)
    one_at_a_time = FileLock(task.home.uploads / "one.lock", mode=PRIVATE_FILE)
    try:
        one_at_a_time.acquire(timeout=0)
    except Timeout:
        uploads.write_text(task.upload_id, STEP, "waiting")
        one_at_a_time.acquire()
    with one_at_a_time:
        answer = answered(task, uploads)
    if uploads.found(task.upload_id) is not None:  # nobody discarded it meanwhile
        leave(task, answer)
    return 0


def answered(task: Task, uploads: Uploads) -> dict[str, Any]:
    """What came of a task; whatever goes wrong is an answer, too, and never holds a word of the file by accident."""
    try:
        from pipeline.flow.uploads import tasks  # after the limits, and once it is this one's turn

        return tasks.DO[task.kind](task, uploads)
    except CirclewiseError as error:
        return {"result": "refused", "sentence": tasks.without_paths(str(error), task)}
    except MemoryError:
        return {"result": "broken", "why": "memory"}
    except Exception as error:  # noqa: BLE001 - a reader may raise anything on a hostile file; its text may quote it
        return {"result": "broken", "why": "mistake", "what": type(error).__name__, "where": _where(error)}


def _where(error: BaseException) -> str:
    """The last of our own lines that an error went through, such as `survey/kinds.py:120`."""
    found = ""
    trace = error.__traceback__
    while trace is not None:
        _, ours, path = trace.tb_frame.f_code.co_filename.rpartition(f"{os.sep}pipeline{os.sep}")
        found = f"{path}:{trace.tb_lineno}" if ours else found
        trace = trace.tb_next
    return found


if __name__ == "__main__":
    sys.exit(main())
