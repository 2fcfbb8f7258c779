"""A changed file is picked up; a broken one keeps the plan that was, and is told once."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import SettingsError
from pipeline.schedule.watch import WatchedSettings
from pipeline.settings import load_settings

GOOD = "timezone: UTC\nnight: {at: '02:30'}\ncontact: a@example.org\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "schedule.yaml"
    path.write_text(GOOD)
    return path


def test_a_changed_file_is_taken_and_told(file: Path) -> None:
    said: list[str] = []
    watched = WatchedSettings(lambda: file, load_settings, said.append)
    assert not watched.look()
    file.write_text(GOOD.replace("02:30", "03:30"))
    assert watched.look()
    assert watched.current.night.at == "03:30"
    assert not watched.look()
    assert said == [f"The settings changed: {file} is taken."]


@pytest.mark.parametrize("broken", ["night: [", GOOD + "nigth: 1\n", GOOD.replace("02:30", "25:00"), None])
def test_a_broken_file_keeps_the_old_plan_and_says_so_once(file: Path, broken: str | None) -> None:
    said: list[str] = []
    watched = WatchedSettings(lambda: file, load_settings, said.append)
    before = watched.current
    if broken is None:
        file.unlink()
    else:
        file.write_text(broken)
    assert not watched.look()
    assert not watched.look()
    assert watched.current is before
    (told,) = said
    assert told.startswith("The changed settings are not taken, the plan stays as it was: ")
    assert str(file) in told
    file.write_text(GOOD.replace("02:30", "03:30"))
    assert watched.look()
    assert watched.current.night.at == "03:30"


def test_the_same_words_again_are_no_change(file: Path) -> None:
    said: list[str] = []
    watched = WatchedSettings(lambda: file, load_settings, said.append)
    file.write_text("# a remark\n" + GOOD)
    assert not watched.look()
    assert said == []


def test_a_file_that_takes_precedence_later_is_found(file: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    watched = WatchedSettings(lambda: own if own.exists() else file, load_settings, str)
    own.write_text(GOOD.replace("02:30", "05:30"))
    assert watched.look()
    assert watched.current.night.at == "05:30"


def test_a_file_that_is_broken_at_the_start_is_refused(file: Path) -> None:
    file.write_text("nonsense: 1\n")
    with pytest.raises(SettingsError):
        WatchedSettings(lambda: file, load_settings, str)
