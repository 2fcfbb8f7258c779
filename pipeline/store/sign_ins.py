"""Who is signed in: a random id in the browser, its hash here, so that who reads the file cannot be anybody."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from pathlib import Path

from pipeline.model import Account
from pipeline.store.accounts import SCHEMA, account_of, key, stamp
from pipeline.store.sqlite import open_sqlite, read_sqlite

NOTED_EVERY = timedelta(minutes=1)
"""A click is noted at most so often: otherwise every page would wait for a disk."""
ID_BYTES = 32


class SignIns:
    """The sign-ins of one home."""

    def __init__(self, path: Path, *, idle: timedelta, longest: timedelta) -> None:
        self._path, self._idle, self._longest = path, idle, longest

    def begin(self, account: Account, at: datetime, *, instead_of: str = "") -> str:
        """A new sign-in, whose id is given to the browser; the one it had before ends, and so do those run out."""
        fresh = secrets.token_urlsafe(ID_BYTES)
        with open_sqlite(self._path, SCHEMA) as connection:
            connection.execute(
                "DELETE FROM sign_in WHERE id_hash = ? OR used_at < ? OR began_at < ?",
                (_hash(instead_of), stamp(at - self._idle), stamp(at - self._longest)),
            )
            connection.execute(
                "INSERT INTO sign_in (id_hash, account_key, began_at, used_at) VALUES (?, ?, ?, ?)",
                (_hash(fresh), key(account.name), stamp(at), stamp(at)),
            )
        return fresh

    def account(self, sign_in: str, at: datetime) -> Account | None:
        """Whose sign-in an id is, with the role of this moment; None where it has run out or never was."""
        if not sign_in:
            return None
        with read_sqlite(self._path) as connection:
            row = connection.execute(
                "SELECT name, role, password_hash IS NOT NULL, added_at, used_at FROM sign_in JOIN account USING "
                "(account_key) WHERE id_hash = ? AND used_at >= ? AND began_at >= ?",
                (_hash(sign_in), stamp(at - self._idle), stamp(at - self._longest)),
            ).fetchone()
        if row is None:
            return None
        if row[4] < stamp(at - NOTED_EVERY):
            with open_sqlite(self._path, SCHEMA) as connection:
                connection.execute("UPDATE sign_in SET used_at = ? WHERE id_hash = ?", (stamp(at), _hash(sign_in)))
        return account_of(row[:4])

    def end(self, sign_in: str) -> None:
        """Sign out: the id is worth nothing from here on."""
        with open_sqlite(self._path, SCHEMA) as connection:
            connection.execute("DELETE FROM sign_in WHERE id_hash = ?", (_hash(sign_in),))


def _hash(sign_in: str) -> bytes:
    return hashlib.sha256(sign_in.encode()).digest()
