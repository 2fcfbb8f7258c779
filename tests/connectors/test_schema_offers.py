"""What a course costs in schema.org's words: free only where it is said, and the lowest price that is open to all."""

from __future__ import annotations

import json
from typing import Any

import pytest

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


def _only(**values: Any) -> RawListing:
    """A course with these values; every value is understood or left aside by name."""
    course = {"@type": "Course", "name": "Clay", "url": "/clay"} | values
    page = Page(Request(LIST, "courses"), LIST, 200, {}, json.dumps(course).encode())
    (listing,) = Listed().courses(page)
    assert [note.message for note in page.notes + page.audit()] == []
    assert isinstance(listing, RawListing)
    return listing


@pytest.mark.parametrize(
    ("value", "free"),
    [
        (True, "free"),
        ("True", "free"),
        ("https://schema.org/True", "free"),
        (False, "paid"),
        ("http://schema.org/False", "paid"),
        (None, "unknown"),
        ("", "unknown"),
        ("perhaps", "unknown"),
    ],
)
def test_free_only_where_it_is_said(value: Any, free: str) -> None:
    assert normalise(_only(isAccessibleForFree=value), RULES).listing.free_kind == free


FOR_ACADEMICS = {"eligibleCustomerType": {"@type": "BusinessEntityType", "name": "Academic"}}


@pytest.mark.parametrize(
    ("offers", "price", "free"),
    [
        ({"@type": "Offer", "price": 49, "priceCurrency": "EUR"}, ("49", "EUR"), "paid"),
        ([{"price": "120", "priceCurrency": "CHF"}, {"price": 60.5, "priceCurrency": "CHF"}], ("60.5", "CHF"), "paid"),
        (
            [
                {"price": 120, **FOR_ACADEMICS},
                {"price": 600, "priceCurrency": None, "eligibleCustomerType": "Industrial"},
            ],
            ("120", None),
            "paid",
        ),
        ([{"price": 0, **FOR_ACADEMICS}, {"price": 600}], ("600", None), "paid"),
        ([{"price": 0, **FOR_ACADEMICS}], (None, None), "unknown"),
        ([{"price": 0, **FOR_ACADEMICS}, {"price": 9, "eligibleRegion": "DE"}], ("9", None), "paid"),
        ({"price": 0}, ("0", None), "free"),
        ({"price": "0", "priceCurrency": "USD"}, ("0", "USD"), "free"),
        (
            {"@type": "AggregateOffer", "lowPrice": "10", "highPrice": "90", "priceCurrency": "EUR"},
            ("10", "EUR"),
            "paid",
        ),
        (
            {"priceSpecification": {"@type": "UnitPriceSpecification", "price": 5, "priceCurrency": "EUR"}},
            ("5", "EUR"),
            "paid",
        ),
        (
            [{"price": "10", "priceCurrency": "EUR"}, {"price": "9", "priceCurrency": "USD"}],
            ("10 EUR | 9 USD", None),
            "unknown",
        ),
        ([{"price": "Free"}, {"price": "49"}], ("Free | 49", None), "unknown"),
        ({"price": "₹ 1,15,000 + 18% GST"}, ("₹ 1,15,000 + 18% GST", None), "paid"),
        ({"category": "Free", "price": 0}, ("0", None), "free"),
        ({"category": "Free"}, (None, None), "free"),
        ({"category": "Paid", "price": 0}, ("0", None), "unknown"),
        ({"category": "Free", **FOR_ACADEMICS}, (None, None), "unknown"),
        ({"category": "Summer school", "price": 3}, ("3", None), "paid"),
        ({"url": "/clay", "availability": "https://schema.org/InStock"}, (None, None), "unknown"),
        ([], (None, None), "unknown"),
        ({"price": None}, (None, None), "unknown"),
    ],
)
def test_lowest_price_that_is_open_to_all(offers: Any, price: tuple[str | None, str | None], free: str) -> None:
    listing = _only(offers=offers)
    assert (listing.price, listing.currency) == price
    assert normalise(listing, RULES).listing.free_kind == free


def test_free_beside_a_price_is_a_contradiction() -> None:
    read = normalise(_only(isAccessibleForFree=True, offers={"price": 49, "priceCurrency": "EUR"}), RULES)
    assert read.listing.free_kind == "unknown"
    assert [note.kind for note in read.notes] == ["contradiction"]
