"""Courses in schema.org's words: shapes, languages, runs, and values as they occur in the wild."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.platforms.schema_org import SchemaList
from pipeline.contract import Page, RawListing, Request
from pipeline.model import Expect, SourceRules
from pipeline.normalize.listing import normalise

LIST = "https://courses.example.org/courses.json"
ANYTHING = {"free": {"true": "free", "false": "paid"}}
RULES = SourceRules(
    source="listed",
    title="T",
    publisher="P",
    home="https://courses.example.org/",
    terms="not verified",
    expect=Expect(min_listings=1, max_drop_pct=10, fill_rate={}),
    lookups=ANYTHING,
)


class Listed(SchemaList):
    source = "listed"
    catalogue = LIST
    untyped = "CourseInstance"


def _listed(*things: Any) -> tuple[list[RawListing], Page]:
    page = Page(Request(LIST, "courses"), LIST, 200, {}, json.dumps(things).encode())
    found = [each for each in Listed().courses(page) if isinstance(each, RawListing)]
    return found, page


def _only(**values: Any) -> RawListing:
    """A course with these values; every value is understood or left aside by name."""
    (listing,), page = _listed({"@type": "Course", "name": "Clay", "url": "/clay"} | values)
    assert [note.message for note in page.notes + page.audit()] == []
    return listing


@pytest.mark.parametrize(
    ("value", "language"),
    [
        ("en-GB", "en-GB"),
        (["en", "de"], "en | de"),
        ({"@type": "Language", "name": "English", "alternateName": "en"}, "English"),
        ([{"@type": "Language", "name": "English"}, "de"], "English | de"),
        ({"@value": "fr"}, "fr"),
        ("", None),
        (None, None),
        ([], None),
    ],
)
def test_language_in_any_shape(value: Any, language: str | None) -> None:
    assert _only(inLanguage=value).language == language


@pytest.mark.parametrize(
    ("value", "title"),
    [
        ({"de": "Ton", "en": "Clay work"}, "Clay work"),
        ({"de": "Ton", "en-GB": "Clay work"}, "Clay work"),
        ({"de": "Ton", "fr": "Argile"}, "Ton"),
        ([{"@language": "de", "@value": "Ton"}, {"@language": "en", "@value": "Clay work"}], "Clay work"),
        ({"@value": "Clay work", "@language": "en"}, "Clay work"),
        ({"@list": ["Clay work"]}, "Clay work"),
        (["Clay work", "Wet clay"], "Clay work"),
        (7, "7"),
    ],
)
def test_title_in_english_where_there_is_a_choice(value: Any, title: str) -> None:
    assert _only(name=value).title == title


@pytest.mark.parametrize(
    ("value", "topics"),
    [
        ("biostatistics,data visualisation,programming", ("biostatistics", "data visualisation", "programming")),
        ("software, data, The Kilns", ("software", "data", "The Kilns")),
        (
            "Informatik, Wissen, Systeme,Ton,classroom system",
            ("Informatik, Wissen, Systeme", "Ton", "classroom system"),
        ),
        (["a, b", "c"], ("a", "b", "c")),
        (
            [{"@type": "DefinedTerm", "name": "Kilns"}, {"@id": "https://terms.example.org/1"}],
            ("Kilns", "https://terms.example.org/1"),
        ),
        ("one; two", ("one", "two")),
        ("", ()),
        (None, ()),
    ],
)
def test_keywords_in_any_shape(value: Any, topics: tuple[str, ...]) -> None:
    assert _only(keywords=value).topics == topics


def test_providers_and_publishers_once_each() -> None:
    potters = {"@type": "Organization", "name": "Potters", "sameAs": "https://potters.example.org"}
    assert _only(provider=[potters, "Kilns"], publisher=potters).provider == "Potters | Kilns"
    assert _only(provider={"@id": "https://ror.example.org/1"}).provider == "https://ror.example.org/1"


def test_licence_by_its_address() -> None:
    licence = {"@type": "CreativeWork", "name": "Open", "url": "https://creativecommons.org/licenses/by/4.0/"}
    assert _only(license=licence).licence == "https://creativecommons.org/licenses/by/4.0/"
    assert _only(license="CC BY 4.0").licence == "CC BY 4.0"


RUNS = [
    {"@type": "CourseInstance", "startDate": "2026-03-01", "endDate": "2026-04-01", "duration": "P4W", "url": "/run/1"},
    {
        "@type": "CourseInstance",
        "@id": "https://courses.example.org/run/2",
        "startDate": "2026-09-01",
        "endDate": "2026-10-01",
        "courseMode": ["online", "“asynchronous”"],
        "courseWorkload": "PT20H",
        "offers": {"price": 5, "priceCurrency": "EUR"},
        "location": "Lausanne",
    },
]


@pytest.mark.parametrize("runs", [RUNS, RUNS[::-1], RUNS[1]])
def test_what_the_course_leaves_open_its_latest_run_says(runs: Any) -> None:
    listing = _only(hasCourseInstance=runs)
    assert (listing.starts, listing.ends, listing.duration) == ("2026-09-01", "2026-10-01", None)
    assert (listing.effort, listing.pacing, listing.price, listing.currency) == ("PT20H", "asynchronous", "5", "EUR")
    assert (listing.key, listing.url) == ("https://courses.example.org/clay",) * 2


def test_price_of_the_course_goes_with_its_own_currency() -> None:
    listing = _only(offers={"price": 9}, hasCourseInstance=RUNS)
    assert (listing.price, listing.currency) == ("9", None)


def test_course_free_by_its_own_word_and_paid_by_its_run_is_unknown() -> None:
    read = normalise(_only(isAccessibleForFree=True, hasCourseInstance=RUNS), RULES)
    assert read.listing.free_kind == "unknown"


def test_key_of_a_course_without_address_outlives_its_runs() -> None:
    first, second = ({"@type": "Course", "name": "Clay", "hasCourseInstance": run} for run in RUNS)
    ((one,), _), ((two,), _) = _listed(first), _listed(second)
    assert (one.key, two.key) == ("Clay", "Clay")
    assert (one.url, two.url) == ("https://courses.example.org/run/1", "https://courses.example.org/run/2")


def test_dates_without_address_are_told_apart_by_their_day() -> None:
    found, _ = _listed(*({"name": "Clay", "url": "", "@id": "", "startDate": f"2026-0{n}-01"} for n in (1, 2)))
    assert [(each.key, each.kind, each.url) for each in found] == [
        ("Clay | 2026-01-01", "event", None),
        ("Clay | 2026-02-01", "event", None),
    ]


def test_of_two_with_the_same_address_the_fuller_one_counts() -> None:
    poor, rich = (
        {"@type": "Course", "name": "Clay", "url": "/c"},
        {"@type": "Course", "name": "Clay", "url": "/c", "inLanguage": "en"},
    )
    for things in ((poor, rich), (rich, poor)):
        ((only,), _) = _listed(*things)
        assert only.language == "en"


@pytest.mark.parametrize(
    ("schedule", "expected"),
    [
        ({"repeatCount": 8, "repeatFrequency": "Weekly", "duration": "PT3H"}, ("8 weeks", "3 hours/week")),
        ({"repeatCount": "2", "repeatFrequency": "P1M"}, ("2 months", None)),
        ({"repeatCount": 3, "repeatFrequency": "sometimes"}, (None, None)),
        (
            [{"repeatCount": 8, "repeatFrequency": "Weekly"}, {"repeatCount": 2, "repeatFrequency": "Daily"}],
            (None, None),
        ),
    ],
)
def test_schedule_tells_weeks_and_hours(schedule: Any, expected: tuple[str | None, str | None]) -> None:
    listing = _only(courseSchedule=schedule)
    assert (listing.duration, listing.effort) == expected


def test_a_course_without_a_name_is_rejected_and_costs_no_other() -> None:
    found, page = _listed({"@type": "Course", "name": " "}, {"@type": "Course", "name": "Clay"})
    assert [each.title for each in found] == ["Clay"]
    assert (page.rejected, [note.kind for note in page.notes]) == (1, ["rejected_record"])


def test_a_property_nobody_knows_is_an_issue_at_any_depth() -> None:
    _, page = _listed({"@type": "Course", "name": "Clay", "glaze": 1, "hasCourseInstance": {"startDat": "2026-01-01"}})
    assert [note.field for note in page.audit()] == ["[].glaze", "[].hasCourseInstance[].startDat"]


@pytest.mark.shared
def test_values_in_the_wild_are_parsed_or_refused(shared: Path) -> None:
    with (shared / "catalogs" / "test_vectors" / "schema_org_values_in_the_wild.tsv").open(encoding="utf-8") as file:
        rows = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]
    assert len(rows) > 20
    for name, value in rows:
        worded = json.loads(value) if value.startswith("[") else value
        listing = _only(offers={"price": worded}) if name == "price" else _only(**{name: worded})
        read = normalise(listing, RULES)
        assert read.listing.title == "Clay"
        if name not in ("courseMode", "location"):
            assert value.split(",")[0] in repr(listing)


NAMES = [
    "@type",
    "@id",
    "name",
    "url",
    "offers",
    "price",
    "hasCourseInstance",
    "keywords",
    "inLanguage",
    "courseSchedule",
]
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*NAMES, "@value", "@language", "en"]), inner, max_size=4)
    ),
    max_leaves=12,
)


@settings(deadline=None, max_examples=80)
@given(st.dictionaries(st.sampled_from(NAMES), VALUES))
def test_no_thing_is_a_crash(values: dict[str, Any]) -> None:
    found, page = _listed({"@type": "Course", "name": "Glass"}, {"@type": "Course", "name": "Clay"} | values)
    assert found[0].title == "Glass"
    assert len(found) + page.rejected <= 2
    for listing in found:
        normalise(listing, RULES)
