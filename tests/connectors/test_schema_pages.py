"""A page a course in schema.org's words: which of the things that a page names is its own."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from connectors.platforms.schema_org import SchemaPages
from pipeline.contract import Page, PageChangedError, RawListing, Request

PAGE = "https://courses.example.org/course/clay"


class Paged(SchemaPages):
    source = "paged"
    sitemaps = ("https://courses.example.org/sitemap.xml",)
    course_path = re.compile(r"/course/.*")


def _paged(*blocks: Any, url: str = PAGE) -> tuple[list[RawListing], Page]:
    scripts = "".join(f'<script type="application/ld+json">{json.dumps(block)}</script>' for block in blocks)
    page = Page(Request(PAGE, "course"), url, 200, {}, f"<html><body>{scripts}</body></html>".encode())
    return [each for each in Paged().course(page) if isinstance(each, RawListing)], page


def test_page_is_about_the_course_at_its_own_address() -> None:
    own = {"@type": "Course", "name": "Clay", "url": "http://www.courses.example.org/course/clay/"}
    other = {
        "@type": "Course",
        "name": "Glass",
        "url": "/course/glass",
        "inLanguage": "en",
        "description": "More words",
    }
    for blocks in ((own, other), (other, own), ({"@graph": [other, own]},)):
        ((only,), _) = _paged(*blocks)
        assert (only.title, only.key, only.url) == ("Clay", "course/clay", PAGE)


def test_page_is_about_a_course_before_a_date() -> None:
    ((only,), _) = _paged({"@type": "Event", "name": "Open day"}, {"@type": "Course", "name": "Clay"})
    assert (only.title, only.kind) == ("Clay", "course")


def test_page_that_could_be_about_several_courses_has_changed() -> None:
    with pytest.raises(PageChangedError, match="2 courses are named"):
        _paged({"@type": "Course", "name": "Clay"}, {"@type": "Course", "name": "Glass"})


@pytest.mark.parametrize("blocks", [(), ({"@type": "Organization", "name": "Potters"},), ({"name": "Clay"},)])
def test_page_without_a_course_has_changed(blocks: tuple[Any, ...]) -> None:
    with pytest.raises(PageChangedError, match="one was expected"):
        _paged(*blocks)


def test_page_in_microdata_reads_as_in_json_ld() -> None:
    markup = """<div itemscope itemtype="https://schema.org/Course"><h1 itemprop="name">Clay</h1>
    <b itemprop="provider" itemscope itemtype="https://schema.org/Organization"><i itemprop="name">Potters</i></b>
    <meta itemprop="isAccessibleForFree" content="true"><div itemprop="offers" itemscope itemtype="https://schema.org/Offer">
    <meta itemprop="price" content="0"><meta itemprop="priceCurrency" content="EUR"></div></div>"""
    page = Page(Request(PAGE, "course"), PAGE, 200, {}, markup.encode())
    (of_markup,) = Paged().course(page)
    ((of_json,), _) = _paged(
        {
            "@type": "Course",
            "name": "Clay",
            "provider": {"@type": "Organization", "name": "Potters"},
            "isAccessibleForFree": True,
            "offers": {"@type": "Offer", "price": 0, "priceCurrency": "EUR"},
        }
    )
    assert of_markup == of_json
