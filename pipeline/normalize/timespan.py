"""Time spans in words: numbers, ranges, units and rates in the languages that catalogues use; ISO 8601 and clock forms.

The parts from which `duration` reads weeks and hours.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

SECONDS = {
    "second": 1,
    "minute": 60,
    "hour": 3600,
    "day": 86_400,
    "week": 604_800,
    "month": 2_629_746,  # a twelfth of the mean Gregorian year: 4.35 weeks
    "year": 31_556_952,
}
_UNITS = {
    "second": "seconds? secs? sekunden? secondes? segundos? s",
    "minute": "minutes? mins? minuten minutos? minut[oi]",
    "hour": "hours? hrs? std stunden? heures? horas? or[ea] uur uren h",
    "day": "days? tage? tagen jours? d[ií]as? giorn[oi] dag dagen d",
    "week": "weeks? wks? wochen? semaines? semanas? settiman[ae] weken w",
    "month": "months? mos? monate? monaten mois mes meses mes[ei] maand maanden",
    "year": "years? yrs? jahre? jahren ans? années? años? ann[oi]",
}
_UNIT_PATTERNS = {unit: re.compile("|".join(words.split())) for unit, words in _UNITS.items()}
_SHORT, _LONG = ("second", "minute", "hour"), ("day", "week", "month", "year")
_NUMBER = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,9}(?:[.,][0-9]{1,6})?|\.[0-9]{1,6})"


def _unit(name: str, units: tuple[str, ...]) -> str:
    return rf"\s*-?\s*(?P<{name}>{'|'.join(word for unit in units for word in _UNITS[unit].split())})\b"


def _high(name: str, separators: str) -> str:
    return rf"\s*(?:-|\b(?:{separators})\b)\s*(?P<{name}>{_NUMBER})"


_OPEN = (
    r"\b(?:up to|less than|fewer than|under|maximum|max\b\.?|bis zu|moins de|at least|more than|over|minimum|min\b\.?|"
    r"mindestens)|[<>]"
)
_RATE = (
    r"(?:\s+of\s+[a-z]+)?\s*(?:/|\b(?:per|an?|each|every|pro|je|par|por|a la|in der|alla)\b)\s*"
    r"(?P<per>[a-z]+)|\s+(?P<weekly>weekly|wöchentlich)"
)
QUANTITY = re.compile(
    rf"(?:(?P<open>{_OPEN})\s*)?(?<![0-9/.,:-])(?P<low>{_NUMBER})\s*(?P<plus>\+)?(?:"
    rf"{_unit('short', _SHORT)}(?:{_high('short_high', 'to|bis')}{_unit('short_unit', _SHORT)})?|"
    rf"{_unit('long', _LONG)}(?:{_high('long_high', 'to|bis')}{_unit('long_unit', _LONG)})?|"
    rf"{_high('high', 'to|bis|à|a|tot|and|und|et|y|oder|or')}{_unit('unit', _SHORT + _LONG)}"
    rf")\.?(?:{_RATE})?"
)
"""A number with its unit, or a range: one unit for both, or one each of the same kind ("1 week to 2 months")."""

_ISO = re.compile(
    r"p(?:(?P<year>{n})y)?(?:(?P<month>{n})m)?(?:(?P<week>{n})w)?(?:(?P<day>{n})d)?"
    r"(?:t(?:(?P<hour>{n})h)?(?:(?P<minute>{n})m)?(?:(?P<second>{n})s)?)?".replace(
        "{n}", r"[0-9]{1,9}(?:[.,][0-9]{1,6})?"
    )
)
_CLOCK = re.compile(r"(?:([0-9]{1,4}):)?([0-9]{1,4}):([0-9]{1,2})")
_PLAIN_SECONDS = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,6})?")
_AT_MOST = frozenset({"up to", "less than", "fewer than", "under", "max", "max.", "maximum", "bis zu", "moins de", "<"})
_WEEK = frozenset({"week", "weeks", "wk", "w", "woche", "semaine", "semana", "settimana"})


@dataclass(frozen=True, slots=True)
class Quantity:
    """One amount of time in seconds, `low` to `high`, an open end null; `rate` is `week` or what else it is per."""

    low: float | None
    high: float | None
    unit: str
    rate: str | None
    start: int
    end: int

    @property
    def is_exact(self) -> bool:
        """Whether it is one number and no range."""
        return self.low == self.high


def number(text: str) -> float:
    """A number with a decimal point or comma; commas before groups of three are thousands."""
    return float(text.replace(",", "") if re.fullmatch(r"[0-9]{1,3}(?:,[0-9]{3})+", text) else text.replace(",", "."))


def quantities(text: str) -> list[Quantity]:
    """Every amount with a unit in a folded, lower-case text, in order."""
    return [_quantity(match) for match in QUANTITY.finditer(text)]


def iso(text: str) -> dict[str, float] | None:
    """The parts of an ISO 8601 duration in lower case, by unit, or null where it is none (`pt` is none)."""
    match = _ISO.fullmatch(text)
    parts = {unit: number(value) for unit, value in match.groupdict().items() if value} if match else {}
    return parts or None


def clock(text: str) -> int | None:
    """Seconds of `h:m:s` or `m:s`, as in podcasts."""
    match = _CLOCK.fullmatch(text)
    return int(match[1] or 0) * 3600 + int(match[2]) * 60 + int(match[3]) if match else None


def seconds(words: str) -> int | None:
    """Whole seconds of a media length: plain seconds, `h:m:s`, or ISO 8601 without years and months; else null.

    Years and months have no fixed length. `P0D` is what video sites say of a live stream, so an ISO length of nothing
    is null.
    """
    text = words.strip().casefold()
    if _PLAIN_SECONDS.fullmatch(text):
        return round(float(text))
    if (told := clock(text)) is not None:
        return told
    parts = iso(text)
    if parts is None or "year" in parts or "month" in parts:
        return None
    return round(sum(value * SECONDS[unit] for unit, value in parts.items())) or None


def _quantity(match: re.Match[str]) -> Quantity:
    first = match["short"] or match["long"] or match["unit"]
    last = match["short_unit"] or match["long_unit"] or first
    told = match["short_high"] or match["long_high"] or match["high"]
    low: float | None = number(match["low"]) * SECONDS[_named(first)]
    high: float | None = number(told) * SECONDS[_named(last)] if told else low
    if not told and match["open"] in _AT_MOST:
        low = None
    elif not told and (match["open"] or match["plus"]):
        high = None
    rate = "week" if match["weekly"] or match["per"] in _WEEK else match["per"]
    return Quantity(low, high, _named(last), rate, match.start(), match.end())


def _named(word: str) -> str:
    return next(unit for unit, pattern in _UNIT_PATTERNS.items() if pattern.fullmatch(word))
