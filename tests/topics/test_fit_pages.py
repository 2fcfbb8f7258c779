"""What the nightly look at a course's page says of its fit."""

from __future__ import annotations

from datetime import datetime

import pytest

from pipeline.model import LinkCheck


def look(result: str, url: str = "https://example.org/1", day: int = 20) -> LinkCheck:
    return LinkCheck(
        course_id="edx:1", url=url, checked_at=datetime(2026, 11, day), result=result, status=200,  # noqa: DTZ001
        final_url=url, evidence="what it said", n_failures=0,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("check", "value", "evidence"),
    [
        (None, "unknown", "its page has not been looked at yet"),
        (look("alive"), "yes", "2026-11-20: what it said"),
        (look("moved"), "yes", "2026-11-20: what it said"),
        (look("gone"), "no", "2026-11-20: what it said"),
        (look("soft_gone"), "no", "2026-11-20: what it said"),
        (look("hub"), "no", "2026-11-20: what it said"),
        (look("refused"), "unknown", "2026-11-20: what it said"),
        (look("unreachable"), "unknown", "2026-11-20: what it said"),
        (look("alive", url="https://example.org/before"), "unknown", "its page has not been looked at yet"),
    ],
)
def test_pages(make_course, make_basis, signal_of, check, value, evidence):
    course = make_course(url="https://example.org/1")
    found = signal_of(course, make_basis(checks={"edx:1": check} if check else {}), "still_there")
    assert (found.value, found.evidence, found.source) == (value, evidence, "page")


def test_a_page_that_asks_to_sign_in_needs_an_account(make_course, make_basis, signal_of):
    course = make_course(url="https://example.org/1", description="Read it without registering")
    found = signal_of(course, make_basis(checks={"edx:1": look("paywall")}), "no_login")
    assert (found.value, found.source) == ("no", "page")
    assert found.evidence == "its page asked to pay or sign in on 2026-11-20: what it said"


@pytest.mark.parametrize(
    ("seen", "check", "value", "evidence"),
    [
        (10, None, "yes", "edx listed it on 2026-11-10; that should be within 14 days"),
        (9, None, "no", "edx listed it on 2026-11-09"),
        (9, look("alive", day=12), "yes", "its page was there on 2026-11-12"),
        (9, look("gone", day=12), "no", "edx listed it on 2026-11-09"),
    ],
)
def test_seen_lately(make_course, make_basis, signal_of, seen, check, value, evidence):
    course = make_course(url="https://example.org/1", last_seen_at=datetime(2026, 11, seen))  # noqa: DTZ001
    found = signal_of(course, make_basis(checks={"edx:1": check} if check else {}), "seen_lately")
    assert found.value == value
    assert found.evidence.startswith(evidence)


def test_a_course_without_an_address_cannot_be_looked_at(make_course, make_basis, signal_of):
    found = signal_of(make_course(url=None), make_basis(), "still_there")
    assert (found.value, found.source) == ("unknown", "listing")
    assert found.evidence == "the source gives no address of it, so nobody can look"
