"""Verbs of coordinators about goals: every wording and why it is where it is; join, keep apart, undo."""

from __future__ import annotations

import getpass
from datetime import UTC, datetime
from pathlib import Path

import click

from pipeline.verbs import house

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
        from pipeline.verbs.goals_told import tell_goals

        tell_goals(seen)


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
    click.echo(f"decision {number}: {subject} joins {goal_id}. {house.when_seen(here)}")


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
    click.echo(f"decision {number}: {wording_id} is kept apart. {house.when_seen(here)}")


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
    click.echo(f"decision {number} ({what}) is undone. {house.when_seen(here)}")
