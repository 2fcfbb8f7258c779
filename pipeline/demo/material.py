"""What the demo works on: its files, its sources and the settings that small catalogues need."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.model import Settings, SourcePlan

_FOLDER = Path(__file__).resolve().parents[2] / "data" / "demo"
DEMO_SURVEY: Path = _FOLDER / "survey.csv"
DEMO_CREDENTIALS = {"EDX_CLIENT_ID": "demo", "EDX_CLIENT_SECRET": "demo"}
DEMO_SOURCES = ("coursera", "edx", "futurelearn", "mit_learn", "openhpi", "p2pu", "udacity")


def demo_folder() -> Path:
    """The folder with the demo's catalogues and survey.

    Raises:
        UsageError: it is not there, because only the installed package is at hand and not the project's folder.
    """
    if not (_FOLDER / "catalogues").is_dir():
        raise UsageError(
            f"the demo's catalogues were expected in {_FOLDER / 'catalogues'} and are not there; "
            "run the demo from a copy of the project's folder"
        )
    return _FOLDER


def demo_settings(settings: Settings) -> Settings:
    """The settings for a demo night: no pauses, since nobody else is asked, and small catalogues are enough.

    Only the floor of `min_listings` is lowered; a source that gives nothing, or half of what it gave, is still held.
    Pages of courses are not looked at: the demo's server has catalogues only.
    """
    plans = {source: SourcePlan(expect={"min_listings": 1}) for source in DEMO_SOURCES}
    return replace(
        settings,
        politeness={**settings.politeness, "delay_seconds": 0.0},
        sources={**settings.sources, **plans},
        links=replace(settings.links, max_checks=0),
    )
