"""When nights run, against a written table; clock changes included. The clock is passed in."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from threading import Event, Thread
from zoneinfo import ZoneInfo

import pytest
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.cron import CronTrigger

from pipeline.errors import BusyError
from pipeline.model import WEEKDAYS, Job, Settings, SourcePlan
from pipeline.schedule import (
    JOB,
    NightTrigger,
    due_sources,
    make_scheduler,
    next_fire_times,
    run_due_once,
    run_schedule,
    utc_now,
)


def plan(at="02:30", timezone="America/New_York", weekdays=WEEKDAYS, jitter=0, **options) -> Settings:
    night = Job(at=at, weekdays=weekdays, jitter_minutes=jitter)
    return Settings(timezone=timezone, night=night, contact="a@b.org", **options)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


FIRE_TIMES = [
    # zone, at, after (UTC), the next starts in UTC, in local time
    ("America/New_York", "02:30", "2026-11-24T12:00", "2026-11-25T07:30", "Wed 02:30 EST"),
    ("America/New_York", "02:30", "2026-11-24T07:29", "2026-11-24T07:30", "Tue 02:30 EST"),
    ("America/New_York", "02:30", "2026-11-24T07:30", "2026-11-25T07:30", "Wed 02:30 EST"),
    ("America/New_York", "23:59", "2026-12-31T12:00", "2027-01-01T04:59", "Thu 23:59 EST"),
    ("America/New_York", "00:00", "2026-12-31T12:00", "2027-01-01T05:00", "Fri 00:00 EST"),
    # 2027-03-14 02:30 does not exist: an hour later by the clock
    ("America/New_York", "02:30", "2027-03-13T12:00", "2027-03-14T07:30", "Sun 03:30 EDT"),
    ("America/New_York", "02:30", "2027-03-14T07:30", "2027-03-15T06:30", "Mon 02:30 EDT"),
    ("America/New_York", "01:59", "2027-03-13T12:00", "2027-03-14T06:59", "Sun 01:59 EST"),
    ("America/New_York", "03:00", "2027-03-13T12:00", "2027-03-14T07:00", "Sun 03:00 EDT"),
    # 2026-11-01 and 2027-11-07 01:30 come twice: the first of them
    ("America/New_York", "01:30", "2026-10-31T12:00", "2026-11-01T05:30", "Sun 01:30 EDT"),
    ("America/New_York", "01:30", "2026-11-01T05:30", "2026-11-02T06:30", "Mon 01:30 EST"),
    ("America/New_York", "01:30", "2026-11-01T06:00", "2026-11-02T06:30", "Mon 01:30 EST"),
    ("America/New_York", "01:30", "2027-11-06T12:00", "2027-11-07T05:30", "Sun 01:30 EDT"),
    ("America/New_York", "01:30", "2027-11-07T05:30", "2027-11-08T06:30", "Mon 01:30 EST"),
    # just after midnight, skipped
    ("America/Havana", "00:30", "2027-03-13T12:00", "2027-03-14T05:30", "Sun 01:30 CDT"),
    # just before midnight, skipped: starts on the next date
    ("America/Nuuk", "23:30", "2027-03-27T12:00", "2027-03-28T01:30", "Sun 00:30 -01"),
    ("America/Nuuk", "23:30", "2027-03-28T01:30", "2027-03-29T00:30", "Sun 23:30 -01"),
    ("Australia/Sydney", "02:30", "2027-04-03T12:00", "2027-04-03T15:30", "Sun 02:30 AEDT"),
    ("Australia/Sydney", "02:30", "2027-04-03T15:30", "2027-04-04T16:30", "Mon 02:30 AEST"),
    ("Asia/Kolkata", "02:30", "2026-11-24T00:00", "2026-11-24T21:00", "Wed 02:30 IST"),
    ("UTC", "02:30", "2026-11-24T00:00", "2026-11-24T02:30", "Tue 02:30 UTC"),
]


@pytest.mark.parametrize(("zone", "at", "after", "expected", "local"), FIRE_TIMES)
def test_next_fire_time(zone, at, after, expected, local):
    (found,) = next_fire_times(plan(at, zone), utc(after), 1)
    assert found == utc(expected)
    assert found.astimezone(ZoneInfo(zone)).strftime("%a %H:%M %Z") == local


def test_weekdays_are_those_of_the_local_date():
    # 23:30 on Sunday in New York is Monday in UTC.
    found = next_fire_times(plan("23:30", weekdays=("sunday", "wednesday")), utc("2026-11-24T00:00"), 3)
    assert found == [utc("2026-11-26T04:30"), utc("2026-11-30T04:30"), utc("2026-12-03T04:30")]


@pytest.mark.parametrize("zone", ["America/New_York", "America/Havana", "America/Nuuk", "Australia/Lord_Howe"])
@pytest.mark.parametrize("at", ["00:00", "00:30", "01:30", "02:00", "02:15", "02:30", "03:00", "23:30"])
def test_every_night_of_two_years_runs_exactly_once(zone, at):
    times = next_fire_times(plan(at, zone), utc("2026-06-01T12:00"), 730)
    gaps = [later - earlier for earlier, later in pairwise(times)]
    assert all(timedelta(hours=22.9) < gap < timedelta(hours=25.1) for gap in gaps)
    assert times[-1] - times[0] - timedelta(days=729) in (timedelta(0), timedelta(hours=1), timedelta(hours=-1))


def test_why_cron_trigger_is_not_used():
    """When this fails, APScheduler has mended its clock changes and NightTrigger may go."""

    def dates(zone, hour, start):
        trigger = CronTrigger(day_of_week="mon-sun", hour=hour, minute=30, timezone=ZoneInfo(zone))
        previous, found = None, []
        for _ in range(3):
            now = previous or datetime.fromisoformat(start).replace(tzinfo=ZoneInfo(zone))
            previous = trigger.get_next_fire_time(previous, now)
            found.append(previous.date().isoformat())
        return found

    assert dates("America/New_York", 1, "2026-10-31T12:00") == ["2026-11-01", "2026-11-01", "2026-11-02"]
    assert dates("America/Havana", 0, "2027-03-12T12:00") == ["2027-03-13", "2027-03-15", "2027-03-16"]


def test_the_trigger_gives_the_same_times_and_jitter_only_delays():
    settings = plan("01:30", jitter=20)
    trigger, now = NightTrigger(settings), utc("2026-10-30T12:00")
    previous = None
    for planned in next_fire_times(settings, now, 400):
        previous = trigger.get_next_fire_time(previous, now)
        assert planned <= previous <= planned + timedelta(minutes=20)


SOURCES = ("edx", "hoou", "oapen", "p2pu")
PLANS = {
    "edx": SourcePlan(weekdays=("sunday", "wednesday")),
    "oapen": SourcePlan(is_enabled=False),
    "p2pu": SourcePlan(weekdays=("monday",)),
}


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 11, 22), ("edx", "hoou")),  # Sunday
        (date(2026, 11, 23), ("hoou", "p2pu")),
        (date(2026, 11, 24), ("hoou",)),
        (date(2026, 11, 25), ("edx", "hoou")),
    ],
)
def test_due_sources(day, expected):
    assert due_sources(plan(sources=PLANS), SOURCES, day) == expected
    assert due_sources(plan(), SOURCES, day) == SOURCES
    assert due_sources(plan(sources=PLANS), (), day) == ()


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
def test_run_due_once(last, now, runs, told):
    ran, said = [], []
    done = run_due_once(plan(), last and utc(last), utc(now), ran.append, said.append)
    assert done is runs
    assert ran == ([date(2026, 11, 24)] if runs else [])
    assert len(said) == 1
    assert told in said[0]


def test_a_night_missed_before_midnight_is_that_of_its_own_date():
    ran: list[date] = []
    assert run_due_once(plan("23:30"), None, utc("2026-11-23T06:00"), ran.append, str)  # Monday 01:00 local
    assert ran == [date(2026, 11, 22)]


def test_a_night_put_past_midnight_by_the_clocks_is_that_of_its_own_date():
    ran: list[date] = []
    assert run_due_once(plan("23:30", "America/Nuuk"), None, utc("2027-03-28T02:00"), ran.append, str)
    assert ran == [date(2027, 3, 27)]


def test_a_night_that_comes_twice_is_not_due_again():
    first, second = utc("2026-11-01T05:31"), utc("2026-11-01T06:31")
    assert not run_due_once(plan("01:30"), first, second, pytest.fail, str)


def test_the_job_is_set_up_for_late_and_long_nights():
    scheduler = make_scheduler(plan(grace_hours=6.0), pytest.fail, str, lambda: utc("2026-11-24"))
    (job,) = scheduler.get_jobs()
    assert (job.misfire_grace_time, job.coalesce, job.max_instances) == (6 * 3600, True, 1)
    assert isinstance(job.trigger, NightTrigger)
    assert isinstance(scheduler._jobstores["default"], MemoryJobStore)


def run_until(done: Event, scheduler: BlockingScheduler, planned: datetime) -> None:
    """Run the real scheduler, its job due at `planned`, until `done` is set."""
    scheduler.modify_job(JOB, next_run_time=planned)
    thread = Thread(target=scheduler.start)
    thread.start()
    assert done.wait(20)
    with scheduler._jobstores_lock:  # held by APScheduler until it has put the job's next time away
        scheduler.shutdown(wait=False)
    thread.join(20)
    assert not thread.is_alive()


def test_the_scheduler_really_runs_the_night():
    done, ran, said = Event(), [], []

    def night(on: date) -> None:
        ran.append(on)
        done.set()

    scheduler = make_scheduler(plan(), night, said.append, lambda: utc("2026-11-22T07:41"))
    run_until(done, scheduler, datetime.now(UTC))
    assert ran == [date(2026, 11, 22)]
    assert said == []


def test_a_night_that_fails_in_a_known_way_is_told_and_the_schedule_goes_on():
    done, said = Event(), []

    def say(line: str) -> None:
        said.append(line)
        done.set()

    def night(_: date) -> None:
        raise BusyError("another night works on this home")

    scheduler = make_scheduler(plan(), night, say, lambda: utc("2026-11-24T08:00"))
    run_until(done, scheduler, datetime.now(UTC))
    assert said == ["The night of 2026-11-24 ended early: another night works on this home"]


def test_a_night_too_late_is_left_out_and_told():
    done, ran, said = Event(), [], []

    def say(line: str) -> None:
        said.append(line)
        done.set()

    planned = datetime.now(UTC) - timedelta(hours=7)
    settings = plan(timezone="UTC", at=planned.strftime("%H:%M"))
    scheduler = make_scheduler(settings, ran.append, say, utc_now)
    run_until(done, scheduler, planned)
    assert ran == []
    assert len(said) == 1
    assert "was left out: it could not start within 6 hours" in said[0]


def test_a_night_due_while_another_runs_is_left_out_and_told():
    is_running, may_end, said = Event(), Event(), []

    def say(line: str) -> None:
        said.append(line)
        may_end.set()

    def night(_: date) -> None:
        is_running.set()
        may_end.wait(20)

    scheduler = make_scheduler(plan(), night, say, utc_now)
    scheduler.modify_job(JOB, next_run_time=datetime.now(UTC))
    thread = Thread(target=scheduler.start)
    thread.start()
    assert is_running.wait(20)
    with scheduler._jobstores_lock:
        scheduler.modify_job(JOB, next_run_time=datetime.now(UTC))
    assert may_end.wait(20)
    with scheduler._jobstores_lock:
        scheduler.shutdown(wait=False)
    thread.join(20)
    assert said == ["The night due now was left out: the one before is still running."]


def test_run_schedule_stops_on_ctrl_c(monkeypatch):
    def interrupted(self):
        raise KeyboardInterrupt

    monkeypatch.setattr(BlockingScheduler, "_main_loop", interrupted)
    said: list[str] = []
    run_schedule(plan(), pytest.fail, said.append, lambda: utc("2026-11-24T09:00"))
    assert said == [
        "Waiting for the next night: Wed 2026-11-25 02:30 EST.",
        "Stopping; a night under way is run to its end first.",
    ]
