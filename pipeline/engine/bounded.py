"""Work on what strangers wrote, in a process of its own that is ended where it takes too long or too much memory.

A parser in C holds the interpreter while it works, so no thread can end it; and memory that one page takes the night
lacks. The process is forked from one that has imported everything (`forkserver`), so it costs little. What it answers
is data of a few named kinds and never code, whatever became of it.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import pickle
import resource
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from multiprocessing.util import get_temp_dir
from pathlib import Path
from types import ModuleType
from typing import Any

from pipeline import errors
from pipeline.engine import unseen
from pipeline.errors import CirclewiseError, WorkerError
from pipeline.plain_pickle import Plain

Answer = Callable[[Any], Any]
PASSED_ON = frozenset({"PATH", "LANG", "LC_ALL", "TZ", "HOME", "TMPDIR", "PYTHONPATH"})
"""What of our environment it keeps: it reads what strangers wrote, and needs none of the secrets there."""
OPEN_FILES = 128
LONGEST_FOLDER = 107 - len("/pymp-12345678/listener-12345678")
"""Of the name of a folder in which the socket of multiprocessing finds room, in bytes."""
NO_MEMORY = 77
"""With which it ends where it gets no more memory: there may be too little to say so."""
FAREWELL_SECONDS = 10
"""For a process that let go of the line to be gone; it is killed then."""
MADE_UNTIL_LOOKED = 10_000
"""Things that an answer makes until it is looked for circles of which nobody knows any more."""
MIB = 1 << 20
CHILDREN = threading.Lock()
"""Starting and waiting for processes is not for several threads at once (multiprocessing keeps one list of them)."""
ENDINGS = {
    signal.SIGKILL: "was killed, as a system does that is out of memory",
    signal.SIGSEGV: "crashed",
    signal.SIGABRT: "crashed",
    signal.SIGBUS: "crashed",
}


@dataclass(frozen=True)
class Limits:
    """What one answer may take."""

    cpu_seconds: float = 20.0
    """Of processor time, so that a busy machine ends nothing."""
    memory_mib: int = 1024
    """Beyond what the process had before its first answer."""
    seconds: float = 600.0
    """On the wall: for what waits and does not work."""
    answer_mib: int = 256
    """What is sent back: it is taken into the memory of whoever asked."""


class RaisedError(Exception):
    """What the work raised and nobody foresaw: the name of its class, and its text."""


class Bounded:
    """A process that answers one question after the other; it starts with the first one, and anew after it was ended.

    Not for several threads at once.
    """

    def __init__(
        self,
        make: Callable[..., Answer],
        arguments: tuple[Any, ...],
        kinds: Collection[type],
        limits: Limits = Limits(),
    ) -> None:
        """The process calls `make(*arguments)`, and what that returns with each question.

        Args:
            make: a function that can be imported, as can all of its arguments.
            arguments: pickled once a process.
            kinds: the classes of which an answer may be made, besides numbers, texts and their collections.
            limits: of each answer.
        """
        self._make, self._arguments, self._limits = make, arguments, limits
        self._plain = Plain(kinds)
        self._process: ForkServerProcess | None = None
        self._line: Connection | None = None
        self.n_started = 0
        """Processes so far: more than one says that what an earlier one remembered is gone."""

    def ask(self, question: Any) -> Any:
        """The answer.

        Raises:
            WorkerError: the process was ended, and why; the next question goes to a new one.
            CirclewiseError: as the work raised it.
            RaisedError: it raised anything else.
        """
        line = self._line or self._start()
        process, is_late = self._process, threading.Event()
        assert process is not None

        def end() -> None:
            is_late.set()
            with suppress(ValueError):  # it was let go of at this very moment
                process.kill()

        watch = threading.Timer(self._limits.seconds, end)  # over all of it: a process that hangs does not even listen
        watch.daemon = True
        watch.start()
        try:
            line.send(question)
            answer = line.recv_bytes(self._limits.answer_mib * MIB)
        except (EOFError, OSError):
            why = self._ending() if line.readable else self._too_long()
            raise WorkerError(f"took longer than {self._limits.seconds:g} s" if is_late.is_set() else why) from None
        finally:
            watch.cancel()
        try:
            told, body = self._read(answer)
        except Exception:  # noqa: BLE001 - whatever a stranger made of it
            self.close()
            raise WorkerError("gave an answer that is none") from None
        if told == "done":
            return body
        raise _raised(*body)

    def begin(self) -> None:
        """Start the process now, and not with the first question.

        Raises:
            WorkerError: it cannot be started.
        """
        if self._line is None:
            self._start()

    def close(self) -> None:
        """End the process, whatever it does."""
        if self._line is not None:
            self._line.close()
        if self._process is not None:
            with CHILDREN:
                self._process.kill()
                self._process.join()
                self._process.close()
        self._line = self._process = None

    def _start(self) -> Connection:
        processes = multiprocessing.get_context("forkserver")
        processes.set_forkserver_preload([unseen.IN_ITSELF, __name__, self._make.__module__])
        unseen.hide()  # whoever takes over a process that reads pages has our account: not our memory and environment
        try:
            ours, theirs = processes.Pipe()
        except OSError as error:
            raise WorkerError(f"could not be started ({error.strerror})") from error
        process = processes.Process(target=_work, args=(theirs, self._make, self._arguments, self._limits), daemon=True)
        try:
            with CHILDREN, _as_no_program():
                _meet_in_a_short_folder()
                process.start()
        except (OSError, EOFError, RuntimeError, multiprocessing.ProcessError) as error:
            ours.close()
            raise WorkerError(f"could not be started ({str(error) or type(error).__name__})") from error
        finally:
            theirs.close()
        self._line, self._process = ours, process
        self.n_started += 1
        return ours

    def _ending(self) -> str:
        """Why the process is no more, in the words that follow its name."""
        assert self._process is not None
        with CHILDREN:
            self._process.join(FAREWELL_SECONDS)
            code = self._process.exitcode
        self.close()
        if code == -signal.SIGPROF:
            return f"took more than {self._limits.cpu_seconds:g} s of processor time"
        if code == NO_MEMORY:
            return f"needed more than {self._limits.memory_mib} MiB of memory"
        number = -code if code is not None and code < 0 else 0
        return next((said for ending, said in ENDINGS.items() if ending == number), f"ended by itself (status {code})")

    def _too_long(self) -> str:
        """The same for an answer of which nothing was taken: the line is of no use after it."""
        self.close()
        return f"gave an answer of more than {self._limits.answer_mib} MiB"

    def _read(self, answer: bytes) -> tuple[str, Any]:
        told, body = self._plain.load(answer)
        return told, body


def _meet_in_a_short_folder() -> None:
    """Choose where the processes of this one find each other, where the folder for temporary files has a long name.

    multiprocessing makes a socket in `get_temp_dir()`, which it remembers; the system takes names of 107 bytes.
    """
    usual = tempfile.gettempdir()
    if len(os.fsencode(usual)) <= LONGEST_FOLDER:
        return
    tempfile.tempdir = "/tmp"  # noqa: S108 - a folder of our own is made in it
    try:
        get_temp_dir()
    finally:
        tempfile.tempdir = usual


@contextmanager
def _as_no_program() -> Iterator[None]:
    """A block in which a process is started that does not load again what this program began with.

    Beside a worker of Dask that is Dask: 1.1 s a process (2026-11), and nothing that reads pages.
    """
    program = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = program


def _raised(kind: str, text: str) -> Exception:
    """An error of the process as ours: one of our tree by its name, any other with its name."""
    ours = getattr(errors, kind, None)
    if isinstance(ours, type) and issubclass(ours, CirclewiseError):
        return ours(text)
    return RaisedError(f"{kind}: {text}")


def _work(line: Connection, make: Callable[..., Answer], arguments: tuple[Any, ...], limits: Limits) -> None:
    """The process: one answer a question, until nobody asks any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for who asks, who then ends us
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    for name in set(os.environ) - PASSED_ON:
        del os.environ[name]
    signal.setitimer(signal.ITIMER_PROF, limits.cpu_seconds)
    answer = make(*arguments)
    gc.freeze()  # what it began with stays: not looked through each time, a page of 1,000 records takes a tenth less
    gc.set_threshold(MADE_UNTIL_LOOKED, 20, 50)
    _confine(limits)
    while True:
        signal.setitimer(signal.ITIMER_PROF, 0)
        try:
            question = line.recv()
        except EOFError:
            return
        except MemoryError:
            os._exit(NO_MEMORY)
        try:
            signal.setitimer(signal.ITIMER_PROF, limits.cpu_seconds)
            told: tuple[str, Any] = ("done", answer(question))
            reply = pickle.dumps(told, pickle.HIGHEST_PROTOCOL)
        except MemoryError:
            os._exit(NO_MEMORY)
        except Exception as error:  # noqa: BLE001 - whoever asked is told
            reply = pickle.dumps(("raised", (type(error).__name__, str(error))))
        with suppress(BrokenPipeError):  # nobody waits any more; the next question never comes
            line.send_bytes(reply)


def _confine(limits: Limits, status: Path = Path("/proc/self/statm")) -> None:
    """No more memory than that, no new file, no core: what a page can make a parser do ends here."""
    has = int(status.read_text().split()[0]) * resource.getpagesize() if status.exists() else 0
    for what, most in (
        (resource.RLIMIT_AS, has + limits.memory_mib * MIB),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
    ):
        if what == resource.RLIMIT_AS and not has:
            continue  # a system that does not tell how much there is
        hard = resource.getrlimit(what)[1]
        limit = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (limit, limit))
