"""What each source is asked tonight: everything, or what changed since it was asked last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from pipeline.contract import Connector
from pipeline.flow.apart import Apart
from pipeline.flow.harvest import Plan
from pipeline.flow.read_there import There
from pipeline.flow.spread import Engines
from pipeline.model import Run, Settings, SourceRules
from pipeline.settings import settle_rules
from pipeline.store import Catalogue
from pipeline.store.schema import naive

EARLY = timedelta(hours=6)  # a night that starts a little earlier than the last one is a night of the next day


@dataclass(frozen=True)
class Wired:
    """A connector with all that it needs besides its rules."""

    connector: type[Connector]
    credentials: Mapping[str, str]
    fingerprint: str
    """Stands for the code and the rules that read its pages."""
    connectors: Path | None = None
    """The folder it is in, to read its pages in a process of their own; None to read them in this one."""


@dataclass(frozen=True)
class LastRuns:
    """Of one source: its last succeeded full walk, and its last succeeded run of any kind."""

    full: Run
    latest: Run


def last_runs(catalogue: Path | None) -> dict[str, LastRuns]:
    """By source, what the catalogue knows of earlier runs; a source that never succeeded is left out."""
    if catalogue is None:
        return {}
    latest: dict[str, Run] = {}
    full: dict[str, Run] = {}
    with Catalogue(catalogue) as reader:
        for run in reader.previous(Run, "outcome = 'succeeded'", order="started_at, run_id"):
            latest[run.source] = run
            if run.is_full:
                full[run.source] = run
    return {source: LastRuns(full[source], run) for source, run in latest.items() if source in full}


def make_plans(
    sources: Mapping[str, SourceRules],
    wired: Mapping[str, Wired],
    known: Mapping[str, LastRuns],
    settings: Settings,
    at: datetime,
    engines: Engines | None = None,
) -> list[Plan]:
    """A plan for every source. One that tells changes is walked in full again after `full_every_days`.

    `engines` say where pages are read; None for this machine.
    """
    plans = []
    for source, rules in sources.items():
        wires, last = wired[source], known.get(source)
        settled = settle_rules(rules, settings)
        changes_since = since(wires.connector, settled, last, at)
        plans.append(
            Plan(
                rules=settled,
                connector=wires.connector(wires.credentials, since=changes_since),
                fingerprint=wires.fingerprint,
                apart=_apart(wires, settled, changes_since, engines),
                previous_listings=courses_of(last.full) if last else None,
            )
        )
    return plans


def _apart(
    wires: Wired, rules: SourceRules, changes_since: str | None, engines: Engines | None
) -> Apart | There | None:
    """What reads the pages of a source; a secret stays here, and so does who remembers earlier pages."""
    if wires.connectors is None:
        return None
    apart = Apart(wires.connectors, rules, wires.credentials, changes_since)
    if engines is None or engines.questions is None or wires.credentials or wires.connector.remembers_pages:
        return apart
    return There(engines.questions, apart, wires.connectors, rules, changes_since, engines.tell)


def courses_of(run: Run) -> int:
    """How many different courses a run brought; `run.listings` counts a key as often as it came."""
    return run.new + run.changed + run.unchanged + run.returned


def since(connector: type[Connector], rules: SourceRules, last: LastRuns | None, at: datetime) -> str | None:
    """The watermark since which changes are asked for; None for a full walk, as always where `full_every_days` is 1."""
    if last is None or not connector.tells_changes or rules.full_every_days == 1:
        return None
    is_due = naive(at) - last.full.started_at >= timedelta(days=rules.full_every_days) - EARLY
    return None if is_due else last.latest.watermark
