"""A raw listing as a listing: each field by its own normaliser, odd words through the source's lookups first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

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
from pipeline.normalize.duration import Effort, Span
from pipeline.normalize.duration import read as read_effort
from pipeline.normalize.memo import Memo
from pipeline.normalize.reading import finding

MAX_PROVIDER = 200
_JOIN = " | "


@dataclass(frozen=True, kw_only=True, slots=True)
class Normalised:
    """A listing in our own terms, and what a person may have to look at, each note with the listing's key."""

    listing: Listing
    notes: tuple[Note, ...]


def normalise(raw: RawListing, rules: SourceRules, memo: Memo | None = None) -> Normalised:
    """The listing that these words tell, for the source that these rules describe.

    Words are looked up in `rules.lookups` first; a word looked up as null is ignored as if it were not there.
    Provider, language and policy of the rules count where the listing says nothing. What cannot be read is null and a
    note. With a `memo`, words that were read before are not read again.

    Raises:
        RecordError: there is no title; the record is skipped.
    """
    memo = memo or Memo()
    named = title.read(raw.title)
    described = description.read(raw.description)
    spoken = memo(language.read, _looked_up("language", raw.language, rules))
    levelled = memo(level.read, _looked_up("level", raw.level, rules))
    paced = memo(pacing.read, _looked_up("pacing", raw.pacing, rules))
    licensed = memo(licence.read, _looked_up("licence", raw.licence, rules))
    subjects = topics.read(raw.topics)
    linked = url.clean(raw.url)
    effort = memo(read_effort, raw.duration, raw.effort)
    priced = memo(price.read, raw.price, raw.currency)
    said_free = _looked_up("free", raw.free, rules)
    is_priced = bool(raw.price and raw.price.strip())
    free = cost.read(raw.free, said_free, price=priced.value, is_priced=is_priced, policy=rules.policy)
    starts, ends = memo(dates.read, "starts", raw.starts), memo(dates.read, "ends", raw.ends)
    enrolled = memo(dates.read, "enrol_until", raw.enrol_until)
    ends_on, end_notes = _ordered(starts.value, ends.value, raw)
    text_notes = (*named.notes, *described.notes, *subjects.notes, *linked.notes)
    text_notes += memo(plain.damage, "provider", raw.provider or "")
    word_notes = (*spoken.notes, *levelled.notes, *paced.notes, *licensed.notes, *priced.notes, *free.notes)
    time_notes = (*effort.notes, *starts.notes, *ends.notes, *enrolled.notes, *end_notes)
    listing = Listing(
        course_id=f"{rules.source}:{raw.key}",
        source=rules.source,
        key=raw.key,
        kind=raw.kind or rules.kind,
        title=named.value,
        provider=memo(_provider, raw.provider) or rules.provider,
        url=linked.value,
        language=spoken.value or (rules.language if not spoken.notes else None),
        description=described.value,
        topics=subjects.value,
        level=levelled.value,
        is_free=free.value.is_free,
        free_kind=free.value.free_kind,
        free_evidence=free.value.evidence,
        price_amount=priced.value.amount if priced.value else None,
        price_currency=priced.value.currency if priced.value else None,
        licence=licensed.value,
        duration_weeks=_middle(effort.value.weeks),
        duration_weeks_min=_end(effort.value.weeks.low if effort.value.weeks else None),
        duration_weeks_max=_end(effort.value.weeks.high if effort.value.weeks else None),
        weekly_effort_hours=_middle(effort.value.weekly_hours),
        total_effort_hours=_total_hours(effort.value),
        pacing=paced.value or (rules.pacing if not paced.notes else None),
        starts_on=starts.value,
        ends_on=ends_on,
        enrol_until_on=enrolled.value,
        canonical_url=url.canonical(linked.value),
    )
    notes = tuple([replace(note, key=raw.key) for note in (*text_notes, *word_notes, *time_notes)])
    return Normalised(listing=listing, notes=notes)


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


def _provider(words: str | None) -> str | None:
    """Provider names as plain text, once each, joined with a comma."""
    if words is None:
        return None
    names = (plain.one_line(name) for name in words[: 10 * MAX_PROVIDER].split(_JOIN))
    return plain.cut(", ".join(dict.fromkeys(name for name in names if name)), MAX_PROVIDER) or None


def _ordered(starts: date | None, ends: date | None, raw: RawListing) -> tuple[date | None, tuple[Note, ...]]:
    """The end, or null with a note where it lies before the start: which of the two is wrong nobody can tell."""
    if starts is None or ends is None or starts <= ends:
        return ends, ()
    message = f"it ends before it starts (`{raw.starts}`); the end is left empty"
    return None, (finding("ends", raw.ends or "", message, kind="contradiction", level="warning"),)


def _total_hours(effort: Effort) -> float | None:
    """Hours in all: as given, else weeks times hours a week, each at its middle."""
    if effort.total_hours is not None:
        return effort.total_hours.middle
    if effort.weeks is None or effort.weekly_hours is None:
        return None
    return round(effort.weeks.middle * effort.weekly_hours.middle, 2)


def _middle(span: Span | None) -> float | None:
    return None if span is None else span.middle


def _end(end: float | None) -> float | None:
    return None if end is None else round(end, 2)
