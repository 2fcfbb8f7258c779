"""Nights beside the page: a process of their own, which the page waits for and never cuts off."""

from __future__ import annotations

import os
import signal
import sys
import threading
from pathlib import Path

import pytest

from pipeline.schedule.watch import WatchedSettings
from pipeline.settings import load_settings
from pipeline.store import Home
from pipeline.verbs import beside

GOOD = "timezone: UTC\nnight: {at: '02:30'}\ncontact: a@example.org\n"


@pytest.fixture
def watched(tmp_path: Path) -> WatchedSettings:
    file = tmp_path / "schedule.yaml"
    file.write_text(GOOD)
    return WatchedSettings(lambda: file, load_settings, str)


@pytest.fixture
def told(tmp_path: Path) -> Path:
    """A pipe through which a child tells something; who reads it waits for that."""
    path = tmp_path / "told"
    os.mkfifo(path)
    return path


def test_what_is_due_runs_as_schedule_once_with_the_settings_that_hold(
    watched: WatchedSettings, told: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = f"import sys; open({str(told)!r}, 'w').write(' '.join(sys.argv[1:])); sys.exit(3)"
    monkeypatch.setattr(beside, "VERBS", (sys.executable, "-c", program))
    said: list[str] = []
    has_ended = threading.Event()

    def say(line: str) -> None:
        said.append(line)
        if "ended with status 3" in line:
            has_ended.set()

    with beside.nights_beside(Home(tmp_path), watched, say):
        assert told.read_text() == f"schedule --once --home {tmp_path} --config {watched.file}"
        assert has_ended.wait(20), said


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_night_under_way_goes_on_when_the_page_ends(
    watched: WatchedSettings, told: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = f"import os, signal; open({str(told)!r}, 'w').write(str(os.getpid())); signal.pause()"
    monkeypatch.setattr(beside, "VERBS", (sys.executable, "-c", program))
    monkeypatch.setattr(beside, "LOOK_SECONDS", 0.01)
    said: list[str] = []
    with beside.nights_beside(Home(tmp_path), watched, said.append) as is_at_work:
        child = int(told.read_text())
        assert is_at_work()
    assert said[-1] == "A night or backup under way goes on by itself."
    os.kill(child, 0)  # still there
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
