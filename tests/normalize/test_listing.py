from __future__ import annotations

import dataclasses
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import RecordError
from pipeline.model import FREE_KINDS, Expect, Listing, Policy, RawListing, SourceRules
from pipeline.normalize.listing import Normaliser, normalise

RAW = RawListing(key="k1", title="Grant Writing")
FULL = RawListing(
    key="ml-101",
    title="Grant Writing for <b>Libraries</b>",
    url="https://www.example.org/grant-writing/?utm_source=feed",
    provider="Example State Library | Example &amp; Co",
    description="<p>Write.</p><p>Win.</p>",
    language="en-us",
    topics=("Fundraising", "fundraising", "Libraries > Funding"),
    level="BEGINNER",
    duration="4 - 6 weeks",
    effort="2-4 hours/week",
    price="0.00",
    currency="USD",
    free="free",
    licence="https://creativecommons.org/licenses/by-sa/4.0/",
    pacing="instructor-led",
    starts="2026-12-01T09:00:00Z",
    ends="2027-01-12",
    enrol_until="2026-12-08",
)
POLICY = Policy(free_kind="free", url="https://example.org/about", read_on="2026-11-20")


def test_a_full_listing(rules: SourceRules) -> None:
    normalised = normalise(FULL, rules)
    assert normalised.notes == ()
    assert normalised.listing == Listing(
        course_id="example:ml-101",
        source="example",
        kind="course",
        key="ml-101",
        title="Grant Writing for Libraries",
        provider="Example State Library, Example & Co",
        url="https://www.example.org/grant-writing/",
        language="en",
        description="Write.\nWin.",
        topics=("Fundraising", "Libraries", "Funding"),
        level="beginner",
        is_free=True,
        free_kind="free",
        free_evidence="the listing says `free` and price 0 USD",
        price_amount=Decimal("0.00"),
        price_currency="USD",
        licence="CC BY-SA 4.0",
        duration_weeks=5.0,
        duration_weeks_min=4.0,
        duration_weeks_max=6.0,
        weekly_effort_hours=3.0,
        total_effort_hours=15.0,
        pacing="instructor_paced",
        starts_on=date(2026, 12, 1),
        ends_on=date(2027, 1, 12),
        enrol_until_on=date(2026, 12, 8),
        canonical_url="example.org/grant-writing",
    )


def test_a_bare_listing_is_unknown_not_guessed(rules: SourceRules) -> None:
    normalised = normalise(RAW, rules)
    told = {name: value for name, value in dataclasses.asdict(normalised.listing).items() if value not in (None, ())}
    assert told == {
        "course_id": "example:k1",
        "source": "example",
        "key": "k1",
        "kind": "course",
        "title": "Grant Writing",
        "free_kind": "unknown",
    }
    assert normalised.notes == ()


def test_no_title_is_no_listing(rules: SourceRules) -> None:
    with pytest.raises(RecordError):
        normalise(replace(RAW, title=" "), rules)


def test_notes_carry_the_key(rules: SourceRules) -> None:
    notes = normalise(replace(RAW, level="Vogon", licence="MIT"), rules).notes
    assert [(note.level, note.kind, note.field, note.value, note.key) for note in notes] == [
        ("warning", "unknown_value", "level", "Vogon", "k1"),
        ("info", "unknown_value", "licence", "MIT", "k1"),
    ]


def test_a_damaged_name_of_a_provider_is_noted(rules: SourceRules) -> None:
    read = normalise(RawListing(key="k", title="A course", provider="Universit\ufffdt"), rules)
    assert [(note.kind, note.field) for note in read.notes] == [("damaged_text", "provider")]


@pytest.mark.parametrize("worded", ["Undergraduate", " undergraduate ", "UNDERGRADUATE"])
def test_lookups_come_first(rules: SourceRules, worded: str) -> None:
    known = replace(rules, lookups={"level": {"Undergraduate": "advanced", "None": None}})
    assert normalise(replace(RAW, level=worded), known).listing.level == "advanced"


def test_a_word_looked_up_as_null_is_ignored_without_a_note(rules: SourceRules) -> None:
    known = replace(rules, language="en", lookups={"level": {"High School": None}, "language": {"Mehrsprachig": None}})
    normalised = normalise(replace(RAW, level="High School", language="Mehrsprachig"), known)
    assert (normalised.listing.level, normalised.listing.language, normalised.notes) == (None, "en", ())


def test_lookups_work_part_by_part(rules: SourceRules) -> None:
    known = replace(rules, lookups={"free": {"audit": "free_audit", "verified": None}})
    listing = normalise(replace(RAW, free="verified | audit", price="150.00", currency="USD"), known).listing
    assert (listing.free_kind, listing.is_free, listing.price_amount) == ("free_audit", True, Decimal("150.00"))


def test_evidence_quotes_the_listing_and_not_the_lookup(rules: SourceRules) -> None:
    known = replace(rules, lookups={"free": {"ocw:absent": "free"}})
    found = normalise(replace(RAW, free="ocw:absent"), known).listing.free_evidence
    assert found == "the listing's `ocw:absent`, read as free by a rule of source.yaml"


@pytest.mark.parametrize(
    "words",
    [
        "$0 for 7 days, then $49/month",
        "First month 0 €, then 39 €",
        "EUR 0 deposit, 300 EUR",
        "49 USD, save 0",
        "$0 - $199",
    ],
)
@pytest.mark.parametrize("free", [None, "free"])
def test_free_is_not_guessed_from_a_price(rules: SourceRules, words: str, free: str | None) -> None:
    normalised = normalise(replace(RAW, price=words, free=free), replace(rules, policy=POLICY))
    listing = normalised.listing
    assert (listing.free_kind, listing.is_free, listing.free_evidence, listing.price_amount) == (
        "unknown",
        None,
        None,
        None,
    )
    assert ("price", "contradiction") in {(note.field, note.kind) for note in normalised.notes}


def test_a_lookup_that_leads_nowhere_is_noted(rules: SourceRules) -> None:
    known = replace(rules, lookups={"level": {"3": "third"}})
    normalised = normalise(replace(RAW, level="3"), known)
    assert normalised.listing.level is None
    assert [note.value for note in normalised.notes] == ["third"]


def test_defaults_count_where_the_listing_says_nothing(rules: SourceRules) -> None:
    known = replace(rules, provider="Example University", language="de", pacing="self_paced", policy=POLICY)
    listing = normalise(RAW, known).listing
    assert listing.pacing == "self_paced"
    assert normalise(replace(RAW, pacing="Instructor-led"), known).listing.pacing == "instructor_paced"
    assert normalise(replace(RAW, pacing="moonwise"), known).listing.pacing is None
    assert (listing.provider, listing.language, listing.free_kind, listing.is_free) == (
        "Example University",
        "de",
        "free",
        True,
    )
    assert listing.free_evidence == "stated policy: free (https://example.org/about, read 2026-11-20)"
    other = normalise(replace(RAW, provider="B", language="fr", price="5 EUR"), known).listing
    assert (other.provider, other.language, other.free_kind) == ("B", "fr", "paid")


def test_an_unreadable_language_does_not_become_the_default(rules: SourceRules) -> None:
    normalised = normalise(replace(RAW, language="Vogonisch"), replace(rules, language="de"))
    assert normalised.listing.language is None
    assert [note.field for note in normalised.notes] == ["language"]


@pytest.mark.parametrize(
    ("duration", "effort", "total"),
    [
        ("6 weeks", "3 hours/week", 18.0),
        ("1 - 4 Weeks", "2-4 hours/week", 7.5),
        ("6 weeks", "40 hours", 40.0),
        ("4 weeks of study, 1-2 hours/week", None, 6.0),
        ("6 weeks", None, None),
        (None, "3 hours/week", None),
    ],
)
def test_hours_in_all(rules: SourceRules, duration: str | None, effort: str | None, total: float | None) -> None:
    assert normalise(replace(RAW, duration=duration, effort=effort), rules).listing.total_effort_hours == total


def test_an_end_before_the_start_is_refused(rules: SourceRules) -> None:
    normalised = normalise(replace(RAW, starts="2026-12-01", ends="2026-11-01"), rules)
    assert (normalised.listing.starts_on, normalised.listing.ends_on) == (date(2026, 12, 1), None)
    assert [(note.kind, note.field) for note in normalised.notes] == [("contradiction", "ends")]


WORDS = (
    st.none()
    | st.text(max_size=30)
    | st.sampled_from(["free", "0", "6 weeks", "https://a.org", "2026-01-05", "en", "paid"])
)
HOSTILE = st.builds(
    RawListing,
    key=st.text(min_size=1, max_size=8),
    title=st.text(max_size=30).map(lambda text: f"Title {text}"),
    topics=st.lists(st.text(max_size=20), max_size=4).map(tuple),
    **{field.name: WORDS for field in dataclasses.fields(RawListing) if field.name not in ("key", "title", "topics")},
)


@given(HOSTILE)
def test_any_words_give_a_listing(raw: RawListing) -> None:
    rules = SourceRules(
        source="s",
        title="t",
        publisher="p",
        home="h",
        terms="t",
        expect=Expect(min_listings=1, max_drop_pct=10.0, fill_rate={}),
        policy=POLICY,
        lookups={"level": {"0": "beginner"}, "free": {"0": None}},
    )
    normalised = normalise(raw, rules)
    listing = normalised.listing
    assert listing.free_kind in FREE_KINDS
    assert (listing.is_free is None) == (listing.free_kind == "unknown")
    assert listing.url is None or listing.canonical_url
    assert all(note.key == raw.key and note.message for note in normalised.notes)


WORDINGS = st.builds(
    RawListing,
    key=st.sampled_from(["k1", "k2"]),
    title=st.sampled_from(["Grant Writing", "<b>Budgets</b>"]),
    url=st.sampled_from([None, "https://example.org/a/", "javascript:x"]),
    provider=st.sampled_from([None, "", "A | B", "Universit\ufffdt"]),
    language=st.sampled_from([None, "en", "Vogonisch", "Mehrsprachig", "en | de"]),
    topics=st.lists(st.sampled_from(["Law > Courts", "law", "x" * 120])).map(tuple),
    level=st.sampled_from([None, "Beginner", "High School", "Vogon"]),
    duration=st.sampled_from([None, "4-6 weeks", "10 hours", "soon"]),
    effort=st.sampled_from([None, "2 hours/week", "less than 2 hours", "0 hours"]),
    price=st.sampled_from([None, "0.00", "49 USD", "free", "49 USD, save 20"]),
    currency=st.sampled_from([None, "USD", "EUR"]),
    free=st.sampled_from([None, "audit", "free", "?"]),
    licence=st.sampled_from([None, "CC BY 4.0", "MIT"]),
    starts=st.sampled_from([None, "2026-12-01", "someday"]),
    ends=st.sampled_from([None, "2026-11-01", "2027-01-12"]),
)


@given(st.lists(WORDINGS, max_size=6))
def test_words_read_before_make_no_difference(raws: list[RawListing]) -> None:
    rules = SourceRules(
        source="s", title="S", publisher="us", home="https://example.org", terms="ours", language="de", provider="P",
        expect=Expect(min_listings=1, max_drop_pct=50.0, fill_rate={}), policy=POLICY,
        lookups={"level": {"High School": None}, "language": {"Mehrsprachig": None}, "free": {"audit": "free_audit"}},
    )  # fmt: skip
    normaliser = Normaliser(rules)
    for raw in [*raws, *raws]:
        alone = normalise(raw, rules)
        assert normaliser.read(raw, Listing) == (alone.listing, alone.notes)
