"""The real scheduler: set up for late and long nights, told of what it leaves out, and stopped."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from threading import Event, Thread

import pytest
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.blocking import BlockingScheduler

from pipeline.errors import BusyError
from pipeline.model import BackupPlan
from pipeline.schedule.process import JobTrigger, Process, Work, run_schedule, utc_now
from pipeline.schedule.times import next_fire_times


def test_the_trigger_gives_the_same_times_and_jitter_only_delays(plan, utc):
    settings = plan("01:30", jitter=20)
    trigger, now = JobTrigger(settings.night, settings.timezone), utc("2026-10-30T12:00")
    previous = None
    for planned in next_fire_times(settings, now, 400):
        previous = trigger.get_next_fire_time(previous, now)
        assert planned <= previous <= planned + timedelta(minutes=20)


def test_the_job_is_set_up_for_late_and_long_nights(plan, utc):
    scheduler = started(plan(grace_hours=6.0), pytest.fail, str, lambda: utc("2026-11-24"))
    job = scheduler.get_job("night")
    assert (job.misfire_grace_time, job.coalesce, job.max_instances) == (6 * 3600, True, 1)
    assert isinstance(job.trigger, JobTrigger)
    assert isinstance(scheduler._jobstores["default"], MemoryJobStore)


class Still:
    """Settings that never change."""

    def __init__(self, settings):
        self.current = settings

    def look(self):
        return False


def started(settings, night, say, clock) -> BlockingScheduler:
    return Process(Still(settings), Work(night, pytest.fail), say, clock).scheduler


def run_until(done: Event, scheduler: BlockingScheduler, planned: datetime) -> None:
    """Run the real scheduler, its job due at `planned`, until `done` is set."""
    scheduler.modify_job("night", next_run_time=planned)
    thread = Thread(target=scheduler.start)
    thread.start()
    assert done.wait(20)
    with scheduler._jobstores_lock:  # held by APScheduler until it has put the job's next time away
        scheduler.shutdown(wait=False)
    thread.join(20)
    assert not thread.is_alive()


def test_the_scheduler_really_runs_the_night(plan, utc):
    done, ran, said = Event(), [], []

    def night(on: date) -> None:
        ran.append(on)
        done.set()

    scheduler = started(plan(), night, said.append, lambda: utc("2026-11-22T07:41"))
    run_until(done, scheduler, datetime.now(UTC))
    assert ran == [date(2026, 11, 22)]
    assert said == []


def test_a_night_that_fails_in_a_known_way_is_told_and_the_schedule_goes_on(plan, utc):
    done, said = Event(), []

    def say(line: str) -> None:
        said.append(line)
        done.set()

    def night(_: date) -> None:
        raise BusyError("another night works on this home")

    scheduler = started(plan(), night, say, lambda: utc("2026-11-24T08:00"))
    run_until(done, scheduler, datetime.now(UTC))
    assert said == ["The night of 2026-11-24 ended early: another night works on this home"]


def test_a_night_too_late_is_left_out_and_told(plan):
    done, ran, said = Event(), [], []

    def say(line: str) -> None:
        said.append(line)
        done.set()

    planned = datetime.now(UTC) - timedelta(hours=7)
    settings = plan(timezone="UTC", at=planned.strftime("%H:%M"))
    scheduler = started(settings, ran.append, say, utc_now)
    run_until(done, scheduler, planned)
    assert ran == []
    assert len(said) == 1
    assert "was left out: it could not start within 6 hours" in said[0]


def test_a_night_due_while_another_runs_is_left_out_and_told(plan):
    is_running, may_end, said = Event(), Event(), []

    def say(line: str) -> None:
        said.append(line)
        may_end.set()

    def night(_: date) -> None:
        is_running.set()
        may_end.wait(20)

    scheduler = started(plan(), night, say, utc_now)
    scheduler.modify_job("night", next_run_time=datetime.now(UTC))
    thread = Thread(target=scheduler.start)
    thread.start()
    assert is_running.wait(20)
    with scheduler._jobstores_lock:
        scheduler.modify_job("night", next_run_time=datetime.now(UTC))
    assert may_end.wait(20)
    with scheduler._jobstores_lock:
        scheduler.shutdown(wait=False)
    thread.join(20)
    assert said == ["The night due now was left out: the one before is still running."]


def test_run_schedule_stops_on_ctrl_c(monkeypatch, plan, utc):
    def interrupted(self):
        raise KeyboardInterrupt

    monkeypatch.setattr(BlockingScheduler, "_main_loop", interrupted)
    said: list[str] = []
    settings = plan(backup=BackupPlan(folder="/var/backups", at="05:00", weekdays=("sunday",)))
    run_schedule(Still(settings), Work(pytest.fail, pytest.fail), said.append, lambda: utc("2026-11-24T09:00"))
    assert said == [
        "Waiting for the next night: Wed 2026-11-25 02:30 EST.",
        "Waiting for the next backup: Sun 2026-11-29 05:00 EST.",
        "Stopping; a night under way is run to its end first.",
    ]


def test_a_backup_due_during_the_night_is_made_after_it(plan):
    order, done = [], Event()

    def backup(found):
        order.append(found.folder)
        done.set()

    def night(_):
        order.append("night")

    settings = plan(backup=BackupPlan(folder="/var/backups", at="05:00"))
    process = Process(Still(settings), Work(night, backup), order.append, utc_now)
    now = datetime.now(UTC)
    process.scheduler.modify_job("backup", next_run_time=now)
    run_until(done, process.scheduler, now - timedelta(seconds=1))
    assert order == ["night", "/var/backups"]


def test_changed_settings_move_the_jobs(plan, utc):
    said, watched = [], Still(plan())
    process = Process(watched, Work(pytest.fail, pytest.fail), said.append, lambda: utc("2026-11-24T09:00"))
    assert process.scheduler.get_job("backup") is None
    watched.current = plan("04:15", "UTC", backup=BackupPlan(folder="/var/backups", at="06:00"))
    watched.look = lambda: True
    process.look()
    assert said == [
        "Waiting for the next night: Wed 2026-11-25 04:15 UTC.",
        "Waiting for the next backup: Wed 2026-11-25 06:00 UTC.",
    ]
    assert sorted(job.id for job in process.scheduler.get_jobs()) == ["backup", "night", "watch"]
    job = process.scheduler.get_job("night")
    assert job.trigger.get_next_fire_time(None, utc("2026-11-24T09:00")) == utc("2026-11-25T04:15")
    watched.current = plan("04:15", "UTC")
    process.look()
    assert sorted(job.id for job in process.scheduler.get_jobs()) == ["night", "watch"]


def test_a_clock_that_goes_back_by_days_does_not_stop_the_nights(plan, utc):
    times, ran, said, done = [utc("2027-06-01T06:31")], [], [], Event()

    def night(on):
        ran.append(on)
        done.set()

    process = Process(Still(plan()), Work(night, pytest.fail), said.append, lambda: times[0])
    run_until(done, process.scheduler, datetime.now(UTC))
    process.look()
    assert said == []
    times[0] = utc("2027-05-31T23:00")  # hours are what clock changes and time servers do
    process.look()
    assert said == []
    times[0] = utc("2026-11-24T09:00")
    process.look()
    process.look()
    assert said == ["The clock went back by more than a day; the next times are found anew."]


def test_a_process_that_slept_wakes_within_a_minute(plan):
    process = Process(Still(plan()), Work(pytest.fail, pytest.fail), str, utc_now)
    watch = process.scheduler.get_job("watch")
    assert watch.trigger.interval <= timedelta(minutes=1)
    assert watch.executor != process.scheduler.get_job("night").executor, "a long night must not stop the looks"
