"""P2PU: learning circles that take sign-ups, each with the course it uses."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.contract import Connector, Page, PageChangedError, Produced, RawListing, Record, Request, StatedTotal

CIRCLES = "https://learningcircles.p2pu.org/api/learningcircles/"
PAGE_SIZE = 100
PERSONAL = "facilitator facilitators signup_question signup_count venue venue_address venue_website"
PLACE = "city region country country_en place_id latitude longitude"
MEETING = "day time_zone meeting_time end_time start_datetime"  # the first and the last day say it
OTHER = "image_url report_url studygroup_path"


class P2PUCircles(Connector):
    """Pages by limit and offset up to `count`. A circle is no course: it names one, of another provider."""

    source = "p2pu_circles"

    def start(self) -> Iterator[Produced]:
        """The first page; without `signup=open` hundreds of circles come that are over (840 of 850, recorded 2020)."""
        yield Request(f"{CIRCLES}?signup=open&limit={PAGE_SIZE}&offset=0", reader="circles")

    def circles(self, page: Page) -> Iterator[Produced]:
        """A page of circles, and the next page."""
        body = page.json()
        if body.text("status") == "error":
            errors = body.maybe("errors", object)
            raise PageChangedError(f"{page.url}: the body says status `error` ({errors}), circles were expected")
        items = body.entries("items")
        yield from page.each(items, lambda circle: _listing(page, circle))
        total = body.take("count", int)
        yield StatedTotal(total)
        body.ignore("limit", "signup_open_count", "signup_closed_count")
        done = body.take("offset", int) + len(items)
        if items and done < total:
            yield page.follow(f"?signup=open&limit={PAGE_SIZE}&offset={done}")


def _listing(page: Page, circle: Record) -> RawListing | None:
    """A circle in the words of its organisers; where it meets and who leads it is left aside unread."""
    key = str(circle.take("id", int))
    if circle.maybe("draft", bool) is True:
        page.leave_out(circle, f"circle `{key}` is a draft")
        return None
    if circle.maybe("signup_open", bool) is False:
        page.leave_out(circle, f"circle `{key}` takes no sign-ups any more")
        return None
    for keys in (PERSONAL, PLACE, MEETING, OTHER):
        circle.ignore(*keys.split())
    provider, used = _course(circle.object("course"))
    weeks = circle.maybe("weeks", int)
    return RawListing(
        key=key,
        title=circle.take("name", str),
        url=circle.text("url"),
        provider=provider,
        description=used,
        language=circle.text("language"),
        duration=f"{weeks} weeks" if weeks else None,
        starts=circle.text("start_date"),
        ends=circle.text("last_meeting_date"),
    )


def _course(course: Record | None) -> tuple[str | None, str | None]:
    """Who provides the course that a circle uses, and its title with its address."""
    if course is None:
        return None, None
    course.ignore("id", "course_page_url", "discourse_topic_url")
    title, link = course.text("title"), course.text("link")
    return course.text("provider"), " | ".join(words for words in (title, link) if words) or None
