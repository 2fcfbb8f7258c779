"""MIT OpenCourseWare: the material of MIT's courses, from one JSON file a course."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from pipeline.contract import Connector, Page, PageChangedError, Produced, RawListing, Record, Request, StatedTotal

SITE = "https://ocw.mit.edu"
SLUG = r"[a-z0-9._-]*[0-9][a-z0-9._-]*"  # it begins with the number of the course: 16-01-…, res-18-005-…
COURSE = re.compile(rf"/courses/(?:[a-z-]+/)?({SLUG})/?(?:(?:sitemap\.xml|data\.json|index\.htm))?")
LEFT_ASIDE = (
    "course_image_metadata department_numbers extra_course_numbers hide_download image_src instructors "
    "learning_resource_types legacy_uid mit_learn_topics primary_course_number"
)


class OCW(Connector):
    """The sitemap names the courses. Old addresses have the department before the slug; it is the same course."""

    source = "ocw"

    def start(self) -> Iterator[Produced]:
        """The sitemap of the site: an index with a sitemap a course."""
        yield Request(f"{SITE}/sitemap.xml", reader="sitemap")

    def sitemap(self, page: Page) -> Iterator[Produced]:
        """The file of every course; the sitemap of the course itself lists its pages only and is not asked for."""
        addresses = [urlsplit(location) for location in page.xml().texts(".//loc")]
        found = [COURSE.fullmatch(each.path.lower()) for each in addresses if each.hostname == "ocw.mit.edu"]
        slugs = dict.fromkeys(match[1] for match in found if match)
        if not slugs:
            raise PageChangedError(
                f"{page.url}: none of {len(addresses)} `loc` is a course, addresses such as "
                f"{SITE}/courses/SLUG/sitemap.xml were expected"
            )
        for slug in slugs:
            yield Request(f"{SITE}/courses/{slug}/data.json", reader="course", is_optional=True)
        yield StatedTotal(len(slugs))

    def course(self, page: Page) -> Iterator[Produced]:
        """One course. There is no language, no length and no cost in it."""
        course, address = page.json(), COURSE.fullmatch(urlsplit(page.url).path.lower())
        if address is None:
            raise PageChangedError(f"{page.url}: the file of a course is elsewhere, {SITE}/courses/SLUG/ was expected")
        course.ignore(*LEFT_ASIDE.split())
        course.ignore("term", "year")  # when it was taught, not when it starts
        plain = course.text("course_description")
        yield RawListing(
            key=course.take("site_uid", str),
            title=course.take("course_title", str),
            url=f"{SITE}/courses/{address[1]}/",
            description=course.text("course_description_html") or plain,
            topics=_topics(page, course),
            level=" | ".join(course.texts("level", or_one=True)) or None,
        )


def _topics(page: Page, course: Record) -> tuple[str, ...]:
    """Each topic is a path, such as Social Science > Anthropology > Ethnography."""
    paths = []
    for path in course.maybe("topics", list) or ():
        if not isinstance(path, list) or not all(isinstance(step, str) for step in path):
            raise PageChangedError(f"{page.url}: `topics` holds {str(path)[:80]!r}, a list of texts was expected")
        paths.append(" > ".join(path))
    return tuple(path for path in paths if path)
