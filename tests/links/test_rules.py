"""When a page is looked at again, and when its course leaves the shortlists."""

from __future__ import annotations

from datetime import datetime
from typing import get_args

import pytest

from pipeline.links import days_until_due, has_left, next_failures
from pipeline.model import LinkCheck, LinkResult


def check(result: str, n_failures: int) -> LinkCheck:
    at = datetime(2026, 11, 24)  # noqa: DTZ001 - columns are UTC without a zone
    return LinkCheck(
        course_id="a:1", url="https://a.example/1", checked_at=at, result=result, status=None, final_url=None,
        evidence="", n_failures=n_failures,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("looks", "failures"),
    [
        (("gone", "gone"), 2), (("gone", "soft_gone"), 2), (("gone", "unreachable", "gone"), 2),
        (("gone", "alive", "gone"), 1), (("gone", "refused"), 1), (("hub", "hub", "hub"), 0),
        (("gone", "gone", "moved"), 0), (("paywall", "unreachable"), 0),
    ],
)  # fmt: skip
def test_days_on_which_a_page_is_missing(looks: tuple[LinkResult, ...], failures: int) -> None:
    n = 0
    for result in looks:
        n = next_failures(n, result)
    assert n == failures


def test_a_course_leaves_after_two_days_only() -> None:
    assert [has_left(check("gone", n)) for n in range(4)] == [False, False, True, True]
    assert has_left(check("unreachable", 2))


@pytest.mark.parametrize("result", get_args(LinkResult))
def test_only_what_is_open_is_looked_at_the_next_day(result: LinkResult) -> None:
    expected = 1 if result in ("gone", "soft_gone", "unreachable") else 14
    assert days_until_due(check(result, next_failures(0, result)), 14) == expected


def test_a_suspect_that_gave_no_answer_and_one_that_left() -> None:
    assert days_until_due(check("refused", 1), 14) == 1
    assert days_until_due(check("gone", 2), 14) == 14
