"""Nights beside the page: `circlewise serve` as the one process to keep running.

The schedule only waits here. What is due runs as `circlewise schedule --once` in a process of its own: the same that
cron would call, so a night is begun once, whoever calls first.
"""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from pipeline.schedule.process import Work, schedule_beside
from pipeline.schedule.watch import WatchedSettings
from pipeline.store import Home

VERBS = (sys.executable, "-m", "pipeline")
LOOK_SECONDS = 0.5
"""How late the end of a night, or of the page, is noticed."""


@contextmanager
def nights_beside(home: Home, settings: WatchedSettings, say: Callable[[str], None]) -> Iterator[Callable[[], bool]]:
    """Run nights and backups when they are due, for a block; gives whether the schedule is at work.

    Settings that are broken when something is due are left aside for those that held before.
    """
    ends = threading.Event()

    def once() -> None:
        with settings.as_file() as file:
            command = [*VERBS, "schedule", "--once", "--home", str(home.folder), "--config", str(file)]
            try:
                child = subprocess.Popen(command, stdout=sys.stderr, start_new_session=True)  # noqa: S603
            except OSError as error:
                say(f"What is due could not be started ({error.strerror}); the next time it is tried again.")
                return
            while child.poll() is None and not ends.wait(LOOK_SECONDS):
                pass
        if child.returncode is None:
            say("A night or backup under way goes on by itself.")
        elif child.returncode:
            say(f"What was due ended with status {child.returncode}; the lines before say why.")

    with schedule_beside(settings, once, Work(lambda _: once(), lambda _: once()), say) as is_at_work:
        try:
            yield is_at_work
        finally:
            ends.set()
