"""Alison: free online courses with paid certificates, from the search behind its site."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

from pipeline.contract import Connector, Page, Produced, RawListing, Record, Request, StatedTotal

SIZE = 100  # the most it gives
SEARCH = f"https://api.alison.com/v0.1/search?page=1&size={SIZE}&locale=en&language=en&order=default&include_summary=1"
COURSE = "https://alison.com/course/"
FLAGS = ("published", "active", "enrollable", "visibility")
CAMPAIGN = re.compile(r"sdg_[0-9]+(?:_|$)|transition_year(?:_|$)")  # tags of campaigns: no topics
SEEN = {0: False, 1: True}  # false and true as well: some flags are numbers, some are not
LEFT_ASIDE = (
    "categories_slugs category_slug cefr_score_description certified contains_audio contains_video courseImgUrl "
    "course_type_id custom_list_ranking dfp_on disliked enrolled environment environment_name liked list_ranking "
    "locale loved points publisher_slug rating responsive root_category_slug softonic_ads_on supported_in_mobile_app "
    "translations trending"
)


class Alison(Connector):
    """Pages are counted up to the total. Courses that nobody can take are left out."""

    source = "alison"

    def start(self) -> Iterator[Produced]:
        """The first page of all courses in English."""
        yield Request(SEARCH, reader="courses")

    def courses(self, page: Page) -> Iterator[Produced]:
        """A page of courses, and the next page; one without courses ends the walk, and the total tells if too early."""
        body = page.json()
        body.ignore("aggregations")
        total, courses = body.take("total", int), body.entries("result")
        yield from page.each(courses, lambda course: _listing(page, course))
        yield StatedTotal(total)
        number = int(parse_qs(urlsplit(page.request.url).query)["page"][0])
        if courses and number * SIZE < total:
            yield page.follow(page.request.url.replace(f"?page={number}&", f"?page={number + 1}&"))


def _listing(page: Page, course: Record) -> RawListing | None:
    key = str(course.take("id", int))
    off = [flag for flag in FLAGS if _is_off(page, course, flag)]
    if off:
        page.leave_out(course, f"course `{key}` cannot be taken; no says: {', '.join(off)}")
        return None
    course.ignore(*LEFT_ASIDE.split())
    publisher, outcomes = course.text("publisher_name"), course.text("outcomes")
    words = [text for text in (course.text("headline"), outcomes) if text]
    level, hours = course.maybe("level", int), course.text("avg_duration")
    return RawListing(
        key=key,
        title=course.take("name", str),
        url=f"{COURSE}{course.take('slug', str)}",
        provider=course.text("publisher_display_name") or publisher,
        description="\n".join(words) or None,
        language=course.text("language"),
        topics=_topics(course),
        level=None if level is None else str(level),
        effort=f"{hours} hours" if hours else None,
    )


def _is_off(page: Page, course: Record, flag: str) -> bool:
    """Whether a flag says no; one that is missing says nothing, one of another kind is noted."""
    value = course.maybe(flag, object)
    if isinstance(value, int) and value in SEEN:
        return not SEEN[value]
    if value is not None:
        message = f"{page.url}: `{flag}` is {str(value)[:40]!r}, 0 or 1 was expected"
        page.notes.append(course.note("warning", "unknown_value", message, field=flag, value=str(value)))
    return False


def _topics(course: Record) -> tuple[str, ...]:
    """The category, the one above it, and the tags that are no campaign's; tags are words joined by `_`."""
    category, root = course.text("category_name"), course.text("root_category_name")
    tags = [tag.replace("_", " ") for tag in course.texts("tags") if not CAMPAIGN.match(tag)]
    return tuple(dict.fromkeys(topic for topic in (root, category, *tags) if topic))
