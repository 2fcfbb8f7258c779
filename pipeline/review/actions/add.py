"""`POST /topics/ID/look` and `POST /topics/ID/add`: an address is looked up, and what a person confirms is written."""

from __future__ import annotations

import re

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from pipeline.flow.added import course_id_of
from pipeline.flow.look_up import Looked, known_course
from pipeline.model import ADDED_COSTS, CourseEntry
from pipeline.normalize import language
from pipeline.normalize.url import clean
from pipeline.review.actions.about_topic import write_about
from pipeline.review.actions.sent import fields_of, number_in, text_in
from pipeline.review.pages.add import (
    LONGEST_ADDRESS,
    LONGEST_LANGUAGE,
    LONGEST_PROVIDER,
    LONGEST_TITLE,
    MOST_HOURS,
    MOST_WEEKS,
    show_add,
)
from pipeline.review.pages.topic import listed_topic
from pipeline.review.site import author_of, site_of
from pipeline.store import AddedCourses

NUMBER = re.compile(r"[0-9]{1,3}(?:[.,][0-9]{1,2})?", re.ASCII)


async def look(request: Request) -> Response:
    """Look an address up, and show what was understood; nothing is written but that a host refused."""
    fields = dict(await fields_of(request))
    return await run_in_threadpool(_look, request, fields)


async def add(request: Request) -> Response:
    """Write the course, unless the catalogue has it or somebody decided about the topic since the page was read."""
    fields = dict(await fields_of(request))
    return await run_in_threadpool(_add, request, fields)


def _look(request: Request, fields: dict[str, str]) -> Response:
    site = site_of(request)
    topic = listed_topic(site, request.path_params["topic_id"])
    address = text_in(fields, "address", LONGEST_ADDRESS + 1)
    if address is None:
        raise HTTPException(400, "address")
    with site.live.open() as catalogue:
        looked = site.looker.look(address, catalogue)
    return show_add(request, topic, looked=looked)


def _add(request: Request, fields: dict[str, str]) -> Response:
    site = site_of(request)
    topic = listed_topic(site, request.path_params["topic_id"])
    seen, entry = number_in(fields, "seen"), _entry(fields)
    with site.live.open() as catalogue:
        course = known_course(catalogue, entry.url) if entry.url else None
    if course is not None and entry.url:
        return show_add(request, topic, looked=Looked(outcome="known", url=entry.url, course=course))
    course_id, added = course_id_of(entry), AddedCourses(site.home.decisions)

    def write() -> int:
        by, at = author_of(request), site.clock()
        return added.add(topic.topic_id, course_id, entry, decided_by=by, decided_at=at, seen=seen)

    ours = {"action": "add", "course_id": course_id}
    sent, then = fields | {"action": "add"}, f"/topics/{topic.topic_id}"
    return write_about(request, topic, sent, write, seen=seen, ours=ours, wrong="course", then=then)


def _entry(fields: dict[str, str]) -> CourseEntry:
    """The facts that a person confirmed.

    Raises:
        HTTPException: one of them makes no sense (400).
    """
    title = text_in(fields, "title", LONGEST_TITLE)
    cost = next((each for each in ADDED_COSTS if each == fields.get("cost")), None)
    if title is None or not any(letter.isalnum() for letter in title):
        raise HTTPException(400, "added_title")
    if cost is None:
        raise HTTPException(400, "added_cost")
    address = text_in(fields, "url", LONGEST_ADDRESS + 1)
    url = clean(address).value
    if address is not None and url is None:
        raise HTTPException(400, "address")
    return CourseEntry(
        title=title,
        url=url,
        provider=text_in(fields, "provider", LONGEST_PROVIDER),
        language=_language(text_in(fields, "language", LONGEST_LANGUAGE)),
        weeks=_number(fields, "weeks", MOST_WEEKS),
        weekly_hours=_number(fields, "hours", MOST_HOURS),
        cost=cost,
    )


def _language(words: str | None) -> str | None:
    if words is None:
        return None
    found = language.read(words).value
    if found is None:
        raise HTTPException(400, "added_language")
    return found


def _number(fields: dict[str, str], name: str, most: float) -> float | None:
    words = fields.get(name, "").strip()
    if not words:
        return None
    number = float(words.replace(",", ".")) if NUMBER.fullmatch(words) else 0.0
    if not 0 < number <= most:
        raise HTTPException(400, "added_number")
    return number
