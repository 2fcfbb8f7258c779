"""Coursera: the open course catalogue courses.v1."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from pipeline.contract import Connector, Page, Produced, RawListing, Record, RecordError, Request, StatedTotal

CATALOGUE = "https://api.coursera.org/api/courses.v1"
FIELDS = (
    "courseType,slug,name,description,primaryLanguages,workload,partnerIds,domainTypes,startDate,difficultyLevel,"
    "partners.v1(name)"
)
PAGE_SIZE = 500  # the service takes up to 1000
SITE = "https://www.coursera.org"
ON_DEMAND = "v2.ondemand"
PATHS = {"v1.session": ("course", None), ON_DEMAND: ("learn", ON_DEMAND)}  # and what that says of the pacing
LENGTH = re.compile(r"\d[\d.]*(?:\s*(?:-|–|to)\s*\d[\d.]*)?\s*(?:day|week|month)s?(?: of study)?", re.IGNORECASE)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Coursera(Connector):
    """Pages of `elements`; `paging.next` is the next offset as text and missing on the last page.

    The payload says nothing about the cost: `certificates` would only say that a paid certificate exists.
    """

    source = "coursera"

    def start(self) -> Iterator[Produced]:
        """The first page. `includes` wants the field's name: with `partners.v1` nothing is joined (seen 2026)."""
        query = {"start": 0, "limit": PAGE_SIZE, "includes": "partnerIds", "fields": FIELDS}
        yield Request(f"{CATALOGUE}?{urlencode(query)}", reader="courses")

    def courses(self, page: Page) -> Iterator[Produced]:
        """A page of courses with the partners they name, and the next page."""
        body = page.json()
        elements = body.entries("elements")
        partners = _partners(body.object("linked"))
        yield from page.each(elements, lambda course: _listing(course, partners))
        paging = body.object("paging")
        if paging is None:
            return
        total = paging.maybe("total", int)
        if total is not None:  # on the first page only
            yield StatedTotal(total)
        following = paging.text("next")
        if following is not None:
            query = {"start": following, "limit": PAGE_SIZE, "includes": "partnerIds", "fields": FIELDS}
            yield page.follow(f"?{urlencode(query)}")


def _partners(linked: Record | None) -> dict[str, str]:
    """Partner names by id; `linked` is empty where the service did not join."""
    if linked is None:
        return {}
    linked.ignore("instructors.v1")
    names = {}
    for partner in linked.objects("partners.v1"):
        partner.ignore("links", "shortName", "description", "squareLogo")
        number, name = partner.text("id"), partner.text("name")
        if number and name:
            names[number] = name
    return names


def _listing(course: Record, partners: dict[str, str]) -> RawListing:
    course.ignore("subtitleLanguages", "certificates", "instructorIds", "photoUrl", "specializations")
    path, pacing = course.choose("courseType", PATHS) or (None, None)
    slug = course.take("slug", str)
    duration, effort = _workload(course.text("workload"))
    names = [partners[number] for number in course.texts("partnerIds") if number in partners]
    return RawListing(
        key=course.take("id", str),
        title=course.take("name", str),
        url=f"{SITE}/{path}/{slug}" if path else None,
        provider=" | ".join(names) or None,
        description=course.text("description"),
        language=" | ".join(course.texts("primaryLanguages")) or None,
        topics=_topics(course),
        level=course.text("difficultyLevel"),
        duration=duration,
        effort=effort,
        pacing=pacing,
        starts=_day(course.maybe("startDate", int)),
    )


def _workload(words: str | None) -> tuple[str | None, str | None]:
    """Length and work: `1 - 3 Months` is a length, `4-8 hours/week` is work, `4 weeks of study, 1-2 hours` is both."""
    parts = [part.strip() for part in (words or "").split(",")]
    lengths = [part for part in parts if LENGTH.fullmatch(part)]
    work = [part for part in parts if part and part not in lengths]
    return ", ".join(lengths) or None, ", ".join(work) or None


def _topics(course: Record) -> tuple[str, ...]:
    """Subject slugs, the narrower one first; a course lists several pairs."""
    slugs: dict[str, None] = {}
    for domain in course.objects("domainTypes"):
        for key in ("subdomainId", "domainId"):
            slug = domain.text(key)
            if slug:
                slugs[slug] = None
    return tuple(slugs)


def _day(milliseconds: int | None) -> str | None:
    """Epoch milliseconds as an ISO day in UTC."""
    if milliseconds is None:
        return None
    try:
        return (EPOCH + timedelta(milliseconds=milliseconds)).date().isoformat()
    except OverflowError as error:
        message = f"`startDate` is {milliseconds}, milliseconds since 1970 were expected"
        raise RecordError(message, field="startDate", value=str(milliseconds)) from error
