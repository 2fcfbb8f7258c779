"""Passwords that an administrator gave: they let somebody in to choose one of their own, and to nothing else."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from pathlib import Path

from pipeline.store.accounts import SCHEMA, Accounts, key, stamp
from pipeline.store.sqlite import open_sqlite, read_sqlite

TABLE = """
CREATE TABLE IF NOT EXISTS one_time (
    account_key TEXT PRIMARY KEY REFERENCES account (account_key) ON DELETE CASCADE,
    given_at TEXT NOT NULL
) STRICT
"""
GOOD_FOR = timedelta(days=7)
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that are read as another one."""
GROUPS, OF = 4, 4
"""80 bits; read out over a telephone it is four times four letters."""


class OneTime:
    """Which accounts still have to choose a password of their own. Safe to use from several processes at once."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def mark(self, name: str, at: datetime) -> None:
        """The account has a password that somebody else knows."""
        with open_sqlite(self._path, SCHEMA) as connection:
            connection.execute(TABLE)
            connection.execute(
                "INSERT OR REPLACE INTO one_time (account_key, given_at) VALUES (?, ?)", (key(name), stamp(at))
            )

    def is_marked(self, name: str) -> bool:
        """Whether the account has to choose a password before anything else; any other password clears that.

        Raises:
            StoreError: the file cannot be read.
        """
        return key(name) in self._given()

    def has_run_out(self, name: str, at: datetime) -> bool:
        """Whether the password was given too long ago to be taken any more.

        Raises:
            StoreError: the file cannot be read.
        """
        given = self._given().get(key(name))
        return given is not None and given < stamp(at - GOOD_FOR)

    def _given(self) -> dict[str, str]:
        if not self._path.exists():
            return {}
        with read_sqlite(self._path) as connection:
            if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'one_time'").fetchone():
                return {}
            return dict(connection.execute("SELECT account_key, given_at FROM one_time").fetchall())


def one_time_password() -> str:
    """A password that nobody guesses and everybody can type: `k7mq-w2pt-…`."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(OF)) for _ in range(GROUPS))


def give(path: Path, name: str, *, by: str, at: datetime) -> str:
    """Give an account another password, to be changed before anything else; returns it, and keeps it nowhere.

    Raises:
        UsageError: there is no such account.
    """
    password = one_time_password()
    Accounts(path).set_password(name, password, by=by, at=at)
    OneTime(path).mark(name, at)
    return password
