"""What is due now: caught up once, within grace, whatever the clock did."""

from __future__ import annotations

from datetime import date

import pytest

from pipeline.model import BackupPlan
from pipeline.schedule.once import back_up_due_once, run_due_once

ONCE = [
    # last night, now, whether it runs, what is said
    (None, "2026-11-24T07:30", True, "Running the night that was due at Tue 2026-11-24 02:30 EST"),
    (None, "2026-11-24T13:30", True, "none has started since"),
    (None, "2026-11-24T13:31", False, "more than 6 hours ago (grace_hours); the next is Wed 2026-11-25 02:30 EST"),
    (
        "2026-11-23T07:31",
        "2026-11-24T07:29",
        False,
        "after Mon 2026-11-23 02:30 EST, when a night was due, one started",
    ),
    ("2026-11-23T07:31", "2026-11-24T09:00", True, "due at Tue 2026-11-24 02:30 EST"),
    ("2026-11-20T07:31", "2026-11-24T09:00", True, "due at Tue 2026-11-24 02:30 EST"),
    ("2026-11-24T07:30", "2026-11-24T09:00", False, "one started at Tue 2026-11-24 02:30 EST; the next is Wed"),
    ("2026-11-24T07:29", "2026-11-24T09:00", True, "due at Tue 2026-11-24 02:30 EST"),
]


@pytest.mark.parametrize(("last", "now", "runs", "told"), ONCE)
def test_run_due_once(last, now, runs, told, plan, utc):
    ran, said = [], []
    done = run_due_once(plan(), last and utc(last), utc(now), ran.append, said.append)
    assert done is runs
    assert ran == ([date(2026, 11, 24)] if runs else [])
    assert len(said) == 1
    assert told in said[0]


def test_a_night_missed_before_midnight_is_that_of_its_own_date(plan, utc):
    ran: list[date] = []
    assert run_due_once(plan("23:30"), None, utc("2026-11-23T06:00"), ran.append, str)  # Monday 01:00 local
    assert ran == [date(2026, 11, 22)]


def test_a_night_put_past_midnight_by_the_clocks_is_that_of_its_own_date(plan, utc):
    ran: list[date] = []
    assert run_due_once(plan("23:30", "America/Nuuk"), None, utc("2027-03-28T02:00"), ran.append, str)
    assert ran == [date(2027, 3, 27)]


def test_a_night_that_comes_twice_is_not_due_again(plan, utc):
    first, second = utc("2026-11-01T05:31"), utc("2026-11-01T06:31")
    assert not run_due_once(plan("01:30"), first, second, pytest.fail, str)


def test_a_night_noted_in_a_far_future_does_not_stop_all_others(plan, utc):
    ran, said = [], []
    assert run_due_once(plan(), utc("2030-01-01T00:00"), utc("2026-11-24T08:00"), ran.append, said.append)
    assert ran == [date(2026, 11, 24)]
    assert "lies ahead: the clock was wrong then, or is now" in said[0]
    assert not run_due_once(plan(), utc("2026-11-24T09:00"), utc("2026-11-24T08:00"), pytest.fail, said.append)


@pytest.mark.parametrize(
    ("last", "now", "is_made"),
    [
        (None, "2026-11-24T12:00", True),
        ("2026-11-22T10:00", "2026-11-24T12:00", False),
        ("2026-11-22T09:59", "2026-11-24T12:00", True),
        ("2026-10-01T00:00", "2026-11-24T12:00", True),
        ("2030-01-01T00:00", "2026-11-24T12:00", True),
    ],
)
def test_a_missed_backup_is_made_however_late(plan, utc, last, now, is_made):
    settings = plan(backup=BackupPlan(folder="/var/backups", at="05:00", weekdays=("sunday",)))
    made = []
    assert back_up_due_once(settings, last and utc(last), utc(now), made.append, str) is is_made
    assert made == ([settings.backup] if is_made else [])


def test_without_a_plan_no_backup_is_made(plan, utc):
    assert not back_up_due_once(plan(), None, utc("2026-11-24T12:00"), pytest.fail, pytest.fail)
