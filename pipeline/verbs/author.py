"""Verbs for those who add a source: new-connector and record."""

from __future__ import annotations

import os
import textwrap
from pathlib import Path

import click

from pipeline.author import Started, record_page, start_connector
from pipeline.author.draft import Project
from pipeline.author.shorten import in_words
from pipeline.fetch import SystemClock
from pipeline.verbs import house

SHOWN = 15


@click.command()
@click.argument("name")
@click.argument("url")
@click.option(
    "--platform", help="The shared platform to write it on, or none for the page itself; default: recognised."
)
@house.gateway_option
@house.home_option
@house.config_option
def new_connector(
    *, name: str, url: str, platform: str | None, gateway: str | None, home: Path | None, config: Path | None
) -> None:
    """Start source NAME from the page at URL: its folder, a recording, and tests that fail until you reviewed it.

    URL is the address of a list of courses. Where it belongs to a shared platform (Moodle, OAI-PMH, MOOChub, a feed and
    others), the connector is ten lines on it; else best is an address that answers with JSON. It is looked at once, as
    politely as a night would, on a platform with the pages that lead to its first courses, four at most. Needs a
    checkout of the project; CONTRIBUTING.md walks through what comes next.
    """
    settings = house.settings_of(house.open_home(home), config, gateway)
    house.ask_for_contact(settings)
    started = start_connector(name, url, _project(), settings, SystemClock(), platform=platform)
    _tell(name, started)


@click.command()
@click.argument("source")
@click.argument("url")
@click.option("--case", help="Name of the recording; default page_2, page_3 and so on.")
@click.option("--reader", help="Method of the connector that reads the page; default that of its first request.")
@house.gateway_option
@house.home_option
@house.config_option
def record(
    *,
    source: str,
    url: str,
    case: str | None,
    reader: str | None,
    gateway: str | None,
    home: Path | None,
    config: Path | None,
) -> None:
    """Save the page at URL as a recording for the tests of SOURCE, as its connector would ask for it."""
    settings = house.settings_of(house.open_home(home), config, gateway)
    house.ask_for_contact(settings)
    saved = record_page(source, url, _project(), settings, SystemClock(), os.environ, case=case, reader=reader)
    click.echo(f"wrote {house.shown(saved.page)} ({saved.size_bytes} bytes), read by `{saved.reader}`")
    click.echo(f"wrote {house.shown(saved.case)}: say there why it exists, and cut a long page by hand")
    _tell_shortened(saved.texts_cut)
    _tell_tests(source)


def _project() -> Project:
    return Project(house.CONNECTORS, house.PROJECT / "tests" / "recordings")


def _tell(name: str, started: Started) -> None:
    for path in started.files:
        click.echo(f"wrote {house.shown(path)}")
    if started.platform:
        words = f"This is {_plain(started.platform)}. Not what you meant: --platform none has the page itself read."
        click.echo("\n" + textwrap.fill(words, 110))
    kept = f"; {started.recorded} of them are kept in the recording" if started.recorded < started.on_page else ""
    click.echo(f"\nCourses on the page: {started.on_page}{kept}. The connector reads {len(started.listings)}:")
    for field, key in started.guessed.items():
        click.echo(f"  {field:<12} {'in' if started.platform else 'from'} {key}")
    if not started.guessed:
        click.echo("  nothing yet: no element looked like a list of courses; write the selectors")
    for sentence in started.to_review[:SHOWN]:
        for line in textwrap.wrap(f"to do: {_plain(sentence)}", 110, initial_indent="  ", subsequent_indent="    "):
            click.echo(line)
    if len(started.to_review) > SHOWN:
        click.echo(f"  and {len(started.to_review) - SHOWN} more; the tests name them")
    _tell_shortened(started.texts_cut)
    folder = house.shown(started.files[0].parent)
    click.echo(f"\nNext, in {folder}:")
    click.echo("  1. source.yaml: read the terms and write down what they say; mend title, publisher, home")
    second = "check every guess; take each other key, or ignore it by name; cost is never guessed"
    second = (
        "its constants; what its own courses word is read in source.yaml (`lookups`)" if started.platform else second
    )
    click.echo(f"  2. connector.py: {second}")
    _tell_tests(name)


def _tell_shortened(n: int) -> None:
    if n:
        click.echo(f"In the recording: {in_words(n)}; what is committed is published.")


def _tell_tests(name: str) -> None:
    command = f"{house.shown(house.PROJECT / '.venv' / 'bin' / 'python')} -m pytest -q tests/connectors -k {name}"
    click.echo(
        "\n`make test` fails now, on purpose: the recording has no reviewed expected.json. This source's tests alone:\n"
        f"  {command}\n"
        "The first run writes expected.json and fails; read it line by line, mend what is wrong, run again."
    )


def _plain(sentence: str) -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in sentence)
