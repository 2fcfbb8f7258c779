"""A course of a MOOChub feed: the keys of three versions, and the slips that feeds were seen with."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.platforms.moochub import MOOChub
from pipeline.contract import Page, RawListing, Request
from pipeline.model import Expect, SourceRules
from pipeline.normalize.listing import normalise

FEED = "https://a.example/moochub"
RULES = SourceRules(
    source="demo", title="Demo", publisher="us", home="https://a.example", terms="ours",
    expect=Expect(min_listings=1, max_drop_pct=50.0, fill_rate={}),
    lookups={"free": {"accessible for free": "free", "not accessible for free": "paid", "student": None}},
)  # fmt: skip


class Example(MOOChub):
    source = "demo"
    feed = FEED


class Uncounted(Example):
    has_weekly_workload = False


def _read(connector: MOOChub | None = None, **attributes: Any) -> tuple[list[RawListing], Page]:
    body = {"data": [{"type": "courses", "id": "1", "attributes": {"name": "A course", **attributes}}]}
    page = Page(Request(FEED, "courses"), FEED, 200, {}, json.dumps(body).encode())
    return [each for each in (connector or Example()).courses(page) if isinstance(each, RawListing)], page


def _listing(connector: MOOChub | None = None, **attributes: Any) -> RawListing:
    (listing,), page = _read(connector, **attributes)
    assert (page.rejected, page.notes, page.audit()) == (0, [], [])
    return listing


@pytest.mark.parametrize(
    ("attributes", "field", "expected"),
    [
        ({"url": "https://a.example/1"}, "url", "https://a.example/1"),
        ({"uniformResourceLocator": "https://a.example/2"}, "url", "https://a.example/2"),
        ({}, "url", None),
        ({"abstract": "Short."}, "description", "Short."),
        ({"abtract": "Slip."}, "description", "Slip."),
        ({"abstract": "Short.", "description": "Long."}, "description", "Long."),
        ({"abstract": "", "description": None, "learningobjectives": ["Know."]}, "description", None),
        ({"languages": "Deutsch"}, "language", "Deutsch"),
        ({"languages": ["de", "ar"]}, "language", "de | ar"),
        ({"languages": ["de"], "inLanguage": ["de", "en"]}, "language", "de | en"),
        ({"workload": 5}, "effort", "5 hours/week"),
        ({"workload": 1080, "duration": "P6W"}, "effort", "1080 hours/week"),
        ({"workload": "60 Stunden"}, "effort", "60 Stunden"),
        ({"workload": {"timeValue": 2.5, "timeUnit": "h/week"}}, "effort", "2.5 hours/week"),
        ({"workload": 0}, "effort", None),
        ({"licence": "https://creativecommons.org/licenses/by/3.0/de/"}, "licence",
         "https://creativecommons.org/licenses/by/3.0/de/"),
        ({"courseLicenses": [{"id": "CC-BY-4.0", "url": None, "author": "us"}]}, "licence", "CC-BY-4.0"),
        ({"courseLicenses": [{"url": "https://creativecommons.org/licenses/by/4.0/"}],
          "license": [{"identifier": "CC-BY-SA-4.0", "url": "x", "contentUrl": None}]}, "licence", "CC-BY-SA-4.0"),
        ({"access": ["free"], "isAccessibleForFree": "false"}, "free", "free | not accessible for free"),
        ({"isAccessibleForFree": "false"}, "free", "not accessible for free"),
        ({"isAccessibleForFree": True}, "free", "accessible for free"),
        ({"isAccessibleForFree": None, "access": []}, "free", None),
        ({"startDate": "2026-10-01T00:00:00Z"}, "starts", "2026-10-01T00:00:00Z"),
        ({"startDate": ["2026-10-01T00:00:00Z", "2027-04-01T00:00:00Z"]}, "starts", "2026-10-01T00:00:00Z"),
        ({"startDate": [], "endDate": None, "doorTime": "1999-11-30T00:00:00+01:00"}, "starts", None),
        ({"expires": ["2027-01-31T22:30:00Z"], "availableUntil": "2027-01-31"}, "enrol_until", "2027-01-31T22:30:00Z"),
        ({"partnerInstitutes": [{"name": "A"}, {"name": "B"}], "moocProvider": {"name": "P"}}, "provider", "A | B"),
        ({"partnerInstitute": [], "publisher": {"name": "P", "type": "Organization"}}, "provider", "P"),
        ({"university": "Uni A", "moocProvider": {"name": "P", "url": "u", "logo": "l"}}, "provider", "Uni A"),
        ({"keywords": "law, data", "subjectarea": "Informatik"}, "topics", ("Informatik", "law", "data")),
        ({"keywords": ["law", "data"]}, "topics", ("law", "data")),
        ({"video": "https://v.example/1", "image": {"url": "i"}, "targetgroup": "all"}, "topics", ()),
    ],
)  # fmt: skip
def test_what_was_seen_in_feeds_is_read(attributes: dict[str, Any], field: str, expected: Any) -> None:
    assert getattr(_listing(**attributes), field) == expected


def test_both_versions_at_once_say_the_same_as_the_newer() -> None:
    older = {"languages": ["de"], "availableUntil": "2027-01-31", "workload": {"timeValue": 3, "timeUnit": "h/week"},
             "courseLicenses": [{"id": "CC-BY-4.0"}], "moocProvider": {"name": "P"}, "instructors": [{"name": "X"}],
             "abstract": "Words."}  # fmt: skip
    newer = {"inLanguage": ["de"], "expires": ["2027-01-31"], "workload": {"timeValue": 3, "timeUnit": "h/week"},
             "license": [{"identifier": "CC-BY-4.0", "url": "x"}], "publisher": {"name": "P", "type": "Organization"},
             "instructor": [], "description": "Words."}  # fmt: skip
    assert _listing(**(older | newer)) == _listing(**newer)


def test_a_number_that_no_week_holds_is_left_empty() -> None:
    """1080 beside six weeks, as oncampus had it in 2016."""
    read = normalise(_listing(workload=1080, duration="P6W"), RULES)
    assert (read.listing.duration_weeks, read.listing.weekly_effort_hours) == (6.0, None)
    assert [(note.kind, note.field) for note in read.notes] == [("out_of_bounds", "effort")]


def test_a_site_that_counts_otherwise_gives_no_effort() -> None:
    assert _listing(Uncounted(), workload=20).effort is None
    assert _listing(Uncounted(), workload="60 Stunden").effort == "60 Stunden"


@pytest.mark.parametrize(
    ("attributes", "kind"),
    [
        ({"access": ["free"]}, "free"),
        ({"access": ["paid"], "isAccessibleForFree": "false"}, "paid"),
        ({"access": ["free"], "isAccessibleForFree": "false"}, "unknown"),
        ({"access": ["free", "student"]}, "free"),
        ({"access": ["student"]}, "unknown"),
        ({"access": ["free"], "offers": [{"price": 20.0, "price_currency": "EUR"}]}, "unknown"),
        ({"access": ["free"], "offer": [{"price": 50, "priceCurrency": "EUR", "category": "certificate"}]}, "free"),
        ({}, "unknown"),
    ],
)
def test_free_is_what_the_feed_says_and_nothing_else(attributes: dict[str, Any], kind: str) -> None:
    assert normalise(_listing(**attributes), RULES).listing.free_kind == kind


def test_the_placeholder_of_1999_is_no_start() -> None:
    read = normalise(_listing(startDate="1999-11-30T00:00:00+01:00"), RULES)
    assert read.listing.starts_on is None
    assert [(note.kind, note.field) for note in read.notes] == [("unknown_value", "starts")]


@pytest.mark.parametrize("said", ["perhaps", 1])
def test_a_free_signal_that_is_neither_true_nor_false_is_refused(said: Any) -> None:
    listings, page = _read(isAccessibleForFree=said)
    assert (listings, page.rejected) == ([], 1)


VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=8)),
    lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(st.text(max_size=6), inner, max_size=2)),
    max_leaves=5,
)
KEYS = st.sampled_from(
    ["url", "abstract", "languages", "workload", "license", "licence", "courseLicenses", "access", "startDate",
     "isAccessibleForFree", "keywords", "publisher", "educationalLevel", "offers", "duration", "type"]
)  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(st.dictionaries(KEYS, VALUES, max_size=4))
def test_any_course_is_read_or_rejected(attributes: dict[str, Any]) -> None:
    listings, page = _read(**attributes)
    assert len(listings) + page.rejected == 1
