"""The unattended process: waits for fire times and runs nights and backups. The only module that knows APScheduler."""

from __future__ import annotations

import logging
import random
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from apscheduler.events import EVENT_JOB_MAX_INSTANCES, EVENT_JOB_MISSED, EVENT_SCHEDULER_STARTED, JobEvent
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.interval import IntervalTrigger

from pipeline.errors import CirclewiseError
from pipeline.model import BackupPlan, Job, Settings
from pipeline.schedule.once import NightCall, Say
from pipeline.schedule.times import DAY, latest_job_time, local, next_job_times
from pipeline.schedule.watch import WatchedSettings

NIGHT, BACKUP, WATCH = "night", "backup", "watch"
LOOK_SECONDS = 60  # between two looks at the settings file; also how late a sleep of the machine is noticed


def utc_now() -> datetime:
    """The time in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Work:
    """What the schedule runs."""

    night: NightCall
    backup: Callable[[BackupPlan], None]


class Process:
    """A scheduler with its jobs, not yet started: one thing at a time, late ones once and within grace."""

    def __init__(self, settings: WatchedSettings, work: Work, say: Say, clock: Callable[[], datetime]) -> None:
        self._settings, self._work, self._say, self._clock = settings, work, say, clock
        self._began: dict[str, datetime] = {}
        self.scheduler = BlockingScheduler(
            timezone=UTC,
            jobstores={"default": MemoryJobStore()},
            executors={"default": ThreadPoolExecutor(max_workers=1), WATCH: ThreadPoolExecutor(max_workers=1)},
        )
        self.scheduler.add_job(
            self.look,
            trigger=IntervalTrigger(seconds=LOOK_SECONDS, timezone=UTC),
            id=WATCH,
            executor=WATCH,
            misfire_grace_time=None,
            coalesce=True,
            max_instances=1,
        )
        self._plan_jobs()
        self.scheduler.add_listener(self._tell, EVENT_JOB_MISSED | EVENT_JOB_MAX_INSTANCES)

    def look(self) -> None:
        """Take changed settings, whoever noticed, and find the next times anew where the clock went back by days."""
        self._settings.look()
        if self._settings.current is not self._planned:
            self._plan_jobs()
            self.say_next()
        now = self._clock()
        if late := [job_id for job_id, began in self._began.items() if now < began - DAY]:
            self._began = {job_id: began for job_id, began in self._began.items() if job_id not in late}
            self._say("The clock went back by more than a day; the next times are found anew.")
            self._plan_jobs()

    def say_next(self) -> None:
        """Say what comes next."""
        settings, now = self._settings.current, self._clock()
        for job_id, job in _jobs(settings).items():
            following = local(settings, next_job_times(job, settings.timezone, now, 1)[0])
            self._say(f"Waiting for the next {job_id}: {following}.")

    def _plan_jobs(self) -> None:
        settings = self._planned = self._settings.current
        for job_id in (NIGHT, BACKUP):
            if self.scheduler.get_job(job_id):
                self.scheduler.remove_job(job_id)
        for job_id, job in _jobs(settings).items():
            self.scheduler.add_job(
                self._run,
                trigger=JobTrigger(job, settings.timezone),
                args=(job_id,),
                id=job_id,
                name=job_id,
                misfire_grace_time=round(settings.grace_hours * 3600),  # its default of one second drops a late night
                coalesce=True,
                max_instances=1,
            )

    def _run(self, job_id: str) -> None:
        now = self._clock()
        self._began[job_id] = now
        settings = self._settings.current
        job = _jobs(settings).get(job_id)
        if job is None:
            return  # the plan changed while this waited for a thread
        on, _ = latest_job_time(job, settings.timezone, now)
        try:
            if job_id == NIGHT:
                self._work.night(on)
            elif settings.backup:
                self._work.backup(settings.backup)
        except CirclewiseError as error:
            self._say(f"The {job_id} of {on} ended early: {error}")

    def _tell(self, event: JobEvent) -> None:
        if event.job_id == WATCH:
            return
        settings = self._settings.current
        if event.code == EVENT_JOB_MISSED:
            planned = local(settings, event.scheduled_run_time)
            hours = f"{settings.grace_hours:g} hours"
            self._say(f"The {event.job_id} of {planned} was left out: it could not start within {hours}.")
        else:
            self._say(f"The {event.job_id} due now was left out: the one before is still running.")


def run_schedule(settings: WatchedSettings, work: Work, say: Say, clock: Callable[[], datetime] = utc_now) -> None:
    """Wait for fire times and run what is due until interrupted; what was missed before the start is for `once`.

    Ctrl-C lets a night under way end; a killed one is harmless, since a night publishes in one step. An error that a
    person can understand is told in a line and the schedule goes on.
    """
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # what it warns of is said above in our own words
    process = Process(settings, work, say, clock)
    process.say_next()
    try:
        process.scheduler.start()
    except KeyboardInterrupt:
        say("Stopping; a night under way is run to its end first.")
        if process.scheduler.running:  # it may have been interrupted while it started
            process.scheduler.shutdown(wait=True)


@contextmanager
def schedule_beside(
    settings: WatchedSettings,
    catch_up: Callable[[], None],
    work: Work,
    say: Say,
    clock: Callable[[], datetime] = utc_now,
) -> Iterator[Callable[[], bool]]:
    """Run what is due beside other work of this process, for a block; gives whether the schedule is at work.

    `catch_up` runs what was missed, first and once. Whatever the schedule runs has to come back soon when the block
    ends: it is waited for.
    """
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    process, has_started = Process(settings, work, say, clock), threading.Event()
    process.scheduler.add_listener(lambda _: has_started.set(), EVENT_SCHEDULER_STARTED)
    process.scheduler.add_job(catch_up, id="catch_up", misfire_grace_time=None)
    process.say_next()
    thread = threading.Thread(target=process.scheduler.start, name="schedule", daemon=True)
    thread.start()
    has_started.wait()
    try:
        yield thread.is_alive
    finally:
        with process.scheduler._jobstores_lock:  # noqa: SLF001  # held until a job's next time is put away (3.11.3)
            process.scheduler.shutdown(wait=False)
        thread.join()


def _jobs(settings: Settings) -> Mapping[str, Job]:
    """The jobs of a plan, by id."""
    return {NIGHT: settings.night} | ({BACKUP: settings.backup.job} if settings.backup else {})


class JobTrigger(BaseTrigger):  # type: ignore[misc]  # APScheduler 3 has no types
    """Fire times for APScheduler: one a local date, each up to `jitter_minutes` late."""

    def __init__(self, job: Job, timezone: str) -> None:
        self._job, self._timezone = job, timezone

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime:
        """The time after the previous one, or after `now` at first, in UTC."""
        planned = next_job_times(self._job, self._timezone, previous_fire_time or now, 1)[0]
        return planned + timedelta(minutes=random.uniform(0, self._job.jitter_minutes))  # noqa: S311
