"""Verbs with which coordinators teach the matcher: verdicts on courses, the sense of a word, terms of their own."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from pipeline.model import MatchDecision, Says
from pipeline.store import Answer, MatchDecisions
from pipeline.verbs import house

by_option = click.option("--by", help="Who decides; default is the name of this account.")
note_option = click.option("--note", help="Why, for colleagues; no names of those who answered.")
goal_argument = click.argument("goal")
course_argument = click.argument("course_id", metavar="COURSE")
SAID = {
    "accepted": "accepted for",
    "rejected": "rejected for",
    "wrong_sense": "of another sense than",
    "synonym": "means",
    "narrower": "stands under",
}


@click.group()
def teach() -> None:
    """Teach the matcher. What is said counts from the next night on, and explanations name it.

    GOAL is the goal in your own words; COURSE is a course_id, as `match --json` shows it.
    """


def _decides(command: Callable[..., None]) -> Callable[..., None]:
    """The options of every verb that decides."""
    for option in (house.home_option, by_option, note_option):
        command = option(command)
    return command


@teach.command()
@goal_argument
@course_argument
@_decides
def accept(*, goal: str, course_id: str, note: str | None, by: str | None, home: Path | None) -> None:
    """COURSE is right for GOAL: it goes up, for close goals as much as they are close."""
    _say_of_course("accepted", goal, course_id, None, note, by, home)


@teach.command()
@goal_argument
@course_argument
@_decides
def reject(*, goal: str, course_id: str, note: str | None, by: str | None, home: Path | None) -> None:
    """COURSE is wrong for GOAL: it goes down, for close goals as much as they are close."""
    _say_of_course("rejected", goal, course_id, None, note, by, home)


@teach.command("wrong-sense")
@goal_argument
@course_argument
@click.option("--means", metavar="SENSE", help="What GOAL means: a concept of the library lexicon, or free words.")
@_decides
def wrong_sense(
    *, goal: str, course_id: str, means: str | None, note: str | None, by: str | None, home: Path | None
) -> None:
    """COURSE takes a word of GOAL in another sense: it goes down with courses like it, and GOAL is read as SENSE."""
    _say_of_course("wrong_sense", goal, course_id, means, note, by, home)


@teach.command()
@click.argument("term")
@click.argument("concept")
@click.option("--narrower", "is_narrower", is_flag=True, help="TERM is something under CONCEPT, and a goal of its own.")
@_decides
def synonym(*, term: str, concept: str, is_narrower: bool, note: str | None, by: str | None, home: Path | None) -> None:
    """TERM means CONCEPT here, as RA means readers' advisory: goals worded so are one, and are matched by it."""
    from pipeline.flow.lexicon import FOLDER, load_lexicon
    from pipeline.flow.taught import taught_reader
    from pipeline.flow.teach import add_term
    from pipeline.survey import AnswerReader

    here = house.published(home)
    known = AnswerReader(load_lexicon(house.CONNECTORS.parent / FOLDER))
    reader = taught_reader(known, MatchDecisions(here.decisions).all())
    found = add_term(
        here,
        reader,
        term,
        concept,
        by=by or getpass.getuser(),
        at=datetime.now(UTC),
        is_narrower=is_narrower,
        note=note,
    )
    _told(found)


@teach.command("list")
@click.option("--all", "with_undone", is_flag=True, help="Also what was taken back.")
@house.home_option
@house.json_option
def list_taught(*, with_undone: bool, home: Path | None, as_json: bool) -> None:
    """What was taught, the earliest first, with who, when and why."""
    here = house.published(home)
    found = [each for each in MatchDecisions(here.decisions).all() if with_undone or each.undone_at is None]
    if as_json:
        house.say_json([asdict(each) for each in found])
        return
    if not found:
        click.echo("Nothing was taught yet: `circlewise teach --help` says how.")
        return
    from pipeline.verbs.look import emit

    rows: list[dict[str, Any]] = [
        {
            "decision": each.decision_id,
            "what": _sentence(each),
            "by": each.decided_by,
            "on": f"{each.decided_at:%Y-%m-%d}",
            "why": each.note or "",
            "undone": f"{each.undone_at:%Y-%m-%d}" if each.undone_at else "",
        }
        for each in found
    ]
    emit(Answer(tuple(rows[0]), [tuple(row.values()) for row in rows]), "table", "What was taught")


@teach.command()
@click.argument("number", type=click.IntRange(min=1), metavar="DECISION")
@_decides
def undo(*, number: int, note: str | None, by: str | None, home: Path | None) -> None:
    """Take back a DECISION by its number, as `teach list` shows it; from the next night on it never was."""
    here = house.published(home)
    decisions = MatchDecisions(here.decisions)
    found = decisions.undo(number, decided_by=by or getpass.getuser(), decided_at=datetime.now(UTC), note=note)
    click.echo(f"decision {number} ({_sentence(found)}) is undone. {house.when_seen(here)}")


def _say_of_course(
    says: Says, goal: str, course_id: str, means: str | None, note: str | None, by: str | None, home: Path | None
) -> None:
    from pipeline.flow.teach import say_of_course

    here = house.published(home)
    at, who = datetime.now(UTC), by or getpass.getuser()
    _told(say_of_course(here, says, goal, course_id, by=who, at=at, means=means, note=note))


def _told(decision: MatchDecision) -> None:
    shown = "`circlewise match` shows it now, the next night to all"
    click.echo(f"decision {decision.decision_id}: {_sentence(decision)}. {shown}.")


def _sentence(decision: MatchDecision) -> str:
    """What was taught, in a line: `coursera:abc accepted for “weeding”`."""
    if decision.course_id is None:
        return f"“{decision.text}” {SAID[decision.lesson]} {decision.means}"
    meant = f", which means “{decision.means}”" if decision.means else ""
    return f"{decision.course_id} {SAID[decision.lesson]} “{decision.text}”{meant}"
