"""What is new since the night before, told to coordinators line by line; and how much of it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal, get_args

from pipeline.model.columns import column, table
from pipeline.model.setting import setting

DigestPart = Literal["decision", "better", "shortlist", "catalogue"]
DIGEST_PARTS: tuple[DigestPart, ...] = get_args(DigestPart)
"""In the order in which a coordinator reads them."""
DigestKind = Literal[
    "gone_course",
    "no_longer_free",
    "closing",
    "no_longer_fits",
    "missing_course",
    "price_changed",
    "dates_changed",
    "returned_course",
    "new_course",
    "new_topic",
    "topic_changed",
    "better_match",
    "new_source",
    "source_stopped",
    "source_back",
]


@table("core", "since_last_night")
@dataclass(frozen=True, kw_only=True, slots=True)
class DigestLine:
    """What the last night found to be other than the night before, and what of earlier nights is still undecided."""

    place: int = column("1 is what a coordinator looks at first", key=True)
    part: str = column(
        "`decision` (somebody has to decide), `better` (a better match was found), `shortlist` (another change of a "
        "shortlist or topic) or `catalogue` (one row a course or source that changed)"
    )
    kind: str = column(
        "gone_course, no_longer_free, closing (enrolment ends before a circle could start), no_longer_fits, "
        "missing_course (not in its source's list, not given up yet), price_changed, dates_changed, returned_course, "
        "new_course, new_topic, topic_changed, better_match, new_source, source_stopped or source_back"
    )
    is_new: bool = column("false where an earlier night found it and nobody has decided yet")
    found_at: datetime = column("UTC time of the night that found it")
    topic_id: str | None = column("the topic; null where none is concerned")
    topic_title: str | None = column("what the topic is called")
    course_id: str | None = column("the course; null where none is concerned")
    course_title: str | None = column("title of the course")
    circle_id: str | None = column("the recorded circle that works through the course; null where none does")
    source: str | None = column("source of the course, or the source that changed; null for topics")
    before: str | None = column("what it was the night before, in words; null where nothing was")
    after: str | None = column("what it is now, in words; null where nothing is")
    sentence: str = column("what happened, and what follows, in a sentence that goes behind the name of the topic")
    weight: float = column("what orders a part: the larger, the sooner; rests on kind and on the topic's priority")


@dataclass(frozen=True, kw_only=True, slots=True)
class CourseFacts:
    """What of a course is compared from night to night; columns of core.course."""

    course_id: str = column("as in core.course")
    source: str = column("as in core.course")
    title: str = column("as in core.course")
    provider: str | None = column("as in core.course")
    url: str | None = column("as in core.course")
    is_free: bool | None = column("as in core.course")
    free_kind: str = column("as in core.course")
    price_amount: Decimal | None = column("as in core.course")
    price_currency: str | None = column("as in core.course")
    starts_on: date | None = column("as in core.course")
    ends_on: date | None = column("as in core.course")
    enrol_until_on: date | None = column("as in core.course")
    canonical_course_id: str = column("as in core.course")
    missing_since_at: datetime | None = column("as in core.course")
    is_active: bool = column("as in core.course")


@dataclass(frozen=True, kw_only=True, slots=True)
class LastRun:
    """The latest run of a source; columns of core.run."""

    source: str = column("as in core.run")
    outcome: str = column("as in core.run")
    reason: str | None = column("as in core.run")


@dataclass(frozen=True, kw_only=True)
class DigestSettings:
    """What a digest shows of what is new since the night before; all of it is in `out.since_last_night`."""

    max_lines: int = setting("lines shown of each part; the rest is counted", limits=(1, 1000), default=12)
    min_gain: float = setting(
        "share by which the match of a course has to be better than that of the first of its shortlist to be told "
        "as a better match, where both are free and fit alike; below it, places change by chance",
        limits=(0, 10),
        default=0.05,
    )
