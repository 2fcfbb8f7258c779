"""Udacity: the public course list, one JSON object with free courses, tracks and paid degrees."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.contract import Connector, Page, Produced, RawListing, Record, Request

CATALOGUE = "https://www.udacity.com/public-api/v0/courses"
FREE_WORD = "courses"  # what stands under `courses` is free, what stands under `degrees` is paid


class Udacity(Connector):
    """Everything in one body. Some keys come twice: they are yielded as they come."""

    source = "udacity"

    def start(self) -> Iterator[Produced]:
        """The list."""
        yield Request(CATALOGUE, reader="courses")

    def courses(self, page: Page) -> Iterator[Produced]:
        """All free courses; degrees are paid programmes and tracks are groups of courses."""
        body = page.json()
        body.ignore("tracks", "degrees")
        yield from page.each(body.entries("courses"), _listing, by_itself=True)


def _listing(course: Record) -> RawListing:
    course.ignore("image", "banner_image", "teaser_video", "instructors", "faq", "project_name", "project_description")
    course.ignore("featured", "new_release", "starter", "full_course_available", "slug", "subtitle")
    course.ignore("expected_learning", "required_knowledge", "syllabus")
    course.ignore("related_degree_keys")  # one key repeated thousands of times (2017 recording)
    makers = course.objects("affiliates")
    for maker in makers:
        maker.ignore("image")
    short = course.text("short_summary")
    return RawListing(
        key=course.take("key", str),
        title=course.take("title", str),
        url=course.take("homepage", str),
        provider=" | ".join(maker.take("name", str) for maker in makers) or None,
        description=course.text("summary") or short,
        topics=course.texts("tracks"),
        level=course.text("level"),
        duration=_duration(course.maybe("expected_duration", int), course.text("expected_duration_unit")),
        free=FREE_WORD,
    )


def _duration(number: int | None, unit: str | None) -> str | None:
    """`2 months`; 0 and a missing unit mean that nothing is said."""
    return f"{number} {unit}" if number and unit else None
