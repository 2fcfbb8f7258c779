"""SQLite files are made once, whole, and by one at a time."""

from __future__ import annotations

import functools
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import StoreError
from pipeline.store import Accounts, Decisions, Surveys
from pipeline.store.sqlite import is_sqlite, open_sqlite, read_sqlite

SCHEMA = "CREATE TABLE IF NOT EXISTS said (words TEXT) STRICT;"


def test_a_file_is_in_its_place_only_when_others_can_write_to_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, seen = tmp_path / "a.sqlite", []

    class Watched(sqlite3.Connection):
        def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
            if "journal_mode" in sql:
                seen.append(path.exists())
            return super().execute(sql, *values)

    with monkeypatch.context() as patched:
        patched.setattr(sqlite3, "connect", functools.partial(sqlite3.connect, factory=Watched))
        with open_sqlite(path, SCHEMA) as connection:
            connection.execute("INSERT INTO said VALUES ('once')")
    assert seen == [False]
    assert is_sqlite(path)
    assert path.stat().st_mode & 0o077 == 0
    assert {file.name for file in tmp_path.iterdir()} == {"a.sqlite"}, "no lock and nothing half made stays"


def test_whoever_waited_while_a_file_was_made_leaves_it_as_it_is_and_no_lock(tmp_path: Path) -> None:
    path, barrier = tmp_path / "a.sqlite", threading.Barrier(4)

    def say(n: int) -> None:
        barrier.wait()
        with open_sqlite(path, SCHEMA) as connection:
            connection.execute("INSERT INTO said VALUES (?)", (str(n),))

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(say, range(4)))
    with read_sqlite(path) as connection:
        assert connection.execute("SELECT count(*) FROM said").fetchone() == (4,)
    assert not [*tmp_path.glob("*.making"), *tmp_path.glob("*.partial*")]


def test_what_a_crash_left_half_made_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "a.sqlite.partial").write_bytes(b"half a file")
    with open_sqlite(tmp_path / "a.sqlite", SCHEMA) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert not (tmp_path / "a.sqlite.partial").exists()


def test_a_file_of_no_bytes_is_never_taken_for_none(tmp_path: Path) -> None:
    """Begun anew, decisions and answers would be lost without a word, and a page with accounts would be open to all."""
    path = tmp_path / "a.sqlite"
    path.touch()
    asks = {
        "write": lambda: open_sqlite(path, SCHEMA).__enter__(),
        "read": lambda: read_sqlite(path).__enter__(),
        "decisions": lambda: Decisions(path).all(),
        "answers": lambda: Surveys(path, b"s" * 32).all(),
        "accounts": lambda: Accounts(path).exist(),
    }
    for ask in asks.values():
        with pytest.raises(StoreError, match=r"a\.sqlite is empty \(0 bytes\): .* brings back a backup"):
            ask()
    assert path.stat().st_size == 0
