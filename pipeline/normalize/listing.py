"""A raw listing as a listing: each field by its own normaliser, odd words through the source's lookups first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple, TypeVar

from pipeline.model import Listing, Note, RawListing, SourceRules
from pipeline.normalize import (
    cost,
    dates,
    description,
    language,
    level,
    licence,
    pacing,
    plain,
    price,
    title,
    topics,
    url,
)
from pipeline.normalize.duration import Effort
from pipeline.normalize.duration import read as read_effort
from pipeline.normalize.memo import Memo
from pipeline.normalize.price import Price
from pipeline.normalize.reading import Reading, finding

MAX_PROVIDER = 200
_JOIN = " | "
L = TypeVar("L", bound=Listing)


@dataclass(frozen=True, kw_only=True, slots=True)
class Normalised:
    """A listing in our own terms, and what a person may have to look at, each note with the listing's key."""

    listing: Listing
    notes: tuple[Note, ...]


def normalise(raw: RawListing, rules: SourceRules) -> Normalised:
    """One listing by itself; see `Normaliser`, which reads many sooner."""
    listing, notes = Normaliser(rules).read(raw, Listing)
    return Normalised(listing=listing, notes=notes)


class Normaliser:
    """Reads the raw listings of one source in one run: words that many of them share are read once."""

    def __init__(self, rules: SourceRules) -> None:
        self._rules = rules
        self._memo = Memo()

    def read(self, raw: RawListing, row: type[L], **beside: Any) -> tuple[L, tuple[Note, ...]]:
        """The listing that these words tell, as a row of this class, and notes with the listing's key.

        Words are looked up in the rules' lookups first; a word looked up as null is ignored as if it were not there.
        Provider, language, pacing and policy of the rules count where the listing says nothing. What cannot be read is
        null and a note. `beside` are the columns that the class has beside those of a listing.

        Raises:
            RecordError: there is no title; the record is skipped.
        """
        memo, rules = self._memo, self._rules
        named = title.read(raw.title)
        described = description.read(raw.description)
        subjects = topics.read(raw.topics, memo)
        linked = url.clean(raw.url)
        taught = memo(self._provider, raw.provider)
        worded = memo(self._words, raw.language, raw.level, raw.pacing, raw.licence)
        asked = memo(self._cost, raw.price, raw.currency, raw.free)
        lasting = memo(_length, raw.duration, raw.effort)
        dated = memo(_days, raw.starts, raw.ends, raw.enrol_until)
        notes = (*named.notes, *described.notes, *subjects.notes, *linked.notes, *taught.notes, *worded.notes)
        notes += (*asked.notes, *lasting.notes, *dated.notes)
        words, money, length, days = worded.value, asked.value.price, lasting.value, dated.value
        listing = row(
            course_id=f"{rules.source}:{raw.key}",
            source=rules.source,
            key=raw.key,
            kind=raw.kind or rules.kind,
            title=named.value,
            provider=taught.value,
            url=linked.value,
            language=words.language,
            description=described.value,
            topics=subjects.value,
            level=words.level,
            is_free=asked.value.cost.is_free,
            free_kind=asked.value.cost.free_kind,
            free_evidence=asked.value.cost.evidence,
            price_amount=money.amount if money else None,
            price_currency=money.currency if money else None,
            licence=words.licence,
            duration_weeks=length.weeks,
            duration_weeks_min=length.weeks_min,
            duration_weeks_max=length.weeks_max,
            weekly_effort_hours=length.weekly_hours,
            total_effort_hours=length.total_hours,
            pacing=words.pacing,
            starts_on=days.starts_on,
            ends_on=days.ends_on,
            enrol_until_on=days.enrol_until_on,
            canonical_url=url.canonical(linked.value),
            **beside,
        )
        return listing, tuple([replace(note, key=raw.key) for note in notes]) if notes else ()

    def _provider(self, worded: str | None) -> Reading[str | None]:
        """Provider names as plain text, once each, joined with a comma."""
        if worded is None:
            return Reading(self._rules.provider)
        names = (plain.one_line(name) for name in worded[: 10 * MAX_PROVIDER].split(_JOIN))
        joined = plain.cut(", ".join(dict.fromkeys(name for name in names if name)), MAX_PROVIDER)
        return Reading(joined or self._rules.provider, plain.damage("provider", worded))

    def _words(
        self, language_: str | None, level_: str | None, pacing_: str | None, licence_: str | None
    ) -> Reading[_Words]:
        rules = self._rules
        spoken = language.read(_looked_up("language", language_, rules))
        levelled = level.read(_looked_up("level", level_, rules))
        paced = pacing.read(_looked_up("pacing", pacing_, rules))
        licensed = licence.read(_looked_up("licence", licence_, rules))
        notes = spoken.notes + levelled.notes + paced.notes + licensed.notes
        tag = spoken.value or (rules.language if not spoken.notes else None)
        pace = paced.value or (rules.pacing if not paced.notes else None)
        return Reading(_Words(tag, levelled.value, pace, licensed.value), notes)

    def _cost(self, worded: str | None, currency: str | None, free: str | None) -> Reading[_Asked]:
        priced = price.read(worded, currency)
        said, is_priced = _looked_up("free", free, self._rules), bool(worded and worded.strip())
        found = cost.read(free, said, price=priced.value, is_priced=is_priced, policy=self._rules.policy)
        return Reading(_Asked(priced.value, found.value), priced.notes + found.notes)


class _Words(NamedTuple):
    language: str | None
    level: str | None
    pacing: str | None
    licence: str | None


class _Asked(NamedTuple):
    price: Price | None
    cost: cost.Cost


class _Length(NamedTuple):
    """Weeks and hours; each the middle where the source gives a range."""

    weeks: float | None
    weeks_min: float | None
    weeks_max: float | None
    weekly_hours: float | None
    total_hours: float | None


class _Days(NamedTuple):
    starts_on: date | None
    ends_on: date | None
    enrol_until_on: date | None


def _length(duration: str | None, effort: str | None) -> Reading[_Length]:
    found = read_effort(duration, effort)
    weeks, weekly = found.value.weeks, found.value.weekly_hours
    low, high = (None, None) if weeks is None else (weeks.low, weeks.high)
    length = _Length(
        weeks=None if weeks is None else weeks.middle,
        weeks_min=None if low is None else round(low, 2),
        weeks_max=None if high is None else round(high, 2),
        weekly_hours=None if weekly is None else weekly.middle,
        total_hours=_total_hours(found.value),
    )
    return Reading(length, found.notes)


def _days(starts: str | None, ends: str | None, enrol_until: str | None) -> Reading[_Days]:
    """The days; no end, with a note, where it lies before the start: which of the two is wrong nobody can tell."""
    started, ended = dates.read("starts", starts), dates.read("ends", ends)
    enrolled = dates.read("enrol_until", enrol_until)
    notes, ends_on = started.notes + ended.notes + enrolled.notes, ended.value
    if started.value is not None and ends_on is not None and started.value > ends_on:
        message = f"it ends before it starts (`{starts}`); the end is left empty"
        notes += (finding("ends", ends or "", message, kind="contradiction", level="warning"),)
        ends_on = None
    return Reading(_Days(started.value, ends_on, enrolled.value), notes)


def _looked_up(field: str, words: str | None, rules: SourceRules) -> str | None:
    """The words through the source's lookup: as a whole, else part by part; null where all of it is ignored."""
    table = rules.lookups.get(field)
    if words is None or not table:
        return words
    whole = _entry(words, table)
    if whole != words:
        return whole
    parts = (_entry(part, table) for part in words.split(_JOIN))
    return _JOIN.join(part for part in parts if part) or None


def _entry(words: str, table: dict[str, str | None]) -> str | None:
    word = words.strip()
    if word in table:
        return table[word]
    folded = word.casefold()
    return next((value for key, value in table.items() if key.casefold() == folded), words)


def _total_hours(effort: Effort) -> float | None:
    """Hours in all: as given, else weeks times hours a week, each at its middle."""
    if effort.total_hours is not None:
        return effort.total_hours.middle
    if effort.weeks is None or effort.weekly_hours is None:
        return None
    return round(effort.weeks.middle * effort.weekly_hours.middle, 2)
