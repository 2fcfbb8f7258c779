"""Accounts and sign-ins as they lie in their file: hashed, closed to others, gone when they are removed."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline.errors import UsageError
from pipeline.model import ROLES, Account
from pipeline.store import Accounts, Home, SignIns, back_up, restore
from pipeline.store.accounts import SCHEMA
from pipeline.store.sqlite import open_sqlite

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
PASSWORD = "seven brown teapots"
HOUR = timedelta(hours=1)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "accounts.sqlite"
    Accounts(path).add("Ada", "administrator", PASSWORD, by="tests", at=NOON)
    return path


def sign_ins(path: Path) -> SignIns:
    return SignIns(path, idle=HOUR, longest=12 * HOUR)


def ada(path: Path) -> Account:
    found = Accounts(path).named("ada")
    assert found is not None
    return found


def test_a_role_may_what_those_before_it_may() -> None:
    accounts = [Account(name="x", role=role, has_password=True, added_at=NOON) for role in ROLES]
    assert [[each.may(role) for role in ROLES] for each in accounts] == [
        [True, False, False],
        [True, True, False],
        [True, True, True],
    ]


def test_neither_passwords_nor_ids_of_sign_ins_are_in_the_file(path: Path) -> None:
    fresh = sign_ins(path).begin(ada(path), NOON)
    held = b"".join(each.read_bytes() for each in path.parent.glob("accounts.sqlite*"))
    assert b"$argon2id$v=19$m=47104,t=1,p=1$" in held
    assert PASSWORD.encode() not in held
    assert fresh.encode() not in held
    assert {each.stat().st_mode & 0o077 for each in path.parent.glob("accounts.sqlite*")} == {0}


def test_a_sign_in_begins_instead_of_the_one_before(path: Path) -> None:
    held = sign_ins(path)
    first = held.begin(ada(path), NOON)
    second = held.begin(ada(path), NOON, instead_of=first)
    assert first != second
    assert held.account(first, NOON) is None
    assert held.account(second, NOON) == ada(path)
    assert held.account("", NOON) is None
    assert held.account("x" * 5000, NOON) is None


def test_sign_ins_that_ran_out_leave_the_file(path: Path) -> None:
    held = sign_ins(path)
    for hours in range(3):
        held.begin(ada(path), NOON + hours * 2 * HOUR)
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT count(*) FROM sign_in").fetchone() == (1,)
    connection.close()


def test_who_is_removed_is_signed_out(path: Path) -> None:
    held, accounts = sign_ins(path), Accounts(path)
    fresh = held.begin(ada(path), NOON)
    accounts.remove("ADA", by="tests", at=NOON)
    accounts.add("Ada", "administrator", PASSWORD, by="tests", at=NOON)
    assert held.account(fresh, NOON) is None


def test_a_hash_of_other_costs_is_renewed_with_the_next_sign_in(path: Path) -> None:
    from argon2 import PasswordHasher

    weak = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    with open_sqlite(path, SCHEMA) as connection:
        connection.execute("UPDATE account SET password_hash = ?", (weak,))
    assert Accounts(path).checked("Ada", PASSWORD) is not None
    with open_sqlite(path, SCHEMA) as connection:
        (kept,) = connection.execute("SELECT password_hash FROM account").fetchone()
    assert "m=47104" in kept
    assert Accounts(path).checked("Ada", PASSWORD) is not None


def test_the_same_password_from_another_keyboard(path: Path) -> None:
    accounts = Accounts(path)
    accounts.add("Iñigo", "viewer", "mañana siete teteras", by="tests", at=NOON)
    found = accounts.checked("In\u0303igo", "man\u0303ana siete teteras")
    assert found is not None
    assert found.name == "Iñigo"


def test_the_log_is_never_changed_and_ends_in_time(path: Path) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="never changed"), sqlite3.connect(path) as connection:
        connection.execute("UPDATE access_event SET account = 'Eve'")
    connection.close()
    accounts = Accounts(path)
    accounts.note("signed_in", "Ada", by="127.0.0.1", at=NOON + timedelta(days=20), keep_days=30)
    accounts.note("signed_out", "Ada", by="127.0.0.1", at=NOON + timedelta(days=40), keep_days=30)
    assert [each.kind for each in accounts.log(10)] == ["signed_out", "signed_in"]


def test_a_role_that_is_none_is_refused(path: Path) -> None:
    with pytest.raises(UsageError, match="one of viewer, coordinator, administrator was expected"):
        Accounts(path).add("Eve", "root", PASSWORD, by="tests", at=NOON)  # type: ignore[arg-type]


def test_nothing_is_made_by_looking(tmp_path: Path) -> None:
    accounts = Accounts(tmp_path / "accounts.sqlite")
    assert (accounts.exist(), accounts.all(), accounts.named("x"), accounts.log(5)) == (False, [], None, [])
    assert list(tmp_path.iterdir()) == []


def test_a_backup_holds_accounts_and_a_restore_signs_everybody_out(tmp_path: Path) -> None:
    old, new = Home(tmp_path / "old"), Home(tmp_path / "new")
    old.prepare()
    Accounts(old.accounts).add("Ada", "administrator", PASSWORD, by="tests", at=NOON)
    fresh = sign_ins(old.accounts).begin(ada(old.accounts), NOON)
    back_up(old, tmp_path / "b.tar.gz", made_at=NOON, made_by="circlewise", with_pages=False)
    new.folder.mkdir()
    restore(new, tmp_path / "b.tar.gz")
    assert sorted(path.name for path in new.folder.glob("accounts*")) == ["accounts.sqlite"]
    assert Accounts(new.accounts).checked("Ada", PASSWORD) is not None
    assert sign_ins(new.accounts).account(fresh, NOON) is None
    assert sign_ins(old.accounts).account(fresh, NOON) is not None
    assert new.accounts.stat().st_mode & 0o777 == 0o600
