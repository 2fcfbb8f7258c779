"""MOOChub: the JSON:API feed that German-speaking course platforms share, versions 1 to 3: the walk.

A source on it names its `feed`, and the `version` it is read in where the site serves several. What a course says is
read by `moochub_course`, whatever the version.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar

from connectors.platforms.moochub_course import listing
from pipeline.contract import Connector, Page, PageChangedError, Produced, RawListing, Record, RecordError, Request

ANY_VERSION = "application/vnd.api+json, application/json;q=0.9"  # without a version the newest is sent (MOOChub 2.3)
VERSION = "application/vnd.api+json; moochub-version="  # the version last and alone: Xikolo reads up to the line's end
NAMED_VERSION = re.compile(r"moochub-version=(\d+)")
NOT_ACCEPTABLE = 406
SHOWN = 100
COURSE_TYPES = ("course", "courses")  # seen as `Course`, `courses` and `Courses` (public code, 2026-08)


class MOOChub(Connector):
    """Pages of `data`; the walk ends where `links.next` is missing, null or empty."""

    feed: ClassVar[str]
    version: ClassVar[str | None] = None
    """The version asked for; None where the site has but one, or nobody knows which."""
    has_weekly_workload: ClassVar[bool] = True
    """A bare number of `workload` counts hours a week (MOOChub 2); False where the site means something else by it."""

    def start(self) -> Iterator[Produced]:
        """The first page, in the version this source is read in."""
        accept = ANY_VERSION if self.version is None else f"{VERSION}{self.version}"
        yield Request(self.feed, reader="courses", headers={"Accept": accept}, is_negotiable=self.version is not None)

    def courses(self, page: Page) -> Iterator[Produced]:
        """A page of courses, and the next page; where the version is refused, the same page in any version."""
        if page.status == NOT_ACCEPTABLE:
            yield self._in_any_version(page)
            return
        body = page.json()
        body.ignore("jsonapi", "meta")
        self._note_version(page)
        yield from page.each(body.entries("data", or_one=True), self._listing, by_itself=True)
        links = body.object("links")
        if links is None:
            return
        links.ignore("self", "first", "last", "prev")
        following = links.text("next")
        if following is not None:
            yield page.follow(following)

    def _listing(self, entry: Record) -> RawListing:
        kind = entry.text("type")
        if kind is not None and kind.casefold() not in COURSE_TYPES:
            raise RecordError(f"`type` is `{kind}`, one of {', '.join(COURSE_TYPES)} was expected", field="type")
        return listing(entry, has_weekly_workload=self.has_weekly_workload)

    def _in_any_version(self, page: Page) -> Request:
        """The request once more without a version, which a server answers in its newest.

        Raises:
            PageChangedError: no version was asked for, and still none is acceptable.
        """
        asked = page.request.headers.get("Accept", "")
        if VERSION not in asked:
            raise PageChangedError(f"{page.url}: status 406 though no version was asked for; a page was expected")
        said = " ".join(page.text.split())[:SHOWN]
        page.remark(
            "version_refused",
            f"`{asked}` is refused ({said}); the newest version is read instead",
            level="warning",
            value=asked,
        )
        return Request(page.request.url, page.request.reader, headers={"Accept": ANY_VERSION})

    def _note_version(self, page: Page) -> None:
        """Tell a person that this version will end (RFC 8594), or that another came than was asked for."""
        ends = page.headers.get("sunset")
        if ends:
            page.remark(
                "version_ends",
                f"this version of the feed ends on {ends}; ask for a newer one",
                level="warning",
                value=ends,
            )
        asked = NAMED_VERSION.search(page.request.headers.get("Accept", ""))
        got = NAMED_VERSION.search(page.headers.get("content-type", ""))
        if asked and got and asked[1] != got[1]:
            page.remark(
                "other_version",
                f"the answer is in version {got[1]}, {asked[1]} was asked for",
                level="warning",
                value=got[1],
            )
