"""What became of one course from one night to the next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from pipeline.model import CourseFacts
from pipeline.model.digest import DigestKind
from pipeline.topics.digest.facts import Facts
from pipeline.topics.digest.words import course_words, dates_words, last_day, last_day_words, price_words

BARS: tuple[DigestKind, ...] = ("gone_course", "no_longer_free", "closing", "no_longer_fits")
"""What keeps a circle from being run on a course, the worst first."""


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing that became of a course: what it was, what it is now, and a clause that names the course."""

    kind: DigestKind
    before: str | None
    after: str | None
    clause: str


def happened(course_id: str, before: Facts, now: Facts) -> Iterator[Happened]:
    """All that became of a course, the worst first; of a new one that it is new, of one that is gone nothing else."""
    was, is_ = before.courses.get(course_id), now.courses.get(course_id)
    if is_ is None:
        return
    if was is None:
        if is_.is_active:
            yield Happened("new_course", None, price_words(is_), f"{course_words(is_)} is new")
        return
    if before.is_offered(course_id) and not now.is_offered(course_id):
        yield _gone(is_)
        return
    if now.is_offered(course_id):
        yield from _became(was, is_)


def closes(course_id: str, before: Facts, now: Facts, first_on: date | None = None) -> Happened | None:
    """That people cannot come in any more on the day of the first session, where they could the night before.

    `first_on` is that day; where it is None, that of a circle planned on either night.
    """
    was, is_ = before.courses.get(course_id), now.courses.get(course_id)
    day = first_on or now.planned_on
    if was is None or is_ is None or not now.is_offered(course_id) or not _is_closed(is_, day):
        return None
    if _is_closed(was, first_on or before.planned_on):
        return None
    clause = f"{last_day_words(is_)}, before the first session of a circle ({day})"
    return Happened("closing", dates_words(was), dates_words(is_), clause)


def stops_fitting(topic_id: str, course_id: str, before: Facts, now: Facts) -> Happened | None:
    """That a course of a shortlist does not fit a circle any more, with what speaks against it now."""
    was, is_ = before.fit(topic_id, course_id), now.fit(topic_id, course_id)
    course = now.courses.get(course_id)
    if course is None or was in (None, "no") or is_ != "no":
        return None
    known = {signal.signal for signal in before.misfits.get(course_id, ())}
    why = [signal.evidence for signal in now.misfits.get(course_id, ()) if signal.signal not in known]
    reason = f": {why[0]}" if why else ""
    return Happened("no_longer_fits", was, is_, f"{course_words(course)} does not fit a circle any more{reason}")


def _gone(course: CourseFacts) -> Happened:
    if course.is_active:
        return Happened("gone_course", None, None, f"the page of {course_words(course)} is gone")
    return Happened("gone_course", None, None, f"{course_words(course)} is gone: its source does not list it any more")


def _became(was: CourseFacts, is_: CourseFacts) -> Iterator[Happened]:
    named = course_words(is_)
    if is_.is_free is False and was.is_free is not False:
        prices = price_words(was), price_words(is_)
        yield Happened(
            "no_longer_free", *prices, f"{named} is not free any more: {prices[1]}, before it was {prices[0]}"
        )
    if is_.missing_since_at is not None and was.missing_since_at is None:
        clause = f"{named} was not in its source's list; it stays until that is so on several days"
        yield Happened("missing_course", None, None, clause)
    prices = price_words(was), price_words(is_)
    if prices[0] != prices[1] and not (is_.is_free is False and was.is_free is not False):
        yield Happened("price_changed", *prices, f"{named} is now {prices[1]}, before it was {prices[0]}")
    dates = dates_words(was), dates_words(is_)
    if dates[0] != dates[1]:
        yield Happened("dates_changed", *dates, f"{named} has other dates: {dates[1]}; before: {dates[0]}")
    if not was.is_active or (was.missing_since_at is not None and is_.missing_since_at is None):
        yield Happened("returned_course", None, None, f"{named} is back")


def _is_closed(course: CourseFacts, day: date) -> bool:
    last = last_day(course)
    return last is not None and last < day
