"""The lake of many libraries: who is let in, publish, look."""

from __future__ import annotations

import os
from pathlib import Path

import click

from pipeline.errors import StoreError, UsageError
from pipeline.fetch import SystemClock
from pipeline.flow.lake import ToLake, lake_of, to_lake
from pipeline.model import Settings
from pipeline.sources import find_sources
from pipeline.store import Answer, Home
from pipeline.store.lake import LakeAccess, ask_lake, init_lake, lake_status, owner_sql, roles_sql
from pipeline.verbs import house
from pipeline.verbs.look import emit


@click.group()
def lake() -> None:
    """A store of many libraries, in which nights are published a second time (docs/lake.md)."""


@lake.command()
@click.argument("library", required=False)
def roles(*, library: str | None) -> None:
    """Print SQL for an administrator of PostgreSQL: for a new lake, or with LIBRARY for a library that joins it."""
    click.echo(roles_sql(library) if library else owner_sql(), nl=False)


@lake.command()
@house.home_option
@house.config_option
def init(*, home: Path | None, config: Path | None) -> None:
    """Make the shared tables of a new lake, as its owner; once a lake, and harmless again."""
    access, _, _, _ = _lake(home, config)
    init_lake(access)
    click.echo(f"The shared part of the lake is ready, its files lie in {access.folder('shared')}.")


@lake.command()
@house.home_option
@house.config_option
@house.json_option
def publish(*, home: Path | None, config: Path | None, as_json: bool) -> int:
    """Publish what is published here into the lake now; a night does so by itself."""
    _, ready, here, settings = _lake(home, config)
    house.published(home)
    if here.is_demo:
        raise UsageError(f"{house.shown(here.folder)} is the home of a demo, whose courses are made up; name another")
    with here.lock("lake publish"):
        written, failure = to_lake(here, settings, ready, SystemClock().now())
    if failure:
        raise StoreError(failure)
    if as_json:
        house.say_json(written)
        return 0
    for part, found in written.items():
        rows = ", ".join(f"{table} {n:,}" for table, n in found["written"].items())
        click.echo(f"{part}: {rows or 'nothing to write, the lake has it already'}")
    return 0


@lake.command()
@house.home_option
@house.config_option
@house.json_option
def status(*, home: Path | None, config: Path | None, as_json: bool) -> None:
    """What the lake itself says: its last night, its snapshots, its files."""
    access, _, _, _ = _lake(home, config)
    found = lake_status(access)
    if as_json:
        house.say_json(found)
        return
    for part, about in found.items():
        said = f"night {about['night_id']} of {about['told_by']}" if about["night_id"] else "no night yet"
        size = (about["size_bytes"] or 0) / (1 << 20)
        click.echo(
            f"{part}: {said}, written {about['written_at']}; {about['snapshots']} snapshots, "
            f"{about['files'] or 0} files, {size:,.1f} MiB"
        )


@lake.command()
@click.argument("sql")
@house.home_option
@house.config_option
@house.format_option
def query(*, sql: str, home: Path | None, config: Path | None, shape: str) -> None:
    """Run SQL on the lake, read-only: schema `out` is this library's, `shared` is everybody's."""
    access, _, _, _ = _lake(home, config)
    columns, rows = ask_lake(access, sql)
    emit(Answer(columns, rows), shape, "Query")


def _lake(given: Path | None, config: Path | None) -> tuple[LakeAccess, ToLake, Home, Settings]:
    """The lake of a home, and the way into it.

    Raises:
        UsageError: the settings name none, or the environment does not say where it is.
    """
    here = house.open_home(given)
    settings = house.settings_of(here, config)
    ready = lake_of(settings, find_sources(house.CONNECTORS), os.environ)
    if ready is None:
        raise UsageError("schedule.yaml names no lake; docs/lake.md says how a library joins one")
    if ready.access is None:
        raise UsageError(ready.trouble)
    return ready.access, ready, here, settings
