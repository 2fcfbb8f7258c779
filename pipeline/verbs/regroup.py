"""Verbs of coordinators about topics: merge, split, move, undo; what they decide wins over the rules for good."""

from __future__ import annotations

import getpass
from datetime import UTC, datetime
from pathlib import Path

import click

from pipeline.store import Answer
from pipeline.verbs import house
from pipeline.verbs.goals import by_option, note_option
from pipeline.verbs.look import emit


@click.group("regroup")
def regroup() -> None:
    """Put topics together or apart; decisions survive every night, and undo is a decision of its own."""


@regroup.command("merge")
@click.argument("topic_id", metavar="TOPIC")
@click.argument("into", metavar="INTO")
@note_option
@by_option
@house.home_option
def merge(*, topic_id: str, into: str, note: str | None, by: str | None, home: Path | None) -> None:
    """Put all goals of TOPIC into INTO, which keeps its number, title and decisions."""
    from pipeline.flow import regroup as flow

    here = house.published(home)
    made = flow.merge(here, topic_id, into, by=_who(by), at=datetime.now(UTC), note=note)
    click.echo(f"decision {made.number}: {topic_id} goes into {into}. {house.when_seen(here)}")


@regroup.command("split")
@click.argument("topic_id", metavar="TOPIC")
@click.argument("goal_ids", metavar="GOAL...", nargs=-1, required=True)
@note_option
@by_option
@house.home_option
def split(*, topic_id: str, goal_ids: tuple[str, ...], note: str | None, by: str | None, home: Path | None) -> None:
    """Make a new topic of these goals of TOPIC; `circlewise regroup show TOPIC` lists its goals."""
    from pipeline.flow import regroup as flow

    here = house.published(home)
    made = flow.split(here, topic_id, goal_ids, by=_who(by), at=datetime.now(UTC), note=note)
    what = f"{len(set(goal_ids))} goal{'' if len(set(goal_ids)) == 1 else 's'} of {topic_id}"
    click.echo(f"decision {made.number}: {what} will be topic {made.into_topic_id}. {house.when_seen(here)}")


@regroup.command("move")
@click.argument("goal_id", metavar="GOAL")
@click.argument("into", metavar="INTO")
@note_option
@by_option
@house.home_option
def move(*, goal_id: str, into: str, note: str | None, by: str | None, home: Path | None) -> None:
    """Put one GOAL into the topic INTO."""
    from pipeline.flow import regroup as flow

    here = house.published(home)
    made = flow.move(here, (goal_id,), into, by=_who(by), at=datetime.now(UTC), note=note)
    click.echo(f"decision {made.number}: goal {goal_id} goes into {into}. {house.when_seen(here)}")


@regroup.command("undo")
@click.argument("number", type=click.IntRange(min=1), metavar="DECISION")
@note_option
@by_option
@house.home_option
def undo(*, number: int, note: str | None, by: str | None, home: Path | None) -> None:
    """Take back a merge, split or move by its number; what the rules say holds again."""
    from pipeline.flow import regroup as flow

    here = house.published(home)
    what = flow.take_back(here, number, by=_who(by), at=datetime.now(UTC), note=note)
    click.echo(f"decision {number} ({what}) is undone. {house.when_seen(here)}")


@regroup.command("show")
@click.argument("topic_id", metavar="TOPIC")
@house.home_option
@house.format_option
def show(*, topic_id: str, home: Path | None, shape: str) -> None:
    """The goals of TOPIC that may be told, with the ids that `split` and `move` take."""
    from pipeline.flow import regroup as flow

    emit(Answer(("goal_id", "wording"), list(flow.goals_of(house.published(home), topic_id))), shape, "Goals")


@regroup.command("list")
@house.home_option
@house.format_option
def list_(*, home: Path | None, shape: str) -> None:
    """Every merge, split and move, undone ones included."""
    from pipeline.flow import regroup as flow

    names = ("decision_id", "action", "topic_id", "into_topic_id", "note", "decided_by", "decided_at", "undone_at")
    rows = [tuple(getattr(each, name) for name in names) for each in flow.regroupings(house.published(home))]
    emit(Answer(names, rows), shape, "Regroupings")


def _who(by: str | None) -> str:
    return by or getpass.getuser()
