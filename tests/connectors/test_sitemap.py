"""Walks through sitemaps: which pages are courses, each asked for once; how deep an index may go."""

from __future__ import annotations

import re

import pytest

from connectors.platforms.schema_org import SchemaPages
from connectors.platforms.sitemap import Sitemap
from pipeline.contract import Page, PageChangedError, Produced, RawListing, Request

HOST = "https://courses.example.org"
ROOT = f"{HOST}/sitemap.xml"


class Example(SchemaPages):
    source = "example"
    sitemaps = (ROOT,)
    course_path = re.compile(r"/(?:[a-z]{2}/)?course/[a-z]+(?:\?run=[0-9]+)?")


def _urls(*paths: str, links: str = "") -> str:
    entries = "".join(f"<url><loc>{HOST}{path}</loc>{links}</url>" for path in paths)
    return f'<urlset xmlns:x="http://www.w3.org/1999/xhtml">{entries}</urlset>'


def _index(*paths: str) -> str:
    return f"<sitemapindex>{''.join(f'<sitemap><loc>{HOST}{path}</loc></sitemap>' for path in paths)}</sitemapindex>"


def _walk(pages: dict[str, str], connector: Sitemap | None = None) -> tuple[list[str], list[RawListing]]:
    """Addresses asked for, in their order, and listings; a page that is not there is gone."""
    connector = connector or Example()
    waiting: list[Produced] = list(connector.start())
    asked, found = [], []
    while waiting:
        request = waiting.pop(0)
        assert isinstance(request, Request)
        asked.append(request.url.removeprefix(HOST))
        assert len(asked) < 30, "the walk never ends"
        if asked[-1] not in pages:
            assert request.is_optional
            continue
        page = Page(request, request.url, 200, {}, pages[asked[-1]].encode())
        produced = list(getattr(connector, request.reader)(page))
        waiting += [each for each in produced if isinstance(each, Request)]
        found += [each for each in produced if isinstance(each, RawListing)]
    return asked, found


def _course(name: str) -> str:
    return f'<script type="application/ld+json">{{"@type": "Course", "name": "{name}"}}</script>'


def test_pages_are_asked_for_by_their_path_and_one_that_is_gone_costs_its_course_only() -> None:
    pages = {
        "/sitemap.xml": _urls(
            "/", "/course/clay", "/course/glass", "/course/clay/reviews", "/course/wood?run=2", "/course/ice?x=1"
        ),
        "/course/clay": _course("Clay"),
        "/course/wood?run=2": _course("Wood"),
    }
    asked, found = _walk(pages)
    assert asked == ["/sitemap.xml", "/course/clay", "/course/glass", "/course/wood?run=2"]
    assert [(each.key, each.title, each.url) for each in found] == [
        ("course/clay", "Clay", f"{HOST}/course/clay"),
        ("course/wood?run=2", "Wood", f"{HOST}/course/wood?run=2"),
    ]


def test_lastmod_decides_nothing() -> None:
    plain = _urls("/course/clay")
    for stamp in ("2019-01-01", "2026-11-26T01:00:00Z", "yesterday", ""):
        dated = plain.replace("</url>", f"<lastmod>{stamp}</lastmod></url>")
        assert _walk({"/sitemap.xml": dated}) == _walk({"/sitemap.xml": plain})


def test_index_within_an_index_is_the_deepest() -> None:
    pages = {"/sitemap.xml": _index("/a"), "/a": _index("/b"), "/b": _urls("/course/clay")}
    assert _walk(pages)[0] == ["/sitemap.xml", "/a", "/b", "/course/clay"]
    pages |= {"/b": _index("/c")}
    with pytest.raises(PageChangedError, match="index within an index within an index"):
        _walk(pages)


def test_indexes_that_lead_to_each_other_end() -> None:
    pages = {
        "/sitemap.xml": _index("/sitemap.xml", "/a", "/b"),
        "/a": _index("/b", "/sitemap.xml", "/a"),
        "/b": _urls("/course/clay"),
    }
    assert _walk(pages)[0] == ["/sitemap.xml", "/a", "/b", "/course/clay"]


def test_a_course_that_two_sitemaps_list_is_asked_for_once() -> None:
    pages = {
        "/sitemap.xml": _index("/a", "/b"),
        "/a": _urls("/course/clay"),
        "/b": _urls("/course/clay", "/course/glass"),
    }
    assert _walk(pages)[0] == ["/sitemap.xml", "/a", "/b", "/course/clay", "/course/glass"]


def _links(**paths: str) -> str:
    places = {name.replace("_", "-"): path if path.startswith("http") else HOST + path for name, path in paths.items()}
    return "".join(f'<x:link rel="alternate" hreflang="{name}" href="{there}"/>' for name, there in places.items())


@pytest.mark.parametrize(
    ("links", "expected"),
    [
        (_links(de="/de/course/ton", en="/en/course/clay"), "/en/course/clay"),
        (_links(de="/de/course/ton", en_GB="/en/course/clay"), "/en/course/clay"),
        (_links(en="/en/course/clay", x_default="/course/clay"), "/course/clay"),
        (_links(en="/en/course/clay", x_default="/choose"), "/en/course/clay"),
        (_links(de="/de/course/ton", fr="/fr/course/argile"), "/de/course/ton"),
        (_links(en="https://other.example.org/course/clay"), "/de/course/ton"),
    ],
)
def test_alternates_in_other_languages_are_one_course(links: str, expected: str) -> None:
    listed = [path for path in ("/de/course/ton", "/en/course/clay", "/fr/course/argile") if path in links]
    pages = {"/sitemap.xml": _urls(*(listed or ["/de/course/ton"]), links=links)}
    assert _walk(pages)[0] == ["/sitemap.xml", expected]


def test_alternates_are_known_across_sitemaps() -> None:
    links = _links(de="/de/course/ton", en="/en/course/clay")
    pages = {
        "/sitemap.xml": _index("/de.xml", "/en.xml"),
        "/de.xml": _urls("/de/course/ton", links=links),
        "/en.xml": _urls("/en/course/clay"),
    }
    assert _walk(pages)[0] == ["/sitemap.xml", "/de.xml", "/en.xml", "/en/course/clay"]


def test_sitemap_of_another_host_is_not_asked_for() -> None:
    body = "<sitemapindex><sitemap><loc>https://evil.example/a.xml</loc></sitemap></sitemapindex>"
    assert _walk({"/sitemap.xml": body})[0] == ["/sitemap.xml"]
