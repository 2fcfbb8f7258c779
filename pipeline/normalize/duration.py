"""How long a course takes: weeks, hours a week and hours in all, out of the words for duration and effort.

A range keeps both ends; its middle is the single figure, and where one end is open ("less than 2 hours") the end that
is told. A calendar month counts 4.35 weeks in words ("1 - 3 Months"); the ISO forms P6M and P1Y are refused: they are
written both for a length and for a period of access. What contradicts itself or is beyond reason is refused with a
note, never repaired, but for a range told the wrong way round, which is swapped.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from pipeline.model import Note
from pipeline.normalize import timespan
from pipeline.normalize.reading import Reading, finding, unknown
from pipeline.normalize.timespan import SECONDS, Quantity, seconds

__all__ = ["Effort", "Span", "read", "seconds"]

MAX_WEEKS = 104.0
MAX_WEEKLY_HOURS = 80.0
MAX_TOTAL_HOURS = 4_000.0
MAX_WORDS = 300
EXPECTED = "a length with its unit such as `6 weeks`, `2-4 hours/week`, `PT10H` or `P6W`"
_SILENT = re.compile(
    r"|self[- ]?paced|flexible|flexible schedule|(?:at|learn at) your own pace|own pace|on[- ]demand|varies|variable|"
    r"unlimited|lifetime|ongoing|n/?a|none|tbd|tba|-|p0d|pt0s|pt0m|pt0h|p0w|0|selbstgesteuert|im eigenen tempo"
)
_WORD_NUMBERS = {"one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8",
                 "nine": "9", "ten": "10", "eleven": "11", "twelve": "12"}  # fmt: skip
_WORD_NUMBER = re.compile(rf"\b({'|'.join(_WORD_NUMBERS)})\b")
_HALVES = re.compile(r"([0-9])?\s?([½¼¾])")
_HALF = {"½": ".5", "¼": ".25", "¾": ".75"}
_HOURS_MINUTES = re.compile(r"\b([0-9]{1,4})\s?h(?:rs?)?\s?([0-9]{1,2})\s?m(?:in)?\b")
_DASHES = str.maketrans(
    {"‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "−": "-", "~": " ", "≈": " ", "≤": "<", "≥": ">"}
)
_JOINS = re.compile(r"[\s,]*(?:and|und|et|y|&)?\s*")
_RATE_LEFT = re.compile(
    r"\b(?:week|weekly|woche|wöchentlich|semaine|semana|month|monthly|day|daily|each|per|every|pro|je)\b|/"
)


@dataclass(frozen=True, slots=True)
class Span:
    """A figure with its ends, in weeks or hours; an end that is open is null."""

    low: float | None
    high: float | None

    @property
    def middle(self) -> float:
        """The single figure: the middle, or the end that is told."""
        told = [end for end in (self.low, self.high) if end is not None]
        return round(sum(told) / len(told), 2)


@dataclass(frozen=True, slots=True)
class Effort:
    """What duration and effort say together; null where they say nothing usable."""

    weeks: Span | None = None
    weekly_hours: Span | None = None
    total_hours: Span | None = None


NOTHING = Effort()


def read(duration: str | None, effort: str | None = None) -> Reading[Effort]:
    """Weeks, hours a week and hours in all; weeks are looked for in `duration` first, hours in `effort` first."""
    length, work = _field("duration", duration), _field("effort", effort)
    found = Effort(
        weeks=length.value.weeks or work.value.weeks,
        weekly_hours=work.value.weekly_hours or length.value.weekly_hours,
        total_hours=work.value.total_hours or length.value.total_hours,
    )
    return Reading(found, length.notes + work.notes)


def _field(field: str, words: str | None) -> Reading[Effort]:
    if words is None:
        return Reading(NOTHING)
    text = _folded(words[: MAX_WORDS + 1])
    if _SILENT.fullmatch(text.rstrip(".!")):
        return Reading(NOTHING)
    found = None if len(text) > MAX_WORDS else _told(text)
    if found is None:
        return Reading(NOTHING, (unknown(field, words, EXPECTED),))
    return _bounded(field, words, found)


def _folded(words: str) -> str:
    text = " ".join(words.casefold().translate(_DASHES).split())
    text = _HALVES.sub(lambda match: f"{match[1] or '0'}{_HALF[match[2]]}", text)
    text = _HOURS_MINUTES.sub(r"\1 hours \2 minutes", text)
    return _WORD_NUMBER.sub(lambda match: _WORD_NUMBERS[match[1]], text)


def _told(text: str) -> Effort | None:
    if parts := timespan.iso(text):
        return _of_iso(parts)
    if text.count(":") == 2 and (told := timespan.clock(text)) is not None:
        return Effort(total_hours=Span(told / 3600, told / 3600))
    return _of_quantities(text, _summed(text, timespan.quantities(text)))


def _of_iso(parts: dict[str, float]) -> Effort | None:
    if "year" in parts or "month" in parts:
        return None
    told = sum(value * SECONDS[unit] for unit, value in parts.items())
    if "week" in parts or "day" in parts:
        return Effort(weeks=Span(told / SECONDS["week"], told / SECONDS["week"]))
    return Effort(total_hours=Span(told / 3600, told / 3600))


def _of_quantities(text: str, found: list[Quantity]) -> Effort | None:
    """One figure of each kind; refused: several that differ, a rate that is no week's, a stray number by a total."""
    kinds: dict[str, set[tuple[float | None, float | None]]] = {}
    for quantity in found:
        is_long = quantity.unit in ("day", "week", "month", "year")
        if quantity.rate not in (None, "week") or (is_long and quantity.rate):
            return None
        kind = "weeks" if is_long else "weekly_hours" if quantity.rate else "total_hours"
        scale = SECONDS["week"] if is_long else SECONDS["hour"]
        low, high = (None if end is None else end / scale for end in (quantity.low, quantity.high))
        kinds.setdefault(kind, set()).add((low, high))
    if not kinds or any(len(spans) > 1 for spans in kinds.values()):
        return None
    left = "".join(" " if any(q.start <= at < q.end for q in found) else letter for at, letter in enumerate(text))
    if "total_hours" in kinds and (_RATE_LEFT.search(left) or re.search(r"[0-9]", left)):
        return None
    return Effort(**{kind: Span(*spans.pop()) for kind, spans in kinds.items()})


def _summed(text: str, found: list[Quantity]) -> list[Quantity]:
    """Quantities with "1 hour 30 minutes" made one: exact, side by side, the second of a smaller unit."""
    summed: list[Quantity] = []
    for quantity in found:
        before = summed[-1] if summed else None
        if before and _continues(text, before, quantity):
            total = (before.low or 0) + (quantity.low or 0)
            unit = before.unit if before.unit != "day" or quantity.unit == "hour" else quantity.unit
            summed[-1] = replace(before, low=total, high=total, unit=unit, rate=quantity.rate, end=quantity.end)
        else:
            summed.append(quantity)
    return summed


def _continues(text: str, before: Quantity, quantity: Quantity) -> bool:
    is_smaller = SECONDS[quantity.unit] < SECONDS[before.unit]
    is_same_kind = (before.unit in ("hour", "minute")) or quantity.unit in ("day", "week", "month")
    is_exact = before.is_exact and quantity.is_exact and before.rate is None
    return is_smaller and is_same_kind and is_exact and bool(_JOINS.fullmatch(text[before.end : quantity.start]))


def _bounded(field: str, words: str, found: Effort) -> Reading[Effort]:
    """The figures that are within reason; nothing (0) is left out in silence."""
    notes: list[Note] = []
    kept: dict[str, Span | None] = {}
    for kind, most in (("weeks", MAX_WEEKS), ("weekly_hours", MAX_WEEKLY_HOURS), ("total_hours", MAX_TOTAL_HOURS)):
        span: Span | None = getattr(found, kind)
        kept[kind] = None
        if span is None or not (span.low or span.high):
            continue
        if span.low is not None and span.high is not None and span.low > span.high:
            notes.append(finding(field, words, "the range is told the wrong way round; swapped", kind="inverted_range"))
            span = Span(span.high, span.low)
        if max(span.low or 0, span.high or 0) > most:
            message = f"more than {most:g} ({kind.replace('_', ' ')}) is beyond reason; left empty"
            notes.append(finding(field, words, message, kind="out_of_bounds", level="warning"))
        else:
            kept[kind] = Span(*(None if end is None else round(end, 4) for end in (span.low, span.high)))
    return Reading(Effort(**kept), tuple(notes))
