"""Who an account is at the library's own sign-in: whoever comes first under its name, and nobody else after that."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path

from pipeline.model import Account
from pipeline.store.accounts import SCHEMA, key, stamp
from pipeline.store.sqlite import open_sqlite

STATEMENT = """
CREATE TABLE IF NOT EXISTS account_subject (
    account_key TEXT PRIMARY KEY REFERENCES account (account_key) ON DELETE CASCADE,
    subject_hash BLOB NOT NULL,
    bound_at TEXT NOT NULL
) STRICT
"""


class Subjects:
    """The people behind the accounts of one home, as hashes."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def is_theirs(self, account: Account, issuer: str, subject: str, at: datetime) -> bool:
        """Whether an account is this person's: so it is for the first who comes, and from then on for nobody else.

        A provider may give a name that somebody left to another person; `subject` is what it never gives twice.
        """
        found = hashlib.sha256(f"{issuer}\0{subject}".encode()).digest()
        with open_sqlite(self._path, SCHEMA) as connection:
            connection.execute(STATEMENT)
            connection.execute(
                "INSERT INTO account_subject VALUES (?, ?, ?) ON CONFLICT (account_key) DO NOTHING",
                (key(account.name), found, stamp(at)),
            )
            row = connection.execute(
                "SELECT subject_hash FROM account_subject WHERE account_key = ?", (key(account.name),)
            ).fetchone()
        return bool(row[0] == found)
