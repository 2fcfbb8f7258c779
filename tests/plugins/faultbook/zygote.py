"""A process that has loaded everything and begun nothing. Each line it reads is an order: a verb, run in a child of its
own under limits, and killed where the order says. Run by `apart.py`; an order and its answer are a JSON object a line.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import signal
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import duckdb  # noqa: F401 - loaded here, so that no child has to
import numpy as np  # noqa: F401
import onnxruntime  # noqa: F401
import tokenizers  # noqa: F401

import pipeline.embed.encoder
import pipeline.flow.night
import pipeline.flow.report
import pipeline.flow.tonight
import pipeline.match.wordlist
import pipeline.verbs.care
import pipeline.verbs.night
import pipeline.verbs.survey
from pipeline.__main__ import main
from pipeline.flow.lexicon import FOLDER
from pipeline.survey import AnswerReader
from pipeline.verbs import house

WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
KINDS = {"os.rename": "rename", "os.link": "link", "os.remove": "remove", "os.mkdir": "mkdir", "os.truncate": "cut"}


def die() -> None:
    """As power loss does it: nothing is tidied up."""
    os.kill(os.getpid(), signal.SIGKILL)


class Steps:
    """Counts what a verb does to the disk; kills the process before the step of the order."""

    def __init__(self, place: str, kind: str, number: int) -> None:
        self.counts: Counter[str] = Counter()
        self._place, self._kind, self._number = place, kind, number

    def step(self, kind: str) -> None:
        """One more of this kind is about to be done."""
        self.counts[kind] += 1
        if kind == self._kind and self.counts[kind] == self._number:
            die()

    def hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        """An audit event of Python."""
        if event == "open":
            path, _, flags = arguments
            if isinstance(flags, int) and flags & WRITING and self._is_here(path):
                self.step("open")
        elif event in KINDS and any(self._is_here(each) for each in arguments):
            self.step(KINDS[event])

    def _is_here(self, path: Any) -> bool:
        return isinstance(path, str | bytes | os.PathLike) and os.fsdecode(path).startswith(self._place)

    def install(self) -> None:
        """Listen from now on."""
        fsync, stage = os.fsync, pipeline.flow.report.Stopwatch.stage

        def counted(handle: Any) -> None:
            self.step("fsync")
            fsync(handle)

        @contextlib.contextmanager
        def entered(watch: Any, name: str) -> Any:
            self.step(f"stage {name}")
            with stage(watch, name):
                yield

        os.fsync = counted
        pipeline.flow.report.Stopwatch.stage = entered  # type: ignore[method-assign]
        sys.addaudithook(self.hear)


def limit(limits: dict[str, int]) -> None:
    """Less than the process would like: memory beyond what it has, open files, bytes of a file."""
    if "memory" in limits:
        held = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (held + limits["memory"],) * 2)
    if "files" in limits:
        resource.setrlimit(resource.RLIMIT_NOFILE, (limits["files"],) * 2)
    if "file_bytes" in limits:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limits["file_bytes"],) * 2)


def child(order: dict[str, Any]) -> None:
    """Run the verb; never returns."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGCHLD])
    for handle, name in ((1, "out"), (2, "err")):
        os.dup2(os.open(order[name], os.O_WRONLY | os.O_CREAT | os.O_TRUNC), handle)
    os.environ.update(order["environ"])
    house.CONNECTORS = Path(order["connectors"])
    steps = Steps(order["place"], order.get("kind", ""), order.get("number", 0))
    steps.install()
    limit(order.get("limits", {}))
    status = 99
    try:
        status = main(order["words"])
    except BaseException:  # noqa: BLE001 - what nobody caught is what the tests look for
        import traceback

        traceback.print_exc()
    if "counts" in order:
        Path(order["counts"]).write_text(json.dumps(steps.counts))
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def obey(order: dict[str, Any]) -> dict[str, Any]:
    """Run the verb in a child, and kill it after so many seconds where the order says so."""
    pid = os.fork()
    if pid == 0:
        child(order)
    if "seconds" in order and signal.sigtimedwait([signal.SIGCHLD], order["seconds"]) is None:
        os.kill(pid, signal.SIGKILL)
    _, status, used = os.wait4(pid, 0)
    while signal.sigtimedwait([signal.SIGCHLD], 0) is not None:
        pass
    return {"status": os.waitstatus_to_exitcode(status), "cpu": used.ru_utime + used.ru_stime}


if __name__ == "__main__":
    lexicon = pipeline.flow.tonight.load_lexicon(house.PROJECT / FOLDER)
    reader = AnswerReader(lexicon)
    pipeline.flow.tonight.load_lexicon = lambda folder: lexicon
    pipeline.flow.tonight.AnswerReader = lambda _: reader  # type: ignore[assignment,misc]
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGCHLD])
    for line in sys.stdin:
        print(json.dumps(obey(json.loads(line))), flush=True)
