"""Where a verb finds things: the home, the settings, the connectors; and the options that every verb shares."""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path
from typing import Any

import click

from pipeline.errors import UsageError
from pipeline.model import Settings
from pipeline.settings import EXAMPLE_CONTACT, load_settings, with_gateway
from pipeline.sources import find_sources
from pipeline.store import Home

_IN_HOME = re.compile(r"(?<![\w/.-])home/(courses\b)")
PROJECT = Path(__file__).resolve().parents[2]
CONNECTORS = PROJECT / "connectors"

home_option = click.option(
    "--home",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of the catalogue and everything with it; default $CIRCLEWISE_HOME, else data/local.",
)
config_option = click.option(
    "--config",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="Settings file; default schedule.yaml in the home, else the project's.",
)
gateway_option = click.option("--gateway", help="Send every request through this address: http://HOST:PORT.")
json_option = click.option("--json", "as_json", is_flag=True, help="Print exactly one JSON document.")
format_option = click.option(
    "--format",
    "shape",
    type=click.Choice(["table", "json", "csv", "xlsx", "md"]),
    default="table",
    help="xlsx needs a file or a pipe to go to.",
)


def open_home(given: Path | None, *, is_demo: bool = False) -> Home:
    """The home named, by option or environment, else data/local (the demo has one of its own inside it)."""
    if given is None and (named := os.environ.get("CIRCLEWISE_HOME")):
        given = Path(named)
    fallback = PROJECT / "data" / "local"
    return Home((given or (fallback / "demo" if is_demo else fallback)).resolve())


def home_words(home: Home) -> str:
    """` --home X` as the next command needs it; empty where the home is found without."""
    return "" if open_home(None) == home else f" --home {shlex.quote(shown(home.folder))}"


def when_seen(home: Home) -> str:
    """When people see a decision that was recorded, and how they see it sooner."""
    demo = " --demo" if home.is_demo else ""
    return f"The next night shows it; at once: circlewise run{demo} --no-harvest{home_words(home)}"


def existing(given: Path | None) -> Home:
    """A home to look at, even before its first night; one that was named has to be there.

    Raises:
        UsageError: the folder named with --home does not exist.
    """
    home = open_home(given)
    if given is not None and not home.folder.is_dir():
        raise UsageError(
            f"there is no folder {shown(home.folder)}; mend --home, or make it: "
            f"circlewise run --home {shown(home.folder)}"
        )
    return home


def with_real_folders(text: str, home: Home) -> str:
    """A message as people at the terminal need it: `home/courses` of stored messages as the folder it is here."""
    return _IN_HOME.sub(lambda found: f"{shown(home.folder)}/{found[1]}", text)


def published(given: Path | None) -> Home:
    """A home that has a catalogue to read.

    Raises:
        UsageError: there is none; says where the demo's is, where that exists.
    """
    home = open_home(given)
    if not home.catalogue.exists():
        demo = open_home(None, is_demo=True)
        hint = f"; the demo's is read with --home {shown(demo.folder)}" if demo.catalogue.exists() else ""
        raise UsageError(f"{shown(home.catalogue)} does not exist yet; `circlewise run` makes it{hint}")
    return home


def settings_file(home: Home, config: Path | None) -> Path:
    """Where the settings stand: the file named, else the home's own, else the project's."""
    own = home.folder / "schedule.yaml"
    return config or (own if own.exists() else PROJECT / "schedule.yaml")


def settings_of(home: Home, config: Path | None, gateway: str | None = None) -> Settings:
    """The settings named, else the home's own, else the project's; a gateway named on the command line wins."""
    settings = load_settings(settings_file(home, config))
    return with_gateway(settings, gateway) if gateway else settings


def source_homes() -> dict[str, str]:
    """Where people find each source on the web, by its id; the library's own lists are on this machine."""
    return {source: rules.home for source, rules in find_sources(CONNECTORS).items() if not rules.files}


def ask_for_contact(settings: Settings) -> None:
    """Remind whoever is about to ask real sources that they must be able to reach a person."""
    if settings.contact == EXAMPLE_CONTACT and not settings.gateway:
        say("`contact` in schedule.yaml is still the example: put a person's address there, so that sources reach one")


def shown(path: Path) -> str:
    """A path as a person would type it from here."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def say_json(document: Any) -> None:
    """Exactly one JSON document on standard output, printed as `--format json` prints."""
    from pipeline.verbs.export import json_document

    click.echo(json_document(document))


def say(text: str) -> None:
    """Progress and messages: standard error."""
    click.echo(text, err=True)
