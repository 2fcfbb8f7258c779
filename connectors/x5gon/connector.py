"""X5GON: open educational materials that were collected from European universities and their repositories."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

from pipeline.contract import Connector, Page, PageChangedError, Produced, RawListing, Record, Request, StatedTotal

MATERIALS = "https://platform.x5gon.org/api/v2/oer_materials"
PAGE_SIZE = 100


class X5GON(Connector):
    """Pages of `oer_contents` until `metadata.next_page` is null; a page past the end is an error 500 (public code)."""

    source = "x5gon"

    def start(self) -> Iterator[Produced]:
        """The first page."""
        yield Request(f"{MATERIALS}?limit={PAGE_SIZE}&page=1", reader="materials")

    def materials(self, page: Page) -> Iterator[Produced]:
        """A page of materials, and the next page."""
        body = page.json()
        asked = body.object("query")
        if asked:
            limit = asked.maybe("limit", int)
            asked.drop()
            if limit not in (None, PAGE_SIZE):
                raise PageChangedError(f"{page.url}: pages of {limit} come, {PAGE_SIZE} were asked for")
        materials = body.entries("oer_contents")
        about = body.object("metadata")
        if about is None:
            raise PageChangedError(f"{page.url}: `metadata` is missing, the number of materials was expected")
        about.ignore("total_pages", "prev_page")
        yield from page.each(materials, _listing, by_itself=True)
        yield StatedTotal(about.take("total_hits", int))
        following = about.text("next_page")
        if following is not None:
            numbers = parse_qs(urlsplit(following).query).get("page", [])
            if not materials or not numbers:
                raise PageChangedError(f"{page.url}: an empty page, or one without a number, leads on to {following}")
            page.follow(following)  # refuses another host
            yield page.follow(f"?limit={PAGE_SIZE}&page={numbers[0]}")


def _listing(material: Record) -> RawListing:
    material.ignore("creation_date", "retrieved_date")  # of the file, not of a course
    material.ignore("lang_long", "type", "extension", "mimetype", "content_ids", "wikipedia_ids")
    provider = material.object("provider")
    if provider:
        provider.ignore("provider_id", "provider_domain")
    page_address, file_address = material.text("website_url"), material.text("material_url")
    return RawListing(
        key=str(material.take("material_id", int)),
        title=material.take("title", str),
        url=page_address or file_address,
        provider=provider.text("provider_name") if provider else None,
        description=material.text("description"),
        language=material.text("lang_short"),
        licence=material.text("license"),
    )
