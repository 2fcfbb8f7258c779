from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.normalize import price
from pipeline.normalize.money import CODES, SIGNS


@pytest.mark.parametrize(
    ("words", "apart", "amount", "currency"),
    [
        ("49.00", None, "49.00", None),
        ("49.00", "usd", "49.00", "USD"),
        ("0", "EUR", "0.00", "EUR"),
        ("29999", None, "29999.00", None),
        ("₹ 1,15,000 + 18% GST", None, "115000.00", "INR"),
        ("$49", None, "49.00", "USD"),
        ("$49", "AUD", "49.00", "AUD"),
        ("A$49", None, "49.00", "AUD"),
        ("US$39/month", None, "39.00", "USD"),
        ("EUR 20,00", None, "20.00", "EUR"),
        ("€ 20,-", None, "20.00", "EUR"),
        ("1.234,56 €", None, "1234.56", "EUR"),
        ("1,234.56", "USD", "1234.56", "USD"),
        ("1'200 CHF", None, "1200.00", "CHF"),
        ("1 234,50 kr", None, "1234.50", None),
        ("¥500", None, "500.00", None),
        ("Free", None, "0.00", None),
        ("kostenlos", None, "0.00", None),
        ("$49 - $99", None, "49.00", "USD"),
        ("49 - 199 USD", None, "49.00", "USD"),
        ("49 USD - 199 USD", None, "49.00", "USD"),
        ("from US$49 to US$199/month", None, "49.00", "USD"),
        ("99 | 49", "EUR", "49.00", "EUR"),
        ("$49 first month", None, "49.00", "USD"),
        ("0 | 0", "EUR", "0.00", "EUR"),
        ("Free (0 €)", None, "0.00", "EUR"),
        ("no cost: US$0/month", None, "0.00", "USD"),
        ("0,- Euros", None, "0.00", "EUR"),
        ("1.000", None, "1000.00", None),
    ],
)
def test_prices(words: str, apart: str | None, amount: str, currency: str | None) -> None:
    reading = price.read(words, apart)
    assert reading.value == price.Price(Decimal(amount), currency)
    assert reading.notes == ()


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("call us", "unknown_value"),
        ("-5", "unknown_value"),
        ("1.2.3", "unknown_value"),
        ("0.001", "unknown_value"),
        ("99999999999999", "unknown_value"),
        ("9" * 400, "unknown_value"),
        ("50%", "unknown_value"),
        ("not free", "unknown_value"),
        ("USD - 5", "unknown_value"),
        ("Free (certificate $49)", "contradiction"),
        ("$0 for 7 days, then $49/month", "contradiction"),
        ("First month 0 €, then 39 €", "contradiction"),
        ("EUR 0 deposit, 300 EUR", "contradiction"),
        ("49 USD, save 0", "contradiction"),
        ("$0 - $199", "contradiction"),
        ("0 | 50", "contradiction"),
        ("$0 for 7 days", "contradiction"),
        ("EUR 0 deposit", "unknown_value"),
        ("from $0", "unknown_value"),
        ("not free 0", "unknown_value"),
        ("0 + 18% GST", "unknown_value"),
        ("49 USD, save 20", "unknown_value"),
        ("49 USD deposit, 300 USD", "unknown_value"),
        ("3 x 110 EUR", "unknown_value"),
        ("3 × 110 EUR", "unknown_value"),
        ("$49/month for 3 months", "unknown_value"),
        ("49 + 20 EUR", "unknown_value"),
        ("$10 or €9", "contradiction"),
    ],
)
def test_what_is_not_certain_is_refused(words: str, kind: str) -> None:
    reading = price.read(words)
    assert reading.value is None
    assert [note.kind for note in reading.notes] == [kind]


@pytest.mark.parametrize("words", ["0 € für Mitglieder", "0 USD today", "$0*", "0 EUR trial", "try it: 0 USD"])
def test_a_zero_with_more_words_is_not_free(words: str) -> None:
    assert price.read(words).value is None


@given(st.integers(1, 9999), st.sampled_from(["{0} 0 {1}", "0 {1}, {0}", "{1}{0} (0{1})", "{0} - 0 {1}"]))
def test_a_zero_beside_a_larger_amount_is_never_free(larger: int, worded: str) -> None:
    reading = price.read(worded.format(larger, "EUR"))
    assert reading.value is None
    assert reading.notes


def test_two_currencies_contradict() -> None:
    reading = price.read("€49", "USD")
    assert reading.value is None
    assert [note.kind for note in reading.notes] == ["contradiction"]


def test_an_unknown_currency_is_noted_and_the_amount_kept() -> None:
    reading = price.read("49", "bitcoin")
    assert reading.value == price.Price(Decimal("49.00"), None)
    assert [(note.kind, note.field) for note in reading.notes] == [("unknown_value", "currency")]


def test_every_sign_stands_for_a_known_currency() -> None:
    assert len(CODES) > 150
    assert set(SIGNS.values()) <= CODES


@given(
    st.one_of(st.text(max_size=60), st.text(st.sampled_from("0123456789.,' €$-+%EURfree|"), max_size=30)),
    st.none() | st.text(max_size=5),
)
def test_any_text_is_read_or_refused(words: str, apart: str | None) -> None:
    reading = price.read(words, apart)
    if reading.value is None:
        assert not words.strip() or reading.notes
    else:
        assert 0 <= reading.value.amount <= price.MAX_AMOUNT
        assert reading.value.amount == reading.value.amount.quantize(Decimal("0.01"))
        assert reading.value.currency is None or reading.value.currency in CODES


@given(st.decimals(0, 999_999, places=2), st.sampled_from(sorted(CODES)))
def test_every_amount_comes_back(amount: Decimal, code: str) -> None:
    assert price.read(f"{code} {amount:,}").value == price.Price(amount, code)
