"""Verbs about surveys: inspect, add and list."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

import click

from pipeline.errors import UsageError
from pipeline.fetch import SystemClock
from pipeline.flow.counted import counted
from pipeline.flow.intake import ways_on
from pipeline.flow.lexicon import FOLDER, load_lexicon
from pipeline.flow.survey import Files, add_survey, inspect_survey
from pipeline.store import Home
from pipeline.survey import AnswerReader, Told
from pipeline.verbs import goals, house

file_argument = click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
dictionary_option = click.option(
    "--dictionary",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The data dictionary of a REDCap export, as CSV: wordings, options, and which fields name a person.",
)
mapping_option = click.option(
    "--mapping",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="What you put right in the file that `survey inspect --write-mapping` wrote.",
)

USAGE = 2
FEW_ANSWERS = 10
OPTIONS_SHOWN = 8


@click.group()
def survey() -> None:
    """Look into a survey export, add it to the demand, or list the surveys that are here."""


@survey.command()
@file_argument
@dictionary_option
@mapping_option
@click.option(
    "--write-mapping",
    "mapping_to",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write what was guessed to this new file, for you to put right; then `survey add --mapping` it.",
)
@house.home_option
@house.config_option
@house.json_option
def inspect(
    *,
    file: Path,
    dictionary: Path | None,
    mapping: Path | None,
    mapping_to: Path | None,
    home: Path | None,
    config: Path | None,
    as_json: bool,
) -> None:
    """What FILE is, what each question asks, and what will not be stored. Keeps nothing, and needs no home."""
    here = house.open_home(home)
    min_group = house.settings_of(here, config).demand.min_group
    found = inspect_survey(Files(file, dictionary, mapping), min_group, mapping_to)
    if as_json:
        house.say_json(found)
        return
    _tell(found)
    if not mapping_to:
        own = file.with_suffix(".yaml")
        options = " ".join(word for word in (_given(mapping, dictionary), f"--write-mapping {_typed(own)}") if word)
        click.echo(
            f"Right as it is: circlewise survey add {_typed(file)} {_given(mapping, dictionary)}".rstrip()
            + f"{_where(here, config)}\n"
            f"To correct it:  circlewise survey inspect {_typed(file)} {options}{_where(here, config)}"
        )
    else:
        where = _where(here, config)
        click.echo(
            f"Put right what is wrong in {mapping_to}, then: "
            f"circlewise survey add {_typed(file)} {_given(mapping_to, dictionary)}{where}"
        )


@survey.command()
@file_argument
@dictionary_option
@mapping_option
@click.option(
    "--replaces",
    metavar="ID",
    help="FILE is another export of this survey and takes its place; the beginning of the id is enough.",
)
@click.option("--new", "is_new", is_flag=True, help="FILE is a survey of its own, though it is like one that is here.")
@house.home_option
@house.config_option
@house.json_option
def add(
    *,
    file: Path,
    dictionary: Path | None,
    mapping: Path | None,
    replaces: str | None,
    is_new: bool,
    home: Path | None,
    config: Path | None,
    as_json: bool,
) -> int:
    """Read FILE into the demand; the next night counts it. Contact columns are never stored.

    Another export of a survey that is here takes its place. Where that cannot be told, nothing is stored, and
    --replaces or --new says it.
    """
    if replaces is not None and is_new:
        raise UsageError(
            "--replaces says of which survey FILE is, --new that it is of none that is here; leave one out"
        )
    here = house.open_home(home)
    settings = house.settings_of(here, config)
    here.prepare()
    here.claim(is_demo=here.is_demo)
    reader = AnswerReader(load_lexicon(house.CONNECTORS.parent / FOLDER))
    told = Told(replaces=replaces, is_new=is_new)
    added = add_survey(here, Files(file, dictionary, mapping), settings, SystemClock().now(), reader, told)
    if as_json:
        house.say_json(added.as_json())
        return USAGE if added.is_refused else 0
    if added.is_refused:
        house.say(added.sentence)
        to_purge, options = ways_on(added.intake)
        for other in to_purge:
            house.say(f"  circlewise purge-survey {other}{_where(here, config)}")
        for option in options:
            words = " ".join(filter(None, (_typed(file), _given(mapping, dictionary), option)))
            house.say(f"  circlewise survey add {words}{_where(here, config)}")
        return USAGE
    click.echo(added.sentence)
    if added.intake.outcome == "few_reread":
        where = _where(here, config)
        click.echo(f"  circlewise purge-survey {added.intake.survey_id}{where}")
        click.echo(f"  circlewise survey add {_typed(file)} {_given(mapping, dictionary)}{where}")
    if added.is_new:
        demo = " --demo" if here.is_demo else ""
        click.echo(f"`circlewise run{demo}{_where(here, config)}` counts it and proposes topics.")
    return 0


def _typed(path: Path) -> str:
    """A path as it is typed, quoted where it has to be."""
    return shlex.quote(str(path))


def _given(mapping: Path | None, dictionary: Path | None) -> str:
    """The options that come with a file."""
    named = (("--mapping", mapping), ("--dictionary", dictionary))
    return " ".join(f"{option} {_typed(path)}" for option, path in named if path)


def _where(here: Home, config: Path | None) -> str:
    """The options under which the next command finds the same home and settings."""
    return house.home_words(here) + (f" --config {shlex.quote(house.shown(config.resolve()))}" if config else "")


def _options(question: dict[str, Any]) -> str:
    """The options that are told, and how many are not since too few people chose them."""
    told, n_withheld = question["options"], question["options_not_told"]
    shown = [*told[:OPTIONS_SHOWN], *([f"{len(told) - OPTIONS_SHOWN} more"] if len(told) > OPTIONS_SHOWN else [])]
    return "; ".join([*shown, *([f"{n_withheld} withheld"] if n_withheld else [])])


@survey.command("list")
@house.home_option
@house.config_option
@house.json_option
def list_surveys(*, home: Path | None, config: Path | None, as_json: bool) -> None:
    """The surveys that are here, the oldest first, and when each is purged. For coordinators, not for publication."""
    from pipeline.flow.purge import listed

    here = house.open_home(home)
    rows = listed(here, house.settings_of(here, config).demand)
    if as_json:
        house.say_json(rows)
        return
    if not rows:
        click.echo(f"No survey is in {house.shown(here.folder)}: circlewise survey add FILE reads one.")
        return
    from rich.console import Console
    from rich.table import Table

    table = Table()
    table.add_column("survey_id", no_wrap=True, overflow="fold")  # never cut: it is typed again
    for heading in ("dialect", "added_at", "respondents", "questions", "purged"):
        table.add_column(heading)
    for row in rows:
        table.add_row(
            row["survey_id"],
            row["dialect"],
            f"{row['added_at']:%Y-%m-%d %H:%M} UTC",
            str(row["n_respondents"] or "too few to be told"),
            str(row["n_questions"]),
            f"{row['ends_at']:%Y-%m-%d %H:%M} UTC" if row["ends_at"] else "when you say so",
        )
    Console().print(table)


def _tell(found: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console()
    rows = found["rows"]
    console.print(
        f"{found['file']}: {found['dialect']} (confidence {found['confidence']:.2f}), {found['encoding']}; "
        f"{rows['kept']} of {counted(rows['read'], 'row')} kept",
        markup=False,
    )
    if not rows["kept"]:
        console.print(
            f"There are no answers in it ({counted(rows['read'], 'row')} under the headings): export them again."
        )
    for reason, n in found["dropped_because"].items():
        console.print(f"  {n} dropped: {reason}", markup=False)
    table = Table("question", "wording", "kind", "used for", "options", "answers")
    for question in found["questions"]:
        table.add_row(
            Text(question["id"]),
            Text(question["wording"]),
            question["kind"],
            "" if question["role"] == "none" else question["role"],
            Text(_options(question)),
            str(question["answers"]),
        )
    console.print(table)
    for sentence in found["in_codes"]:
        console.print(Text(f"Not added as it is: {sentence}"))
    few = [one["id"] for one in found["questions"] if one["kind"] == "free_text" and 0 < one["answers"] < FEW_ANSWERS]
    if few:
        console.print(
            Text(
                f"Few people answered {', '.join(few)}: options cannot be told from what people typed. If the form "
                "offers options there, say `kind: multi_select` in the file that --write-mapping writes."
            )
        )
    if any(one["options_not_told"] for one in found["questions"]):
        console.print(Text("Withheld: options that too few people chose to be shown; they are counted all the same."))
    if found["not_stored"]:
        console.print(Text("Not stored: " + ", ".join(found["not_stored"])))


for command in (goals.goals, goals.join, goals.apart, goals.undo):
    survey.add_command(command)
