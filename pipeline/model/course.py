"""Courses: as a source words them, as we read them, and what became of them from night to night."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from pipeline.model.columns import column, table

Kind = Literal["course", "material", "event", "circle"]
KINDS: tuple[Kind, ...] = ("course", "material", "event", "circle")
FreeKind = Literal["free", "free_audit", "free_limited", "paid", "unknown"]
FREE_KINDS: tuple[FreeKind, ...] = ("free", "free_audit", "free_limited", "paid", "unknown")


@dataclass(frozen=True, kw_only=True, slots=True)
class RawListing:
    """One course in the source's own words; what a connector yields. Absent and empty are both None."""

    key: str = column("the source's own id of the course, unique within the source")
    title: str = column("title as worded")
    url: str | None = column("address of the course as given", default=None)
    provider: str | None = column("who teaches, as worded; several joined with ` | `", default=None)
    description: str | None = column("description as given, HTML or Markdown included", default=None)
    language: str | None = column("language as worded; several joined with ` | `", default=None)
    topics: tuple[str, ...] = column("subjects and categories as worded", default=())
    level: str | None = column("level as worded", default=None)
    duration: str | None = column("how long the course takes, as worded with its unit", default=None)
    effort: str | None = column("work per week or in all, as worded with its unit", default=None)
    price: str | None = column("price as worded, with the currency where the source puts it there", default=None)
    currency: str | None = column("currency as worded, where it stands apart", default=None)
    free: str | None = column("the source's own free signal, as the words its source.yaml looks up", default=None)
    licence: str | None = column("licence as worded or its address", default=None)
    pacing: str | None = column("pacing as worded", default=None)
    starts: str | None = column("start as worded", default=None)
    ends: str | None = column("end as worded", default=None)
    enrol_until: str | None = column("last day of enrolment as worded", default=None)
    kind: Kind | None = column("what it is where it is no course, or the source mixes kinds", default=None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Listing:
    """One course of one source, read: every value in our own terms, null where the source says nothing usable."""

    course_id: str = column("`source:key`; the same from night to night", key=True)
    source: str = column("the site or feed the listing comes from (folder name under connectors/)")
    key: str = column("the source's own id of the course")
    kind: str = column(
        "course, material (such as a book), event (a single live date) or circle; courses are matched",
        before="'course'",
    )
    title: str = column("title as plain text")
    provider: str | None = column("who teaches it; several joined with `, `")
    url: str | None = column("address of the course page, http or https only, without tracking parameters")
    language: str | None = column("language of the course as a BCP 47 tag such as `en` or `pt-BR`")
    description: str | None = column("description as plain text")
    topics: tuple[str, ...] = column("subjects and categories as the source words them, tidied")
    level: str | None = column("beginner, intermediate, advanced or mixed")
    is_free: bool | None = column("true, false, or null where the cost is unknown: never guessed")
    free_kind: str = column("free, free_audit, free_limited, paid or unknown")
    free_evidence: str | None = column("the words or the stated policy that free_kind rests on")
    price_amount: Decimal | None = column("lowest price asked, in price_currency")
    price_currency: str | None = column("ISO 4217 code of price_amount")
    licence: str | None = column("licence in its normal form, such as `CC BY-SA 4.0`")
    duration_weeks: float | None = column("length in weeks; the middle where the source gives a range")
    duration_weeks_min: float | None = column("shortest length in weeks that the source gives")
    duration_weeks_max: float | None = column("longest length in weeks that the source gives")
    weekly_effort_hours: float | None = column("work in hours a week; the middle where the source gives a range")
    total_effort_hours: float | None = column("work in hours in all: as given, else weeks times hours a week")
    pacing: str | None = column("self_paced or instructor_paced")
    starts_on: date | None = column("day the next or latest run starts")
    ends_on: date | None = column("day that run ends")
    enrol_until_on: date | None = column("last day on which one can enrol")
    canonical_url: str | None = column("address without scheme, tracking, fragment and trailing slash; joins listings")


@table("raw", "listing")
@dataclass(frozen=True, kw_only=True, slots=True)
class RawRow:
    """The source's own words of every course we know, so that each clean value has its original beside it."""

    course_id: str = column("`source:key`, as in core.course", key=True)
    source: str = column("the source")
    key: str = column("the source's own id of the course")
    content_hash: str = column("SHA-256 of `words`: what the source says and nothing else")
    words: str = column("a RawListing as JSON: each field in the source's own words")
    page_sha256: str = column("the archived page these words were read from")


@table("core", "course")
@dataclass(frozen=True, kw_only=True, slots=True)
class Course(Listing):
    """One row a course of a source, with what became of it from night to night."""

    canonical_course_id: str = column("course_id of the listing that stands for all listings of the same course")
    content_hash: str = column("SHA-256 of the source's own words")
    first_seen_at: datetime = column("UTC time of the run that first saw it")
    last_seen_at: datetime = column("UTC time of a run that saw it; moved forward at most once a day (UTC)")
    changed_at: datetime = column("UTC time of the run that last saw other words than before")
    missing_since_at: datetime | None = column("UTC time of the first succeeded run in a row without it")
    n_misses: int = column("days (UTC) in a row on which a succeeded run did not see it")
    last_missed_at: datetime | None = column("UTC time of the last miss that was counted")
    is_active: bool = column("false once retired: missed on enough days in a row, or said to be deleted")
    retired_at: datetime | None = column("UTC time it was retired; null while it is active")


@dataclass(frozen=True, kw_only=True, slots=True)
class Offer:
    """What matching asks of a course: few of its columns, since a night holds as many of these as there are courses."""

    course_id: str = column("as in core.course")
    canonical_course_id: str = column("as in core.course")
    title: str = column("as in core.course")
    description: str | None = column("as in core.course")
    topics: tuple[str, ...] = column("as in core.course")
    language: str | None = column("as in core.course")
    is_free: bool | None = column("as in core.course")
    url: str | None = column("as in core.course")


@table("core", "course_change")
@dataclass(frozen=True, kw_only=True, slots=True)
class CourseChange:
    """What a source changed about a course: one row a field; `is_active` where it was retired or came back."""

    course_id: str = column("the course", key=True)
    night_id: str = column("the night that noticed", key=True)
    changed_at: datetime = column("UTC time of the run that noticed")
    field: str = column("the column of out.course; `words` where only the wording changed", key=True)
    before: str | None = column("value before, as text")
    after: str | None = column("value after, as text")


@table("core", "course_join")
@dataclass(frozen=True, kw_only=True, slots=True)
class CourseJoin:
    """A listing for which another listing of the same course stands, and why; to undo one, see same_courses.yaml."""

    course_id: str = column("the listing", key=True)
    canonical_course_id: str = column("the listing that stands for it")
    rule: str = column("by_hand, address, same_title or near_title")
    because: str = column("what joined them, in a sentence for a coordinator")
    similarity: float = column("how alike their titles are, 0 to 1; 1 is equal but for case and punctuation")
