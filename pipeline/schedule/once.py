"""What is due now: a night or a backup that was missed is caught up once. For `--once`, and for the start."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from pipeline.model import BackupPlan, Settings
from pipeline.schedule.times import DAY, latest_job_time, local, next_job_times

NightCall = Callable[[date], None]
"""Runs the night of a local date; which sources are due on it is told by `due_sources`."""
Say = Callable[[str], None]


def run_due_once(settings: Settings, last_began_at: datetime | None, now: datetime, night: NightCall, say: Say) -> bool:
    """Run the night that is due, if one is, and say in one line why it runs or not.

    Due is the latest fire time up to `now`, if no night began since and no more than `grace_hours` have passed. Times
    carry a time zone. For `circlewise schedule --once`, which cron or a systemd timer may call as often as it likes,
    and for the start of the unattended process, which may have been down when the night was due.
    """
    night_date, due_at = latest_job_time(settings.night, settings.timezone, now)
    due = local(settings, due_at)
    following = local(settings, next_job_times(settings.night, settings.timezone, now, 1)[0])
    last = _believed(settings, last_began_at, now, say)
    if last is not None and last >= due_at:
        began = local(settings, last)
        say(f"Nothing to run: after {due}, when a night was due, one started at {began}; the next is {following}.")
        return False
    if now - due_at > timedelta(hours=settings.grace_hours):
        grace = f"more than {settings.grace_hours:g} hours ago (grace_hours)"
        say(f"Nothing to run: the last night was due at {due}, {grace}; the next is {following}.")
        return False
    say(f"Running the night that was due at {due}: none has started since.")
    night(night_date)
    return True


def back_up_due_once(
    settings: Settings, last_made_at: datetime | None, now: datetime, backup: Callable[[BackupPlan], None], say: Say
) -> bool:
    """Make the backup that is due, if one is, however late: a late backup is better than none."""
    plan = settings.backup
    if plan is None:
        return False
    _, due_at = latest_job_time(plan.job, settings.timezone, now)
    last = _believed(settings, last_made_at, now, say)
    if last is not None and last >= due_at:
        return False
    say(f"Making the backup that was due at {local(settings, due_at)}: none was made since.")
    backup(plan)
    return True


def _believed(settings: Settings, last: datetime | None, now: datetime, say: Say) -> datetime | None:
    """The time noted last, unless it lies ahead by more than a clock change explains: then the clock was wrong."""
    if last is not None and last > now + DAY:
        say(f"The last time noted, {local(settings, last)}, lies ahead: the clock was wrong then, or is now. Going on.")
        return None
    return last
