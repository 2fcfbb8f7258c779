"""Harvests one source to look at it: nothing of it is kept."""

from __future__ import annotations

import asyncio
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pipeline.fetch import Archive
from pipeline.flow.apart import Apart
from pipeline.flow.harvest import Means, Plan, harvest_all
from pipeline.flow.harvested import Harvest
from pipeline.flow.night import Tonight, new_fetcher
from pipeline.flow.report import new_night_id
from pipeline.model import Listing, Note
from pipeline.settings import settle_rules


@dataclass(frozen=True)
class Trial:
    """What a source gave when it was only looked at."""

    source: str
    outcome: str
    reason: str | None
    pages: int
    records: int
    listings: tuple[Listing, ...]
    notes: tuple[Note, ...]

    def as_json(self) -> dict[str, Any]:
        """The shape of `harvest --dry-run --json`."""
        return {
            "source": self.source,
            "outcome": self.outcome,
            "reason": self.reason,
            "pages": self.pages,
            "records": self.records,
            "listings": [asdict(listing) for listing in self.listings],
            "notes": [asdict(note) for note in self.notes],
        }


def try_source(tonight: Tonight, limit: int | None) -> Trial:
    """Harvest the only source of `tonight` into a folder that is thrown away."""
    ((source, rules),) = tonight.sources.items()
    with tempfile.TemporaryDirectory() as folder:
        wires = tonight.wired[source]
        settled = settle_rules(rules, tonight.settings)
        plan = Plan(
            rules=settled,
            connector=wires.connector(wires.credentials),
            apart=None if wires.connectors is None else Apart(wires.connectors, settled, wires.credentials, None),
            limit=limit,
        )
        harvest = asyncio.run(_harvest(tonight, plan, Archive(Path(folder))))
    listings = tuple(list(harvest.listings.values())[:limit])
    return Trial(
        source, harvest.outcome, harvest.reason, len(harvest.pages), harvest.records, listings, tuple(harvest.notes)
    )


async def _harvest(tonight: Tonight, plan: Plan, archive: Archive) -> Harvest:
    async with new_fetcher(tonight, archive) as fetcher:
        night_id = new_night_id(tonight.as_of, tonight.random)
        means = Means(fetcher=fetcher, archive=archive, readings=None, clock=tonight.clock, progress=lambda moved: None)
        (harvest,) = await harvest_all([plan], night_id, means)
        return harvest
