"""Somebody who is signed in already: most tests are not about passwords, and each costs 46 MiB and a while."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from pipeline.model import Role
from pipeline.store import Accounts, SignIns

COOKIE = "circlewise_sign_in"


def sign_in_as(home: Path, name: str, role: Role, at: datetime) -> str:
    """Sign somebody in and return the value of their cookie; the account is made where there is none of that name."""
    path = home / "accounts.sqlite"
    accounts = Accounts(path)
    if accounts.named(name) is None:
        accounts.add(name, role, None, by="tests", at=at)
    account = accounts.named(name)
    assert account
    return SignIns(path, idle=timedelta(hours=2), longest=timedelta(hours=12)).begin(account, at)
