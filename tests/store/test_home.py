"""A home keeps demo and real apart, lets one night in at a time, and is closed to others."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.errors import BusyError, StoreError, UsageError
from pipeline.store import Home


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    home.prepare()
    return home


def test_folders_are_closed_to_other_users(home: Home) -> None:
    assert [folder.stat().st_mode & 0o077 for folder in (home.folder, home.pages, home.builds)] == [0, 0, 0]


def test_a_home_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match=r"file/home cannot be used as a home .* --home"):
        Home(tmp_path / "file" / "home").prepare()


def test_the_salt_is_made_once_and_private(home: Home) -> None:
    salt = home.salt()
    assert len(salt) == 32
    assert home.salt() == salt
    assert (home.folder / "salt").stat().st_mode & 0o077 == 0
    assert [path.name for path in home.folder.glob("salt*")] == ["salt"]


def test_a_spoilt_salt_is_not_replaced(home: Home) -> None:
    (home.folder / "salt").write_bytes(b"short")
    with pytest.raises(StoreError, match="holds 5 bytes, 32 were expected"):
        home.salt()


@pytest.mark.parametrize("name", ["surveys", "circles"])
def test_a_lost_salt_is_not_made_anew_where_people_were_hashed_with_it(home: Home, name: str) -> None:
    getattr(home, name).write_bytes(b"whatever it holds")
    with pytest.raises(StoreError, match=r"salt is missing, and people are counted here .* `head -c 32 "):
        home.salt()
    assert not (home.folder / "salt").exists()
    (home.folder / "salt").write_bytes(os.urandom(32))
    assert len(home.salt()) == 32


@pytest.mark.parametrize("is_demo", [True, False])
def test_demo_and_real_do_not_mix(home: Home, is_demo: bool) -> None:
    home.claim(is_demo=is_demo)
    home.catalogue.touch()
    home.claim(is_demo=is_demo)
    with pytest.raises(UsageError, match="night would spoil"):
        home.claim(is_demo=not is_demo)


def test_a_demo_that_came_to_nothing_does_not_own_the_home(home: Home) -> None:
    home.claim(is_demo=True)
    home.claim(is_demo=False)
    assert not home.is_demo


def test_one_night_at_a_time_and_the_owner_is_named(home: Home) -> None:
    program = (
        "import sys; from pathlib import Path; from pipeline.store import Home\n"
        "with Home(Path(sys.argv[1])).lock('run'): print('in', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(home.folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout
        assert other.stdout.readline() == "in\n"
        with pytest.raises(BusyError, match=f"process {other.pid}, run"), home.lock("run"):
            pass
        other.kill()
    with home.lock("run"):
        assert str(os.getpid()) in (home.folder / "night.owner").read_text()
    assert not (home.folder / "night.owner").exists()


def test_the_schedule_remembers_when_it_last_began(home: Home) -> None:
    assert home.last_due() is None
    began = datetime(2026, 11, 24, 7, 30, tzinfo=UTC)
    home.note_due(began)
    assert home.last_due() == began
    (home.folder / "schedule.last").write_text("half a ti")
    assert home.last_due() is None


def test_surveys_alone_make_a_home_real(home: Home) -> None:
    home.surveys.touch()
    with pytest.raises(UsageError, match="home of a real catalogue"):
        home.claim(is_demo=True)


def test_a_home_that_cannot_be_locked_is_told_in_a_sentence(home: Home) -> None:
    (home.folder / "night.lock").mkdir()
    with pytest.raises(UsageError, match="cannot be locked for a night"), home.lock("run"):
        pass


def test_the_demos_own_home_inside_makes_no_demo_of_a_home(home: Home) -> None:
    """`make run` puts the demo into data/local/demo; the nights of data/local stay real ones."""
    Home(home.folder / "demo").folder.mkdir(parents=True)
    home.claim(is_demo=False)
    home.catalogue.touch()
    home.claim(is_demo=False)
    assert not home.is_demo
    home.catalogue.unlink()
    with pytest.raises(UsageError, match="is the demo's own home"):
        home.claim(is_demo=True)
