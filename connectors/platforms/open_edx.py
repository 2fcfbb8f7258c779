"""Open edX: the list of courses that every installation answers without a key (Courses API, version 1).

Fields and their meaning are those of the platform's own documentation and public code (2026-11); it tells no language,
subject, level or price. A source on it names its `lms`, the address of the learning platform.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar

from pipeline.contract import Connector, Page, PageChangedError, Produced, RawListing, Record, Request, StatedTotal

COURSES = "/api/courses/v1/courses/"
MOST = 100  # courses a page, whatever is asked for
KEYS_LEFT_ASIDE = (
    "blocks_url enrollment_start media mobile_available number start_display"  # images are relative, `number` a code
)
PACINGS = {"self": "self-paced", "instructor": "instructor-paced", "instructor,": "instructor-paced"}
"""The comma stands in a recorded answer of an older installation."""
NOT_SCHEDULED = "2030-01-01"  # what Studio fills in for a start that nobody has set
HOURS = re.compile(r"\d{1,3}(?:[.,]\d+)?(?:\s*(?:-|–|to)\s*\d{1,3}(?:[.,]\d+)?)?\s*(?:hours?|hrs?|h)", re.IGNORECASE)
CLOCK = re.compile(r"(\d{1,2}):([0-5]\d)")
CREATIVE_COMMONS = re.compile(r"creative-commons:(?: ver=(\d\.\d))?((?: (?:BY|NC|ND|SA|0|ZERO))+)", re.IGNORECASE)


class OpenEdX(Connector):
    """Pages until `pagination.next` is null. It may name http:// on a site of https:// and is followed as https://."""

    lms: ClassVar[str]
    """Where the learning platform lies, without a slash at the end."""
    page_size: ClassVar[int] = MOST

    def start(self) -> Iterator[Produced]:
        """The first page."""
        yield Request(f"{self.lms}{COURSES}?page=1&page_size={self.page_size}", reader="courses")

    def courses(self, page: Page) -> Iterator[Produced]:
        """A page of courses, and the next page; `count` includes courses that are left out."""
        body = page.json()
        pagination = body.object("pagination")
        yield from page.each(body.entries("results"), lambda course: self._read(page, course))
        if pagination is None:
            raise PageChangedError(f"{page.url}: `pagination` is missing or null, an object was expected")
        pagination.ignore("previous", "num_pages")
        yield StatedTotal(pagination.take("count", int))
        following = pagination.text("next")
        if following is not None:
            yield page.follow(following)

    def address(self, key: str) -> str:
        """The page about a course; a site with a catalogue of its own may have it elsewhere."""
        return f"{self.lms}/courses/{key}/about"

    def _read(self, page: Page, course: Record) -> RawListing | None:
        """A course, or None for one that is not for the public."""
        if course.maybe("hidden", bool):
            page.leave_out(course, "hidden: the site shows it to nobody who looks for courses")
            return None
        if course.maybe("invitation_only", bool):
            page.leave_out(course, "by invitation only")
            return None
        return self._listing(course)

    def _listing(self, course: Record) -> RawListing:
        course.ignore(*KEYS_LEFT_ASIDE.split())
        older, key = course.text("id"), course.text("course_id")
        key = key or older or course.take("course_id", str)  # both where an installation has both: they are the same
        short, overview = course.text("short_description"), course.text("overview")
        return RawListing(
            key=key,
            title=course.take("name", str),
            url=self.address(key),
            provider=course.text("org"),
            description=short or overview,
            effort=_weekly(course.text("effort")),
            licence=_licence(course.text("license")),
            pacing=course.choose("pacing", PACINGS),
            starts=_start(course),
            ends=course.text("end"),
            enrol_until=course.text("enrollment_end"),
        )


def _weekly(effort: str | None) -> str | None:
    """The documentation calls it hours a week; authors write `10 hours`, `06:00` or anything else, which is kept."""
    words = (effort or "").strip()
    clock = CLOCK.fullmatch(words)
    if clock:
        hours, minutes = int(clock[1]), int(clock[2])
        return f"{hours + minutes / 60:g} hours/week" if hours or minutes else None
    return f"{words}/week" if HOURS.fullmatch(words) else words or None


def _licence(licence: str | None) -> str | None:
    """`creative-commons: ver=4.0 BY NC` in the usual form; anything else, such as `all-rights-reserved`, as it is."""
    found = CREATIVE_COMMONS.fullmatch(licence or "")
    if found is None:
        return licence
    parts = found[2].upper().split()
    return f"CC {'-'.join(parts)} {found[1] or ''}".strip()


def _start(course: Record) -> str | None:
    """The start, unless nobody has set one."""
    start, kind = course.text("start"), course.text("start_type")
    return None if start is None or kind == "empty" or start.startswith(NOT_SCHEDULED) else start
