"""`circlewise accounts`: who may open the coordinators' page. A password is asked for, never taken as an option."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import click

from pipeline.errors import UsageError
from pipeline.model import ROLES, Role
from pipeline.store import Accounts, Home
from pipeline.verbs import house

role_choice = click.Choice(ROLES)
EVENTS = {
    "signed_in": "signed in",
    "sign_in_failed": "failed to sign in",
    "signed_out": "signed out",
    "account_added": "was added",
    "role_changed": "got another role",
    "password_changed": "got another password",
    "account_removed": "was removed",
    "night_started": "started a night",
    "home_examined": "had the home examined",
    "survey_uploaded": "uploaded a survey export",
    "survey_discarded": "discarded a survey export",
    "survey_added": "added a survey",
    "survey_purged": "purged a survey",
}


@click.group("accounts")
def accounts() -> None:
    """Who may open the coordinators' page: add people, change roles and passwords, remove people, see who was there."""


@accounts.command("add")
@click.argument("name")
@click.option("--role", type=role_choice, default="coordinator", show_default=True, help="What the account may do.")
@click.option("--without-password", is_flag=True, help="For one whom `serve.trusted_header` or `serve.oidc` lets in.")
@house.home_option
def add(*, name: str, role: str, without_password: bool, home: Path | None) -> None:
    """Add NAME, and ask for a password of 12 letters or more. From the first account on everybody has to sign in.

    A viewer looks, a coordinator decides too, an administrator may everything.
    """
    here = _home(home)
    if Accounts(here.accounts).named(name) is not None:
        raise UsageError(f"there is an account {name} already; `circlewise accounts password` changes its password")
    if not Accounts(here.accounts).exist() and role != "administrator":
        raise UsageError("the first account has to be an administrator; add --role administrator")
    password = None if without_password else _asked()
    account = Accounts(here.accounts).add(name, cast("Role", role), password, by=_by(), at=_now())
    house.say(f"{account.name} may sign in as {account.role}")


@accounts.command("list")
@house.home_option
@house.json_option
def show(*, home: Path | None, as_json: bool) -> None:
    """Every account with its role, and when it last signed in."""
    found = Accounts(house.existing(home).accounts).all()
    rows = [
        {
            "name": each.name,
            "role": each.role,
            "signs_in": "with a password" if each.has_password else "elsewhere",
            "added_at": each.added_at,
            "last_signed_in_at": each.last_signed_in_at,
        }
        for each in found
    ]
    if as_json:
        house.say_json(rows)
    elif found:
        for each, row in zip(found, rows, strict=True):
            last = _when(each.last_signed_in_at) if each.last_signed_in_at else "never"
            click.echo(f"{each.name}: {each.role}, {row['signs_in']}, last {last}")
    else:
        house.say("there are no accounts: the page asks nobody to sign in, and answers on this machine only")


@accounts.command("role")
@click.argument("name")
@click.argument("role", type=role_choice)
@house.home_option
def change_role(*, name: str, role: str, home: Path | None) -> None:
    """Give NAME another ROLE; it holds from the next click on."""
    account = Accounts(_existing(home).accounts).set_role(name, cast("Role", role), by=_by(), at=_now())
    house.say(f"{account.name} is {account.role} now")


@accounts.command("password")
@click.argument("name")
@house.home_option
def change_password(*, name: str, home: Path | None) -> None:
    """Ask for another password of NAME; whoever is signed in with it has to sign in again."""
    here = _existing(home)
    if Accounts(here.accounts).named(name) is None:
        raise UsageError(f"there is no account `{name}`; `circlewise accounts list` shows all")
    Accounts(here.accounts).set_password(name, _asked(), by=_by(), at=_now())
    house.say(f"{name} has another password; who was signed in with the old one is out")


@accounts.command("remove")
@click.argument("name")
@house.home_option
def remove(*, name: str, home: Path | None) -> None:
    """Remove NAME, who is out at once; decisions and the log keep the name."""
    here = _existing(home)
    Accounts(here.accounts).remove(name, by=_by(), at=_now())
    house.say(f"{name} may not sign in any more")
    if not Accounts(here.accounts).exist():
        house.say("That was the last account: a page that is started now asks nobody to sign in, on this machine only")


@accounts.command("log")
@click.option("-n", default=50, show_default=True, type=click.IntRange(1, 100_000), help="So many rows, latest first.")
@house.home_option
@house.json_option
def log(*, n: int, home: Path | None, as_json: bool) -> None:
    """Who signed in, failed to and signed out, and every change of an account, in UTC."""
    events = Accounts(house.existing(home).accounts).log(n)
    if as_json:
        house.say_json(
            [
                {"at": each.happened_at, "what": each.kind, "account": each.account, "by": each.by, "note": each.note}
                for each in events
            ]
        )
        return
    for each in events:
        who = each.account or "somebody with the name of no account"
        note = f" ({each.note})" if each.note else ""
        click.echo(f"{_when(each.happened_at)}  {who} {EVENTS[each.kind]}{note}, by {each.by}")


def _home(given: Path | None) -> Home:
    here = house.existing(given)
    here.prepare()
    return here


def _existing(given: Path | None) -> Home:
    """A home that has accounts.

    Raises:
        UsageError: it has none.
    """
    here = house.existing(given)
    if not Accounts(here.accounts).exist():
        raise UsageError(f"{house.shown(here.folder)} has no accounts; `circlewise accounts add NAME` makes the first")
    return here


def _asked() -> str:
    """A password, typed twice and not shown; or the first line of what is piped in.

    Raises:
        UsageError: nothing was piped in.
    """
    if sys.stdin.isatty():
        ask: Callable[..., Any] = click.prompt
        return str(ask("Password", hide_input=True, confirmation_prompt="The same again", err=True))
    line = sys.stdin.readline().rstrip("\r\n")
    if not line:
        raise UsageError("a password was expected: type it at a terminal, or pipe one line in")
    return line


def _by() -> str:
    return f"{getpass.getuser()} on this machine"


def _now() -> datetime:
    return datetime.now(UTC)


def _when(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"
