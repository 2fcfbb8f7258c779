"""Open edX: by the address of its course API, the keys of its answer, or the marks of its pages."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from pipeline.contract import Page
from pipeline.contract.recognised import Recognised, as_html, as_json, generator

TITLE = "Open edX"
PATH = "/api/courses/v1/"
MARKS = "meta[name='openedx-release-line'], a[href*='/courses/course-v1:'], [src*='/asset-v1:']"


def recognise(page: Page) -> Recognised | None:
    """The API is on the host of the LMS, at its root."""
    parts = urlsplit(page.url)
    site = {"lms": f"{parts.scheme}://{parts.netloc}"}
    if parts.path.startswith(PATH):
        return Recognised(by="address", why=f"the address is below {PATH}", constants=site)
    body = as_json(page)
    courses = body.get("results") if isinstance(body, dict) and isinstance(body.get("pagination"), dict) else None
    if isinstance(courses, list) and courses and isinstance(courses[0], dict) and "blocks_url" in courses[0]:
        return Recognised(by="answer", why="its courses have the keys of Open edX", constants=site)
    html = as_html(page)
    if html is None:
        return None
    named = generator(html)
    if re.match(r"open ?edx", named, re.IGNORECASE):
        return Recognised(by="software", why=f"the page names `{named}` as its generator", constants=site)
    if html.maybe(MARKS):
        return Recognised(by="software", why="the page has marks of Open edX (course-v1)", constants=site)
    return None
