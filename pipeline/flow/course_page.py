"""What one page says of its course: in schema.org's words where it speaks them, else by its title and Open Graph."""

from __future__ import annotations

import importlib
from dataclasses import dataclass, replace
from typing import Any, Literal

from pipeline.contract import Node, Page, PageChangedError, RawListing, RecordError
from pipeline.model import SourceRules
from pipeline.normalize.listing import normalise

SHAPE = "connectors.platforms.schema_org"
"""The shared shape that reads pages about one course; found by its name, as every shape is."""
KEY = "page"
PLACES = {
    "title": ("meta[property='og:title']", "meta[name='twitter:title']"),
    "provider": ("meta[property='og:site_name']",),
    "language": ("meta[property='og:locale']",),
}
"""Where a page for people says such things, the surest first."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Understood:
    """What was understood of a page; None where it does not say so."""

    title: str
    provider: str | None
    language: str | None
    weeks: float | None
    weekly_hours: float | None
    free_kind: str
    """As in core.course."""
    told_by: Literal["schema.org", "title"]
    """Whether the page says for machines what its course is, or has a title only."""


def understood(page: Page, rules: SourceRules) -> Understood:
    """What a page says of its course, read as listings are; `rules` are those of the source that it would belong to.

    Raises:
        PageChangedError: it is no page of HTML, or has no title.
    """
    raw = _of_machines(page)
    told_by: Literal["schema.org", "title"] = "schema.org" if raw else "title"
    listing = normalise(raw or _of_people(page), rules).listing
    return Understood(
        title=listing.title,
        provider=listing.provider,
        language=listing.language,
        weeks=listing.duration_weeks,
        weekly_hours=listing.weekly_effort_hours,
        free_kind=listing.free_kind,
        told_by=told_by,
    )


def _of_machines(page: Page) -> RawListing | None:
    """The one course that the page is about, in its own words; None where it names none, or several."""
    shape: Any = importlib.import_module(SHAPE)
    reader = type("OnePage", (shape.SchemaPages,), {"source": KEY, "sitemaps": ()})()
    try:
        found = [each for each in reader.course(page) if isinstance(each, RawListing) and each.title.strip()]
    except (PageChangedError, RecordError):
        return None
    if not found:
        return None
    missing = {name: words for name, words in _said(page).items() if words and not getattr(found[0], name)}
    return replace(found[0], **missing)


def _of_people(page: Page) -> RawListing:
    said = _said(page)
    if not said["title"]:
        raise PageChangedError(f"{page.url}: the page has no title, a page about a course was expected")
    return RawListing(key=KEY, url=page.url, **said)


def _said(page: Page) -> dict[str, Any]:
    """What the head of the page says."""
    try:
        root = page.html()
    except PageChangedError:
        return dict.fromkeys(PLACES)
    found = {
        name: next(filter(None, (_content(root, each) for each in places)), None) for name, places in PLACES.items()
    }
    html = root.maybe("html")
    spoken = (html.attribute("lang") if html else None) or root.attribute("lang")
    heading = root.maybe_text("title") or root.maybe_text("h1")
    return found | {"title": found["title"] or heading, "language": spoken or found["language"]}


def _content(root: Node, selector: str) -> str | None:
    node = root.maybe(selector)
    words = node.attribute("content") if node else None
    return " ".join(words.split()) or None if words else None
