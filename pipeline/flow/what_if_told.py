"""What a what-if may ask and answer, so that many of them tell nothing of one person or of a small group.

A plan or a clash is an answer of one bit about the people behind it. Asked again and again with a size that grows by
one, or with one person in every part of the week, it would tell a hidden number, or that person's timetable.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from pipeline.errors import UsageError
from pipeline.flow.facilitators import listed_facilitators
from pipeline.flow.season_problem import facilitator_ref
from pipeline.model import SeasonChoice, SeasonCircle, Settings
from pipeline.store import Catalogue, Home
from pipeline.survey import AnswerReader

NOT_TOLD = (
    "a facilitator can be named in a what-if only where the library lists them itself in the sheet facilitator of the "
    "ledger, or with --lock for the one circle that the published season gives them (its topic, place and time): "
    "any other answer would tell when a person is free; name a topic, a place or a time alone, "
    "or add them to the sheet"
)
"""The same for every choice, so that the refusal tells nothing."""


def check_sizes(settings: Settings, asked: Settings) -> None:
    """Whether the sizes of a what-if tell no hidden number: of two settings that differ, where the answer changes.

    Smaller circles may be asked for down to `demand.min_group` and in one step of two people at least; the largest
    size in steps of `demand.min_group`.

    Raises:
        UsageError: they would tell how many people can come.
    """
    group = settings.demand.min_group
    least, most = _sizes(settings)
    asked_least, asked_most = _sizes(asked)
    if asked_least != least and not (asked_least == group and least - group > 1):
        lower = f" or {group}" if least - group > 1 else ""
        raise UsageError(
            f"season.min_size: found {asked.season.min_size} in a what-if, expected {least} as it is set{lower}: where "
            "the answer changes would tell how many people can come, also where that is hidden; "
            "change the setting in schedule.yaml if circles of the library shall have that size"
        )
    if asked_most not in (most, least) and asked_most % group:
        raise UsageError(
            f"season.max_size: found {asked.season.max_size} in a what-if, expected {most} as it is set or a multiple "
            f"of {group}: in smaller steps it would tell how many people can come, also where that is hidden"
        )


def _sizes(settings: Settings) -> tuple[int, int]:
    least = max(settings.season.min_size, settings.demand.min_group)
    return least, max(least, settings.season.max_size)


class Named:
    """Which facilitators a what-if may name, and where: those of the library's own list, others as published."""

    def __init__(self, published: Iterable[SeasonCircle], listed: Iterable[str]) -> None:
        self._published = tuple(published)
        self._listed = frozenset(listed)

    @classmethod
    def of(cls, home: Home, settings: Settings, reader: AnswerReader) -> Named:
        """As the published catalogue and the ledger of a home have them."""
        with Catalogue(home.catalogue) as catalogue:
            published = tuple(catalogue.previous(SeasonCircle, "true", order="circle"))
        key = home.salt()
        return cls(
            published, (facilitator_ref(each.person, key) for each in listed_facilitators(home, settings, reader))
        )

    def locked(self, asked: Sequence[SeasonChoice]) -> tuple[SeasonChoice, ...]:
        """The locked choices; one that names a facilitator of the published season is its whole circle there.

        Raises:
            UsageError: one of them would tell when a person is free.
        """
        return tuple(map(self._locked, asked))

    def forbidden(self, asked: Sequence[SeasonChoice]) -> tuple[SeasonChoice, ...]:
        """The forbidden choices: without one person it would show whether others could lead.

        Raises:
            UsageError: one of them names somebody whom the library does not list.
        """
        if any(each.facilitator is not None and each.facilitator not in self._listed for each in asked):
            raise UsageError(NOT_TOLD)
        return tuple(asked)

    def may_tell(self, circle: SeasonCircle) -> bool:
        """Whether a circle of a what-if may say who leads it."""
        return circle.facilitator_ref in self._listed or _whole(circle) in map(_whole, self._published)

    def _locked(self, choice: SeasonChoice) -> SeasonChoice:
        if choice.facilitator is None or choice.facilitator in self._listed:
            return choice
        meant = [whole for circle in self._published if _is_within(whole := _whole(circle), choice)]
        if len(meant) != 1:
            raise UsageError(NOT_TOLD)
        return meant[0]


def _whole(circle: SeasonCircle) -> SeasonChoice:
    """The choice that only this circle is."""
    slot: Any = {"weekday": circle.weekday, "part_of_day": circle.part_of_day}  # columns are plain text
    return SeasonChoice(
        topic=circle.topic_id, branch=circle.branch, room=circle.room, facilitator=circle.facilitator_ref, **slot
    )


def _is_within(whole: SeasonChoice, choice: SeasonChoice) -> bool:
    """Whether a circle is as a choice says."""
    said = {
        name: value
        for name in ("topic", "branch", "room", "facilitator", "weekday", "part_of_day")
        if (value := getattr(choice, name)) is not None
    }
    return replace(whole, **said) == whole
