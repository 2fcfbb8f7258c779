"""When nights run, against a written table; clock changes included."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from apscheduler.triggers.cron import CronTrigger

from pipeline.model import SourcePlan
from pipeline.schedule.times import due_sources, next_fire_times

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
def test_next_fire_time(zone, at, after, expected, local, plan, utc):
    (found,) = next_fire_times(plan(at, zone), utc(after), 1)
    assert found == utc(expected)
    assert found.astimezone(ZoneInfo(zone)).strftime("%a %H:%M %Z") == local


def test_weekdays_are_those_of_the_local_date(plan, utc):
    # 23:30 on Sunday in New York is Monday in UTC.
    found = next_fire_times(plan("23:30", weekdays=("sunday", "wednesday")), utc("2026-11-24T00:00"), 3)
    assert found == [utc("2026-11-26T04:30"), utc("2026-11-30T04:30"), utc("2026-12-03T04:30")]


@pytest.mark.parametrize("zone", ["America/New_York", "America/Havana", "America/Nuuk", "Australia/Lord_Howe"])
@pytest.mark.parametrize("at", ["00:00", "00:30", "01:30", "02:00", "02:15", "02:30", "03:00", "23:30"])
def test_every_night_of_two_years_runs_exactly_once(zone, at, plan, utc):
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
def test_due_sources(day, expected, plan):
    assert due_sources(plan(sources=PLANS), SOURCES, day) == expected
    assert due_sources(plan(), SOURCES, day) == SOURCES
    assert due_sources(plan(sources=PLANS), (), day) == ()
