"""One course, many listings: what is joined, what is kept apart, and that nothing depends on the order of rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.model import CourseJoin, PairByHand
from pipeline.normalize.same import SHARED_ADDRESS_LIMIT, SHARED_TITLE_LIMIT, ListingBrief, find_joins, is_unlike

SEEN = datetime(2026, 11, 20)  # noqa: DTZ001 - columns are UTC without a zone
LONG = "Library Budgets in Lean Years"


def brief(course_id: str, title: str = LONG, **changes: Any) -> ListingBrief:
    plain = ListingBrief(
        course_id=course_id, kind="course", title=title, provider="University of Michigan", canonical_url=None,
        language="en", is_active=True, first_seen_at=SEEN,
    )  # fmt: skip
    return replace(plain, **changes)


def by_hand(one: str, other: str, *, same: bool = True) -> PairByHand:
    ids = (one, other)
    return PairByHand(same=ids if same else None, different=None if same else ids, why="seen", date="2026-11-24")


def joined(listings: Sequence[ListingBrief], *pairs: PairByHand) -> dict[str, tuple[str, str]]:
    """What stands for a listing, and the rule, by course_id."""
    return {join.course_id: (join.canonical_course_id, join.rule) for join in find_joins(listings, pairs)}


def test_one_address_in_two_catalogues() -> None:
    listings = [
        brief("p2pu:1", "An Introduction to Python (Part 1)", provider="Rice", canonical_url="coursera.org/learn/py-1"),
        brief("coursera:9", "Introduction to Python, Part I", canonical_url="coursera.org/course/py-1"),
    ]
    (join,) = find_joins(listings)
    assert (join.course_id, join.canonical_course_id, join.rule) == ("p2pu:1", "coursera:9", "address")
    assert join.because == "same course as coursera:9: both are at coursera.org/learn/py-1"
    assert 0.9 < join.similarity < 1


def test_one_title_and_provider_in_two_catalogues() -> None:
    listings = [
        brief("edx:1", "Negotiation: The Essentials", provider="The University of Michigan"),
        brief("coursera:1", "Negotiation - the essentials", language=None),
    ]
    (join,) = find_joins(listings)
    assert (join.course_id, join.rule, join.similarity) == ("edx:1", "same_title", 1.0)
    assert "“Negotiation: The Essentials”" in join.because


def test_nearly_one_title() -> None:
    listings = [brief("a:1", "Wave Motions in the Ocean"), brief("b:1", "Wave Motion in the Ocean")]
    assert joined(listings) == {"b:1": ("a:1", "near_title")}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Algorithms for Libraries, Part I", "Algorithms for Libraries, Part II"),
        ("Principles of Microeconomics", "Principles of Macroeconomics"),
        ("Italian for Libraries: Beginner", "Italian for Libraries: Advanced"),
        ("Genealogy 101", "Genealogy 102"),
        ("Foundations of Project Management", "Foundations of Agile Project Management"),
        ("Programming in C for Everybody", "Programming in C++ for Everybody"),
        ("Methods", "Method"),
        ("Special Topics in Cataloguing", "Special Topics in Cataloguing"),
        ("Doctoral Seminar", "Doctoral Seminar"),
    ],
)
def test_titles_that_join_nothing(one: str, other: str) -> None:
    assert joined([brief("a:1", one), brief("b:1", other)]) == {}


@pytest.mark.parametrize(
    "changes",
    [
        {"provider": "York University"},
        {"provider": None},
        {"language": "es"},
        {"kind": "material"},
        {"canonical_url": "coursera.org/specializations/budgets"},
        {"canonical_url": "ocw.mit.edu/courses/18-726-budgets-spring-2009"},
    ],
)
def test_a_title_alone_is_not_enough(changes: dict[str, Any]) -> None:
    numbered = "canonical_url" in changes and "ocw" in changes["canonical_url"]
    page = "ocw.mit.edu/courses/18-725-budgets-fall-2003" if numbered else "coursera.org/learn/budgets"
    listings = [brief("a:1", canonical_url=page), brief("b:1", **changes)]
    assert joined(listings) == {}
    assert is_unlike(*listings) or "provider" in changes


def test_materials_and_events_join_by_address_only() -> None:
    for kind in ("material", "event"):
        pair = [brief("a:1", kind=kind), brief("b:1", kind=kind)]
        assert joined(pair) == {}
        assert joined([replace(each, canonical_url="x.org/a") for each in pair]) == {"b:1": ("a:1", "address")}


def test_runs_of_a_course_are_one_course() -> None:
    listings = [
        brief("ocw:1", canonical_url="ocw.mit.edu/courses/history/21h-105-budgets-fall-2002"),
        brief("ocw:2", canonical_url="ocw.mit.edu/courses/history/21h-105-budgets-spring-2006"),
        brief("ocw:3", canonical_url="ocw.mit.edu/courses/21h-105-budgets-spring-2006"),
    ]
    found = joined(listings)
    assert {key: stands for key, (stands, _) in found.items()} == {"ocw:2": "ocw:1", "ocw:3": "ocw:1"}


def test_one_source_without_languages_may_hold_translations() -> None:
    """Coursera has Generative AI Leader six times under that very title, in six languages (seen 2026-11)."""
    listings = [brief("coursera:1", language=None), brief("coursera:2", language=None), brief("edx:1")]
    assert joined(listings) == {"edx:1": ("coursera:1", "same_title")}
    told = [replace(each, language="en") for each in listings]
    assert set(joined(told)) == {"coursera:2", "edx:1"}


def test_a_page_that_lists_several_courses_joins_none_of_them() -> None:
    few = [brief(f"table:{n}", f"Civil Legal Justice {n}: {n * 'x'}", canonical_url="x.org/list") for n in range(1, 4)]
    assert joined(few) == {}
    unlike = [
        brief("table:1", "Dealing with Angry Patrons", canonical_url="x.org/list"),
        brief("other:1", "Extreme Customer Service", canonical_url="x.org/list"),
    ]
    assert joined(unlike) == {}


def test_what_many_listings_share_says_nothing() -> None:
    pages = [brief(f"s{n}:1", provider=None, canonical_url="x.org/a") for n in range(SHARED_ADDRESS_LIMIT + 1)]
    assert joined(pages) == {}
    assert len(joined(pages[1:])) == SHARED_ADDRESS_LIMIT - 1
    titles = [brief(f"s{n}:1") for n in range(SHARED_TITLE_LIMIT + 1)]
    assert joined(titles) == {}
    assert len(joined(titles[1:])) == SHARED_TITLE_LIMIT - 1


def test_likenesses_do_not_chain_unlike_courses() -> None:
    """a is at the page of b, b has the title of c: c joins a only if it is like a, too."""
    a = brief("a:1", "Budgets", provider=None, canonical_url="x.org/budgets", first_seen_at=SEEN - timedelta(days=9))
    b = brief("b:1", "Budgets", canonical_url="x.org/budgets", language=None)
    c = brief("c:1", "Budgets", language="es")
    assert joined([a, b, c]) == {"b:1": ("a:1", "address")}
    english = replace(c, language="en")
    (_, join) = find_joins([a, b, english])
    assert join.because.startswith("same course as b:1, which is joined with a:1: ")


@pytest.mark.parametrize(
    ("first", "second", "stands"),
    [
        (brief("b:1"), brief("a:1"), "a:1"),
        (brief("b:1", first_seen_at=SEEN - timedelta(days=1)), brief("a:1"), "b:1"),
        (brief("b:1"), brief("a:1", first_seen_at=SEEN - timedelta(days=1), is_active=False), "b:1"),
    ],
)
def test_which_listing_stands(first: ListingBrief, second: ListingBrief, stands: str) -> None:
    assert {each for each, _ in joined([first, second]).values()} == {stands}


def test_a_person_joins_what_no_rule_would() -> None:
    listings = [brief("a:1"), brief("b:1", "Presupuestos", language="es"), brief("c:1", "Presupuestos", language="es")]
    found = list(find_joins(listings, [by_hand("b:1", "a:1")]))
    assert [(join.course_id, join.canonical_course_id, join.rule) for join in found] == [
        ("b:1", "a:1", "by_hand"),
        ("c:1", "a:1", "same_title"),
    ]
    assert found[0].because == "same course as a:1: joined by hand on 2026-11-24: seen"


def test_a_person_keeps_apart_what_the_rules_join() -> None:
    listings = [brief("a:1"), brief("b:1"), brief("c:1")]
    assert joined(listings, by_hand("b:1", "a:1", same=False)) == {"c:1": ("a:1", "same_title")}
    assert joined(listings, by_hand("b:1", "c:1", same=False)) == {"b:1": ("a:1", "same_title")}


def test_ids_that_nobody_has_are_left_aside() -> None:
    pairs = [by_hand("a:1", "x:1"), by_hand("y:1", "x:1", same=False)]
    assert joined([brief("a:1")], *pairs) == {}


TITLES = ("Budgets for Libraries", "Budget for Libraries", "Budgets for Libraries II", "Budgets", LONG)
LISTINGS = st.lists(
    st.builds(
        brief,
        course_id=st.tuples(st.sampled_from("abc"), st.integers(0, 99)).map(lambda each: f"{each[0]}:{each[1]}"),
        title=st.sampled_from(TITLES),
        provider=st.sampled_from(("IBM", "Rice University", None)),
        canonical_url=st.sampled_from(
            (None, "x.org", "x.org/1", "x.org/2", "ocw.mit.edu/courses/1-2-x", "ocw.mit.edu/courses/y/1-2-x")
        ),
        language=st.sampled_from(("en", "en-GB", "es", None)),
        is_active=st.booleans(),
        first_seen_at=st.integers(0, 2).map(lambda days: SEEN + timedelta(days=days)),
    ),
    max_size=12,
    unique_by=lambda each: each.course_id,
)


@given(LISTINGS, st.randoms(use_true_random=False))
@settings(max_examples=150)
def test_neither_order_nor_the_night_before_matters(listings: list[ListingBrief], chance: Any) -> None:
    found: list[CourseJoin] = list(find_joins(listings))
    chance.shuffle(listings)
    assert list(find_joins(listings)) == found
    stands = {join.canonical_course_id for join in found}
    assert len({join.course_id for join in found}) == len(found)
    assert stands.isdisjoint(join.course_id for join in found)
    by_id = {each.course_id: each for each in listings}
    assert not any(is_unlike(by_id[join.course_id], by_id[join.canonical_course_id]) for join in found)
    assert not any(by_id[join.course_id].is_active > by_id[join.canonical_course_id].is_active for join in found)
