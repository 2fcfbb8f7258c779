"""Verbs that work: run and harvest."""

from __future__ import annotations

import os
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import click

from pipeline.errors import StoreError, UsageError
from pipeline.fetch import SystemClock
from pipeline.flow.added import sources_beside
from pipeline.flow.night import run_night
from pipeline.flow.report import NightReport
from pipeline.flow.survey import Files, add_survey
from pipeline.flow.tonight import Wanted, parse_moment, prepare
from pipeline.store import Home
from pipeline.verbs import house
from pipeline.verbs.house import say
from pipeline.verbs.progress import NightProgress
from pipeline.verbs.summary import tell_next_steps, tell_night
from pipeline.verbs.teller import Teller

IMPAIRED = 3


@click.command()
@click.option("--demo", is_flag=True, help="Use the bundled demo catalogues and survey; needs no network.")
@house.home_option
@house.config_option
@house.gateway_option
@click.option("--source", "sources", multiple=True, help="Harvest only this source; may be given several times.")
@click.option(
    "--survey",
    "surveys",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Add this survey export first; may be given several times.",
)
@click.option(
    "--mapping",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="How the one export of --survey is read, as in `survey add`.",
)
@click.option("--without-demo-survey", is_flag=True, help="With --demo and --survey: count the export given alone.")
@click.option("--as-of", help="Pretend that the night starts at this ISO time (UTC where no zone is named).")
@click.option("--offline", is_flag=True, help="Read archived pages only: repeat a build without the network.")
@click.option(
    "--no-harvest",
    is_flag=True,
    help="Ask no source: count surveys and decisions anew over the courses that are here. Takes seconds.",
)
@click.option(
    "--strict", is_flag=True, help="Exit with 3 when a source was held, blocked or failed, or a survey not stored."
)
@house.json_option
def run(
    *,
    demo: bool,
    home: Path | None,
    config: Path | None,
    gateway: str | None,
    sources: tuple[str, ...],
    surveys: tuple[Path, ...],
    mapping: Path | None,
    without_demo_survey: bool,
    as_of: str | None,
    offline: bool,
    no_harvest: bool,
    strict: bool,
    as_json: bool,
) -> int:
    """One night: harvest every source, build, match, propose and publish the next catalogue."""
    here = house.open_home(home, is_demo=demo)
    settings = house.settings_of(here, config, gateway)
    _check_together(
        surveys, mapping, demo=demo, without=without_demo_survey, no_harvest=no_harvest, apart=bool(sources) or offline
    )
    clock = SystemClock(parse_moment(as_of) if as_of else None)
    with ExitStack() as stack:
        environ = dict(os.environ)
        own = surveys
        if demo and not no_harvest:
            from pipeline.demo import DEMO_CREDENTIALS, DEMO_SOURCES, DEMO_SURVEY, DemoServer, demo_settings

            served = replace(settings, gateway=stack.enter_context(DemoServer()).gateway)
            settings, environ = demo_settings(served), environ | DEMO_CREDENTIALS
            sources = sources or (*DEMO_SOURCES, *sources_beside(here))
            if not without_demo_survey:
                surveys = (DEMO_SURVEY, *surveys)
        if offline:
            _check_pages(here)
        elif not no_harvest:
            house.ask_for_contact(settings)
        progress = NightProgress()
        asked = () if no_harvest else sources or None
        wanted = Wanted(sources=asked, is_offline=offline or no_harvest)
        tonight = prepare(here, settings, house.CONNECTORS, environ, clock, wanted)
        here.prepare()
        stack.enter_context(here.lock("run"))
        here.claim(is_demo=demo)
        for path in surveys:
            read = Files(path, mapping=mapping if path in own else None)
            added = add_survey(here, read, settings, tonight.as_of, tonight.reader)
            if added.is_refused:
                tonight = replace(tonight, not_stored=(*tonight.not_stored, added.sentence))
            else:
                say(added.sentence)
        if own and own != surveys:
            say("The made-up survey of the demo is counted too; --without-demo-survey leaves it out of a new home.")
        stack.enter_context(progress)
        # Only from here on: what is wrong with an export is said to who added it, in words that may be of the export.
        teller, is_told = Teller(here, "run", settings, environ), settings.notify.after_run and not demo
        events = stack.enter_context(teller.night(settings, progress, is_told=is_told))
        report = run_night(replace(tonight, progress=events))
        events.end(report)
    if as_json:
        house.say_json(report.as_json())
    else:
        tell_night(report, here)
        tell_next_steps(here, report, is_demo=demo)
    if is_told:
        teller.tell(settings, report)
    return status_of(report, is_strict=strict)


def _check_together(
    surveys: tuple[Path, ...], mapping: Path | None, *, demo: bool, without: bool, no_harvest: bool, apart: bool
) -> None:
    """Refuse options that say nothing together.

    Raises:
        UsageError: two of them do; says which, and what to do.
    """
    if mapping and len(surveys) != 1:
        raise UsageError(
            f"--mapping says how one export is read, and --survey was given {len(surveys)} times; add them one by one "
            "with `circlewise survey add FILE --mapping FILE`"
        )
    if without and not (demo and surveys):
        raise UsageError("--without-demo-survey goes with --demo and --survey FILE: nothing would be counted otherwise")
    if no_harvest and apart:
        raise UsageError("--no-harvest asks no source, so --source and --offline say nothing beside it; leave them out")


def _check_pages(here: Home) -> None:
    """Refuse to repeat a build from an archive that is empty.

    Raises:
        StoreError: there are no archived pages.
    """
    if not (here.pages.is_dir() and any(here.pages.iterdir())):
        raise StoreError(
            f"{house.shown(here.pages)} holds no archived pages, and --offline reads nothing else; `circlewise run` "
            "harvests, `circlewise run --no-harvest` counts surveys and decisions over the courses that are here"
        )


@click.command()
@click.argument("source")
@click.option("--limit", type=click.IntRange(min=1), help="Stop after so many listings.")
@click.option("--dry-run", is_flag=True, help="Keep nothing; without it, the night's build and proposals follow.")
@house.home_option
@house.config_option
@house.gateway_option
@house.json_option
def harvest(
    *,
    source: str,
    limit: int | None,
    dry_run: bool,
    home: Path | None,
    config: Path | None,
    gateway: str | None,
    as_json: bool,
) -> int:
    """Harvest SOURCE alone. With --dry-run or --limit it only shows what would come and keeps nothing."""
    here = house.open_home(home)
    settings = house.settings_of(here, config, gateway)
    house.ask_for_contact(settings)
    clock = SystemClock()
    if not dry_run and limit is None:
        here.prepare()
        teller = Teller(here, "harvest", settings, os.environ)
        with (
            here.lock("harvest"),
            NightProgress() as progress,
            teller.night(settings, progress, is_told=False) as events,
        ):
            _claim_to_harvest(here)
            wanted = Wanted(sources=(source,), progress=events)
            report = run_night(prepare(here, settings, house.CONNECTORS, os.environ, clock, wanted))
            events.end(report)
        if as_json:
            house.say_json(report.as_json())
        else:
            tell_night(report, here)
        return status_of(report, is_strict=False)
    from pipeline.flow.trial import try_source
    from pipeline.verbs.summary import tell_trial

    tonight = prepare(here, settings, house.CONNECTORS, os.environ, clock, Wanted(sources=(source,)))
    if tonight.skipped:
        raise UsageError(f"{source} cannot be harvested: {tonight.skipped[0][1]}")
    trial = try_source(tonight, limit)
    if as_json:
        house.say_json(trial.as_json())
    else:
        tell_trial(trial, here)
    return 0 if trial.outcome == "succeeded" else 1


def _claim_to_harvest(here: Home) -> None:
    """Mark the home as a real one.

    Raises:
        UsageError: it is a demo's; a harvest of one real source would become part of its made-up catalogue.
    """
    try:
        here.claim(is_demo=False)
    except UsageError as error:
        raise UsageError(f"{error}, or look at what would come with --dry-run, which keeps nothing") from error


def status_of(report: NightReport, *, is_strict: bool) -> int:
    """The exit status of a night."""
    if not report.published:
        return 1
    return IMPAIRED if is_strict and (report.is_impaired or report.not_stored) else 0
