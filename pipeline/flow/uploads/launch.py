"""Starts the process that does one task, and sees to it that even its end by force is told."""

from __future__ import annotations

import logging
import os
import pickle
import signal
import subprocess
import sys
import threading
from dataclasses import asdict
from pathlib import Path

from pipeline.errors import StoreError
from pipeline.flow.uploads.task import ANSWER, NEXT, STEP, TASK, Task, leave
from pipeline.store import Uploads, naive

ROOT = Path(__file__).resolve().parents[3]
PASSED_ON = ("PATH", "LANG", "LC_ALL", "TZ", "HOME", "TMPDIR")
"""What of our environment a worker gets: it reads files of strangers, and needs none of the secrets in it."""
log = logging.getLogger(__name__)
_workers: dict[str, subprocess.Popen[bytes]] = {}
"""The processes of this server by upload, to be stopped; whether one works is told by its lock alone."""


def start(task: Task, mapping: str | None = None) -> bool:
    """Begin a task; False where another one is at the same upload, or the upload is gone.

    `mapping` is the text of corrections to try: they are kept only if the export can be read with them.
    """
    uploads = Uploads(task.home.uploads)
    held = uploads.lock(task.upload_id)
    if held is None:
        return False
    try:
        uploads.path(task.upload_id, ANSWER).unlink(missing_ok=True)
        uploads.path(task.upload_id, NEXT).unlink(missing_ok=True)
        if mapping is not None:
            uploads.write_text(task.upload_id, NEXT, mapping)
        told = {
            "kind": task.kind,
            "by": task.by,
            "began_at": naive(task.at).isoformat(sep=" "),
            "told": asdict(task.told),
        }
        uploads.write(task.upload_id, TASK, told)
        uploads.write_text(task.upload_id, STEP, "starting")
    except OSError as error:
        os.close(held)
        raise StoreError(
            f"{task.home.uploads} cannot be written ({error.strerror}); make room, then try again"
        ) from error
    spawn(task, held)
    return True


def stop(upload_id: str) -> None:
    """End what this server has begun with an upload, if it still goes on."""
    if worker := _workers.get(upload_id):
        worker.kill()


def spawn(task: Task, held: int) -> None:
    """Have a process of its own do the task; `held` is the lock of its upload, let go of when all is done."""
    try:
        worker = subprocess.Popen(
            [sys.executable, "-P", "-m", "pipeline.flow.uploads.work"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,  # whatever a reader says of a file may hold what stands in it
            env={name: os.environ[name] for name in PASSED_ON if name in os.environ} | {"PYTHONPATH": _path()},
            pass_fds=(held,),
            start_new_session=True,  # Ctrl+C at the page is not meant for it: it ends by itself
        )
    except OSError as error:
        os.close(held)
        raise StoreError(f"no process can be started here ({error.strerror}); try again in a moment") from error
    _workers[task.upload_id] = worker
    threading.Thread(target=_see_off, args=(worker, task, held), daemon=True).start()


def _see_off(worker: subprocess.Popen[bytes], task: Task, held: int) -> None:
    """Hand the task over and wait; a process that ended without an answer is answered for."""
    worker.communicate(pickle.dumps(task))
    uploads = Uploads(task.home.uploads)
    try:
        if uploads.found(task.upload_id) and uploads.read(task.upload_id, ANSWER) is None:
            why = "cpu" if worker.returncode == -signal.SIGXCPU else "killed"
            log.warning("a task (%s) on an uploaded survey export ended by itself: %s", task.kind, worker.returncode)
            leave(task, {"result": "broken", "why": why})
    except FileNotFoundError:
        log.info("an uploaded survey export was discarded while a task (%s) went on", task.kind)
    except OSError:
        log.warning("what became of a task (%s) on an uploaded survey export could not be written", task.kind)
    finally:
        _workers.pop(task.upload_id, None)
        os.close(held)


def _path() -> str:
    """Where the worker finds this very code."""
    return os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
