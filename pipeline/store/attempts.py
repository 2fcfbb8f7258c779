"""Attempts to sign in: few in a row for one account from one address, and nobody else is locked out by them.

An attempt is written before its password is looked at, so that many at once count as many; a right password takes
those of its account and address out again.
"""

from __future__ import annotations

import hashlib
import sqlite3
from datetime import datetime, timedelta
from pathlib import Path

from pipeline.store.accounts import SCHEMA, key, stamp
from pipeline.store.sqlite import open_sqlite

WINDOW = timedelta(minutes=15)
PER_PAIR = 5
"""Attempts on one account from one address in the window."""
PER_ACCOUNT = 20
"""Attempts on one account from all addresses it never signed in from: guessing from many machines."""
PER_ADDRESS = 50
"""Attempts from one address on all accounts that never signed in from it: guessing names."""
KNOWN = timedelta(days=90)
"""So long an address at which an account signed in is known: strangers cannot lock its owner out there."""
Limit = tuple[str, tuple[bytes | str, ...], int]


class Attempts:
    """The attempts of one home."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def begin(self, name: str, address: str, at: datetime) -> datetime | None:
        """Count an attempt and let it go on (None), or give the UTC time until which to wait, uncounted.

        The answer does not depend on whether there is such an account, except that its owner is known at an address.
        """
        hashed = _hash(name)
        with open_sqlite(self._path, SCHEMA) as connection:
            connection.execute("DELETE FROM attempt WHERE tried_at < ?", (stamp(at - WINDOW),))
            limits: list[Limit] = [("name_hash = ? AND address = ?", (hashed, address), PER_PAIR)]
            if not _is_known(connection, name, address, at):
                limits += [("name_hash = ?", (hashed,), PER_ACCOUNT), ("address = ?", (address,), PER_ADDRESS)]
            until = [_until(connection, where, values, most) for where, values, most in limits]
            if waits := [each for each in until if each]:
                return max(waits)
            connection.execute(
                "INSERT INTO attempt (name_hash, address, tried_at) VALUES (?, ?, ?)", (hashed, address, stamp(at))
            )
        return None

    def forgive(self, name: str, address: str) -> None:
        """The password was right: attempts on this account from this address count no more."""
        with open_sqlite(self._path, SCHEMA) as connection:
            connection.execute("DELETE FROM attempt WHERE name_hash = ? AND address = ?", (_hash(name), address))


def _until(connection: sqlite3.Connection, where: str, values: tuple[bytes | str, ...], most: int) -> datetime | None:
    """When the attempt that used up the limit is old enough; None where there is room for one more."""
    row = connection.execute(
        f"SELECT tried_at FROM attempt WHERE {where} ORDER BY tried_at DESC LIMIT 1 OFFSET ?",  # noqa: S608
        (*values, most - 1),
    ).fetchone()
    return datetime.fromisoformat(row[0]) + WINDOW if row else None


def _is_known(connection: sqlite3.Connection, name: str, address: str, at: datetime) -> bool:
    return bool(
        connection.execute(
            "SELECT 1 FROM access_event e JOIN account a ON a.name = e.account WHERE a.account_key = ? "
            "AND e.kind = 'signed_in' AND e.done_by = ? AND e.happened_at >= ? LIMIT 1",
            (key(name), address, stamp(at - KNOWN)),
        ).fetchall()
    )


def _hash(name: str) -> bytes:
    """Enough to tell names apart; too short to find what was typed, should it be a password in the wrong field."""
    return hashlib.sha256(key(name).encode()).digest()[:4]
