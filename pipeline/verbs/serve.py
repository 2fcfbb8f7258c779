"""`circlewise serve`: the coordinators' page."""

from __future__ import annotations

import getpass
import os
from contextlib import ExitStack, suppress
from datetime import UTC, datetime
from pathlib import Path

import click

from pipeline.errors import UsageError
from pipeline.flow.proposal import FILE, load_credentials
from pipeline.model import ServeSettings
from pipeline.review.app import review_app
from pipeline.review.ground import Around, Ground
from pipeline.review.serve import address_of, open_socket, server_of
from pipeline.sources import credential, find_blocked, find_sources
from pipeline.store import Accounts
from pipeline.verbs import house
from pipeline.verbs.beside import nights_beside
from pipeline.verbs.unattended import watched_settings


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="For others: accounts and `serve.address`.")
@click.option("--port", default=8321, show_default=True, type=click.IntRange(0, 65535), help="0 takes any free one.")
@click.option("--by", help="In whose name people decide while there are no accounts; default is your login here.")
@click.option(
    "--with-schedule",
    is_flag=True,
    help="Run nights and backups, too, as `circlewise schedule` does; `serve.with_schedule` has it always so.",
)
@house.home_option
@house.config_option
def serve(*, host: str, port: int, by: str | None, with_schedule: bool, home: Path | None, config: Path | None) -> None:
    """The coordinators' page in a browser: topics, evidence, decisions. Ctrl+C ends it.

    It shows what the last night published, follows every new night by itself, and writes nothing but decisions and the
    ledger of circles. Until `circlewise accounts add` makes an account, it asks nobody to sign in and answers on this
    machine only.

    A changed schedule.yaml holds from the next click on, but for `serve`; a broken one leaves what it said before.
    """
    here = house.existing(home)
    watched = watched_settings(here, config, house.say)
    settings = watched.current
    is_for_others = _is_for_others(host, settings.serve, has_accounts=Accounts(here.accounts).exist())
    with ExitStack() as stack:
        listening = stack.enter_context(open_socket(host, port, for_others=is_for_others))
        schedule = None
        if with_schedule or settings.serve.with_schedule:
            house.ask_for_contact(settings)
            here.prepare()
            schedule = stack.enter_context(nights_beside(here, watched, house.say))
        ground = Ground(
            home=here,
            settings=watched,
            credentials=load_credentials(house.CONNECTORS.parent / FILE),
            sources=find_sources(house.CONNECTORS),
            blocked=find_blocked(house.CONNECTORS),
        )
        around = Around(
            decided_by=by or getpass.getuser(),
            clock=lambda: datetime.now(UTC),
            secret=_secret(settings.serve),
            schedule=schedule,
            say=house.say,
            is_for_people=True,
        )
        app = review_app(ground, around)
        here_at, public = address_of(listening), settings.serve.address
        where = f"{public}, behind its proxy; it listens at {here_at}" if public else here_at
        house.say(f"The page is at {where} (Ctrl+C ends it)")
        with suppress(KeyboardInterrupt):  # Ctrl+C is how it ends
            server_of(app).run(sockets=[listening])


def _secret(serve: ServeSettings) -> str:
    """What the library's own sign-in gave us; empty where there is none.

    Raises:
        UsageError: the settings name a provider, and the environment holds no secret.
    """
    if serve.oidc is None:
        return ""
    found = credential(serve.oidc.secret_env, os.environ)
    if not found:
        raise UsageError(
            f"serve.oidc: the environment holds no {serve.oidc.secret_env}; put what the provider gave into it, or "
            f"into a file that {serve.oidc.secret_env}_FILE names"
        )
    return found


def _is_for_others(host: str, serve: ServeSettings, *, has_accounts: bool) -> bool:
    """Whether others than this machine may be answered.

    Raises:
        UsageError: they are to be, and nobody would have to sign in, or passwords would cross the network in the open.
    """
    if not has_accounts:
        if serve.address:
            raise UsageError(
                f"serve.address: others reach the page at {serve.address}, and there is no account to sign in with; "
                "`circlewise accounts add NAME --role administrator` makes the first"
            )
        return False
    if not serve.address and host not in ("127.0.0.1", "localhost", "::1"):
        raise UsageError(
            f"--host {host}: passwords would cross the network in the open; put a proxy with TLS before the page and "
            "its address into `serve.address` of schedule.yaml (docs/operations.md), or take 127.0.0.1"
        )
    return True
