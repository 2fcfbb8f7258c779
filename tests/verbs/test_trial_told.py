"""What a dry run tells at the terminal."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console

from pipeline.flow.trial import Trial
from pipeline.model import Note, RawListing, SourceRules
from pipeline.model.source_rules import Expect
from pipeline.normalize.listing import normalise
from pipeline.store import Home
from pipeline.verbs.summary import tell_trial

RULES = SourceRules(
    source="fresh",
    title="Fresh",
    publisher="Fresh",
    home="https://example.org/",
    terms="not verified",
    expect=Expect(min_listings=1, max_drop_pct=20, fill_rate={"url": 0.9}),
)


def told(trial: Trial, width: int = 200) -> str:
    out = io.StringIO()
    tell_trial(trial, Home(Path("/srv/library")), Console(file=out, width=width))
    return out.getvalue()


def trial(outcome: str, reason: str | None = None, *raw: RawListing) -> Trial:
    listings = tuple(normalise(words, RULES).listing for words in raw)
    notes = (Note(level="error", kind=outcome, message=reason),) if reason else ()
    return Trial("fresh", outcome, reason, 1, len(raw), listings, notes)


def test_the_address_of_each_course_is_shown() -> None:
    found = told(
        trial(
            "succeeded",
            None,
            RawListing(key="a", title="With", url="https://example.org/a"),
            RawListing(key="b", title="Without"),
        )
    )
    assert "https://example.org/a" in found
    (line,) = [line for line in found.splitlines() if "Without" in line]
    assert "none" in line


@pytest.mark.parametrize("outcome", ["held", "blocked"])
def test_a_refused_run_says_why_once_and_prints_no_empty_table(outcome: str) -> None:
    reason = "robots.txt forbids /list"
    found = told(trial(outcome, reason))
    assert found.count(reason) == 1
    assert "provider" not in found
    assert f"fresh: {outcome}; 0 listings" in found


def test_a_list_of_the_home_is_named_where_it_lies() -> None:
    found = told(trial("failed", "home/courses/our.csv: row 4, column `Title` is empty, a title was expected"))
    assert "/srv/library/courses/our.csv: row 4" in found
    assert "home/courses" not in found
