"""Days: starts, ends and last days of enrolment, as calendar days.

A time keeps the day that the source wrote, in the source's own zone; epoch counts are read in UTC. What is not a whole
day is refused: a bare year or month once became today's day. Placeholders that stand for "no date" are refused by name.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

from pipeline.normalize.reading import Reading, unknown

EXPECTED = "a whole day such as 2026-11-24, between 1990 and 2099, and no placeholder"
FIRST_YEAR, LAST_YEAR = 1990, 2099
SENTINELS = frozenset({date(1970, 1, 1), date(1999, 11, 30), date(2030, 1, 1), date(2037, 12, 31), date(2099, 12, 31)})
MAX_WORDS = 100
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})(?:[T ].*)?", re.ASCII)
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)(?:T\d{4,6}Z?)?", re.ASCII)
_EPOCH = re.compile(r"\d{9,10}|\d{12,13}", re.ASCII)
_DOTTED = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})", re.ASCII)
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?: \((day|month) first\))?", re.ASCII)
_DAY_FIRST = re.compile(r"(?:[a-z]+,?\s+)?(\d{1,2})(?:st|nd|rd|th|\.)?\s+([a-zäéûç]+)\.?,?\s+(\d{4})")
_MONTH_FIRST = re.compile(r"(?:[a-z]+,\s+)?([a-z]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
_MONTHS = (
    "jan january januar janvier enero",
    "feb february februar février febrero",
    "mar march märz mrz mars marzo",
    "apr april avril abril",
    "may mai mayo",
    "jun june juni juin junio",
    "jul july juli juillet julio",
    "aug august août agosto",
    "sep sept september septembre septiembre",
    "oct okt october oktober octobre octubre",
    "nov november novembre noviembre",
    "dec dez december dezember décembre diciembre",
)
_MONTH = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names.split()}


def read(field: str, words: str | date | None) -> Reading[date | None]:
    """The day that the words name, or null with a note; `field` is the listing's field, for the note."""
    if words is None or (isinstance(words, str) and not words.strip()):
        return Reading(None)
    found = _day(words)
    if found is None or not FIRST_YEAR <= found.year <= LAST_YEAR or found in SENTINELS:
        return Reading(None, (unknown(field, str(words), EXPECTED),))
    return Reading(found)


def _day(words: str | date) -> date | None:
    if isinstance(words, datetime):  # a datetime is a date too: asked first
        return words.date()
    if isinstance(words, date):
        return words
    try:
        return _written(words[:MAX_WORDS].strip())
    except (ValueError, OverflowError, OSError, TypeError):
        return None


def _written(text: str) -> date | None:
    if match := _ISO.fullmatch(text) or _YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text):
        return date(int(match[1]), int(match[2]), int(match[3]))
    if _EPOCH.fullmatch(text):
        seconds = int(text) / (1000 if len(text) >= 12 else 1)
        return datetime.fromtimestamp(seconds, tz=UTC).date()
    if match := _DOTTED.fullmatch(text):
        return date(int(match[3]), int(match[2]), int(match[1]))
    if match := _SLASHED.fullmatch(text):
        return _slashed(int(match[1]), int(match[2]), int(match[3]), match[4])
    return _named(text)


def _slashed(first: int, second: int, year: int, comes_first: str | None) -> date | None:
    """Day and month in the order that is told (`day` or `month` first), else where only one order can be."""
    if comes_first == "day" or (comes_first is None and (first > 12 or first == second)):
        return date(year, second, first)
    return date(year, first, second) if comes_first == "month" or second > 12 else None


def _named(text: str) -> date | None:
    folded = text.casefold()
    if match := _DAY_FIRST.fullmatch(folded):
        month = _MONTH.get(match[2])
        return date(int(match[3]), month, int(match[1])) if month else None
    if match := _MONTH_FIRST.fullmatch(folded):
        month = _MONTH.get(match[1])
        return date(int(match[3]), month, int(match[2])) if month else None
    if re.match(r"[a-z]{3}, \d|\d{1,2} [a-z]{3} \d{4} ", folded):
        return parsedate_to_datetime(text).date()
    return None
