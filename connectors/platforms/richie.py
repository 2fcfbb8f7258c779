"""Richie: the course portal that stands before Open edX at FUN and elsewhere; its search answers without a key.

Fields and their meaning are those of its public code (openfun/richie, 2026-11). Duration and effort come as words in
the language that is asked for. A source on it names its `site`, and the `language` of its texts.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar
from urllib.parse import parse_qs, urljoin, urlsplit

from pipeline.contract import (
    Connector,
    Page,
    PageChangedError,
    Produced,
    RawListing,
    Record,
    Request,
    StatedTotal,
    amount,
)

COURSES = "/api/v1.0/courses/"
KEYS_LEFT_ASIDE = (
    "categories certificate_discount certificate_discounted_price certificate_price code cover_image discount "
    "discounted_price icon organization_highlighted_cover_image organizations state"  # categories and such are ids
)
RUN_KEYS_LEFT_ASIDE = (
    "certificate_discount certificate_discounted_price certificate_offer certificate_price discount discounted_price "
    "enrollment_start id offer price price_currency"  # those of the run that counts are told on the course
)
NO_END = "9999"  # the year in which a run ends that has no end


class Richie(Connector):
    """Pages by limit and offset up to `total_count`; the facets around the search are not asked for."""

    site: ClassVar[str]
    """Where the portal lies, without a slash at the end."""
    language: ClassVar[str]
    """The language asked for: a course has its texts in it where it has them at all."""
    page_size: ClassVar[int] = 500  # the server sets no limit; few pages, for the order moves with the time of day

    def start(self) -> Iterator[Produced]:
        """The first page."""
        yield self._page(0)

    def courses(self, page: Page) -> Iterator[Produced]:
        """A page of courses, and the next page."""
        body = page.json()
        objects = body.entries("objects")
        yield from page.each(objects, self._listing)
        body.ignore("filters")
        meta = body.object("meta")
        if meta is None:
            raise PageChangedError(f"{page.url}: `meta` is missing or null, an object was expected")
        meta.ignore("count", "offset")
        total = meta.take("total_count", int)
        yield StatedTotal(total)
        done = int(parse_qs(urlsplit(page.request.url).query)["offset"][0]) + len(objects)
        if objects and done < total:
            yield self._page(done)

    def _page(self, offset: int) -> Request:
        address = f"{self.site}{COURSES}?scope=objects&limit={self.page_size}&offset={offset}"
        return Request(address, reader="courses", headers={"Accept-Language": self.language})

    def _listing(self, course: Record) -> RawListing:
        course.ignore(*KEYS_LEFT_ASIDE.split())
        runs = course.objects("course_runs")
        languages = [language for run in runs for language in run.texts("languages")]
        return RawListing(
            key=course.take("id", str),
            title=course.take("title", str),
            url=urljoin(self.site, course.take("absolute_url", str)),
            provider=course.text("organization_highlighted"),
            description=course.text("introduction"),
            language=" | ".join(dict.fromkeys(languages)) or None,
            duration=course.text("duration"),
            effort=course.text("effort"),
            free=_offer(course),
            **_price(course),
            **_latest(runs),
        )


def _offer(course: Record) -> str | None:
    """The word for what it costs; a certificate that costs beside a free course is added to it."""
    offer, certificate = course.text("offer"), course.text("certificate_offer")
    return f"{offer}, certificate {certificate}" if offer == "free" and certificate not in (None, "free") else offer


def _price(course: Record) -> dict[str, Any]:
    """The price of the run that counts, a number or a text with one."""
    price = course.text("price") if course.is_kind("price", str) else course.maybe("price", float)
    currency = course.text("price_currency")
    if price is None:
        return {}
    return {"price": f"{amount(str(price), 'price'):f}", "currency": currency}


def _latest(runs: list[Record]) -> dict[str, Any]:
    """Days of the run that starts last; an end in the year 9999 is none."""
    found = []
    for run in runs:
        run.ignore(*RUN_KEYS_LEFT_ASIDE.split())
        found.append([run.text(key) for key in ("start", "end", "enrollment_end")])
    latest = max(found, key=lambda days: days[0] or "", default=[None, None, None])
    names = ("starts", "ends", "enrol_until")
    return {name: None if day and day.startswith(NO_END) else day for name, day in zip(names, latest, strict=True)}
