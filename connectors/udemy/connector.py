"""Udemy: free courses from the affiliate interface, for those who have a key."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode, urljoin

from pipeline.contract import Connector, Page, Produced, RawListing, Record, Request, StatedTotal, basic_authorization

SITE = "https://www.udemy.com"
FIELDS = "title,url,headline,is_paid,price,locale,instructional_level,content_info,primary_category,primary_subcategory"
PAGE_SIZE = 100


class Udemy(Connector):
    """Pages of `results` until `next` is null. Without a good key the answer is a refusal, and the run is blocked."""

    source = "udemy"

    def start(self) -> Iterator[Produced]:
        """The first page, with the key in a header: it stands in no address and in no archive."""
        name, secret = (self.credentials.get(each, "") for each in ("UDEMY_CLIENT_ID", "UDEMY_CLIENT_SECRET"))
        query = {"page": 1, "page_size": PAGE_SIZE, "price": "price-free", "fields[course]": FIELDS}
        headers = {"Authorization": basic_authorization(name, secret)}
        yield Request(f"{SITE}/api-2.0/courses/?{urlencode(query)}", reader="courses", headers=headers)

    def courses(self, page: Page) -> Iterator[Produced]:
        """A page of courses, and the next page."""
        body = page.json()
        body.ignore("previous", "aggregations")
        yield from page.each(body.entries("results"), _listing, by_itself=True)
        yield StatedTotal(body.take("count", int))
        following = body.text("next")
        if following is not None:
            yield page.follow(following)


def _listing(course: Record) -> RawListing:
    course.ignore("_class")
    path, is_paid = course.text("url"), course.maybe("is_paid", bool)
    topics = [_named(course, key, "title") for key in ("primary_category", "primary_subcategory")]
    free = None if is_paid is None else "paid" if is_paid else "not paid"
    length = course.text("content_info")  # such as "3.5 total hours": of all videos
    course.ignore("price")  # "Free", or an amount in the currency of whoever asks
    return RawListing(
        key=str(course.take("id", int)),
        title=course.take("title", str),
        url=urljoin(SITE, path) if path else None,
        description=course.text("headline"),
        language=_named(course, "locale", "locale"),
        topics=tuple(topic for topic in topics if topic),
        level=course.text("instructional_level"),
        effort=length.replace(" total ", " ") if length else None,
        free=free,
    )


def _named(course: Record, key: str, name: str) -> str | None:
    """One text of an object that says more than is needed."""
    about = course.object(key)
    if about is None:
        return None
    found = about.text(name)
    about.ignore("_class", "id", "title", "title_cleaned", "url", "english_title", "simple_english_title", "locale")
    about.ignore("icon_class", "type", "channel_id", "tracking_object_type")
    return found
