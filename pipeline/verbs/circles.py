"""Verbs about running circles: the ledger in and out, and its sessions as a calendar."""

from __future__ import annotations

import dataclasses
import getpass
from pathlib import Path

import click

from pipeline.errors import UsageError
from pipeline.fetch import SystemClock
from pipeline.flow.circles import export_ledger, import_ledger, undo_import, write_calendar, write_template
from pipeline.verbs import house

by_option = click.option("--by", help="Who does it; default is the name of this account.")
new_place = click.argument("place", metavar="FILE.xlsx|FOLDER", type=click.Path(path_type=Path))


@click.group()
def circles() -> None:
    """Keep the ledger of running circles: sessions, attendance, closing surveys, credentials, grants."""


@circles.command()
@new_place
def template(*, place: Path) -> None:
    """Write empty sheets to fill in: a workbook, or a folder of CSV files."""
    written = write_template(place)
    click.echo(f"{house.shown(place)}: {len(written)} file(s); fill in, then: circlewise circles import {place}")


@circles.command("import")
@click.argument("place", metavar="FILE|FOLDER", type=click.Path(path_type=Path, exists=True))
@by_option
@house.home_option
@house.config_option
@house.json_option
def import_(*, place: Path, by: str | None, home: Path | None, config: Path | None, as_json: bool) -> None:
    """Read filled-in sheets into the ledger: all rows, or none where anything is wrong.

    The same rows again change nothing; a row with the same key corrects the one before. Persons are hashed and never
    stored by name.
    """
    here = house.open_home(home)
    settings = house.settings_of(here, config)
    here.prepare()
    here.claim(is_demo=here.is_demo)
    found = import_ledger(here, settings, place, by=by or getpass.getuser(), at=SystemClock().now())
    if as_json:
        house.say_json(dataclasses.asdict(found))
        return
    told = (
        f"{found.added} added, {found.corrected} corrected, {found.withdrawn} taken back, {found.unchanged} as before"
    )
    click.echo(f"{place.name}: {told}.")
    if found.intake_id is not None:
        click.echo("The next night counts it; `circlewise circles undo` takes it back.")


@circles.command()
@by_option
@house.home_option
@house.json_option
def undo(*, by: str | None, home: Path | None, as_json: bool) -> None:
    """Take back the latest import that holds; its rows are as they were before. History is kept."""
    here = house.open_home(home)
    found = undo_import(here, by=by or getpass.getuser(), at=SystemClock().now())
    if as_json:
        house.say_json({"intake_id": found.intake_id, "rows": found.withdrawn})
        return
    click.echo(f"import {found.intake_id} is taken back: {found.withdrawn} row(s) are as they were before it.")


@circles.command()
@click.argument("person", metavar="PERSON")
@house.home_option
@house.config_option
@house.json_option
def forget(*, person: str, home: Path | None, config: Path | None, as_json: bool) -> None:
    """Take PERSON, named as in the sheets, out of the ledger and of every catalogue. No way back.

    What was counted stays counted: rows about them get a name that leads to nobody. A row in the sheet facilitator
    goes. Filled-in files, exports and backups made before still name them: delete those yourself.
    """
    from pipeline.flow.unname import forget_person

    here = house.open_home(home)
    if not here.circles.exists():
        raise UsageError(f"{house.shown(here.circles)} does not exist, so nobody is in it; name a home with --home")
    settings = house.settings_of(here, config)
    with here.lock("circles forget"):
        done = forget_person(here, settings, person)
    if as_json:
        files = [{"file": each.file, "action": each.action, "removed": each.removed} for each in done.files]
        house.say_json({"rows": done.rows, "files": files})
        return
    click.echo("This person is forgotten:")
    for line in done.sentences:
        click.echo(line)
    click.echo("Filled-in files, exports and backups made before still name them: delete those yourself.")


@circles.command()
@new_place
@click.option("--with-people", is_flag=True, help="With rows about people, named by keyed hashes: confidential.")
@house.home_option
def export(*, place: Path, with_people: bool, home: Path | None) -> None:
    """Write what is recorded as sheets that can be corrected and imported again."""
    written = export_ledger(house.open_home(home), place, with_people=with_people)
    click.echo(f"{house.shown(place)}: {len(written)} file(s)")
    if with_people:
        house.say("It holds a row a person: confidential, not anonymous. Delete it when you are done.")


@circles.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--circle", "wanted", multiple=True, help="Only this circle_id; may be given several times.")
@house.home_option
@house.config_option
def calendar(*, file: Path, wanted: tuple[str, ...], home: Path | None, config: Path | None) -> None:
    """Write the sessions to FILE.ics for any calendar; written again, it updates them."""
    here = house.open_home(home)
    n_circles = write_calendar(here, house.settings_of(here, config), file, wanted)
    click.echo(f"{house.shown(file)}: the sessions of {n_circles} circle(s)")
