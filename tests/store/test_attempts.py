"""Attempts to sign in: few in a row, forgotten in time, and nobody else is locked out by them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline.store import Accounts, Attempts
from pipeline.store.attempts import PER_ACCOUNT, PER_ADDRESS, PER_PAIR, WINDOW

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
HERE, THERE = "192.0.2.7", "198.51.100.9"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Rosa signed in from HERE lately, Ben never."""
    path = tmp_path / "accounts.sqlite"
    accounts = Accounts(path)
    accounts.add("Rosa", "administrator", None, by="tests", at=NOON)
    accounts.add("Ben", "viewer", None, by="tests", at=NOON)
    accounts.note("signed_in", "Rosa", by=HERE, at=NOON - timedelta(days=3), keep_days=365)
    return path


def tried(attempts: Attempts, name: str, address: str, times: int, at: datetime = NOON) -> list[bool]:
    """Which of so many attempts went on."""
    return [attempts.begin(name, address, at) is None for _ in range(times)]


def test_a_pair_has_its_tries_and_waits_for_the_oldest(path: Path) -> None:
    attempts = Attempts(path)
    for minute in range(PER_PAIR):
        assert attempts.begin("Ben", THERE, NOON + timedelta(minutes=minute)) is None
    last = NOON + timedelta(minutes=PER_PAIR)
    assert attempts.begin("BEN ", THERE, last) == (NOON + WINDOW).replace(tzinfo=None)
    assert attempts.begin("Ben", THERE, NOON + WINDOW + timedelta(seconds=1)) is None


def test_waiting_is_no_attempt(path: Path) -> None:
    attempts = Attempts(path)
    assert tried(attempts, "Ben", THERE, 30) == [True] * PER_PAIR + [False] * 25
    assert attempts.begin("Ben", THERE, NOON + WINDOW + timedelta(seconds=1)) is None


def test_somebody_else_elsewhere_and_here_is_not_locked_out(path: Path) -> None:
    attempts = Attempts(path)
    tried(attempts, "Rosa", THERE, 10)
    assert tried(attempts, "Rosa", HERE, 1) == [True]
    assert tried(attempts, "Ben", THERE, 1) == [True]


def test_guessing_from_many_machines_ends_and_the_owner_gets_in(path: Path) -> None:
    attempts = Attempts(path)
    went = [tried(attempts, "Rosa", f"203.0.113.{number}", 1)[0] for number in range(PER_ACCOUNT + 10)]
    assert went == [True] * PER_ACCOUNT + [False] * 10
    assert tried(attempts, "Rosa", HERE, 1) == [True]
    assert tried(attempts, "Ben", HERE, 1) == [True]


def test_guessing_names_from_one_machine_ends_and_who_is_known_there_gets_in(path: Path) -> None:
    attempts = Attempts(path)
    went = [tried(attempts, f"name{number}", HERE, 1)[0] for number in range(PER_ADDRESS + 10)]
    assert went == [True] * PER_ADDRESS + [False] * 10
    assert tried(attempts, "Ben", HERE, 1) == [False]
    assert tried(attempts, "Rosa", HERE, 1) == [True]
    assert tried(attempts, "Ben", THERE, 1) == [True]


def test_a_known_address_is_known_for_a_time(path: Path) -> None:
    later = NOON + timedelta(days=90)
    attempts = Attempts(path)
    for number in range(PER_ACCOUNT):
        tried(attempts, "Rosa", f"203.0.113.{number}", 1, later)
    assert tried(attempts, "Rosa", HERE, 1, later) == [False]


def test_a_right_password_forgives(path: Path) -> None:
    attempts = Attempts(path)
    tried(attempts, "Ben", THERE, PER_PAIR)
    attempts.forgive("ben", THERE)
    assert tried(attempts, "Ben", THERE, PER_PAIR + 1) == [True] * PER_PAIR + [False]


def test_many_at_once_count_as_many(path: Path) -> None:
    attempts = Attempts(path)
    with ThreadPoolExecutor(8) as pool:
        went = list(pool.map(lambda _: attempts.begin("Ben", THERE, NOON) is None, range(24)))
    assert sum(went) == PER_PAIR


def test_what_was_typed_is_not_in_the_file(path: Path) -> None:
    tried(Attempts(path), "my-password-by-mistake", THERE, 1)
    assert all(b"by-mistake" not in each.read_bytes() for each in path.parent.iterdir())
