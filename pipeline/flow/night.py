"""One night, told once: harvest, build, match, propose, publish."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from pipeline.errors import BusyError, StoreError
from pipeline.fetch import Archive, Clock, Fetcher, Files
from pipeline.flow import build as building
from pipeline.flow import circles as ledger
from pipeline.flow.added import taken_back
from pipeline.flow.cycles import looked_for_later
from pipeline.flow.demand import read_demand
from pipeline.flow.digest import since_last_night
from pipeline.flow.fit import fit_basis
from pipeline.flow.goals import private_wordings
from pipeline.flow.harvest import Means, harvest_all
from pipeline.flow.harvested import Harvest
from pipeline.flow.lake import ToLake, to_lake
from pipeline.flow.links import Links, check_links, due_tonight, known_links
from pipeline.flow.match import match_goals, named
from pipeline.flow.means import NEW_TEXTS, make_ready
from pipeline.flow.plans import Wired, last_runs, make_plans
from pipeline.flow.propose import propose_topics
from pipeline.flow.purge import purge_due
from pipeline.flow.report import NightReport, Stopwatch, log_night, new_night_id, peak_memory_mib
from pipeline.flow.same import join_courses
from pipeline.flow.season import season_tonight
from pipeline.flow.spread import Engines, engines_of
from pipeline.flow.taught import taught_reader
from pipeline.flow.topics import grounds_of, headings_of, standing_of, told_changes, told_groups, topic_changes
from pipeline.flow.unname import unname_due
from pipeline.model import (
    Decision,
    DigestLine,
    FitWords,
    LinkCheck,
    MatchWeights,
    Night,
    PairByHand,
    Politeness,
    Settings,
    SourceRules,
    Survey,
    TopicChange,
)
from pipeline.settings import settle_politeness
from pipeline.store import (
    Build,
    Decisions,
    GoalDecisions,
    Home,
    MatchDecisions,
    Readings,
    Regroupings,
    Surveys,
    Wordings,
    building_path,
    clear_unfinished,
    newest_readable,
    publish,
    share,
)
from pipeline.store.schema import naive
from pipeline.survey import AnswerReader, SubjectReader, decided


@dataclass(frozen=True, kw_only=True)
class Tonight:
    """What a night is asked to do."""

    home: Home
    settings: Settings
    sources: Mapping[str, SourceRules]
    """The sources to harvest, by id."""
    wired: Mapping[str, Wired]
    """Their connectors, by id."""
    files: Mapping[str, Files] = field(default_factory=dict)
    """The folders of those that read one, by id."""
    same_courses: tuple[PairByHand, ...] = ()
    """Listings that people joined or keep apart, whatever the rules find."""
    reader: AnswerReader
    """Reads survey answers with the library lexicon."""
    subjects: SubjectReader
    """Reads the subjects of goals, by which they become topics."""
    weights: MatchWeights
    """What each feature of a match counts."""
    fit_words: FitWords
    """The words by which descriptions tell that a course fits a circle."""
    not_stored: tuple[str, ...] = ()
    """Why survey exports that it was given were not stored, a sentence each."""
    skipped: tuple[tuple[str, str], ...] = ()
    """Sources left out, each with the reason in one sentence."""
    as_of: datetime
    """UTC time of the night: what `now` is for everything that is stored."""
    lake: ToLake | None = None
    """Where the catalogue is published a second time; None for a library alone."""
    is_offline: bool = False
    """Read archived pages only; a build repeated without the network."""
    user_agent: str
    clock: Clock
    random: random.Random = field(default_factory=random.Random)
    progress: Callable[[str, Harvest | None], None] = lambda stage, harvest: None
    """Told the stage, and the harvest whenever a source moves on."""


def run_night(tonight: Tonight) -> NightReport:
    """Run one night on a home that the caller has locked; returns what to tell people.

    Raises:
        StoreError: the home's files cannot be used. A night whose result is not fit to be seen does not raise: it
            says `published: false` and why.
    """
    home, watch = tonight.home, Stopwatch()
    clear_unfinished(home)
    night_id = new_night_id(tonight.as_of, tonight.random)
    report = NightReport(
        night_id=night_id,
        catalogue=home.catalogue,
        not_stored=tonight.not_stored,
        skipped=list(tonight.skipped),
    )
    report.warn(_purge(tonight, report))
    previous, damaged = newest_readable(home)
    report.warn(damaged)
    engines = engines_of(tonight.settings.engine, home, report.warn)
    with engines.reading():
        report.harvests, report.links = asyncio.run(_go_out(tonight, night_id, previous, watch, engines))
    try:
        path = building_path(home, night_id)
        with looked_for_later(), Build(path, previous, night_id, tonight.as_of) as build:
            _fill(build, tonight, report, watch, engines)
            with watch.stage("publish"):
                build.finish()
        with watch.stage("publish"):
            report.warn(share(home, path, tonight.settings.catalogue_group))
            publish(home, night_id, tonight.settings.keep_builds)
            Wordings(home.demand).swap()
        report.published = True
        Archive(home.pages).sweep()
    except StoreError as error:
        report.failure = str(error)
        clear_unfinished(home)
    if report.published and tonight.lake and not home.is_demo:
        tonight.progress("lake", None)
        with watch.stage("lake"):
            report.lake, report.lake_failure = to_lake(home, tonight.settings, tonight.lake, tonight.as_of)
    report.seconds, report.cpu_seconds = watch.total(), watch.cpu_seconds()
    report.peak_memory_mib = peak_memory_mib()
    log_night(home, report)
    return report


async def _go_out(
    tonight: Tonight, night_id: str, previous: Path | None, watch: Stopwatch, engines: Engines
) -> tuple[list[Harvest], Links]:
    """All that needs the network: the harvest, then a few pages of courses that were on a shortlist."""
    plans = make_plans(tonight.sources, tonight.wired, last_runs(previous), tonight.settings, tonight.as_of, engines)
    means = Means(
        fetcher=None,
        archive=Archive(tonight.home.pages),
        readings=Readings(tonight.home.readings),
        clock=tonight.clock,
        progress=lambda harvest: tonight.progress("harvest", harvest),
    )
    links = known_links(previous)
    if tonight.is_offline:
        with watch.stage("harvest"):
            return await harvest_all(plans, night_id, means), links
    async with new_fetcher(tonight, means.archive) as fetcher:
        with watch.stage("harvest"):
            harvests = await harvest_all(plans, night_id, replace(means, fetcher=fetcher))
        with watch.stage("links"):
            return harvests, await _check_links(tonight, links, fetcher)


async def _check_links(tonight: Tonight, links: Links, fetcher: Fetcher) -> Links:
    if not (due := due_tonight(links, tonight.as_of, tonight.settings.links)):
        return links
    tonight.progress("links", None)

    def politeness_of(source: str) -> Politeness:
        rules = tonight.sources.get(source)
        return settle_politeness(rules.politeness if rules else Politeness(), source, tonight.settings)

    return await check_links(links, due, tonight.as_of, tonight.settings.links, fetcher, politeness_of)


def new_fetcher(tonight: Tonight, archive: Archive) -> Fetcher:
    """The one fetcher of a night: hosts are paced over all sources together."""
    return Fetcher(
        archive,
        user_agent=tonight.user_agent,
        gateway=tonight.settings.gateway,
        clock=tonight.clock,
        random=tonight.random,
        files=tonight.files,
    )


def _fill(build: Build, tonight: Tonight, report: NightReport, watch: Stopwatch, engines: Engines) -> None:
    """Everything between the harvest and the publication."""
    tonight.progress("build", None)
    home, min_group = tonight.home, tonight.settings.demand.min_group
    with watch.stage("build"):
        kept = Surveys(tonight.home.surveys, tonight.home.salt()).all()
        decided_goals = decided(GoalDecisions(tonight.home.decisions).all())
        taught = MatchDecisions(tonight.home.decisions).all()
        reader = taught_reader(tonight.reader, taught)
        demand = read_demand(kept, tonight.settings, tonight.home.salt(), reader, decided_goals)
        settings, ready = tonight.settings.match, None
        if demand.goals:
            aids = (home.vectors, NEW_TEXTS, taught, home.words, home, engines.goals, engines.courses)
            ready = make_ready(reader, tonight.weights, settings, *aids)
            ready.begin(building.new_titles(report.harvests))
        report.changes, report.issues = building.load(build, report.harvests, report.night_id, taken_back(home))
        join_courses(build, tonight.same_courses, {h.rules.source: h.run_id for h in report.harvests}, home.blocks)
        offers = build.offers()
        offered = report.links.offered(offers)
        build.insert(LinkCheck, report.links.checks.values())
        decisions = Decisions(tonight.home.decisions).all()
        build.insert(Survey, demand.surveys)
        build.insert(Decision, decisions)
        canonical = dict(build.query(ledger.CANONICAL))
        figures = ledger.tonight(tonight.home, tonight.settings, canonical, tonight.as_of)
        for row, rows in figures.tables():
            build.insert(row, rows)
    tonight.progress("match", None)
    with watch.stage("match"):
        found = match_goals(offered, demand.goals, settings, ready.means if ready else None)
        report.courses = len(offers)
        wanted = named(found.values(), decisions) & {offer.course_id for offer in offered}
        del offers, offered
        if ready:
            ready.write()
        report.matched_by = ready.said if ready else ""
    tonight.progress("propose", None)
    with watch.stage("propose"):
        started_on = tonight.as_of.astimezone(ZoneInfo(tonight.settings.timezone)).date()
        previous = build.previous_topics()
        placements = Regroupings(tonight.home.decisions).all()
        courses = build.active_courses(wanted)
        proposal = propose_topics(
            courses,
            demand,
            found,
            decisions,
            grounds_of(demand, found, tonight.subjects, ready.means if ready else None),
            standing_of(previous, decisions, placements),
            headings_of(tonight.subjects),
            tonight.settings,
            fit_basis(tonight.settings, tonight.fit_words, report.links, figures.ratings, started_on),
            build.told_counts(),
            build.at,
            told_groups(tonight.home),
        )
        if ready:
            ready.write_goals()
        for row, rows in proposal.tables():
            build.insert(row, rows)
        became = list(topic_changes(previous, proposal.drafts, proposal.told, placements, report.night_id, build.at))
        build.insert(TopicChange, became)
        report.became = told_changes(became, build.topic_titles(), proposal.topics)
        wordings = private_wordings(demand.goals, proposal.counts, reader.lexicon, min_group)
        Wordings(tonight.home.demand).prepare(report.night_id, min_group, wordings, proposal.groups)
        season = season_tonight(tonight.home, kept, demand, proposal, courses, tonight.settings, reader, started_on)
        for row, rows in season.tables():
            build.insert(row, rows)
        report.digest = since_last_night(build, tonight.settings, became)
        build.insert(DigestLine, report.digest)
        build.keep_history(min_group)
    report.goals, report.matches, report.topics = len(demand.goals), len(proposal.matches), len(proposal.topics)
    build.insert(
        Night,
        [
            Night(
                night_id=report.night_id,
                started_at=naive(tonight.as_of),
                finished_at=max(naive(tonight.as_of), naive(tonight.clock.now())),
                courses=report.courses,
                goals=report.goals,
                matches=report.matches,
                topics=report.topics,
            )
        ],
    )
    tonight.progress("publish", None)


def _purge(tonight: Tonight, report: NightReport) -> str | None:
    """Purge what is due; a sentence where somebody who reads the answers keeps it from being finished."""
    try:
        report.purged = purge_due(tonight.home, tonight.settings, tonight.as_of)
        report.unnamed = unname_due(tonight.home, tonight.settings, tonight.as_of)
    except BusyError as error:
        return f"a purge could not be finished, the next night tries again ({error})"
    return None
