"""The private file of wordings: whole, for its owner only, and without a survey once that is forgotten."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.errors import StoreError
from pipeline.model import PrivateWording
from pipeline.store import Wordings

ROW = PrivateWording(
    survey_id="s-1",
    goal_id="g1",
    wording_id="w1",
    wording="zines",
    withheld_because=None,
    origin="person",
    level="beginner",
    language="en",
    n_told=None,
    is_few=True,
    rule="words",
    because="the same words",
    decision_id=None,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "demand.sqlite"


def filled(path: Path, *rows: PrivateWording) -> Wordings:
    wordings = Wordings(path)
    wordings.prepare("night-1", 5, rows)
    wordings.swap()
    return wordings


def test_what_was_written_is_read(path: Path) -> None:
    assert Wordings(path).read() is None
    other = replace(ROW, wording_id="w2", wording=None, withheld_because="it may hold a name", n_told=7, is_few=False)
    kept = filled(path, other, ROW).read()
    assert kept is not None
    assert (kept.night_id, kept.min_group, kept.rows) == ("night-1", 5, (ROW, other))


def test_it_is_its_owners_and_nothing_lies_beside_it(path: Path) -> None:
    filled(path, ROW)
    assert path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in path.parent.iterdir()] == ["demand.sqlite"]


def test_what_was_prepared_is_not_read_before_it_is_swapped_in(path: Path) -> None:
    wordings = filled(path, ROW)
    wordings.prepare("night-2", 5, [])
    kept = wordings.read()
    assert kept is not None
    assert kept.night_id == "night-1"
    wordings.discard()
    wordings.swap()
    assert wordings.read() == kept


def test_a_night_that_cannot_write_leaves_the_file_as_it_was(path: Path) -> None:
    wordings = filled(path, ROW)
    with pytest.raises(StoreError, match="cannot be written"):
        wordings.prepare("night-2", 5, [ROW, ROW])
    assert [each.name for each in path.parent.iterdir()] == ["demand.sqlite"]
    kept = wordings.read()
    assert kept is not None
    assert kept.rows == (ROW,)


def test_a_forgotten_survey_leaves_no_byte(path: Path) -> None:
    secret = replace(ROW, survey_id="s-2", wording_id="w9", wording="xylophone repair")
    wordings = filled(path, ROW, secret)
    assert b"xylophone" in path.read_bytes()
    assert wordings.forget("s-2") == 1
    assert b"xylophone" not in path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600
    kept = wordings.read()
    assert kept is not None
    assert kept.rows == (ROW,)
    assert wordings.forget("s-2") == 0


def test_a_file_that_cannot_be_read_is_told_and_forgotten_whole(path: Path) -> None:
    path.write_bytes(b"no database" * 100)
    with pytest.raises(StoreError, match="cannot be read"):
        Wordings(path).read()
    assert Wordings(path).forget("s-1") == 0
    assert not path.exists()


def test_a_file_of_another_release_is_told(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE wording (survey_id TEXT)")
    connection.close()
    with pytest.raises(StoreError, match="of another release"):
        Wordings(path).read()
