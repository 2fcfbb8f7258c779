"""A verb about lists of courses that people keep: inspect shows how one would be read."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from pipeline.fetch import Files, SystemClock
from pipeline.flow.added import LOCAL
from pipeline.flow.local import inspect_list, list_to_inspect
from pipeline.flow.night import Tonight
from pipeline.flow.tonight import Wanted, prepare
from pipeline.verbs import house

SHOWN_COURSES = 10


@click.group()
def table() -> None:
    """Look into a list of courses before it goes into the folder `courses` of the home."""


@table.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--mapping",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="YAML that says which column is what; default the YAML file of the same name beside FILE.",
)
@house.home_option
@house.config_option
@house.json_option
def inspect(*, file: Path, mapping: Path | None, home: Path | None, config: Path | None, as_json: bool) -> int:
    """How each column of FILE is understood, which courses it gives and what is wrong with it. Keeps nothing."""
    here = house.open_home(home)
    settings = house.settings_of(here, config)

    def night(files: Files) -> Tonight:
        return prepare(
            here, settings, house.CONNECTORS, os.environ, SystemClock(), Wanted(sources=(LOCAL,), files=files)
        )

    found = inspect_list(night, list_to_inspect(file, mapping))
    if as_json:
        house.say_json(found)
    else:
        _tell(found)
    return 0 if found["outcome"] == "succeeded" else 1


def _tell(found: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console()
    for each in found["tables"]:
        sheet = f", sheet {each['sheet']}" if each["sheet"] else ""
        line = f"{found['file']}{sheet}: {each['kind']}; headings in {each['headings']}, {each['rows']} rows below"
        console.print(Text(line))
        columns = Table("column", "heading", "read as", "because")
        for column in each["columns"]:
            read_as = Text(column["read_as"] or "left aside", style="" if column["read_as"] else "yellow")
            columns.add_row(str(column["column"]), Text(column["heading"]), read_as, Text(column["because"]))
        console.print(columns)
    courses = Table("title", "provider", "language", "weeks", "hours", "cost", "url")
    for course in found["courses"][:SHOWN_COURSES]:
        cells = [course["title"], course["provider"], course["language"], course["duration_weeks"]]
        cells += [course["total_effort_hours"], course["free_kind"], course["url"]]
        courses.add_row(
            *(Text("" if cell is None else f"{cell:g}" if isinstance(cell, float) else cell) for cell in cells)
        )
    if found["courses"]:
        console.print(courses)
    more = len(found["courses"]) - SHOWN_COURSES
    shown = f" ({SHOWN_COURSES} are shown)" if more > 0 else ""
    console.print(Text(f"{found['outcome']}: {len(found['courses'])} courses{shown}; nothing was kept."))
    if found["reason"]:
        console.print(Text(found["reason"]))
    messages = [*found["left_aside"], *(note["message"] for note in found["notes"])]
    for message in dict.fromkeys(message for message in messages if message != found["reason"]):
        console.print(Text(f"  {message}"))
