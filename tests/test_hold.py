"""Every reason to hold a run, bitten on purpose; and the check of nothing."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from pipeline.hold import Tally, reason_to_hold
from pipeline.model import Expect

EXPECT = Expect(min_listings=10, max_drop_pct=20.0, fill_rate={"url": 0.9})
GOOD = Tally(
    listings=100, rejected=0, first_rejection="", left_out=0, stated_total=100, filled={"url": 95}, unreadable_pages=()
)


def test_a_good_run_is_not_held() -> None:
    assert reason_to_hold(GOOD, EXPECT, 100) is None
    assert reason_to_hold(replace(GOOD, stated_total=None), EXPECT, None) is None
    assert reason_to_hold(replace(GOOD, stated_total=110, left_out=10), EXPECT, None) is None


@pytest.mark.parametrize(
    ("tally", "previous", "reason"),
    [
        (replace(GOOD, listings=0, filled={}), None, "gave no listing at all"),
        (replace(GOOD, listings=0, filled={}, stated_total=0), 0, "gave no listing at all"),
        (replace(GOOD, unreadable_pages=("p1: odd",)), 100, "p1: odd"),
        (replace(GOOD, unreadable_pages=("p1: odd", "p2")), 100, r"p1: odd \(and 1 more page"),
        (
            replace(GOOD, listings=95, rejected=5, first_rejection="no title"),
            100,
            r"5 of 100 records could not be read \(5.0 %\), at most 2 % were expected; the first: no title",
        ),
        (replace(GOOD, listings=9, stated_total=9), None, "9 listings came, at least 10"),
        (replace(GOOD, stated_total=200), None, "100 records came, the source says it has 200"),
        (replace(GOOD, stated_total=50), None, "the source says it has 50"),
        (GOOD, 200, r"100 listings came after 200 the time before \(down 50 %\), a drop of at most 20 %"),
        (replace(GOOD, filled={"url": 89}), 100, "`url` is filled in 89% of the listings, at least 90%"),
        (replace(GOOD, filled={}), 100, "`url` is filled in 0%"),
    ],
)
def test_every_guard_bites(tally: Tally, previous: int | None, reason: str) -> None:
    held = reason_to_hold(tally, EXPECT, previous)
    assert held is not None
    assert re.search(reason, held)


def test_a_list_that_came_twice_is_neither_growth_nor_a_drop_the_night_after() -> None:
    twice = replace(GOOD, listings=200, repeated=100, stated_total=200, filled={"url": 190})
    assert reason_to_hold(twice, EXPECT, 100) is None
    held = reason_to_hold(twice, EXPECT, 200)
    assert held is not None
    assert held.startswith("100 listings came after 200 the time before (down 50 %)")


def test_growth_is_no_reason() -> None:
    assert reason_to_hold(GOOD, EXPECT, 10) is None
