"""How the Credential Registry words things: texts by language, lengths and costs."""

from __future__ import annotations

from typing import Any

from pipeline.contract import Record, RecordError

Words = list[str]
AGGREGATE = "costType:AggregateCost"
OF_CONCEPTS = (
    "@type @id ceterms:alignmentDate ceterms:alignmentType ceterms:codedNotation ceterms:framework "
    "ceterms:frameworkName ceterms:targetNodeDescription ceterms:weight"
)
OF_LENGTHS = "@type @id ceterms:description ceterms:minimumDuration ceterms:maximumDuration ceterms:timeRequired"
OF_COSTS = (
    "@type @id ceterms:name ceterms:description ceterms:audienceType ceterms:condition ceterms:costDetails "
    "ceterms:endDate ceterms:jurisdiction ceterms:paymentPattern ceterms:region ceterms:residencyType ceterms:startDate"
)


def texts(record: Record, key: str) -> Words:
    """The texts of a key that is a text, an object by language, or a list of either; English where there is any.

    Raises:
        RecordError: the key holds something else.
    """
    return [text for text in _texts(record.maybe(key, object), key) if text.strip()]


def text(record: Record, key: str) -> str | None:
    """The first of these texts."""
    return next(iter(texts(record, key)), None)


def _texts(value: Any, key: str) -> Words:
    if value is None:
        return []
    if isinstance(value, str):
        return [value]
    if isinstance(value, list):
        ranked = sorted(value, key=lambda each: isinstance(each, dict) and not any(map(_is_english, each)))
        return [found for each in ranked for found in _texts(each, key)]
    if not isinstance(value, dict):
        raise RecordError(f"`{key}` is {value!r}, words by language were expected", field=key, value=str(value))
    if "@value" in value:
        return _texts(value["@value"], key)
    languages = sorted(value, key=lambda language: not _is_english(language))
    return _texts(value[languages[0]], key) if languages else []


def _is_english(language: str) -> bool:
    return language.split("-")[0] == "en"


def concept(record: Record) -> str | None:
    """The code of a concept, such as `lifeCycle:Active`."""
    code = record.text("ceterms:targetNode")
    record.ignore("ceterms:targetNodeName", *OF_CONCEPTS.split())
    return code


def names(record: Record, key: str) -> Words:
    """What the concepts of a key are called; an object or a list of objects."""
    found = []
    for each in record.objects(key, or_one=True):
        found += texts(each, "ceterms:targetNodeName")
        each.ignore("ceterms:targetNode", *OF_CONCEPTS.split())
    return found


def length(record: Record) -> str | None:
    """The one length that is exact, as an ISO 8601 duration; several lengths and a range are none."""
    found: set[str | None] = set()
    for profile in record.objects("ceterms:estimatedDuration", or_one=True):
        exact = profile.maybe("ceterms:exactDuration", object)
        profile.ignore(*OF_LENGTHS.split())
        found.add(exact if isinstance(exact, str) else None)
    return found.pop() if len(found) == 1 else None


def price(record: Record) -> tuple[str | None, str | None]:
    """The price and its currency: of the aggregate cost, else of a single one; 0 only where it is the aggregate."""
    single: list[tuple[float, str | None]] = []
    whole: list[tuple[float, str | None]] = []
    for profile in record.objects("ceterms:estimatedCost", or_one=True):
        amount, currency = profile.maybe("ceterms:price", float), profile.text("ceterms:currency")
        kinds = [concept(kind) for kind in profile.objects("ceterms:directCostType", or_one=True)]
        profile.ignore(*OF_COSTS.split())
        if amount is not None:
            (whole if AGGREGATE in kinds else single).append((amount, currency))
    if len(whole) == 1:
        amount, currency = whole[0]
    elif not whole and len(single) == 1 and single[0][0]:
        amount, currency = single[0]
    else:
        return None, None
    return f"{amount:.2f}", currency
