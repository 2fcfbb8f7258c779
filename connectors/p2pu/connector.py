"""P2PU: online courses that learning circles have used."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.contract import Connector, Page, PageChangedError, Produced, RawListing, Record, Request, StatedTotal

COURSES = "https://learningcircles.p2pu.org/api/courses/"
PAGE_SIZE = 100


class P2PU(Connector):
    """Pages by limit and offset up to `count`. The courses are other providers'; each names its own."""

    source = "p2pu"

    def start(self) -> Iterator[Produced]:
        """The first page."""
        yield Request(f"{COURSES}?limit={PAGE_SIZE}&offset=0", reader="courses")

    def courses(self, page: Page) -> Iterator[Produced]:
        """A page of courses, and the next page."""
        body = page.json()
        if body.text("status") == "error":
            errors = body.maybe("errors", object)
            raise PageChangedError(f"{page.url}: the body says status `error` ({errors}), courses were expected")
        items = body.entries("items")
        yield from page.each(items, _listing, by_itself=True)
        total = body.take("count", int)
        yield StatedTotal(total)
        body.ignore("limit")
        done = body.take("offset", int) + len(items)
        if items and done < total:
            yield page.follow(f"?limit={PAGE_SIZE}&offset={done}")


def _listing(course: Record) -> RawListing:
    course.ignore("on_demand")  # that one may begin at any time does not say that one learns at one's own pace
    course.ignore("learning_circles", "course_page_url", "platform", "discourse_topic")
    course.ignore("overall_rating", "total_ratings", "rating_step_counts", "total_reviewers", "tagdorsement_counts")
    return RawListing(
        key=str(course.take("id", int)),
        title=course.take("title", str),
        url=course.take("link", str),
        provider=course.text("provider"),
        description=course.text("caption"),
        language=course.text("language"),
        topics=course.texts("topics"),
    )
