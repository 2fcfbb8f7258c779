"""Sitemaps: by their body; that a page or robots.txt names one is worth a sentence, for it holds the whole site.

What a sitemap leads to is read as pages of schema.org, one a course.
"""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from pipeline.contract import Page
from pipeline.contract.recognised import Recognised, as_html, as_xml, links

TITLE = "a sitemap of pages with one course each (schema.org)"
SHAPE, CLASS = "schema_org", "SchemaPages"
ROOTS = ("urlset", "sitemapindex")
LATER = ": where courses have pages of their own with JSON-LD, it may be the better start"
NAMED = re.compile(r"(?im)^\s*sitemap\s*:\s*(https?://\S{1,300})\s*$")
LIKELY = re.compile(r".*/(?:courses?|kurse?|cursos?|lessons?|trainings?|tutorials?)/[^/?]+.*")
"""Paths of course pages, as sites call them: a guess, for a sitemap lists pages of every kind."""


def recognise(page: Page) -> Recognised | None:
    """Where a sitemap has no address that looks like a course, it is worth a sentence only."""
    root = as_xml(page)
    if root is not None and root.name in ROOTS:
        paths = [urlsplit(text).path for text in root.texts("url/loc")]
        if paths and not any(LIKELY.fullmatch(path) for path in paths):
            return _told(f"the body is a sitemap, and none of its {len(paths)} addresses looks like that of a course")
        return Recognised(
            by="answer",
            why=f"the body is a sitemap (`{root.name}`)",
            constants={"sitemaps": (page.url,), "course_path": LIKELY},
            to_do=("`course_path` is a guess: write the pattern that the addresses of this site's courses have",),
        )
    if urlsplit(page.url).path == "/robots.txt":
        named = NAMED.findall(page.text)
        return _told(f"robots.txt names the sitemap {named[0]}{LATER}") if named else None
    html = as_html(page)
    linked = links(html, "sitemap") if html is not None else []
    return _told(f"the page links to the sitemap {urljoin(page.url, linked[0])}{LATER}") if linked else None


def _told(why: str) -> Recognised:
    return Recognised(by="told", why=why)
