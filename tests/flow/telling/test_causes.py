"""What is new since people were told, by cause: numbers of one night make no news."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pipeline.flow.telling.causes import NIGHT, cause_of, compare
from pipeline.flow.telling.night import NightEnd
from pipeline.store import Cause

AT = datetime(2026, 11, 24, 7, 30, tzinfo=UTC)


def night(failure: str | None = None, **outcomes: tuple[str, str]) -> NightEnd:
    return NightEnd(at=AT, night_id="20261124T073000-k3f", failure=failure, outcomes=outcomes)


CAUSES = [
    ("12 listings came, at least 100 were expected", "… listings came, at least … were expected"),
    ("1,012 listings came, at least 3,100 were expected", "… listings came, at least … were expected"),
    ("https://a.org/x?y=1 answered status 500, 200 was expected: <html>", "… answered status 500"),
    ("http://b.net:8080/feed.xml answered status 503, 200 was expected", "… answered status 503"),
    ("the name api.edx.org cannot be looked up (nothing)", "the name … cannot be looked up (nothing)"),
    ("3 of 9 records could not be read (33.3 %), at most 5 % were expected; the first: `title` of 7 is null",
     "… of … records could not be read (…), at most … were expected"),
    ("`url` is filled in 20% of the listings", "`url` is filled in … of the listings"),
    ("no courses in home/courses of 2026", "no courses in home/courses of …"),
    ("https://a.org/?types=modules,paths is gone: status 404; has it moved?", "… is gone: status 404; has it moved?"),
    ("line\r\none\x00", "line one"),
    ("", ""),
]  # fmt: skip


@pytest.mark.parametrize(("reason", "cause"), CAUSES, ids=range(len(CAUSES)))
def test_a_cause_is_the_reason_without_numbers_and_addresses(reason: str, cause: str) -> None:
    assert cause_of(reason) == cause


def test_a_reason_that_is_a_page_long_makes_a_cause_of_a_line() -> None:
    assert len(cause_of("word " * 10_000)) == 160


def test_a_new_cause_is_told_once_and_again_when_it_is_another() -> None:
    few, fewer = (
        ("held", "12 listings came, at least 100 were expected"),
        ("held", "9 listings came, at least 100 were expected"),
    )
    news, causes = compare({}, night(edx=few, p2pu=("succeeded", "")))
    assert [(key, [each.source for each in found]) for key, found in news.began.items()] == [
        (("held", "… listings came, at least … were expected"), ["edx"])
    ]
    again, causes = compare(causes, night(edx=fewer))
    assert again.is_quiet
    assert again.standing == 1
    other, causes = compare(causes, night(edx=("blocked", "https://edx.org refuses us with status 403")))
    assert [key[0] for key in other.began] == ["blocked"]
    assert other.ended == ()
    back, causes = compare(causes, night(edx=("succeeded", "")))
    assert (dict(back.began), back.ended, causes) == ({}, ("edx",), {})


def test_sources_of_one_cause_are_one_group_and_the_largest_comes_first() -> None:
    down = {name: ("failed", f"the name {name}.example.org cannot be looked up") for name in ("a", "c", "d")}
    news, _ = compare({}, night(b=("blocked", "https://b.org refuses us with status 403"), **down))
    assert [[each.source for each in group] for group in news.began.values()] == [["a", "c", "d"], ["b"]]
    assert next(iter(news.began.values()))[1].reason == "the name c.example.org cannot be looked up"


def test_a_source_that_was_not_asked_stands_as_it_stood() -> None:
    told = {"edx": Cause(outcome="held", cause="x", since="then")}
    news, causes = compare(told, night(p2pu=("succeeded", "")))
    assert news.is_quiet
    assert causes == told


def test_a_night_that_came_to_nothing_is_told_first_and_once() -> None:
    news, causes = compare({}, night("the disk is full", edx=("held", "x"), p2pu=("held", "x")))
    assert list(news.began) == [("unpublished", "the disk is full"), ("held", "x")]
    ended_early, causes = compare(causes, NightEnd(at=AT, night_id=None, failure="the disk is full"))
    assert ended_early.is_quiet
    assert set(causes) == {NIGHT, "edx", "p2pu"}
    back, causes = compare(causes, night(edx=("held", "x"), p2pu=("succeeded", "")))
    assert back.ended == (NIGHT, "p2pu")
    assert set(causes) == {"edx"}
