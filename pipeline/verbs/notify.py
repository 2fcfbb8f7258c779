"""`circlewise notify`."""

from __future__ import annotations

import os
from pathlib import Path

import click

from pipeline.errors import UsageError
from pipeline.flow.telling import try_out
from pipeline.verbs import house
from pipeline.verbs.teller import Teller, people_of


@click.command()
@house.home_option
@house.config_option
def notify(*, home: Path | None, config: Path | None) -> int:
    """Send a trial message to everybody who is told of nights, and say which arrived at the service.

    Addresses come from the environment variables that `notify` in schedule.yaml names (CIRCLEWISE_NOTIFY and
    CIRCLEWISE_NOTIFY_ADMIN), or from the files that the same names with _FILE behind them point to.
    """
    here = house.existing(home)
    settings = house.settings_of(here, config)
    here.prepare()
    teller = Teller(here, "notify", settings, os.environ)
    sent, said = try_out(people_of(here, settings, os.environ, teller.log))
    for line in said:
        house.say(line)
    if not sent:
        names = f"{settings.notify.digest_env} and {settings.notify.admin_env}"
        raise UsageError(
            f"nobody is told of nights: {names} hold no address, nor do the files of the same names with _FILE; "
            "something like mailto://USER:PASSWORD@HOST?to=… was expected (docs/operations.md)"
        )
    for each in sent:
        click.echo(f"{each.to}: {each.failure or 'sent'}")
    return 1 if said or any(each.failure for each in sent) else 0
