"""The schedule beside other work: it catches up, runs what is due, follows settings that others noticed, and ends."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.errors import CirclewiseError
from pipeline.model import Settings
from pipeline.schedule import process
from pipeline.schedule.process import Work, schedule_beside
from pipeline.schedule.watch import WatchedSettings
from pipeline.settings import load_settings

GOOD = "timezone: UTC\nnight: {at: '02:30'}\ncontact: a@example.org\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "schedule.yaml"
    path.write_text(GOOD)
    return path


def test_it_catches_up_first_and_ends_with_the_block(file: Path) -> None:
    caught_up = threading.Event()
    watched = WatchedSettings(lambda: file, load_settings, str)
    said: list[str] = []
    with schedule_beside(watched, caught_up.set, Work(pytest.fail, pytest.fail), said.append) as is_at_work:
        assert caught_up.wait(20)
        assert is_at_work()
        (thread,) = [each for each in threading.enumerate() if each.name == "schedule"]
    assert not thread.is_alive()
    assert not is_at_work()
    assert said[0].startswith("Waiting for the next night: ")


def test_a_change_that_a_page_noticed_moves_the_night(file: Path) -> None:
    watched = WatchedSettings(lambda: file, load_settings, str)
    made = process.Process(watched, Work(pytest.fail, pytest.fail), str, lambda: datetime(2026, 11, 24, tzinfo=UTC))
    file.write_text(GOOD.replace("02:30", "04:15"))
    assert watched.look()  # as a page does
    made.look()
    job = made.scheduler.get_job("night")
    at = datetime(2026, 11, 24, tzinfo=UTC)
    assert job.trigger.get_next_fire_time(None, at) == at.replace(hour=4, minute=15)


def test_while_the_file_is_broken_what_held_is_handed_on(file: Path) -> None:
    watched = WatchedSettings(lambda: file, load_settings, str)
    with watched.as_file() as path:
        assert path == file
    file.write_text(GOOD.replace("02:30", "04:15"))
    watched.look()
    file.write_text("night: [")
    with watched.as_file() as path:
        assert path != file
        assert path.stat().st_mode & 0o777 == 0o600
        assert load_settings(path) == watched.current
        assert "line 1, column 9" in watched.trouble
        kept = path
    assert not kept.exists()
    file.write_text(GOOD)
    with watched.as_file() as path:
        assert (path, watched.trouble) == (file, "")


def test_many_threads_that_look_tell_a_change_once(file: Path) -> None:
    said: list[str] = []
    loads: list[int] = []

    def load(path: Path) -> Settings:
        loads.append(1)
        return load_settings(path)

    watched = WatchedSettings(lambda: file, load, said.append)
    file.write_text(GOOD.replace("02:30", "04:15"))
    threads = [threading.Thread(target=watched.look) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(said) == 1
    assert len(loads) == 2
    assert watched.at_start.night.at == "02:30"


def test_what_is_broken_at_the_start_is_refused(file: Path) -> None:
    file.write_text("night: [")
    with pytest.raises(CirclewiseError):
        WatchedSettings(lambda: file, load_settings, str)
