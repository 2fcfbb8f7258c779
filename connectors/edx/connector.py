"""edX: the discovery service, behind OAuth2 client credentials."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

from connectors.edx import left_aside
from connectors.platforms.changes import change_second, latest
from pipeline.contract import Connector, Page, Produced, RawListing, Record, Request, StatedTotal, Watermark, amount

TOKEN = "https://api.edx.org/oauth2/v1/access_token"  # noqa: S105 - an address
COURSES = "https://discovery.edx.org/api/v1/courses/?page=1&page_size=100&exclude_utm=1"
DELETED = re.compile(r"\[delete\]|\(delete\)|^delete ", re.IGNORECASE)


class EdX(Connector):
    """Token first, then pages of courses until `next` is null or empty. The length, dates and cost belong to runs.

    `timestamp=` asks for courses modified at that time or after it (public code, MIT Learn). Programs are bundles of
    courses that are listed here anyway: they are not asked for.
    """

    source = "edx"
    tells_changes = True

    def start(self) -> Iterator[Produced]:
        """The request for a token."""
        form = {
            "grant_type": "client_credentials",
            "client_id": self.credentials.get("EDX_CLIENT_ID", ""),
            "client_secret": self.credentials.get("EDX_CLIENT_SECRET", ""),
            "token_type": "jwt",
        }
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        yield Request(TOKEN, "token", method="POST", headers=headers, body=urlencode(form).encode(), is_secret=True)

    def token(self, page: Page) -> Iterator[Produced]:
        """The token goes into the header of every page of courses: all of them, or those modified since."""
        body = page.json()
        body.ignore("token_type", "expires_in", "scope", "refresh_token")
        since = f"&timestamp={quote(self.since)}" if self.since else ""
        yield Request(
            f"{COURSES}{since}", "courses", headers={"Authorization": f"JWT {body.take('access_token', str)}"}
        )

    def courses(self, page: Page) -> Iterator[Produced]:
        """A page of courses, and the next page; `count` may be missing."""
        body = page.json()
        body.ignore("previous")
        courses = body.entries("results")
        modified = latest([change_second(page, course, "modified") for course in courses])
        yield from page.each(courses, lambda course: _listing(page, course))
        if modified:
            yield Watermark(modified)
        total = body.maybe("count", int)
        if total is not None:
            yield StatedTotal(total)
        following = body.text("next")
        if following is not None:
            yield page.follow(following)


def _listing(page: Page, course: Record) -> RawListing | None:
    key, title = course.take("key", str), course.take("title", str)
    if DELETED.search(title):
        page.leave_out(course, f"course `{key}` is called `{title}`: its publisher means it to be deleted")
        return None
    course.ignore(*left_aside.OF_COURSES.split())
    short = course.text("short_description")
    words = _run_words(course.objects("course_runs"))
    run_url = words.pop("url", None)
    return RawListing(
        key=key,
        title=title,
        url=course.text("marketing_url") or run_url,
        provider=" | ".join(_names(course.objects("owners"))) or None,
        description=course.text("full_description") or short,
        topics=tuple(_names(course.objects("subjects"))),
        level=course.text("level_type"),
        **words,
    )


def _names(records: list[Record]) -> list[str]:
    for record in records:
        record.ignore(*left_aside.OF_OWNERS_AND_SUBJECTS.split())
    return [record.take("name", str) for record in records]


def _run_words(runs: list[Record]) -> dict[str, Any]:
    """What the best run says: one that is published and open before others, then the one that starts last."""
    ranked = []
    for run in runs:
        is_open = run.text("status") == "published" and run.maybe("is_enrollable", bool) is True
        ranked.append((is_open, run.text("start") or "", run))
        run.ignore("is_enrollable")
    if not ranked:
        return {}
    _, start, run = max(ranked, key=lambda entry: entry[:2])
    for _, _, other in ranked:
        if other is not run:
            other.drop()
    run.ignore(*left_aside.OF_RUNS.split())
    weeks = run.maybe("weeks_to_complete", int)
    hours = [str(n) for n in (run.maybe("min_effort", int), run.maybe("max_effort", int)) if n]
    return {
        "url": run.text("marketing_url"),
        "language": run.text("content_language"),
        "licence": run.text("license"),
        "duration": f"{weeks} weeks" if weeks else None,
        "effort": f"{'-'.join(hours)} hours/week" if hours else None,
        "pacing": run.text("pacing_type"),
        "starts": start or None,
        "ends": run.text("end"),
        "enrol_until": run.text("enrollment_end"),
        **_cost(run.objects("seats")),
    }


def _cost(seats: list[Record]) -> dict[str, Any]:
    """The free word (`audit`, `price 0`, `no audit seat`, none without seats) and the lowest price asked."""
    types, prices = set(), []
    for seat in seats:
        seat.ignore("upgrade_deadline", "credit_provider", "credit_hours", "sku", "bulk_sku")
        types.add(seat.take("type", str))
        prices.append((amount(seat.take("price", str), "price"), seat.text("currency")))
    if not prices:
        return {}
    price, currency = min(prices, key=lambda offer: offer[0])
    free = "audit" if "audit" in types else "no audit seat" if price else "price 0"
    return {"free": free, "price": str(price), "currency": currency}
