"""What a night says of the pages it looked at, and what the demo does not look at."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from rich.console import Console

from pipeline.demo import demo_settings
from pipeline.flow.links import Links
from pipeline.flow.report import NightReport
from pipeline.model import Job, Settings
from pipeline.store import Home
from pipeline.verbs.summary import tell_night


def told(links: Links) -> str:
    out = io.StringIO()
    report = NightReport(night_id="n", catalogue=Path("c"), published=True, links=links, seconds={"total": 1.0})
    tell_night(report, Home(Path("home")), Console(file=out, width=200))
    return out.getvalue()


def test_results_are_counted() -> None:
    text = told(Links(results={"alive": 3, "gone": 1}))
    assert "Pages of shortlisted courses looked at: 3 alive, 1 gone." in text
    assert "called gone" not in text


def test_a_doubt_is_told() -> None:
    text = told(
        Links(results={"unreachable": 9}, doubt="9 of 9 pages that were not missing before seem to be gone at once")
    )
    assert "None of them is called gone: 9 of 9 pages" in text


def test_a_night_without_looks_says_nothing() -> None:
    assert "Pages of" not in told(Links())


def test_the_demo_looks_at_no_page(demo_once: Path, verb: Any) -> None:
    settings = Settings(timezone="UTC", night=Job(at="02:30"), contact="a@example.org")
    assert demo_settings(settings).links.max_checks == 0
    assert verb("query", "SELECT count(*) AS n FROM out.link_check", "--home", demo_once, "--format", "json").json == [
        {"n": 0}
    ]
    assert {
        course["link"] for t in verb("topics", "--home", demo_once, "--format", "json").json for course in t["courses"]
    } == {None}
