"""Build: tonight's listings merged into the next catalogue, with what each run left behind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.findings import issues, run_counts
from pipeline.flow.harvested import Harvest
from pipeline.flow.reading import LISTING_FIELDS
from pipeline.model import Issue, PageRow, Run, RunCount
from pipeline.store import Build, Changes, GoodRun
from pipeline.store.readings import KEY, TITLE
from pipeline.store.schema import naive


def new_titles(harvests: Sequence[Harvest]) -> list[str]:
    """Titles of the listings that were read tonight, of sources that succeeded.

    Those of a run that was held, which are published by a later one that reads nothing, are left to matching.
    """
    good = _good(harvests)
    return [row[TITLE] for harvest in good for row in harvest.rows.values() if row[KEY] in harvest.keys_read]


def _good(harvests: Sequence[Harvest]) -> list[Harvest]:
    return [harvest for harvest in harvests if harvest.outcome == "succeeded"]


def load(
    build: Build, harvests: Sequence[Harvest], night_id: str, taken_back: Sequence[str] = ()
) -> tuple[dict[str, Changes], dict[str, int]]:
    """Put every harvest into the next catalogue; returns changes and numbers of issues by source.

    The harvests let go of their listings and notes then. `taken_back` are the ids of courses that people entered and
    took back.
    """
    good = _good(harvests)
    build.load_rows(row for harvest in good for row in harvest.rows.values())
    missing = build.missing_in_arrivals(LISTING_FIELDS)
    deleted = [f"{harvest.rules.source}:{key}" for harvest in good for key in sorted(harvest.tombstones)]
    changes = build.merge([_good_run(harvest) for harvest in good], [*deleted, *taken_back])
    build.carry_pages([harvest.rules.source for harvest in good if harvest.is_full])
    build.add_pages(page for harvest in good for page in _once(harvest.pages))
    found = {h.rules.source: issues(h.run_id, h.rules.source, h.notes) for h in harvests}
    build.insert(Run, (_run(harvest, night_id, changes.get(harvest.rules.source, Changes())) for harvest in harvests))
    build.insert(Issue, (issue for of_run in found.values() for issue in of_run))
    build.insert(
        RunCount,
        (
            count
            for h in harvests
            for count in run_counts(h.run_id, h.notes, _counted(h, missing.get(h.rules.source, {})))
        ),
    )
    for harvest in harvests:
        harvest.let_go()
    return changes, {source: len(of_run) for source, of_run in found.items()}


def _counted(harvest: Harvest, missing: Mapping[str, int]) -> dict[str, int]:
    """Counters by path-like name: fields that nobody filled, and pages by what became of them."""
    pages = {"page/remembered": harvest.remembered, "page/gone": harvest.gone_pages}
    return {f"field/{name}/missing": n for name, n in missing.items()} | {name: n for name, n in pages.items() if n}


def _good_run(harvest: Harvest) -> GoodRun:
    rules = harvest.rules
    proves_absence = rules.is_complete and harvest.is_full and not harvest.is_replayed and not harvest.unread_lists
    return GoodRun(rules.source, rules.retire_after, proves_absence, harvest.rejected, harvest.is_full)


def _once(pages: Sequence[PageRow]) -> list[PageRow]:
    return list({page.request_key: page for page in pages}.values())


def _run(harvest: Harvest, night_id: str, changes: Changes) -> Run:
    return Run(
        run_id=harvest.run_id,
        night_id=night_id,
        source=harvest.rules.source,
        started_at=naive(harvest.started_at),
        finished_at=naive(harvest.finished_at),
        outcome=harvest.outcome,
        reason=harvest.reason,
        pages=len(harvest.pages),
        not_modified=harvest.not_modified,
        retries=harvest.retries,
        listings=harvest.records,
        new=changes.new,
        changed=changes.changed,
        unchanged=changes.unchanged,
        missing=changes.missing,
        gone=changes.gone,
        returned=changes.returned,
        rejected=harvest.rejected,
        is_full=harvest.is_full,
        watermark=harvest.watermark,
    )
