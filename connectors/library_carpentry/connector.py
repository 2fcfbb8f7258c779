"""Library Carpentry: lessons on software and data skills for people who work in libraries."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from pipeline.contract import Connector, Node, Page, PageChangedError, Produced, RawListing, RecordError, Request

LESSONS = "https://librarycarpentry.org/lessons/"
COLUMNS = {"Lesson", "Site", "Status"}
LENGTH = ("Length", "Duration", "Time")
NOT_OFFERED = re.compile(r"retired|conceptual|pre-alpha", re.IGNORECASE)
OPEN = re.compile(r"under an? (CC[ -]BY) licen[cs]e", re.IGNORECASE)


class LibraryCarpentry(Connector):
    """One page with a table a curriculum; each table names its columns. Retired and conceptual lessons stay out."""

    source = "library_carpentry"

    def start(self) -> Iterator[Produced]:
        """The page of lessons."""
        yield Request(LESSONS, reader="lessons")

    def lessons(self, page: Page) -> Iterator[Produced]:
        """Every lesson that is taught, with the licence that the page states for all."""
        html = page.html()
        tables = [(_columns(table), table) for table in html.all("table", at_least=1)]
        tables = [(columns, table) for columns, table in tables if set(columns) >= COLUMNS]
        if not tables:
            raise PageChangedError(f"{page.url}: no table has the columns {', '.join(sorted(COLUMNS))}")
        licence = OPEN.search(html.content)
        for columns, table in tables:
            for row in table.all("tr", at_least=2)[1:]:
                try:
                    yield from _listing(page, dict(zip(columns, row.all("td", at_least=0), strict=False)), licence)
                except RecordError as error:
                    page.reject(error)


def _columns(table: Node) -> list[str]:
    return [cell.content for cell in table.all("th", at_least=0)]


def _listing(page: Page, row: dict[str, Node], licence: re.Match[str] | None) -> Iterator[RawListing]:
    title = row["Lesson"].content if "Lesson" in row else ""
    link = row["Site"].maybe("a[href]") if "Site" in row else None
    address = link.attribute("href") if link else None
    key = urlsplit(address or "").path.strip("/").rpartition("/")[2]
    if not title or not key or "Status" not in row:
        raise RecordError(f"the row `{title}` has no lesson, site or status", field="title", value=title)
    if NOT_OFFERED.search(row["Status"].content):
        page.left_out += 1
        return
    length = next((row[name].content for name in LENGTH if name in row), None)
    yield RawListing(
        key=key, title=title, url=address, duration=length or None, licence=licence[1] if licence else None
    )
