"""What a night tells a person at the terminal: what came, what was held back and why, which topics, what to do next."""

from __future__ import annotations

from datetime import datetime

import click
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.flow.report import NightReport
from pipeline.flow.trial import Trial
from pipeline.store import Catalogue, Home
from pipeline.verbs import house
from pipeline.verbs.house import shown

OUTCOME_STYLE = {"succeeded": "green", "held": "yellow", "blocked": "red", "failed": "red"}
TOPICS_SHOWN = 12


def tell_night(report: NightReport, console: Console | None = None) -> None:
    """The sources, the reasons, and what was published."""
    console = console or Console()
    table = Table(title=f"Night {report.night_id}", title_justify="left", box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.add_column("source", no_wrap=True)
    table.add_column("outcome", no_wrap=True)
    for heading in ("listings", "new", "changed", "missing", "issues", "seconds"):
        table.add_column(heading, justify="right")
    for row in report.as_json()["sources"]:
        outcome = Text(row["outcome"], style=OUTCOME_STYLE[row["outcome"]])
        numbers = [f"{row[name]:,}" for name in ("listings", "new", "changed", "missing", "issues")]
        table.add_row(row["source"], outcome, *numbers, f"{row['seconds']:.1f}")
    console.print(table)
    for harvest in report.harvests:
        if harvest.reason:
            console.print(Text(f"{harvest.rules.source} {harvest.outcome}: {harvest.reason}"))
    if report.is_impaired:
        console.print("What people see of these sources stays as it was; `circlewise issues --source X` tells more.")
    for source, reason in report.skipped:
        console.print(Text(f"{source} skipped: {reason}"))
    if report.links.results:
        counts = ", ".join(f"{n} {result}" for result, n in report.links.results.items())
        console.print(Text(f"Pages of shortlisted courses looked at: {counts}."))
    if report.links.doubt:
        console.print(Text(f"None of them is called gone: {report.links.doubt}.", style="yellow"))
    if report.matched_by:
        console.print(Text(f"{report.matched_by[0].upper()}{report.matched_by[1:]}."))
    if report.warning:
        console.print(Text(report.warning, style="yellow"))
    if report.published:
        console.print(
            Text(
                f"Published {report.courses:,} courses, {report.goals:,} goals and {report.topics:,} topics "
                f"in {shown(report.catalogue)} ({report.seconds['total']:.1f} s)."
            )
        )
    else:
        kept = "what was published before stays" if report.catalogue.exists() else "there is no catalogue yet"
        console.print(Text(f"Nothing was published, {kept}: {report.failure}", style="red"))


def tell_next_steps(home: Home, report: NightReport, *, is_demo: bool, console: Console | None = None) -> None:
    """The best topics as a table, and the commands that come next."""
    if not report.published:
        return
    console = console or Console()
    table = topics_table(home)
    topic = next(iter(table.columns[0].cells), "TOPIC")
    if table.row_count:
        console.print(table)
    where = house.home_words(home)
    if not report.goals:
        click.echo("No survey has been added yet: circlewise survey add FILE reads one; then run again.")
    click.echo("Next:")
    for command, what in (
        (f"circlewise topics{where} --format xlsx > topics.xlsx", "all topics with their courses, for a colleague"),
        (f"circlewise decide{where} {topic} shortlist", "keep a topic; decisions survive every night"),
        (f'circlewise match{where} "grant writing"', "what one goal gets, and why"),
        (f"circlewise issues{where}", "what the sources left to look at"),
    ):
        click.echo(f"  {command:<62} {what}")
    if is_demo:
        click.echo("This was the demo. Your own: circlewise survey add FILE, then circlewise run (README.md).")


def topics_table(home: Home) -> Table:
    """The proposed topics, best first, with the first course of each."""
    with Catalogue(home.catalogue) as catalogue:
        found = catalogue.query(
            """
            SELECT t.topic_id, t.title, t.n_respondents, t.status, c.title, c.provider, c.is_free, tc.fit,
                   l.result, l.checked_at
            FROM out.topic t
            LEFT JOIN out.topic_course tc ON tc.topic_id = t.topic_id AND tc.rank = 1
            LEFT JOIN out.course c USING (course_id)
            LEFT JOIN out.link_check l USING (course_id, url)
            WHERE NOT t.is_suppressed AND t.status <> 'rejected'
            ORDER BY t.priority DESC, t.title, t.topic_id
            """
        ).rows
        ((hidden,),) = catalogue.query("SELECT count(*) FROM out.topic WHERE is_suppressed").rows
    table = Table(
        title="Proposed circle topics",
        title_justify="left",
        caption_justify="left",
        box=box.SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
    )
    table.add_column("topic", no_wrap=True)
    table.add_column("what people want to learn", ratio=1)
    table.add_column("people", justify="right", no_wrap=True)
    table.add_column("best course", ratio=1)
    table.add_column("free", no_wrap=True)
    table.add_column("fit", no_wrap=True)
    is_any_checked = any(row[-1] for row in found)
    if is_any_checked:
        table.add_column("page", no_wrap=True)
    for topic_id, title, people, _, course, provider, is_free, fit, link, checked_at in found[:TOPICS_SHOWN]:
        named = f"{course} ({provider})" if provider else course
        table.add_row(
            topic_id,
            Text(title or ""),
            str(people),
            Text(named or "none found", style="" if course else "dim"),
            _free(is_free) if course else "",
            fit or "",
            *([_link(link, checked_at)] if is_any_checked else []),
        )
    more = len(found) - TOPICS_SHOWN
    notes = ["ordered by demand, certainty of the match and circle fit"]
    if more > 0:
        notes.append(f"{more} more in the exports of `circlewise topics`")
    if hidden:
        notes.append(f"{hidden} more are wished for by too few people to be shown")
    table.caption = "; ".join(notes) or None
    return table


def tell_trial(trial: Trial, console: Console | None = None) -> None:
    """What a source would give."""
    console = console or Console()
    table = Table("key", "title", "provider", "language", "weeks", "cost")
    table.add_column("url", overflow="fold")
    for listing in trial.listings[:20]:
        table.add_row(
            Text(listing.key),
            Text(listing.title),
            Text(listing.provider or ""),
            listing.language or "",
            f"{listing.duration_weeks:g}" if listing.duration_weeks else "",
            listing.free_kind,
            Text(listing.url or "none"),
        )
    if trial.listings:
        console.print(table)
    console.print(
        Text(f"{trial.source}: {trial.outcome}; {trial.records} listings on {trial.pages} pages; nothing was kept.")
    )
    if trial.reason:
        console.print(Text(trial.reason))
    for message in dict.fromkeys(note.message for note in trial.notes if note.message != trial.reason):
        console.print(Text(f"  {message}"))


def _link(result: str | None, checked_at: datetime | None) -> Text:
    """What a look at the course's page came to, and on which day; what may keep people out stands out."""
    if result is None:
        return Text("not checked", style="dim")
    return Text(f"{result} {checked_at:%Y-%m-%d}", style="" if result in ("alive", "moved") else "yellow")


def _free(is_free: bool | None) -> str:
    return "unknown" if is_free is None else "yes"
