"""FEMA Emergency Management Institute: the list of its independent study courses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urljoin, urlsplit

from pipeline.contract import Connector, Node, Page, PageChangedError, Produced, RawListing, RecordError, Request

COURSES = "https://training.fema.gov/is/crslist.aspx?all=true&lang=en"
OVERVIEW = "https://training.fema.gov/is/courseoverview.aspx?code={code}&lang=en"
LINK = "a[href*='courseoverview.aspx?code=' i]"
CODE = re.compile(r"IS-[0-9]+(?:\.[a-z])?", re.IGNORECASE)
NO_TITLE = re.compile(r"[0-9/. -]*|new|updated|english|spanish", re.IGNORECASE)


class FEMA(Connector):
    """One page. A course is a row with a link to its overview; the link shows the code, or the title itself."""

    source = "fema"

    def start(self) -> Iterator[Produced]:
        """The list of all courses in English."""
        yield Request(COURSES, reader="courses")

    def courses(self, page: Page) -> Iterator[Produced]:
        """The courses in the table, each once; a retired course is not on the list."""
        html = page.html()
        rows = [row for row in html.all("tr", at_least=0) if row.maybe(LINK)]
        rows = [
            row for row in rows if len(row.all("tr", at_least=1)) == 1
        ]  # a row counts itself; no row around a table
        if not rows:
            raise PageChangedError(f"{page.url}: `tr` with `{LINK}` matches no element, courses were expected")
        met: set[str] = set()
        for row in rows:
            try:
                listing = _listing(page, row)
            except RecordError as error:
                page.reject(error)
                continue
            if listing.key not in met:
                met.add(listing.key)
                yield listing


def _listing(page: Page, row: Node) -> RawListing:
    links = row.all(LINK, at_least=1)
    address = urljoin(page.url, links[0].attribute("href") or "")
    code = next((values[0] for name, values in parse_qs(urlsplit(address).query).items() if name.lower() == "code"), "")
    if not CODE.fullmatch(code):
        raise RecordError(f"a course has the code `{code}`, one such as IS-100.c was expected", field="key", value=code)
    worded = [node.content for node in (*links, *row.all("td", at_least=0))]
    titles = (re.sub(rf"^{re.escape(code)}\b[:\s–-]*", "", words, flags=re.IGNORECASE) for words in worded)
    title = next((words for words in titles if not NO_TITLE.fullmatch(words)), None)
    if title is None:
        raise RecordError(f"the row of `{code}` has no title", field="title")
    return RawListing(key=code.upper(), title=title, url=OVERVIEW.format(code=code))
