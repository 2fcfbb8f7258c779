"""Facilitators whom the library lists itself, in the sheet `facilitator` of the ledger."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.flow.circles import recorded
from pipeline.model import FacilitatorEntry, Settings, Slot
from pipeline.store import Home
from pipeline.survey import AnswerReader
from pipeline.survey.availability import free_slots


@dataclass(frozen=True, kw_only=True)
class Listed:
    """Somebody of the list; `person` is the keyed hash of the ledger."""

    person: str
    branch: str | None
    slots: frozenset[Slot]
    named: frozenset[str] | None
    """Topic ids, and subjects as `goal_key` words them; None for any topic."""
    max_circles: int
    weekly_hours: float

    def may_lead(self, topic_id: str, keys: Iterable[str]) -> bool:
        """Whether they lead a circle on this topic, which has goals of these keys."""
        return self.named is None or topic_id in self.named or not self.named.isdisjoint(keys)


def listed_facilitators(home: Home, settings: Settings, reader: AnswerReader) -> tuple[Listed, ...]:
    """Those who lead circles now, by their hash; who pauses is left out."""
    season = settings.season
    entries = (row.entry for row in recorded(home))
    found = []
    for entry in entries:
        if not isinstance(entry, FacilitatorEntry) or entry.max_circles == 0:
            continue
        hours = season.facilitator_weekly_hours if entry.weekly_hours is None else float(entry.weekly_hours)
        found.append(
            Listed(
                person=entry.person,
                branch=entry.branch,
                slots=free_slots([(None, entry.free)]),
                named=_named(entry.topics, reader),
                max_circles=entry.max_circles or season.max_circles_per_facilitator,
                weekly_hours=hours,
            )
        )
    return tuple(sorted(found, key=lambda each: each.person))


def _named(topics: str | None, reader: AnswerReader) -> frozenset[str] | None:
    parts = [part.strip() for part in (topics or "").split(";") if part.strip()]
    if not parts:
        return None
    keys = set(parts)
    for part in parts:
        said = reader.option(part)
        keys.add(reader.meanings.of(said.matching_text or said.phrase).key)
    return frozenset(keys)
