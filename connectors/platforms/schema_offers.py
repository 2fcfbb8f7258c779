"""What a course costs by the offers of schema.org: the lowest price that is open to all."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from connectors.platforms.schema_terms import joined, texts
from pipeline.contract import Record

FOR_SOME = ("eligibleCustomerType", "eligibleQuantity", "eligibleRegion", "ineligibleRegion", "validForMemberTier")
LEFT_ASIDE = (
    "@context", "@id", "@type", "acceptedPaymentMethod", "additionalType", "alternateName", "areaServed",
    "availability", "availabilityEnds", "availabilityStarts", "businessFunction", "description", "eligibleDuration",
    "highPrice", "identifier", "image", "inventoryLevel", "itemOffered", "name", "offerCount", "offeredBy", "offers",
    "priceValidUntil", "seller", "shippingDetails", "sku", "url", "validFrom", "validThrough",
)  # fmt: skip
KNOWN = frozenset({"free", "paid", "partially free", "subscription"})
"""The categories that search engines ask for; other words under `category` are of the seller's own shop."""
PLAIN = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,6})?")


def cost(offers: list[Record]) -> dict[str, Any]:
    """`price`, `currency` and `free` by field of RawListing, as far as the offers say.

    An offer for some (academics, members, a region) counts only where no offer is open to all, and then never as free:
    what is free for members is not free for library staff.
    """
    read = [_offer(offer) for offer in offers]
    for_all = [prices for is_for_some, prices, _ in read if not is_for_some and prices]
    for_some = [prices for is_for_some, prices, _ in read if is_for_some and prices]
    found = [each for prices in for_all or for_some for each in prices]
    if not for_all:
        found = [each for each in found if not _is_nothing(each[0])]
    words = [word for is_for_some, _, found_words in read for word in found_words if not is_for_some]
    return _lowest(found) | ({"free": joined(words)} if words else {})


def _offer(offer: Record) -> tuple[bool, list[tuple[str, str | None]], list[str]]:
    """Whether an offer is for some only, its prices with their currencies, and its category if it tells the cost."""
    limits = [texts(offer.maybe(key, object)) for key in FOR_SOME]
    categories = [word for word in texts(offer.maybe("category", object)) if word.casefold() in KNOWN]
    prices = _priced(offer)
    for specification in offer.objects("priceSpecification", or_one=True):
        more = _priced(specification)
        prices = prices or more
        specification.drop()
    offer.ignore(*LEFT_ASIDE)
    return any(limits), prices, categories


def _priced(record: Record) -> list[tuple[str, str | None]]:
    currency = joined(texts(record.maybe("priceCurrency", object)))
    asked, low = texts(record.maybe("price", object)), texts(record.maybe("lowPrice", object))
    return [(words, currency) for words in asked or low]


def _lowest(found: list[tuple[str, str | None]]) -> dict[str, Any]:
    """The lowest of plain numbers in one currency; anything else is told as worded, all of it, and never guessed at."""
    if not found:
        return {}
    currencies = {currency for _, currency in found}
    if len(currencies) == 1 and all(PLAIN.fullmatch(words) for words, _ in found):
        words, currency = min(found, key=lambda each: Decimal(each[0]))
        return {"price": words, "currency": currency}
    if len(currencies) == 1:
        return {"price": joined([words for words, _ in found]), "currency": currencies.pop()}
    worded = [f"{words} {currency}" if currency else words for words, currency in found]
    return {"price": joined(worded), "currency": None}


def _is_nothing(words: str) -> bool:
    return bool(PLAIN.fullmatch(words)) and Decimal(words) == 0
