"""`circlewise digest`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import click

from pipeline.errors import StoreError, UsageError
from pipeline.flow.digest import read_digest
from pipeline.model import Decision
from pipeline.sources import find_sources
from pipeline.store import Decisions, Home, kept_builds
from pipeline.topics.digest import Digest, markdown_of, text_of
from pipeline.verbs import house
from pipeline.verbs.export import json_document


def _json(digest: Digest, max_lines: int | None) -> str:
    return json_document(digest.as_json()) + "\n"


RENDERERS: Mapping[str, Callable[[Digest, int | None], str]] = {"text": text_of, "json": _json, "md": markdown_of}


@click.command()
@house.home_option
@house.config_option
@click.option("--night", help="A night whose catalogue is still in builds/: its id, or the beginning of it.")
@click.option("--all", "is_whole", is_flag=True, help="Every line and every course, and what is still undecided.")
@click.option(
    "--format", "shape", type=click.Choice(list(RENDERERS)), default="text", help="json is never cut; md is for chats."
)
def digest(*, home: Path | None, config: Path | None, night: str | None, is_whole: bool, shape: str) -> None:
    """What is new since the night before: what needs a decision, better matches, changed courses, sources.

    What was decided since the night is left out. Numbers of people are not in it.
    """
    here = house.published(home)
    settings = house.settings_of(here, config)
    titles = {source: rules.title for source, rules in find_sources(house.CONNECTORS).items()}
    found = read_digest(_catalogue(here, night), settings, _decisions(here), titles)
    told = RENDERERS[shape](found, None if is_whole else settings.digest.max_lines)
    sys.stdout.buffer.write(told.encode())
    sys.stdout.buffer.flush()


def _catalogue(home: Home, night: str | None) -> Path:
    """The published catalogue, or that of an earlier night.

    Raises:
        UsageError: no kept catalogue, or several, are of such a night.
    """
    if night is None:
        return home.catalogue
    kept = kept_builds(home)
    found = [path for path in kept if path.stem.startswith(night)]
    if len(found) != 1:
        ids = ", ".join(path.stem for path in kept) or "none"
        raise UsageError(f"--night {night}: found {len(found)} nights, expected one of those kept: {ids}")
    return found[0]


def _decisions(home: Home) -> list[Decision]:
    """All decisions; none, and a word about it, where they cannot be read now."""
    try:
        return Decisions(home.decisions).all()
    except StoreError as error:
        house.say(f"Decisions are shown as the last night knew them: {error}")
        return []
