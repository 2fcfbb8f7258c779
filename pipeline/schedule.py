"""When the night runs: schedule.yaml turned into fire times, and the process that waits for them.

The only module that knows APScheduler. Its CronTrigger is not used, since on clock changes it does what nobody wants
(measured on 3.11.3, 2026-11, and held by tests/test_schedule.py): a time that comes twice runs twice (01:30 in New York
on 2026-11-01), and a time just after midnight that the clocks skip never runs (00:30 in Havana on 2027-03-14). Here a
night belongs to a local date and starts once: at the first of two such times, or as much later as the clocks jumped.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, takewhile
from zoneinfo import ZoneInfo

from apscheduler.events import EVENT_JOB_MAX_INSTANCES, EVENT_JOB_MISSED, JobEvent
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.base import BaseTrigger

from pipeline.errors import CirclewiseError
from pipeline.model import WEEKDAYS, Settings, SourcePlan

NightCall = Callable[[date], None]
"""Runs the night of a local date; which sources are due on it is told by `due_sources`."""

DAY = timedelta(days=1)
JOB = "night"


def utc_now() -> datetime:
    """The time in UTC."""
    return datetime.now(UTC)


def next_fire_times(settings: Settings, after: datetime, count: int) -> list[datetime]:
    """The next `count` times at which a night starts, later than `after`, in UTC and without jitter."""
    return [planned for _, planned in islice(_fire_times(settings, after), count)]


def due_sources(settings: Settings, all_sources: Iterable[str], local_date: date) -> tuple[str, ...]:
    """The sources of a night, in the order given: those whose plan names its weekday, and those without a plan."""
    weekday = WEEKDAYS[local_date.weekday()]
    plans = ((source, settings.sources.get(source, SourcePlan())) for source in all_sources)
    return tuple(source for source, plan in plans if plan.is_enabled and weekday in plan.weekdays)


def next_run_of(settings: Settings, source: str, after: datetime) -> datetime | None:
    """When a source is harvested next, in UTC and without jitter; None where its plan leaves it out."""
    for local_date, planned in islice(_fire_times(settings, after), len(WEEKDAYS)):
        if due_sources(settings, [source], local_date):
            return planned
    return None


def run_due_once(
    settings: Settings,
    last_night_started_at: datetime | None,
    now: datetime,
    night: NightCall,
    say: Callable[[str], None],
) -> bool:
    """Run the night that is due, if one is, and say in one line why it runs or not.

    Due is the latest fire time up to `now`, if no night started since and no more than `grace_hours` have passed.
    Times carry a time zone. For `circlewise schedule --once`, which cron or a systemd timer may call as often as it
    likes, and for the start of the unattended process, which may have been down when the night was due.
    """
    night_date, due_at = _latest_fire_time(settings, now)
    due, following = _local(settings, due_at), _local(settings, next_fire_times(settings, now, 1)[0])
    if last_night_started_at is not None and last_night_started_at >= due_at:
        started = _local(settings, last_night_started_at)
        say(f"Nothing to run: after {due}, when a night was due, one started at {started}; the next is {following}.")
        return False
    if now - due_at > timedelta(hours=settings.grace_hours):
        grace = f"more than {settings.grace_hours:g} hours ago (grace_hours)"
        say(f"Nothing to run: the last night was due at {due}, {grace}; the next is {following}.")
        return False
    say(f"Running the night that was due at {due}: none has started since.")
    night(night_date)
    return True


def run_schedule(
    settings: Settings, night: NightCall, say: Callable[[str], None], clock: Callable[[], datetime] = utc_now
) -> None:
    """Wait for fire times and run nights until interrupted; a night missed before the start is for `run_due_once`.

    Ctrl-C lets a night under way end; a killed one is harmless, since a night publishes in one step. An error that a
    person can understand is told in a line and the schedule goes on.
    """
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # what it warns of is said below in our own words
    scheduler = make_scheduler(settings, night, say, clock)
    say(f"Waiting for the next night: {_local(settings, next_fire_times(settings, clock(), 1)[0])}.")
    try:
        scheduler.start()
    except KeyboardInterrupt:
        say("Stopping; a night under way is run to its end first.")
        scheduler.shutdown(wait=True)


def make_scheduler(
    settings: Settings, night: NightCall, say: Callable[[str], None], clock: Callable[[], datetime]
) -> BlockingScheduler:
    """The scheduler with its one job, not yet started: one night at a time, late ones once and within grace."""

    def run() -> None:
        night_date, _ = _latest_fire_time(settings, clock())
        try:
            night(night_date)
        except CirclewiseError as error:
            say(f"The night of {night_date} ended early: {error}")

    def tell(event: JobEvent) -> None:
        if event.code == EVENT_JOB_MISSED:
            planned = _local(settings, event.scheduled_run_time)
            say(f"The night of {planned} was left out: it could not start within {settings.grace_hours:g} hours.")
        else:
            say("The night due now was left out: the one before is still running.")

    scheduler = BlockingScheduler(
        timezone=UTC,
        jobstores={"default": MemoryJobStore()},
        executors={"default": ThreadPoolExecutor(max_workers=1)},
    )
    scheduler.add_job(
        run,
        trigger=NightTrigger(settings),
        id=JOB,
        name=JOB,
        misfire_grace_time=round(settings.grace_hours * 3600),  # its default of one second drops a late night
        coalesce=True,
        max_instances=1,
    )
    scheduler.add_listener(tell, EVENT_JOB_MISSED | EVENT_JOB_MAX_INSTANCES)
    return scheduler


class NightTrigger(BaseTrigger):  # type: ignore[misc]  # APScheduler 3 has no types
    """Fire times for APScheduler: one a local date, each up to `jitter_minutes` late."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime:
        """The time after the previous one, or after `now` at first, in UTC."""
        planned = next_fire_times(self._settings, previous_fire_time or now, 1)[0]
        return planned + timedelta(minutes=random.uniform(0, self._settings.night.jitter_minutes))  # noqa: S311


def _fire_times(settings: Settings, after: datetime) -> Iterator[tuple[date, datetime]]:
    """All nights that start later than `after`: local date and time in UTC, in order and without end.

    A time that is skipped just before midnight starts on the next date and still is the night of its own.
    """
    day = after.astimezone(_zone(settings)).date() - DAY
    while True:
        planned = _fire_time(settings, day)
        if planned > after and WEEKDAYS[day.weekday()] in settings.night.weekdays:
            yield day, planned
        day += DAY


def _latest_fire_time(settings: Settings, now: datetime) -> tuple[date, datetime]:
    """The latest night that starts no later than `now`; weekdays recur, so it lies at most a week back."""
    nights = _fire_times(settings, now - 8 * DAY)
    latest = next(nights)
    for night in takewhile(lambda night: night[1] <= now, nights):
        latest = night
    return latest


def _fire_time(settings: Settings, day: date) -> datetime:
    """When the night of a local date starts, in UTC.

    With fold 0 a time that comes twice is the first of the two, and a time that is skipped is read with the offset
    before the jump, which puts it as much later by the clock as the clocks jumped.
    """
    return datetime.combine(day, time.fromisoformat(settings.night.at), _zone(settings)).astimezone(UTC)


def _zone(settings: Settings) -> ZoneInfo:
    return ZoneInfo(settings.timezone)


def _local(settings: Settings, moment: datetime) -> str:
    return moment.astimezone(_zone(settings)).strftime("%a %Y-%m-%d %H:%M %Z")
