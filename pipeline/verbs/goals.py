"""Verbs of coordinators about goals: every wording and why it is where it is; join, keep apart, undo."""

from __future__ import annotations

import getpass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.verbs import house

if TYPE_CHECKING:
    from pipeline.flow.goals import GoalsSeen

by_option = click.option("--by", help="Who decides; default is the name of this account.")
note_option = click.option("--note", help="Why, for colleagues; no names of those who answered.")


@click.command("goals")
@click.option("--survey", "survey_id", metavar="ID", help="Only goals of this survey.")
@click.option("--joined", "only_joined", is_flag=True, help="Only goals of several wordings, or decided about.")
@house.home_option
@house.json_option
def goals(*, survey_id: str | None, only_joined: bool, home: Path | None, as_json: bool) -> None:
    """Every goal with all its wordings, why each belongs to it, and what people decided. For coordinators only.

    A wording that may name somebody is withheld, and so is a number under `demand.min_group`. The list is the last
    night's; do not pass it on.
    """
    from pipeline.flow.goals import goals_seen

    seen = goals_seen(house.published(home), survey_id, only_joined=only_joined)
    if seen.warning:
        house.say(seen.warning)
    if as_json:
        house.say_json(seen.as_json())
    else:
        _tell(seen)


@click.command("join")
@click.argument("subject", metavar="WORDING_OR_GOAL")
@click.argument("goal_id", metavar="GOAL")
@note_option
@by_option
@house.home_option
def join(*, subject: str, goal_id: str, note: str | None, by: str | None, home: Path | None) -> None:
    """Put a wording, or a goal with all its wordings, into GOAL: they mean the same. `survey goals` shows the ids."""
    from pipeline.flow import goals as flow

    here = house.published(home)
    number = flow.join(here, subject, goal_id, by=by or getpass.getuser(), at=datetime.now(UTC), note=note)
    click.echo(f"decision {number}: {subject} joins {goal_id}. The next night shows it.")


@click.command("apart")
@click.argument("wording_id", metavar="WORDING")
@note_option
@by_option
@house.home_option
def apart(*, wording_id: str, note: str | None, by: str | None, home: Path | None) -> None:
    """Take WORDING out of its goal: it means something else, and becomes a goal of its own."""
    from pipeline.flow import goals as flow

    here = house.published(home)
    number = flow.keep_apart(here, wording_id, by=by or getpass.getuser(), at=datetime.now(UTC), note=note)
    click.echo(f"decision {number}: {wording_id} is kept apart. The next night shows it.")


@click.command("undo")
@click.argument("number", type=click.IntRange(min=1), metavar="DECISION")
@note_option
@by_option
@house.home_option
def undo(*, number: int, note: str | None, by: str | None, home: Path | None) -> None:
    """Take back a DECISION about a wording, by its number; what the rules say holds again."""
    from pipeline.flow import goals as flow

    here = house.published(home)
    found = flow.take_back(here, number, by=by or getpass.getuser(), at=datetime.now(UTC), note=note)
    what = f"{found.action.replace('_', ' ')} of {found.subject}"
    click.echo(f"decision {number} ({what}) is undone. The next night shows it.")


def _tell(seen: GoalsSeen) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    few = f"under {seen.min_group}"
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for heading in ("goal", "people"):
        table.add_column(heading, no_wrap=True)
    table.add_column("wording", ratio=1)
    table.add_column("wording id", no_wrap=True)
    table.add_column("used by", no_wrap=True)
    table.add_column("because", ratio=1)
    for goal in seen.goals:
        for place, each in enumerate(goal.wordings):
            said = Text(each.wording) if each.wording else Text(f"withheld: {each.withheld_because}", style="dim")
            people = "not told" if goal.n_respondents is None else str(goal.n_respondents)
            used_by = few if each.is_few else "not told" if each.n_told is None else str(each.n_told)
            table.add_row(
                *((goal.goal_id, people) if place == 0 else ("", "")),
                said,
                each.wording_id,
                used_by,
                Text(each.because),
            )
    console = Console()
    console.print(table)
    for decision in seen.decisions:
        undone = f", undone on {decision.undone_at:%Y-%m-%d}" if decision.undone_at else ""
        console.print(
            Text(
                f"decision {decision.decision_id}: {decision.action.replace('_', ' ')} {decision.subject} / "
                f"{decision.goal_id} by {decision.decided_by} on {decision.decided_at:%Y-%m-%d}{undone}"
            )
        )
