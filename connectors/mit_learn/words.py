"""What MIT Learn means by its words: names and codes, lengths, prices, and the word for free."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pipeline.contract import Record, amount


def joined(records: Iterable[Record | None], key: str) -> str | None:
    """One text of each record, joined; codes, names and links to channels come in pairs, the other one is left."""
    texts = []
    for record in records:
        if record is not None:
            texts.append(record.take(key, str))
            record.ignore("code", "name", "channel_url", "display_facet")
    return " | ".join(texts) or None


def duration(course: Record) -> str | None:
    """The words where there are any, else the weeks."""
    words = course.text("duration")
    weeks = sorted({n for n in (course.maybe("min_weeks", int), course.maybe("max_weeks", int)) if n})
    return words or (f"{'-'.join(map(str, weeks))} weeks" if weeks else None)


def lowest_price(course: Record) -> dict[str, Any]:
    """The lowest price asked; only `resource_prices` names its currency."""
    offers: list[tuple[str, str | None]] = [(price, None) for price in course.texts("prices")]
    with_currency = [(offer.take("amount", str), offer.text("currency")) for offer in course.objects("resource_prices")]
    if not (with_currency or offers):
        return {}
    price, currency = min(with_currency or offers, key=lambda offer: amount(offer[0], "prices"))
    return {"price": price, "currency": currency}


def free_word(is_free: bool | None) -> str:
    """`true`, `false`, or `absent` as in records of 2024."""
    return "absent" if is_free is None else str(is_free).lower()
