"""What people chose about the season on the coordinators' page, put beside what the settings lock and forbid."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from pipeline.model import SeasonChoice, Settings
from pipeline.model.season_decision import SeasonDecision
from pipeline.store import Home
from pipeline.store.season_decisions import SeasonDecisions


def with_decided(home: Home, settings: Settings) -> Settings:
    """The settings with every choice about the season that holds in this home; the same for nights and what-ifs.

    Raises:
        StoreError: the decisions cannot be read.
    """
    held = standing(SeasonDecisions(home.decisions).all())
    if not held:
        return settings
    season = settings.season
    locked = tuple(choice_of(each) for each in held if each.action == "lock")
    forbidden = tuple(choice_of(each) for each in held if each.action == "forbid")
    return replace(
        settings,
        season=replace(
            season,
            locked=tuple(dict.fromkeys((*season.locked, *locked))),
            forbidden=tuple(dict.fromkeys((*season.forbidden, *forbidden))),
        ),
    )


def standing(decisions: Iterable[SeasonDecision]) -> list[SeasonDecision]:
    """Those that hold, in the order made."""
    return [each for each in decisions if each.undone_at is None]


def choice_of(decision: SeasonDecision) -> SeasonChoice:
    """The choice as settings word it."""
    slot: Any = {"weekday": decision.weekday, "part_of_day": decision.part_of_day}  # columns are plain text
    return SeasonChoice(topic=decision.topic_id, branch=decision.branch, room=decision.room, **slot)
