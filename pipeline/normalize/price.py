"""Prices: the lowest amount asked and its currency, out of words such as "₹ 1,15,000 + 18% GST" or "EUR 20,00"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.model import Note
from pipeline.normalize.money import CODES, DOLLARS, SIGNS
from pipeline.normalize.reading import Reading, finding, unknown

MAX_AMOUNT = Decimal("9999999999.99")  # what DECIMAL(12, 2) holds
MAX_WORDS = 500
EXPECTED = "an amount such as `49.00`, or a word such as `free`"
EXPECTED_RANGE = "one amount, or nothing but a range such as `49 - 99`"
EXPECTED_ZERO = "a 0 with nothing beside it that may limit it, or a word such as `free`"
FREE_WORDS = frozenset(
    {
        "free",
        "free of charge",
        "no cost",
        "kostenlos",
        "kostenfrei",
        "gratis",
        "gratuit",
        "gratuite",
        "gratuito",
        "gratuita",
    }
)
_FREE = re.compile(r"\b(?:free|kostenlos|kostenfrei|gratis|gratuite?|gratuit[oa])\b")
_PERCENT = re.compile(r"[+-]?\s*[0-9]{1,3}(?:[.,][0-9]+)?\s*%")
_AMOUNT = re.compile(
    r"(-\s?)?(?<![0-9.,])([0-9]{1,3}(?:[ '’\u00a0\u202f][0-9]{3})+(?:[.,][0-9]{1,2})?|[0-9](?:[0-9.,]*[0-9])?)"
)
_CODE = re.compile(r"(?<![a-z])([a-z]{3})(?![a-z])")
_DASH = re.compile(r"([0-9](?: ?(?:[a-z]{3}|[^\s\w]))?) - ")  # between two amounts, and no minus
_WORD = re.compile(r"[^\W\d_]+")
_PERIOD = re.compile(r"(?:/|\b(?:per|pro)\b) ?(?:month|year|course|person|monat|jahr|kurs)\b")
_MONEY_WORDS = frozenset({"kr", "rs", "euro", "euros", "dollar", "dollars"})
_RANGE_WORDS = frozenset({"from", "to", "or", "ab", "von", "bis", "oder"})
_ZERO_WORDS = frozenset(word for words in FREE_WORDS for word in words.split())
_RANGE_MARKS = frozenset(" -–—/|,;¥")
_ZERO_MARKS = _RANGE_MARKS | frozenset(".:()!")


@dataclass(frozen=True, slots=True)
class Price:
    """The lowest amount asked, in `currency` (ISO 4217); the currency is null where nothing says it."""

    amount: Decimal
    currency: str | None


def read(price: str | None, currency: str | None = None) -> Reading[Price | None]:
    """The lowest price, or null with a note where the words cannot be read for certain.

    `currency` is the word that stands apart, if any. A free word in the price is the amount 0. A free word or a 0
    beside an amount above 0 is a contradiction and refused ("$0 for 7 days, then $49/month"); a 0 beside words that may
    limit it ("EUR 0 deposit") is refused too. Of several amounts the lowest counts where they are a plain range or list
    ("$49 - $199"), else they are refused ("49 USD, save 20"). A tax in percent on one amount is left aside; the words
    keep it.
    """
    if price is None or not price.strip():
        return Reading(None)
    text = _DASH.sub(r"\1 – ", " ".join(price[:MAX_WORDS].casefold().split()))
    if text.strip(" .!()") in FREE_WORDS:
        return Reading(Price(Decimal("0.00"), None))
    amounts = [_amount(match) for match in _AMOUNT.finditer(_PERCENT.sub(" ", text))]
    known = [amount for amount in amounts if amount is not None]
    if not known or len(known) < len(amounts):
        return Reading(None, (unknown("price", price, EXPECTED),))
    if note := _doubt(price, text, known):
        return Reading(None, (note,))
    code = _currency(text, currency)
    if code.value == "":
        return Reading(None, code.notes)
    return Reading(Price(min(known), code.value), code.notes)


def _doubt(price: str, text: str, amounts: Sequence[Decimal]) -> Note | None:
    """Why the lowest of these amounts may not be what the course costs; none where it is."""
    if max(amounts) == 0:
        return None if _is_bare(text, _ZERO_WORDS, _ZERO_MARKS) else unknown("price", price, EXPECTED_ZERO)
    if _FREE.search(text):
        return _contradiction(price, "it says free and names an amount")
    if min(amounts) == 0:
        return _contradiction(price, "it names 0 and a larger amount")
    if len(amounts) > 1 and not _is_bare(text, _RANGE_WORDS, _RANGE_MARKS):
        return unknown("price", price, EXPECTED_RANGE)
    return None


def _is_bare(text: str, words: frozenset[str], marks: frozenset[str]) -> bool:
    """Whether there is nothing but amounts, currencies, what an amount is asked for, and these words and marks."""
    rest = _AMOUNT.sub(" ", _PERIOD.sub(" ", text))
    allowed = words | _MONEY_WORDS
    rest = _WORD.sub(lambda found: " " if found[0] in allowed or found[0].upper() in CODES else found[0], rest)
    for sign in SIGNS:
        rest = rest.replace(sign, " ")
    return set(rest) <= marks


def _currency(text: str, apart: str | None) -> Reading[str | None]:
    """The one currency of price and currency field: null where none is named, empty where they contradict."""
    notes: tuple[Note, ...] = ()
    stated = _codes(apart.casefold()) if apart and apart.strip() else set()
    if apart and apart.strip() and len(stated) != 1:
        notes = (unknown("currency", apart, "an ISO 4217 code such as `EUR`"),)
        stated = set()
    found = _codes(text)
    if found == {"USD"} and "$" in text and "us" not in text and stated <= DOLLARS:
        found = stated or found
    both = found | stated
    if len(both) > 1:
        return Reading("", (_contradiction(text, f"several currencies: {', '.join(sorted(both))}"),))
    return Reading(both.pop() if both else None, notes)


def _codes(text: str) -> set[str]:
    found = {code.upper() for code in _CODE.findall(text) if code.upper() in CODES}
    for sign, code in SIGNS.items():
        if sign in text:
            text = text.replace(sign, " ")
            found.add(code)
    return found


def _amount(match: re.Match[str]) -> Decimal | None:
    if match[1]:
        return None
    amount = _decimal(re.sub(r"[^0-9.,]", "", match[2]))
    rounded = amount.quantize(Decimal("0.01")) if amount is not None and amount <= MAX_AMOUNT else None
    return None if rounded is None or (amount and not rounded) else rounded


def _decimal(digits: str) -> Decimal | None:
    """The number: of two kinds of mark the last is the decimal one; one mark before three digits groups thousands."""
    if len(digits) > 30:
        return None
    last = max(digits.rfind("."), digits.rfind(","))
    if last < 0:
        return Decimal(digits)
    mark, other = digits[last], "," if digits[last] == "." else "."
    whole, fraction = digits[:last], digits[last + 1 :]
    is_thousands = mark in whole or (other not in whole and len(fraction) == 3 and whole != "0")
    grouped, by = (digits, mark) if is_thousands else (whole, other)
    if not _is_grouped(grouped, by):
        return None
    return Decimal(re.sub(r"[.,]", "", digits)) if is_thousands else Decimal(f"{whole.replace(other, '')}.{fraction}")


def _is_grouped(digits: str, mark: str) -> bool:
    """Whether the marks stand where thousands are parted, the Indian way (1,15,000) too; true where there are none."""
    first, *groups = digits.split(mark)
    sizes = [len(group) for group in groups]
    return (
        first.isdigit()
        and all(group.isdigit() for group in groups)
        and set(sizes) <= {2, 3}
        and sizes[-1:] in ([], [3])
    )


def _contradiction(words: str, reason: str) -> Note:
    return finding("price", words, f"{reason}; left empty", kind="contradiction", level="warning")
