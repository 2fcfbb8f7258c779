"""MIT OpenCourseWare: which addresses of the sitemap are courses, and the one file that is replayed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from connectors.ocw.connector import OCW
from pipeline.contract import Page, PageChangedError, RawListing, Request
from pipeline.normalize.listing import normalise
from pipeline.sources import load_rules

SITE = "https://ocw.mit.edu"
SITEMAP = f"{SITE}/sitemap.xml"


def _asked(*locations: str) -> list[str]:
    body = "".join(f"<sitemap><loc>{location}</loc></sitemap>" for location in locations)
    page = Page(Request(SITEMAP, "sitemap"), SITEMAP, 200, {}, f"<sitemapindex>{body}</sitemapindex>".encode())
    return [each.url for each in OCW().sitemap(page) if isinstance(each, Request)]


@pytest.mark.parametrize(
    "location",
    [
        f"{SITE}/courses/18-06-linear-algebra-spring-2010/sitemap.xml",
        f"{SITE}/courses/18-06-linear-algebra-spring-2010/",
        f"{SITE}/courses/18-06-linear-algebra-spring-2010",
        f"{SITE}/courses/mathematics/18-06-linear-algebra-spring-2010/",
        "http://ocw.mit.edu/courses/mathematics/18-06-linear-algebra-spring-2010/index.htm",
    ],
)
def test_old_and_new_addresses_are_one_course(location: str) -> None:
    asked = f"{SITE}/courses/18-06-linear-algebra-spring-2010/data.json"
    assert _asked(location, f"{SITE}/courses/18-06-linear-algebra-spring-2010/sitemap.xml") == [asked]


@pytest.mark.parametrize(
    "location",
    [
        f"{SITE}/courses/mathematics/",
        f"{SITE}/courses/18-06-linear-algebra-spring-2010/pages/syllabus/",
        f"{SITE}/courses/18-06-linear-algebra-spring-2010/resources/lecture-1/",
        f"{SITE}/collections/2026-energy/",
        "https://elsewhere.example/courses/18-06-linear-algebra-spring-2010/",
    ],
)
def test_a_sitemap_without_courses_has_changed(location: str) -> None:
    with pytest.raises(PageChangedError, match=r"none of 1 `loc` is a course"):
        _asked(location)


@pytest.mark.parametrize("topics", [["Business"], [["Business", 7]], [None]])
def test_topics_that_are_no_paths_are_a_change(topics: list[object]) -> None:
    url = f"{SITE}/courses/1-x/data.json"
    body = json.dumps({"site_uid": "a", "course_title": "A course", "topics": topics}).encode()
    page = Page(Request(url, "course"), url, 200, {}, body)
    with pytest.raises(PageChangedError, match="`topics` holds"):
        list(OCW().course(page))


@pytest.mark.shared
def test_replayed_file_is_read_whole(shared: Path, connectors_folder: Path) -> None:
    url = f"{SITE}/courses/16-01-unified-engineering-i-ii-iii-iv-fall-2005-spring-2006/data.json"
    body = (shared / "catalogs" / "mit" / "ocw_data_16-01.json").read_bytes()
    page = Page(Request(url, "course", is_optional=True), url, 200, {}, body)
    (listing,) = OCW().course(page)
    assert isinstance(listing, RawListing)
    assert page.notes + page.audit() == []
    read = normalise(listing, load_rules(connectors_folder / "ocw"))
    assert read.notes == ()
    assert read.listing.url == url.removesuffix("data.json")
    assert (read.listing.free_kind, read.listing.language, read.listing.level) == ("free", "en", None)
    assert "Ethnography" in read.listing.topics
    assert read.listing.total_effort_hours is None
