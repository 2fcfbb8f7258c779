"""Progress: live on a terminal, a plain line for every step anywhere else, never on standard output."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta

from rich.console import Console

from pipeline.flow.harvested import Harvest
from pipeline.model import Expect, SourceRules
from pipeline.verbs.progress import NightProgress

NIGHT = datetime(2026, 11, 24, 2, 30, tzinfo=UTC)
RULES = SourceRules(
    source="demo", title="Demo", publisher="us", home="https://example.org", terms="ours",
    expect=Expect(min_listings=1, max_drop_pct=50.0, fill_rate={}),
)  # fmt: skip


def told(*, is_terminal: bool) -> str:
    out = io.StringIO()
    console = Console(file=out, force_terminal=is_terminal, width=80)
    harvest = Harvest(rules=RULES, run_id="n.demo", started_at=NIGHT, finished_at=NIGHT)
    with NightProgress(console) as progress:
        harvest.records = 7
        progress("harvest", harvest)
        harvest.outcome, harvest.finished_at = "succeeded", NIGHT + timedelta(seconds=2)
        progress("harvest", harvest)
        for stage in ("build", "match", "propose", "publish"):
            progress(stage, None)
    return out.getvalue()


def test_plain_lines_where_there_is_no_terminal() -> None:
    assert told(is_terminal=False).splitlines() == [
        "demo: 0 pages, 7 listings, succeeded",
        "building the next catalogue",
        "matching goals to courses",
        "proposing topics",
        "checking and publishing",
    ]


def test_live_lines_on_a_terminal() -> None:
    text = told(is_terminal=True)
    assert "\x1b[" in text
    assert "demo: 0 pages, 7 listings, succeeded" in text
    assert "checking and publishing" in text
