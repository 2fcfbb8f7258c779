"""The accounts of a home: a small SQLite file with who may sign in, who is signed in, and a log of both."""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from datetime import datetime, timedelta
from pathlib import Path
from typing import cast

from pipeline.errors import UsageError
from pipeline.model import ROLES, AccessKind, Account, Role
from pipeline.model.access import AccessEvent
from pipeline.store.passwords import check_rules, hashed, is_outdated, is_right, nobodys
from pipeline.store.schema import naive
from pipeline.store.sqlite import open_sqlite, read_sqlite, scrub

SCHEMA = """
CREATE TABLE IF NOT EXISTS account (
    account_key TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('viewer', 'coordinator', 'administrator')),
    password_hash TEXT,
    added_at TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS sign_in (
    id_hash BLOB PRIMARY KEY,
    account_key TEXT NOT NULL REFERENCES account (account_key) ON DELETE CASCADE,
    began_at TEXT NOT NULL,
    used_at TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS attempt (
    attempt_id INTEGER PRIMARY KEY AUTOINCREMENT,
    name_hash BLOB NOT NULL,
    address TEXT NOT NULL,
    tried_at TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS access_event (
    event_id INTEGER PRIMARY KEY AUTOINCREMENT,
    happened_at TEXT NOT NULL,
    kind TEXT NOT NULL,
    account TEXT,
    done_by TEXT NOT NULL,
    note TEXT
) STRICT;
CREATE TRIGGER IF NOT EXISTS access_event_stands BEFORE UPDATE ON access_event
BEGIN SELECT raise(ABORT, 'the log is never changed'); END;
"""
_NAME = re.compile(r"[^\W_](?:[\w .@'’-]{0,62}[\w.])?")


class Accounts:
    """Who may sign in. Safe to use from several processes at once."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def exist(self) -> bool:
        """Whether there is any: then the page is for those who sign in, and for nobody else."""
        if not self._path.exists():
            return False
        with read_sqlite(self._path) as connection:
            return bool(connection.execute("SELECT 1 FROM account LIMIT 1").fetchall())

    def all(self) -> list[Account]:
        """Every account, by name."""
        if not self.exist():
            return []
        with read_sqlite(self._path) as connection:
            rows = connection.execute(
                "SELECT name, role, password_hash IS NOT NULL, added_at, (SELECT max(happened_at) FROM access_event e "
                "WHERE e.account = a.name AND kind = 'signed_in') FROM account a ORDER BY account_key"
            ).fetchall()
        return [account_of(row[:4], row[4]) for row in rows]

    def named(self, name: str) -> Account | None:
        """The account of this name, however its capitals are typed."""
        if not self.exist():
            return None
        with read_sqlite(self._path) as connection:
            row = connection.execute(
                "SELECT name, role, password_hash IS NOT NULL, added_at FROM account WHERE account_key = ?",
                (key(name),),
            ).fetchone()
        return account_of(row) if row else None

    def checked(self, name: str, password: str) -> Account | None:
        """The account, if this is its password; None for a wrong one as for a name that is not there, and as late."""
        nobodys()  # made once a process, and never on the way of one answer only
        with read_sqlite(self._path) as connection:
            row = connection.execute(
                "SELECT name, role, password_hash IS NOT NULL, added_at, password_hash FROM account "
                "WHERE account_key = ?",
                (key(name),),
            ).fetchone()
        kept: str | None = row[4] if row else None
        if not is_right(password, kept) or kept is None:
            return None
        if is_outdated(kept):
            with open_sqlite(self._path, SCHEMA) as connection:
                connection.execute(
                    "UPDATE account SET password_hash = ? WHERE account_key = ? AND password_hash = ?",
                    (hashed(password), key(name), kept),
                )
        return account_of(row[:4])

    def add(self, name: str, role: Role, password: str | None, *, by: str, at: datetime) -> Account:
        """Make an account; without a password only a proxy can sign it in.

        Raises:
            UsageError: the name is taken or cannot be one, there is no such role, or the password breaks the rules.
        """
        name = " ".join(unicodedata.normalize("NFKC", name).split())
        if not _NAME.fullmatch(name):
            raise UsageError(
                f"`{name[:80]}` cannot be the name of an account; up to 64 letters, digits, blanks and . _ - @ ' were "
                "expected, a letter or digit first"
            )
        kept = _kept(password, name)
        with open_sqlite(self._path, SCHEMA) as connection:
            if connection.execute("SELECT 1 FROM account WHERE account_key = ?", (key(name),)).fetchall():
                raise UsageError(
                    f"there is an account {name} already; `circlewise accounts password` changes its password"
                )
            connection.execute(
                "INSERT INTO account (account_key, name, role, password_hash, added_at) VALUES (?, ?, ?, ?, ?)",
                (key(name), name, _role(role), kept, stamp(at)),
            )
            note_event(connection, "account_added", name, by=by, at=at, note=role)
        return Account(name=name, role=role, has_password=password is not None, added_at=naive(at))

    def set_role(self, name: str, role: Role, *, by: str, at: datetime) -> Account:
        """Give an account another role; it holds from its next click on.

        Raises:
            UsageError: there is no such account or role, or nobody could administer any more.
        """
        with open_sqlite(self._path, SCHEMA) as connection:
            account = _existing(connection, name)
            if role != "administrator":
                _keep_an_administrator(connection, account)
            connection.execute("UPDATE account SET role = ? WHERE account_key = ?", (_role(role), key(name)))
            note_event(connection, "role_changed", account.name, by=by, at=at, note=f"{account.role} to {role}")
        return Account(name=account.name, role=role, has_password=account.has_password, added_at=account.added_at)

    def set_password(self, name: str, password: str, *, by: str, at: datetime) -> None:
        """Give an account another password, also one that had none; whoever is signed in with it has to sign in again.

        Raises:
            UsageError: there is no such account, or the password breaks the rules.
        """
        with read_sqlite(self._path) as connection:
            account = _existing(connection, name)
        kept = _kept(password, account.name)
        with open_sqlite(self._path, SCHEMA) as connection:
            connection.execute("UPDATE account SET password_hash = ? WHERE account_key = ?", (kept, key(name)))
            connection.execute("DELETE FROM sign_in WHERE account_key = ?", (key(name),))
            if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'one_time'").fetchone():
                connection.execute("DELETE FROM one_time WHERE account_key = ?", (key(name),))
            note_event(connection, "password_changed", account.name, by=by, at=at)

    def remove(self, name: str, *, by: str, at: datetime) -> None:
        """Remove an account to the last byte but for its decisions and the log; whoever is signed in with it is out.

        Raises:
            UsageError: there is no such account, or nobody could administer the others any more.
        """
        with open_sqlite(self._path, SCHEMA) as connection:
            account = _existing(connection, name)
            if connection.execute("SELECT count(*) FROM account").fetchone()[0] > 1:
                _keep_an_administrator(connection, account)
            connection.execute("DELETE FROM account WHERE account_key = ?", (key(name),))
            note_event(connection, "account_removed", account.name, by=by, at=at, note=account.role)

    def end_sign_ins(self) -> None:
        """Nobody is signed in any more; leaves no byte of who was."""
        with open_sqlite(self._path, SCHEMA) as connection:
            connection.execute("DELETE FROM sign_in")
        scrub(self._path)

    def note(
        self, kind: AccessKind, account: str | None, *, by: str, at: datetime, keep_days: int, note: str | None = None
    ) -> None:
        """Add a row to the log, and drop those that are older than `keep_days`."""
        with open_sqlite(self._path, SCHEMA) as connection:
            note_event(connection, kind, account, by=by, at=at, note=note)
            connection.execute(
                "DELETE FROM access_event WHERE happened_at < ?", (stamp(at - timedelta(days=keep_days)),)
            )

    def log(self, n: int) -> list[AccessEvent]:
        """The last `n` rows of the log, the latest first."""
        if not self._path.exists():
            return []
        with read_sqlite(self._path) as connection:
            rows = connection.execute(
                "SELECT happened_at, kind, account, done_by, note FROM access_event ORDER BY event_id DESC LIMIT ?",
                (n,),
            ).fetchall()
        return [
            AccessEvent(happened_at=datetime.fromisoformat(at), kind=kind, account=account, by=by, note=note)
            for at, kind, account, by, note in rows
        ]


def key(name: str) -> str:
    """The same for every way of typing a name."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def stamp(at: datetime) -> str:
    """A time as it is kept: UTC, in an order that letters have, too."""
    return naive(at).isoformat(sep=" ", timespec="microseconds")


def account_of(row: tuple[str, str, int, str], last: str | None = None) -> Account:
    """A row (name, role, whether it has a password, added at) as an account."""
    name, role, has_password, added_at = row
    return Account(
        name=name,
        role=cast("Role", role),
        has_password=bool(has_password),
        added_at=datetime.fromisoformat(added_at),
        last_signed_in_at=datetime.fromisoformat(last) if last else None,
    )


def note_event(
    connection: sqlite3.Connection,
    kind: AccessKind,
    account: str | None,
    *,
    by: str,
    at: datetime,
    note: str | None = None,
) -> None:
    """Add a row to the log, in a transaction of the caller's."""
    connection.execute(
        "INSERT INTO access_event (happened_at, kind, account, done_by, note) VALUES (?, ?, ?, ?, ?)",
        (stamp(at), kind, account, by, note),
    )


def _kept(password: str | None, name: str) -> str | None:
    if password is None:
        return None
    check_rules(password, name)
    return hashed(password)


def _role(role: str) -> str:
    if role not in ROLES:
        raise UsageError(f"`{role}` is no role; one of {', '.join(ROLES)} was expected")
    return role


def _existing(connection: sqlite3.Connection, name: str) -> Account:
    row = connection.execute(
        "SELECT name, role, password_hash IS NOT NULL, added_at FROM account WHERE account_key = ?", (key(name),)
    ).fetchone()
    if row is None:
        raise UsageError(f"there is no account `{name[:80]}`; `circlewise accounts list` shows all")
    return account_of(row)


def _keep_an_administrator(connection: sqlite3.Connection, account: Account) -> None:
    others = "SELECT count(*) FROM account WHERE role = 'administrator' AND account_key <> ?"
    if account.role == "administrator" and not connection.execute(others, (key(account.name),)).fetchone()[0]:
        raise UsageError(
            f"{account.name} is the last administrator; make another one first: `circlewise accounts role NAME "
            "administrator`"
        )
