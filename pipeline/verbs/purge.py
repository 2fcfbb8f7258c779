"""The verb that takes a survey out of a home."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.errors import UsageError
from pipeline.fetch import SystemClock
from pipeline.verbs import house


@click.command("purge-survey")
@click.argument("survey_id", metavar="ID")
@house.home_option
@house.config_option
@house.json_option
def purge_survey(*, survey_id: str, home: Path | None, config: Path | None, as_json: bool) -> None:
    """Remove the survey ID from every file of the home, kept builds included, and say what was removed. No way back.

    `circlewise survey list` shows the ids; the beginning of one is enough. Counts of topics that it had a part in come
    back with the next night.
    """
    from pipeline.flow import purge

    here = house.open_home(home)
    if not here.folder.is_dir():
        raise UsageError(f"{house.shown(here.folder)} does not exist, so no survey is in it; name a home with --home")
    settings = house.settings_of(here, config)
    here.prepare()
    with here.lock("purge-survey"):
        purged = purge.purge_survey(here, survey_id, SystemClock().now(), settings.demand.min_group)
    if as_json:
        house.say_json(purged.as_json())
        return
    for line in purged.sentences:
        click.echo(line)
    if settings.lake and not here.is_demo:
        click.echo(
            "The lake still has it until the next night, or until `circlewise run`, ends; then its files go there, too."
        )
    click.echo(f"`circlewise run{house.home_words(here)}` counts the surveys that are left.")
