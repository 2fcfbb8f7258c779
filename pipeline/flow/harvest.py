"""Harvest: every source side by side, each page archived before it is read, each run judged before it counts."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pipeline.contract import Connector
from pipeline.engine import RaisedError
from pipeline.errors import BlockedError, CirclewiseError, PageChangedError
from pipeline.fetch import Archive, Clock, Fetcher, replay
from pipeline.flow.apart import Apart
from pipeline.flow.harvested import Harvest
from pipeline.flow.read_there import There
from pipeline.flow.reading import Reader
from pipeline.flow.walk import begin, count_unread, walk
from pipeline.hold import Tally, reason_to_hold
from pipeline.model import Level, Note, SourceRules
from pipeline.store import Readings


@dataclass(frozen=True, kw_only=True)
class Plan:
    """One source to harvest tonight."""

    rules: SourceRules
    connector: Connector
    """Asks for changes only where its `since` is set."""
    fingerprint: str = ""
    """Stands for the code and the rules that read its pages."""
    apart: Apart | There | None = None
    """Reads its pages in a process of its own, here or beside a worker; None to read them in this one."""
    previous_listings: int | None = None
    limit: int | None = None
    """Stop after so many listings; such a run is for looking only and never counts."""


Progress = Callable[[Harvest], None]


@dataclass(frozen=True, kw_only=True)
class Means:
    """What a harvest works with. Without a fetcher the archived pages of each source's last good run are read again."""

    fetcher: Fetcher | None
    archive: Archive
    readings: Readings | None
    clock: Clock
    progress: Progress


async def harvest_all(plans: Sequence[Plan], night_id: str, means: Means) -> list[Harvest]:
    """Harvest every plan side by side; one source's trouble is no other's. In the order of the plans."""
    return list(await asyncio.gather(*(_harvest_one(plan, night_id, means) for plan in plans)))


async def _harvest_one(plan: Plan, night_id: str, means: Means) -> Harvest:
    now = means.clock.now()
    harvest = Harvest(
        rules=plan.rules,
        run_id=f"{night_id}.{plan.rules.source}",
        started_at=now,
        finished_at=now,
        is_replayed=means.fetcher is None,
        is_full=plan.connector.since is None,
        watermark=plan.connector.since,
    )
    reader = Reader(plan.connector, plan.rules, means.readings, plan.fingerprint, plan.apart)
    try:
        await _read_all(plan, harvest, reader, means)
        if plan.limit is None:
            harvest.reason = reason_to_hold(_tally(harvest), plan.rules.expect, plan.previous_listings)
        harvest.outcome = "held" if harvest.reason else "succeeded"
    except BlockedError as error:
        harvest.outcome, harvest.reason = "blocked", str(error)
    except PageChangedError as error:
        harvest.outcome, harvest.reason = "held", str(error)
    except CirclewiseError as error:
        harvest.outcome, harvest.reason = "failed", str(error)
    except RaisedError as error:
        harvest.outcome, harvest.reason = "failed", f"the connector has a bug: {error}"
    except Exception as error:  # noqa: BLE001 - a bug in one connector must not end the night of the others
        harvest.outcome = "failed"
        harvest.reason = f"the connector has a bug: {type(error).__name__}: {error}"
    finally:
        reader.close()
    harvest.remembered = reader.n_remembered
    harvest.finished_at = means.clock.now()
    if harvest.reason:
        level: Level = "warning" if harvest.outcome == "held" else "error"
        harvest.notes.append(Note(level=level, kind=harvest.outcome, message=harvest.reason))
    if harvest.outcome == "succeeded" and plan.limit is None:
        means.archive.promote(plan.rules.source, harvest.run_id, adds_to_last=not harvest.is_full)
        if means.readings and harvest.is_full:
            means.readings.keep_only(plan.rules.source, reader.used)
    if means.readings:
        means.readings.save(plan.rules.source)
    means.progress(harvest)
    return harvest


async def _read_all(plan: Plan, harvest: Harvest, reader: Reader, means: Means) -> None:
    """Every page of the source, from the network or from the archive.

    The pages of an archive are read in their order; where they lead to is archived too.
    """
    if means.fetcher is not None:
        is_enough = None if plan.limit is None else (lambda: harvest.records >= (plan.limit or 0))
        await walk(plan.connector, plan.rules, harvest, reader, means.fetcher, means.progress, is_enough)
        return
    known = {each.url: each for each in begin(plan.connector, plan.rules, harvest)}
    for fetched in replay(means.archive, plan.rules.source, harvest.run_id):
        harvest.note_page(fetched)
        reading = await reader.read(fetched)
        harvest.take_in(reading)
        known |= {each.url: each for each in reading.requests}
        if reading.error:
            count_unread(harvest, known.get(fetched.page.request.url, fetched.page.request), reading.error)


def _tally(harvest: Harvest) -> Tally:
    return Tally(
        listings=harvest.records,
        rejected=harvest.rejected,
        repeated=harvest.records - len(harvest.rows),
        first_rejection=next((note.message for note in harvest.notes if note.kind == "rejected_record"), ""),
        left_out=harvest.left_out,
        stated_total=harvest.stated_total,
        filled=harvest.filled,
        unreadable_pages=tuple(harvest.unreadable_pages),
        unread_lists=tuple(harvest.unread_lists),
        is_full=harvest.is_full,
    )
