"""Verbs that look at the published catalogue, and the one that records a decision."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from pipeline.errors import UsageError
from pipeline.flow.choose import CHOICES, Choice, choose
from pipeline.flow.tonight import check_known
from pipeline.model import ACTIONS, BlockedSource
from pipeline.sources import find_blocked, find_sources
from pipeline.store import Answer, Catalogue, Decisions, Home, Limits
from pipeline.verbs import house
from pipeline.verbs.as_of import as_known, as_of_option

RUNS_SHOWN = 40
OF_TOPICS = '`circlewise query "FROM out.topic_course"` lists those of the topics'
LAST_RUNS = """
SELECT r.run_id, r.night_id, r.source, r.started_at,
       r.outcome, r.listings, r.new, r.changed, r.unchanged, r.missing, r.rejected,
       r.pages, r.not_modified, r.retries, r.reason
FROM out.run r ORDER BY r.started_at DESC, r.source LIMIT 200
"""
LAST_ISSUES = """
SELECT i.source, i.level, i.kind, i.field, i.value, i.message
FROM out.issue i JOIN out.run r USING (run_id)
WHERE r.started_at = (SELECT max(started_at) FROM out.run WHERE source = i.source) AND ($1 IS NULL OR i.source = $1)
ORDER BY i.source, CASE i.level WHEN 'error' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END, i.kind, i.field, i.value
"""
SOURCES = """
SELECT source, count(*) FILTER (is_active) AS courses FROM out.course GROUP BY source
"""
LAST_RUN_OF_EACH = """
SELECT source, max_by(outcome, started_at), max(started_at), max_by(reason, started_at) FROM out.run GROUP BY source
"""


@click.command()
@click.argument("topic_id")
@click.argument("action", type=click.Choice(ACTIONS))
@click.option("--reason", help="Short reason code, such as `too_long` or `have_it`.")
@click.option("--note", help="A note for colleagues; for `rename` the new title, for `assign` the colleague.")
@click.option("--course", help="Of `pin` and `drop`: the id of the course to put first or to take out.")
@click.option("--by", help="Who decides; default is the name of this account.")
@house.home_option
def decide(
    *,
    topic_id: str,
    action: str,
    reason: str | None,
    note: str | None,
    course: str | None,
    by: str | None,
    home: Path | None,
) -> None:
    """Record a decision about TOPIC_ID. It is kept apart from the catalogue and survives every night.

    `pin` puts a course first in the topic's list from the next night on, `drop` takes one out; both need `--course`.
    `undo` takes back the latest decision about the topic that still holds.
    """
    here = house.published(home)
    with Catalogue(here.catalogue) as catalogue:
        found = catalogue.query("SELECT title FROM out.topic WHERE topic_id = ?", [topic_id]).rows
    if not found:
        raise UsageError(f"there is no topic {topic_id}; `circlewise topics` lists them")
    if action == "rename" and not note:
        raise UsageError("a rename needs the new title: --note 'New title'")
    if (choice := next((each for each in CHOICES if each == action), None)) is not None:
        _choose(here, topic_id, choice, course, note, by)
        return
    decisions = Decisions(here.decisions)
    number = decisions.add(
        topic_id,
        action,  # type: ignore[arg-type]
        decided_by=by or getpass.getuser(),
        decided_at=datetime.now(UTC),
        reason=reason,
        note=note,
        course_id=course,
    )
    title = note if action == "rename" else found[0][0]
    taken_back = [d for d in decisions.all() if d.topic_id == topic_id and d.undone_at] if action == "undo" else []
    undone = max(taken_back, key=lambda d: (d.undone_at, d.decision_id), default=None)
    what = f"undo of decision {undone.decision_id} ({undone.action})" if undone else action
    click.echo(f"decision {number}: {what}, {topic_id} ({title}). {house.when_seen(here)}")


def _choose(here: Home, topic_id: str, action: Choice, course: str | None, note: str | None, by: str | None) -> None:
    """Put a course first for a topic, or take it out.

    Raises:
        UsageError: no course is named, or it may not be chosen.
    """
    if course is None:
        raise UsageError(f"`{action}` needs a course: --course ID; {OF_TOPICS}")
    with Catalogue(here.catalogue) as catalogue:
        who, now = by or getpass.getuser(), datetime.now(UTC)
        number, found = choose(here, catalogue, topic_id, action, course, by=who, at=now, note=note)
    what = "comes first for" if action == "pin" else "is not shown for"
    click.echo(f"decision {number}: “{found.title}” ({course}) {what} {topic_id}. {house.when_seen(here)}")


@click.command()
@house.home_option
@house.config_option
@house.json_option
def sources(*, home: Path | None, config: Path | None, as_json: bool) -> None:
    """Every source: what it is, its last run and outcome, its courses, and when it runs next.

    Catalogues that are known and not harvested follow, with the reason.
    """
    from pipeline.schedule.times import next_run_of

    here = house.existing(home)
    settings = house.settings_of(here, config)
    courses: dict[str, int] = {}
    last: dict[str, tuple[Any, ...]] = {}
    if here.catalogue.exists():
        with Catalogue(here.catalogue) as catalogue:
            courses = dict(catalogue.query(SOURCES).rows)
            last = {row[0]: row[1:] for row in catalogue.query(LAST_RUN_OF_EACH).rows}
    else:
        house.say(
            f"no night has run in {house.shown(here.folder)} yet; `circlewise run{house.home_words(here)}` is the first"
        )
    now = datetime.now(UTC)
    rows = []
    for source, rules in find_sources(house.CONNECTORS).items():
        outcome, started_at, reason = last.get(source, (None, None, None))
        next_at = next_run_of(settings, source, now)
        rows.append(
            {
                "source": source,
                "title": rules.title,
                "publisher": rules.publisher,
                "home": rules.home,
                "outcome": outcome,
                "last_run_at": started_at,
                "reason": reason,
                "courses": courses.get(source, 0),
                "next_run_at": next_at,
                "terms": rules.terms,
                "credentials": list(rules.credentials),
                "is_blocked": False,
            }
        )
    blocked = find_blocked(house.CONNECTORS)
    if as_json:
        rows += [_blocked_row(each) for each in blocked.values()]
        house.say_json(rows)
        return
    columns = ("source", "outcome", "courses", "last_run_at", "next_run_at")
    emit(Answer(columns, [tuple(_minute(row[name]) for name in columns) for row in rows]), "table", "Sources")
    _tell_reasons(here, ((row["source"], row["outcome"], row["reason"]) for row in rows))
    if blocked:
        told = [(each.source, each.reason, each.would_take) for each in blocked.values()]
        emit(Answer(("source", "reason", "would_take"), told), "table", "Blocked: known and not harvested")


def _blocked_row(blocked: BlockedSource) -> dict[str, Any]:
    """A catalogue that is not harvested, with the keys of a source, for scripts."""
    about = {key: getattr(blocked, key) for key in ("source", "title", "publisher", "home")}
    never: dict[str, Any] = {"outcome": None, "last_run_at": None, "courses": 0, "next_run_at": None, "terms": None}
    why = {"reason": blocked.reason, "would_take": blocked.would_take, "seen_on": blocked.seen_on}
    return about | never | why | {"credentials": [], "is_blocked": True}


@click.command()
@house.home_option
@house.json_option
def runs(*, home: Path | None, as_json: bool) -> None:
    """The latest runs, newest first."""
    here = house.published(home)
    with Catalogue(here.catalogue) as catalogue:
        found = catalogue.query(LAST_RUNS)
    if as_json:
        house.say_json([dict(zip(found.columns, row, strict=True)) for row in found.rows])
        return
    rows = [dict(zip(found.columns, row, strict=True)) for row in found.rows[:RUNS_SHOWN]]
    columns = ("started_at", "source", "outcome", "listings", "new", "changed", "missing")
    emit(Answer(columns, [tuple(_minute(row[name]) for name in columns) for row in rows]), "table", "Runs")
    _tell_reasons(here, ((row["source"], row["outcome"], row["reason"]) for row in rows))


@click.command()
@click.option("--source", help="Only this source.")
@house.home_option
@house.json_option
def issues(*, source: str | None, home: Path | None, as_json: bool) -> None:
    """What the last run of every source left for a person to look at, the worst first."""
    here = house.published(home)
    with Catalogue(here.catalogue) as catalogue:
        has_run = source is None or catalogue.query("SELECT 1 FROM out.run WHERE source = ? LIMIT 1", [source]).rows
        if source is not None and not has_run:
            check_known(source, find_sources(house.CONNECTORS))
            house.say(f"{source} has not run in {house.shown(here.folder)} yet")
        found = catalogue.query(LAST_ISSUES, [source])
    if as_json:
        house.say_json([dict(zip(found.columns, row, strict=True)) for row in found.rows])
        return
    rows = [(*row[:-1], house.with_real_folders(row[-1], here)) for row in found.rows]
    emit(Answer(found.columns, rows), "table", "Issues")


@click.command()
@click.argument("sql")
@as_of_option
@click.option(
    "--max-seconds",
    type=click.FloatRange(min=0.01),
    default=Limits.max_seconds,
    show_default=True,
    help="After so long the query is ended.",
)
@house.home_option
@house.format_option
def query(*, sql: str, as_of: str | None, max_seconds: float, home: Path | None, shape: str) -> None:
    """Run SQL on the published catalogue, read-only; schema `out` is what is promised.

    It reaches no other file and no network, and its answer may have a million rows.

    With --as-of the catalogue of that time answers where it is still kept; else courses, topics, goals, shortlists,
    decisions, runs and changes are told as they were, and a question about the rest is refused.
    """
    here = house.published(home)
    with as_known(here, as_of) if as_of else Catalogue(here.catalogue) as catalogue:
        emit(catalogue.query(sql, limits=Limits(max_seconds=max_seconds)), shape, "Query")


def _minute(value: Any) -> Any:
    """A time to the minute, in UTC, for a table; anything else as it is."""
    return f"{value:%Y-%m-%d %H:%M} UTC" if isinstance(value, datetime) else value


def _tell_reasons(home: Home, rows: Iterable[tuple[str, str | None, str | None]]) -> None:
    for line in dict.fromkeys(f"{source} {outcome}: {reason}" for source, outcome, reason in rows if reason):
        click.echo(house.with_real_folders(line, home))


def emit(answer: Answer, shape: str, title: str) -> None:
    """Print rows in the format asked for.

    Raises:
        UsageError: xlsx was to go to a terminal.
    """
    from pipeline.verbs.export import render

    if shape == "xlsx" and sys.stdout.isatty():
        raise UsageError("an xlsx file cannot be shown on a terminal; send it to a file: … --format xlsx > file.xlsx")
    sys.stdout.buffer.write(render(answer.columns, answer.rows, shape, title=title))
    sys.stdout.buffer.flush()
