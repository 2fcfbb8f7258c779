"""`circlewise serve`: the coordinators' page."""

from __future__ import annotations

import getpass
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import click

from pipeline.flow.proposal import FILE, load_credentials
from pipeline.review.app import review_app
from pipeline.review.serve import address_of, open_socket, server_of
from pipeline.sources import find_sources
from pipeline.verbs import house


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="An address of this machine only.")
@click.option("--port", default=8321, show_default=True, type=click.IntRange(0, 65535), help="0 takes any free one.")
@click.option("--by", help="In whose name decisions are written; default is the name of this account.")
@house.home_option
@house.config_option
def serve(*, host: str, port: int, by: str | None, home: Path | None, config: Path | None) -> None:
    """The coordinators' page in a browser: topics, evidence, decisions. Ctrl+C ends it.

    It shows what the last night published, follows every new night by itself, and writes nothing but decisions. There
    are no accounts yet, so it answers on this machine only.
    """
    here = house.existing(home)
    app = review_app(
        here,
        house.settings_of(here, config),
        credentials=load_credentials(house.CONNECTORS.parent / FILE),
        sources={source: rules.title for source, rules in find_sources(house.CONNECTORS).items()},
        decided_by=by or getpass.getuser(),
        clock=lambda: datetime.now(UTC),
    )
    with open_socket(host, port) as listening:
        house.say(f"The page is at {address_of(listening)} (Ctrl+C ends it)")
        with suppress(KeyboardInterrupt):  # Ctrl+C is how it ends
            server_of(app).run(sockets=[listening])
