"""The verb that nobody watches: schedule."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import click

from pipeline.errors import CirclewiseError, SettingsError
from pipeline.fetch import SystemClock
from pipeline.flow.keep import keep_by_plan, last_kept_at
from pipeline.flow.night import run_night
from pipeline.flow.report import NightReport
from pipeline.flow.tonight import Wanted, check_known, prepare
from pipeline.model import BackupPlan, Settings
from pipeline.schedule.once import back_up_due_once, run_due_once
from pipeline.schedule.process import Work, run_schedule
from pipeline.schedule.times import due_sources
from pipeline.schedule.watch import WatchedSettings
from pipeline.settings import load_settings
from pipeline.sources import find_sources
from pipeline.store import Home
from pipeline.verbs import house
from pipeline.verbs.night import status_of
from pipeline.verbs.progress import NightProgress
from pipeline.verbs.summary import tell_night
from pipeline.verbs.teller import Teller


@click.command()
@click.option("--once", is_flag=True, help="Run what is due now, and end.")
@house.home_option
@house.config_option
def schedule(*, once: bool, home: Path | None, config: Path | None) -> int:
    """The unattended process: runs the night, and the backup, when schedule.yaml says so.

    What was missed while it was down is caught up once. A changed schedule.yaml is taken within a minute; a broken one
    is told, and the plan stays as it was. After a night people are told what is new, where schedule.yaml says so.
    """
    here = house.open_home(home)
    heard: list[Callable[[str], None]] = [house.say]

    def say(text: str) -> None:
        heard[-1](text)

    settings = watched_settings(here, config, say)
    house.ask_for_contact(settings.current)
    here.prepare()
    teller = Teller(here, "schedule", settings.current, os.environ)
    heard.append(teller.say)
    reports: list[NightReport] = []

    def night(on: date) -> None:
        here.note_due(datetime.now(UTC))
        now = settings.current
        teller.begin(now)
        reports.append(_unattended(here, now, on, teller))
        tell_night(reports[-1], here)
        teller.tell(now, reports[-1])

    def backup(plan: BackupPlan) -> None:
        target, made = keep_by_plan(
            here, plan, at=datetime.now(UTC), settings=house.settings_file(here, config).resolve()
        )
        say(f"Backed up {len(made.files)} files into {target}.")

    def missed_night() -> bool:
        return run_due_once(settings.current, here.last_due(), datetime.now(UTC), night, say)

    def missed_backup() -> bool:
        last = _last_backup(settings.current)
        return back_up_due_once(settings.current, last, datetime.now(UTC), backup, say)

    failures = []
    for catch_up in (missed_night, missed_backup):
        try:
            catch_up()
        except CirclewiseError as error:
            failures.append(error)
            say(f"Not done: {error}")
    if once:
        if failures:
            return 1
        return status_of(reports[-1], is_strict=False) if reports else 0
    run_schedule(settings, Work(night, backup), say)
    return 0


def watched_settings(home: Home, config: Path | None, say: Callable[[str], None]) -> WatchedSettings:
    """The settings of a process that runs for long; checked for all that a night would stumble over.

    Raises:
        UsageError: they are broken now.
    """
    return WatchedSettings(lambda: house.settings_file(home, config), lambda path: _load(path, home), say)


def _load(path: Path, home: Home) -> Settings:
    """The settings, checked for what only a night would stumble over.

    Raises:
        UsageError: they are wrong, name a source that does not exist, or a folder for backups inside the home.
    """
    settings = load_settings(path)
    known = find_sources(house.CONNECTORS)
    for source in settings.sources:
        check_known(source, known, f"{path}, `sources`: ")
    if settings.backup and Path(settings.backup.folder).resolve().is_relative_to(home.folder):
        raise SettingsError(
            f"{path}: backup.folder: found {settings.backup.folder}, which lies in the home itself; expected a folder "
            "elsewhere, best on another disk"
        )
    return settings


def _last_backup(settings: Settings) -> datetime | None:
    return last_kept_at(settings.backup) if settings.backup else None


def _unattended(here: Home, settings: Settings, on: date, teller: Teller) -> NightReport:
    progress = NightProgress()
    with teller.night(settings, progress, is_told=True) as events, here.lock("schedule"), progress:
        here.claim(is_demo=False)
        sources = due_sources(settings, find_sources(house.CONNECTORS), on)
        wanted = Wanted(sources=sources, progress=events)
        report = run_night(prepare(here, settings, house.CONNECTORS, os.environ, SystemClock(), wanted))
        events.end(report)
    return report
