"""Starts what takes long in a process of its own, never in the page's: a night, or an examination of the home."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
from collections import deque
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO

from pipeline.errors import BusyError, StoreError
from pipeline.escape import one_line
from pipeline.flow.doctor.about import Finding
from pipeline.review.settings_now import SettingsNow
from pipeline.store import Home

VERBS = (sys.executable, "-m", "pipeline")
KEPT_LINES, LONGEST_LINE = 12, 400
EXAMINE_SECONDS = 300
WORDS = ("level", "what", "do")
"""Of a finding, as `doctor --json` tells it."""


@dataclass
class Started:
    """A night that somebody started on the page."""

    by: str
    at: datetime
    """UTC."""
    pid: int
    status: int | None = None
    """Exit status of the process; None while it works."""
    lines: deque[str] = field(default_factory=lambda: deque(maxlen=KEPT_LINES))
    """What it said last, a line each."""


@dataclass(frozen=True, kw_only=True)
class Examined:
    """What `circlewise doctor` found, the worst first."""

    at: datetime
    """UTC."""
    findings: tuple[Finding, ...] = ()
    is_looking: bool = False
    """Whether it is being looked at now."""
    trouble: str = ""
    """Why it could not be looked at."""


class Nights:
    """What one server started, and how that ended. Safe to use from several threads."""

    def __init__(self, home: Home, settings: SettingsNow, say: Callable[[str], None]) -> None:
        """`say` gets what a night says: the server's own standard error."""
        self._home, self._settings, self._say = home, settings, say
        self._lock = threading.Lock()
        self.last: Started | None = None
        self.examined: Examined | None = None
        """What was found last, or is being looked for; None where nobody asked since this server began."""

    def start(self, by: str, at: datetime) -> Started:
        """Start a night now.

        Raises:
            BusyError: one is under way, or something else works on this home; says who.
            StoreError: no process can be started.
        """
        with self._lock:
            if self.last is not None and self.last.status is None:
                raise BusyError(f"{self.last.by} started one at {self.last.at:%H:%M} UTC")
            holder = self._home.holder()
            if holder.is_running:
                raise BusyError(str(holder.who))
            with ExitStack() as stack:
                config = stack.enter_context(self._settings.as_file())
                said = stack.enter_context(tempfile.TemporaryFile())
                options = (*(("--demo",) if self._home.is_demo else ()), "--home", str(self._home.folder))
                process = _open(["run", *options, *(("--config", str(config)) if config else ())], said)
                started = self.last = Started(by=by, at=at, pid=process.pid)
                held = stack.pop_all()
            given = (process, started, said, held)
            threading.Thread(target=self._follow, args=given, name="night", daemon=True).start()
            return started

    def examine(self, at: datetime) -> bool:
        """Look for what is wrong here, as `circlewise doctor` does; False where that is being done already.

        All of the catalogue is read for that, so nobody waits for it: `examined` tells when it is there.
        """
        with self._lock:
            if self.examined is not None and self.examined.is_looking:
                return False
            thread = threading.Thread(target=self._examine, args=(at,), name="examination", daemon=True)
            self.examined = Examined(at=at, is_looking=True)
            try:
                thread.start()
            except RuntimeError as error:  # the system lets this process have no more threads
                self.examined = _not_examined(at, error)
            return True

    def _examine(self, at: datetime) -> None:
        config = self._settings.file  # as it is now: whether it is broken is what is to be found
        options = ("--home", str(self._home.folder), *(("--config", str(config)) if config else ()))
        try:
            done = subprocess.run(  # noqa: S603
                [*VERBS, "doctor", "--json", *options],
                check=False,
                capture_output=True,
                text=True,
                timeout=EXAMINE_SECONDS,
            )
            told = json.loads(done.stdout)["findings"]
            examined = Examined(at=at, findings=tuple(Finding(**{name: each[name] for name in WORDS}) for each in told))
        except (OSError, subprocess.TimeoutExpired, ValueError, KeyError, TypeError) as error:
            examined = _not_examined(at, error)
        self.examined = examined

    def _follow(self, process: subprocess.Popen[bytes], started: Started, said: IO[bytes], held: ExitStack) -> None:
        """Wait for its end, then pass on what it said."""
        with held:
            status = process.wait()
            said.seek(0)
            lines = [one_line(line)[:LONGEST_LINE] for line in said.read().decode("utf-8", "replace").splitlines()]
        started.lines.extend(lines)
        started.status = status
        for line in lines:
            self._say(line)


def _not_examined(at: datetime, error: Exception) -> Examined:
    why = "circlewise doctor, on the machine itself, says why"
    return Examined(at=at, trouble=f"the home could not be examined ({type(error).__name__}); {why}")


def _open(arguments: list[str], said: IO[bytes]) -> subprocess.Popen[bytes]:
    """A process that goes on when this one ends, since a night publishes in one step: no pipe ties them together."""
    try:
        return subprocess.Popen(  # noqa: S603
            [*VERBS, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=said,
            start_new_session=True,
        )
    except OSError as error:
        raise StoreError(f"no night can be started ({error.strerror})") from error
