"""Fire times, as the clock on the wall has them; clock changes included. Pure: the time is passed in.

APScheduler's CronTrigger is not used, since on clock changes it does what nobody wants (measured on 3.11.3, 2026-11,
and held by tests/schedule/test_times.py): a time that comes twice runs twice (01:30 in New York on 2026-11-01), and a
time just after midnight that the clocks skip never runs (00:30 in Havana on 2027-03-14). Here a night belongs to a
local date and starts once: at the first of two such times, or as much later as the clocks jumped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, takewhile
from zoneinfo import ZoneInfo

from pipeline.model import WEEKDAYS, Job, Settings, SourcePlan

DAY = timedelta(days=1)


def job_times(job: Job, timezone: str, after: datetime) -> Iterator[tuple[date, datetime]]:
    """All times of a job later than `after`: local date and time in UTC, in order, without jitter and without end.

    A time that is skipped just before midnight starts on the next date and still is that of its own.
    """
    zone = ZoneInfo(timezone)
    day = after.astimezone(zone).date() - DAY
    while True:
        planned = _job_time(job, zone, day)
        if planned > after and WEEKDAYS[day.weekday()] in job.weekdays:
            yield day, planned
        day += DAY


def next_job_times(job: Job, timezone: str, after: datetime, count: int) -> list[datetime]:
    """The next `count` times at which a job starts, later than `after`, in UTC and without jitter."""
    return [planned for _, planned in islice(job_times(job, timezone, after), count)]


def latest_job_time(job: Job, timezone: str, now: datetime) -> tuple[date, datetime]:
    """The latest time no later than `now`; weekdays recur, so it lies at most a week back."""
    times = job_times(job, timezone, now - 8 * DAY)
    latest = next(times)
    for found in takewhile(lambda found: found[1] <= now, times):
        latest = found
    return latest


def next_fire_times(settings: Settings, after: datetime, count: int) -> list[datetime]:
    """The next `count` times at which a night starts, later than `after`, in UTC and without jitter."""
    return next_job_times(settings.night, settings.timezone, after, count)


def due_sources(settings: Settings, all_sources: Iterable[str], local_date: date) -> tuple[str, ...]:
    """The sources of a night, in the order given: those whose plan names its weekday, and those without a plan."""
    weekday = WEEKDAYS[local_date.weekday()]
    plans = ((source, settings.sources.get(source, SourcePlan())) for source in all_sources)
    return tuple(source for source, plan in plans if plan.is_enabled and weekday in plan.weekdays)


def next_run_of(settings: Settings, source: str, after: datetime) -> datetime | None:
    """When a source is harvested next, in UTC and without jitter; None where its plan leaves it out."""
    for local_date, planned in islice(job_times(settings.night, settings.timezone, after), len(WEEKDAYS)):
        if due_sources(settings, [source], local_date):
            return planned
    return None


def local(settings: Settings, moment: datetime) -> str:
    """A time as the clock on the wall shows it, with its zone."""
    return moment.astimezone(ZoneInfo(settings.timezone)).strftime("%a %Y-%m-%d %H:%M %Z")


def _job_time(job: Job, zone: ZoneInfo, day: date) -> datetime:
    """When the job of a local date starts, in UTC.

    With fold 0 a time that comes twice is the first of the two, and a time that is skipped is read with the offset
    before the jump, which puts it as much later by the clock as the clocks jumped.
    """
    return datetime.combine(day, time.fromisoformat(job.at), zone).astimezone(UTC)
