from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import FREE_KINDS, FreeKind, Policy
from pipeline.normalize import cost
from pipeline.normalize.price import Price

NOTHING_TO_PAY = Price(Decimal("0.00"), "EUR")
FORTY_NINE = Price(Decimal("49.00"), "USD")
POLICY = Policy(free_kind="free_audit", url="https://example.org/terms", read_on="2026-11-20")


@pytest.mark.parametrize(
    ("words", "price", "kind", "is_free", "evidence"),
    [
        ("free", None, "free", True, "the listing says `free`"),
        ("kostenlos", NOTHING_TO_PAY, "free", True, "the listing says `kostenlos` and price 0 EUR"),
        ("free_audit", None, "free_audit", True, "the listing says `free_audit`"),
        ("free_audit", FORTY_NINE, "free_audit", True, "the listing says `free_audit` and price 49.00 USD"),
        ("free_limited", FORTY_NINE, "free_limited", True, "the listing says `free_limited` and price 49.00 USD"),
        ("paid", None, "paid", False, "the listing says `paid`"),
        ("paid", FORTY_NINE, "paid", False, "the listing says `paid` and price 49.00 USD"),
        (None, NOTHING_TO_PAY, "free", True, "price 0 EUR"),
        (None, FORTY_NINE, "paid", False, "price 49.00 USD"),
        ("unknown", None, "unknown", None, None),
        (None, None, "unknown", None, None),
    ],
)
def test_what_a_listing_says(
    words: str | None, price: Price | None, kind: FreeKind, is_free: bool | None, evidence: str | None
) -> None:
    reading = cost.read(words, words, price=price, is_priced=price is not None, policy=None)
    assert reading.value == cost.Cost(kind, is_free, evidence)
    assert reading.notes == ()


@pytest.mark.parametrize(("words", "price"), [("free", FORTY_NINE), ("paid", NOTHING_TO_PAY)])
def test_a_contradiction_is_unknown(words: str, price: Price) -> None:
    reading = cost.read(words, words, price=price, is_priced=True, policy=POLICY)
    assert reading.value == cost.UNKNOWN
    assert [note.kind for note in reading.notes] == ["contradiction"]


@pytest.mark.parametrize(
    ("words", "looked_up", "kind", "evidence"),
    [
        ("ocw:absent", "free", "free", "the listing's `ocw:absent`, read as free by a rule of source.yaml"),
        ("verified | audit", "free_audit", "free_audit", "the listing's `verified | audit`, read as free_audit by a"),
        (" Free ", "free", "free", "the listing says ` Free `"),
    ],
)
def test_the_evidence_quotes_the_listing_and_names_the_rule(
    words: str, looked_up: str, kind: FreeKind, evidence: str
) -> None:
    found = cost.read(words, looked_up, price=None, is_priced=False, policy=POLICY).value
    assert found.free_kind == kind
    assert found.evidence is not None
    assert found.evidence.startswith(evidence)
    priced = cost.read(words, looked_up, price=NOTHING_TO_PAY, is_priced=True, policy=POLICY).value
    assert priced.evidence == f"{found.evidence} and price 0 EUR"


def test_a_contradiction_quotes_the_listing() -> None:
    (note,) = cost.read("ocw:true", "free", price=FORTY_NINE, is_priced=True, policy=None).notes
    assert note.value == "ocw:true"
    assert "read as free by a rule of source.yaml, but the price is 49.00 USD" in note.message


@pytest.mark.parametrize(("words", "kind"), [("free", "unknown"), ("free_audit", "free_audit"), ("paid", "paid")])
def test_free_beside_an_unreadable_price_is_unknown(words: str, kind: FreeKind) -> None:
    reading = cost.read(words, words, price=None, is_priced=True, policy=POLICY)
    assert reading.value.free_kind == kind
    assert [note.kind for note in reading.notes] == ["contradiction"] * (kind == "unknown")


@pytest.mark.parametrize("words", ["maybe", "free | paid", "true"])
def test_unclear_signals_are_unknown_and_noted(words: str) -> None:
    reading = cost.read(words, words, price=None, is_priced=False, policy=POLICY)
    assert reading.value == cost.UNKNOWN
    assert [(note.kind, note.field) for note in reading.notes] == [("unknown_value", "free")]


def test_the_policy_counts_for_a_listing_that_says_nothing() -> None:
    reading = cost.read(None, None, price=None, is_priced=False, policy=POLICY)
    expected = "stated policy: free_audit (https://example.org/terms, read 2026-11-20)"
    assert reading.value == cost.Cost("free_audit", True, expected)
    second_hand = replace(POLICY, read_in="a stored copy")
    evidence = cost.read(None, None, price=None, is_priced=False, policy=second_hand).value.evidence
    assert evidence == f"{expected[:-1]} in a stored copy)"


@pytest.mark.parametrize(("price", "kind"), [(FORTY_NINE, "paid"), (NOTHING_TO_PAY, "free"), (None, "unknown")])
def test_the_policy_gives_way_to_a_price_even_an_unreadable_one(price: Price | None, kind: FreeKind) -> None:
    assert cost.read(None, None, price=price, is_priced=True, policy=POLICY).value.free_kind == kind


@given(
    st.none() | st.text(max_size=20) | st.sampled_from(FREE_KINDS),
    st.none() | st.text(max_size=20) | st.sampled_from(FREE_KINDS),
    st.none() | st.sampled_from([NOTHING_TO_PAY, FORTY_NINE]),
    st.booleans(),
    st.none() | st.just(POLICY),
)
def test_free_always_has_evidence(
    words: str | None, looked_up: str | None, price: Price | None, is_priced: bool, policy: Policy | None
) -> None:
    found = cost.read(words, looked_up, price=price, is_priced=is_priced or price is not None, policy=policy).value
    assert found.free_kind in FREE_KINDS
    assert (found.is_free is None) == (found.free_kind == "unknown") == (found.evidence is None)
