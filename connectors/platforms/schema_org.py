"""schema.org in pages: Course, CourseInstance and LearningResource as JSON-LD, microdata or RDFa.

Two shapes: one body that lists courses (SchemaList names its `catalogue`), and a sitemap whose pages are about one
course each (SchemaPages). What a nested thing (a provider, a place) says beside its name is not audited: schema.org
allows any of its properties anywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields, replace
from typing import ClassVar
from urllib.parse import urljoin, urlsplit

from connectors.platforms.schema_terms import KINDS
from connectors.platforms.schema_thing import thing
from connectors.platforms.sitemap import Sitemap
from pipeline.contract import Connector, Page, PageChangedError, Produced, RawListing, Record, RecordError, Request

KIND_ORDER = ("course", "material", "circle", "event", None)


class SchemaReader:
    """How a thing of schema.org is read; what differs between sites."""

    types: ClassVar[dict[str, str]] = KINDS
    """The types that are courses on this site, and the kind each is."""
    untyped: ClassVar[str] = ""
    """The type of things that do not say theirs; empty where such things are no courses."""
    left_aside: ClassVar[tuple[str, ...]] = ()
    """The site's own properties that say nothing for us."""

    def listing(self, page: Page, record: Record) -> RawListing:
        """A thing as a listing; its key is its address, else its name and the day it starts.

        The address of a run is none of the course: the next run has another. It is shown where there is no other.
        """
        record.ignore(*self.left_aside)
        named = [name for name in record.texts("@type", or_one=True) if name in self.types]
        found = thing(record)
        own, identity, run = (_address(page, found.pop(name)) for name in ("url", "id", "run_url"))
        name, day = found["title"], found.pop("day")
        if name is None:
            raise RecordError("a course has no `name`", field="name")
        key = identity or own or (f"{name} | {day}" if day else name)
        kind = self.types[(named or [self.untyped])[0]]
        return RawListing(**(found | {"key": key, "url": own or identity or run, "kind": kind}))


class SchemaList(SchemaReader, Connector):
    """One body that lists courses, usually JSON-LD as a whole; of two that are the same the fuller one counts."""

    catalogue: ClassVar[str]

    def start(self) -> Iterator[Produced]:
        """The catalogue."""
        yield Request(self.catalogue, reader="courses")

    def courses(self, page: Page) -> Iterator[Produced]:
        """All courses of the page."""
        records = page.linked_data(self.types, untyped=bool(self.untyped))
        if not records:
            raise _none_found(page, self.types)
        found: dict[str, list[RawListing]] = {}
        for listing in page.each(records, lambda record: self.listing(page, record)):
            found.setdefault(listing.key, []).append(listing)
        yield from (max(same, key=_fullness) for same in found.values())


class SchemaPages(SchemaReader, Sitemap):
    """A page a course; path and query of the page are the key, its address that of the course."""

    def course(self, page: Page) -> Iterator[Produced]:
        """The course that the page is about, among others that it may name."""
        records = page.linked_data(self.types)
        if not records:
            raise _none_found(page, self.types)
        found = list(page.each(records, lambda record: self.listing(page, record)))
        here = _folded(page.url)
        about = [each for each in found if _folded(each.key) == here]
        about = about or [each for each in found if not each.key.startswith(("https://", "http://"))] or found
        kinds = sorted({each.kind for each in about}, key=KIND_ORDER.index)
        about = [each for each in about if each.kind == kinds[0]]
        if len({each.title for each in about}) > 1:
            raise PageChangedError(
                f"{page.url}: {len(about)} courses are named and none is the page's own; 1 was expected"
            )
        if about:
            fullest = max(about, key=_fullness)
            parts = urlsplit(page.request.url)
            key = parts.path.strip("/") + (f"?{parts.query}" if parts.query else "")
            yield replace(fullest, key=key, url=page.url)


def _address(page: Page, words: str | None) -> str | None:
    """An address made whole; None where the words are none, such as a DOI without its host."""
    try:
        address = urljoin(page.url, words) if words else ""
        return address if urlsplit(address).scheme in ("https", "http") else None
    except ValueError:
        return None


def _folded(address: str) -> str:
    """An address without what differs between ways of writing it."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return address
    return f"{(parts.hostname or '').removeprefix('www.')}{parts.path.rstrip('/')}?{parts.query}"


def _fullness(listing: RawListing) -> int:
    return sum(bool(getattr(listing, each.name)) for each in fields(listing))


def _none_found(page: Page, types: Iterable[str]) -> PageChangedError:
    named = ", ".join(types)
    return PageChangedError(
        f"{page.url}: no JSON-LD, microdata or RDFa of the page is one of {named}; one was expected"
    )
