"""What a night tells a person at the terminal: what came, what was held back and why, which topics, what to do next."""

from __future__ import annotations

import click
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.flow.report import NightReport
from pipeline.flow.trial import Trial
from pipeline.store import Home
from pipeline.topics.digest import summary_of
from pipeline.verbs import house
from pipeline.verbs.house import shown, with_real_folders
from pipeline.verbs.topics import read_topics, topics_table

OUTCOME_STYLE = {"succeeded": "green", "held": "yellow", "blocked": "red", "failed": "red"}


def tell_night(report: NightReport, home: Home, console: Console | None = None) -> None:
    """The sources, the reasons, and what was published."""
    console = console or Console()
    console.print(_sources_table(report))
    for harvest in report.harvests:
        if harvest.reason:
            reason = with_real_folders(harvest.reason, home)
            console.print(Text(f"{harvest.rules.source} {harvest.outcome}: {reason}"))
    if report.is_impaired:
        console.print("What people see of these sources stays as it was; `circlewise issues --source X` tells more.")
    for source, reason in report.skipped:
        console.print(Text(f"{source} skipped: {reason}"))
    _tell_removed(report, console)
    if report.links.results:
        counts = ", ".join(f"{n} {result}" for result, n in report.links.results.items())
        console.print(Text(f"Pages of shortlisted courses looked at: {counts}."))
    if report.links.doubt:
        console.print(Text(f"None of them is called gone: {report.links.doubt}.", style="yellow"))
    if report.matched_by:
        console.print(Text(f"{report.matched_by[0].upper()}{report.matched_by[1:]}."))
    for sentence in report.became:
        console.print(Text(f"Topic {sentence}."))
    for sentence in filter(None, (*report.not_stored, report.warning)):
        console.print(Text(sentence, style="yellow"))
    if report.published:
        console.print(
            Text(
                f"Published {report.courses:,} courses, {report.goals:,} goals and {report.topics:,} topics "
                f"in {shown(report.catalogue)} ({report.seconds['total']:.1f} s)."
            )
        )
        _tell_lake(report, console)
    else:
        kept = "what was published before stays" if report.catalogue.exists() else "there is no catalogue yet"
        console.print(Text(f"Nothing was published, {kept}: {report.failure}", style="red"))


def _sources_table(report: NightReport) -> Table:
    table = Table(title=f"Night {report.night_id}", title_justify="left", box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.add_column("source", no_wrap=True)
    table.add_column("outcome", no_wrap=True)
    for heading in ("listings", "new", "changed", "missing", "issues", "seconds"):
        table.add_column(heading, justify="right")
    for row in report.as_json()["sources"]:
        outcome = Text(row["outcome"], style=OUTCOME_STYLE[row["outcome"]])
        numbers = [f"{row[name]:,}" for name in ("listings", "new", "changed", "missing", "issues")]
        table.add_row(row["source"], outcome, *numbers, f"{row['seconds']:.1f}")
    return table


def tell_next_steps(home: Home, report: NightReport, *, is_demo: bool, console: Console | None = None) -> None:
    """The best topics as a table, and the commands that come next."""
    if not report.published:
        return
    console = console or Console()
    topics = read_topics(home)
    if topics.rows:
        console.print(topics_table(topics, console.width))
    undecided = next((row["topic_id"] for row in topics.rows if row["status"] == "proposed"), None)
    where = house.home_words(home)
    if not report.goals:
        click.echo(f"No survey is here to be counted: circlewise survey add FILE{where} reads one; then run again.")
    click.echo("Next:")
    told = summary_of(report.since_last_night)
    for command, what in (
        *([(f"circlewise digest{where}", f"since the night before: {told}")] if told else []),
        (f"circlewise serve{where}", "the coordinators' page: read, compare and decide in a browser"),
        (f"circlewise topics{where} --format xlsx > topics.xlsx", "all topics with their courses, for a colleague"),
        *(
            [(f"circlewise decide{where} {undecided} shortlist", "keep a topic; decisions survive every night")]
            if undecided
            else []
        ),
        (f'circlewise match{where} "grant writing"', "what one goal gets, and why"),
        (f"circlewise issues{where}", "what the sources left to look at"),
    ):
        click.echo(f"  {command:<62} # {what}")
    if is_demo:
        click.echo("This was the demo. Your own: circlewise survey add FILE, then circlewise run (README.md).")


def tell_trial(trial: Trial, home: Home, console: Console | None = None) -> None:
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
        console.print(Text(with_real_folders(trial.reason, home)))
    for message in dict.fromkeys(note.message for note in trial.notes if note.message != trial.reason):
        console.print(Text(f"  {with_real_folders(message, home)}"))


def _tell_lake(report: NightReport, console: Console) -> None:
    """Whether the lake has the night, too."""
    if report.lake_failure:
        told = f"The lake does not have this night: {report.lake_failure}. The next night tries again."
        console.print(Text(told, style="yellow"))
    elif report.lake is not None:
        rows = sum(n for part in report.lake.values() for n in part["written"].values())
        console.print(Text(f"The lake has it, too ({rows:,} rows written, {report.seconds['lake']:.1f} s)."))


def _tell_removed(report: NightReport, console: Console) -> None:
    """What the night took out of the home, since it had been kept long enough."""
    if report.unnamed:
        told = "the ledger no longer tells who came to circles that ended long ago (circle.keep_people_days)"
        console.print(Text(told, style="yellow"))
    for purged in report.purged:
        console.print(Text("\n".join(purged.sentences), style="yellow"))
