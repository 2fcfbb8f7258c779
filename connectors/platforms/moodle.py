"""Moodle's public course index: categories, their courses, and the page about a course whose box is collapsed.

Its web service needs a token and is not for outsiders. Boxes and addresses are those of Moodle's own themes (public
code, 2026-11). A source on it names its `site`, and the `categories` to begin with where it shall not be all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, ClassVar
from urllib.parse import parse_qs, urljoin, urlsplit

from pipeline.contract import Connector, Node, Page, PageChangedError, Produced, RawListing, RecordError, Request

SITE_ITSELF = "1"  # Moodle's course 1 is the site
PER_PAGE = 100
INDEX = "[id^='page-course-index'], .course_category_tree, .category-browse"
NAME = ".coursename a[href*='/course/']"
SHORT_ADDRESS = re.compile(r"/course/([\w.-]+)/?")


class Moodle(Connector):
    """Categories first, for their names; then the courses of each, page after page until no page follows."""

    site: ClassVar[str]
    """Where Moodle lies, without a slash at the end."""
    categories: ClassVar[tuple[int, ...]] = (0,)
    """Where to begin; 0 is the list of all categories."""
    asks_about: ClassVar[bool] = True
    """False where the pages about courses are not open to guests: then collapsed courses have no summary."""
    remembers_pages = True

    def __init__(self, *args: Any, **options: Any) -> None:
        """Made by the runner, once a run; it remembers the categories met, and which courses they hold."""
        super().__init__(*args, **options)
        self._names: dict[str, str] = {}
        self._categories: dict[str, str | None] = {}

    def start(self) -> Iterator[Produced]:
        """The categories to begin with."""
        yield from (self._index(str(number) if number else "", "categories") for number in self.categories)

    def tree(self, page: Page) -> Iterator[Produced]:
        """A page that lists categories; where a site has none, its courses stand here."""
        html = _index_page(page)
        found = {_query(link, "categoryid"): link.content for link in html.all(".categoryname a[href]", at_least=0)}
        for number, name in found.items():
            if number and number not in self._names:
                self._names[number] = name
                yield self._index(number, "courses")
        yield from _next_page(page, html)
        if not found:
            yield from self._courses(page, html)

    def courses(self, page: Page) -> Iterator[Produced]:
        """A page of the courses of a category, the next page, and the categories below, which have a page apart."""
        html = _index_page(page)
        yield from self._courses(page, html, self._names.get(_parameter(page.url, "categoryid")))
        yield from _next_page(page, html)
        if _parameter(page.url, "page") == "0" and html.maybe("a[href*='browse=categories']"):
            yield self._index(_parameter(page.url, "categoryid"), "categories")

    def about(self, page: Page) -> Iterator[Produced]:
        """The page about one course: its box once more, with the summary."""
        yield from self._courses(page, _index_page(page), self._categories.get(_parameter(page.url, "id")))

    def words(self, summary: str) -> dict[str, Any]:
        """What the summary of a course (HTML) says in a regular form, by field of RawListing."""
        return {}

    def _index(self, category: str, browse: str) -> Request:
        wanted = f"categoryid={category}&" if category else ""
        address = f"{self.site}/course/index.php?{wanted}browse={browse}&perpage={PER_PAGE}&page=0"
        return Request(address, reader="tree" if browse == "categories" else "courses")

    def _courses(self, page: Page, html: Node, category: str | None = None) -> Iterator[Produced]:
        for box in html.all(".coursebox", at_least=0):
            more = box.maybe(".moreinfo a[href*='course/info.php?id=']") if self.asks_about else None
            number = _query(more, "id")
            if number and number != SITE_ITSELF and page.request.reader != "about" and not box.maybe(".summary"):
                self._categories[number] = category
                yield Request(f"{self.site}/course/info.php?id={number}", reader="about", is_optional=True)
                continue
            try:
                listing = self._listing(box, category)
            except RecordError as error:
                page.reject(error)
                continue
            if listing.key != SITE_ITSELF:
                yield listing

    def _listing(self, box: Node, category: str | None) -> RawListing:
        """`/course/CODE` and `/course/view.php?id=N` are the same course: the number counts where there is one."""
        link = box.maybe(NAME)
        if link is None or not link.content:
            raise RecordError(f"the box of course {box.attribute('data-courseid')} has no name", field="title")
        href = link.attribute("href") or ""
        number = box.attribute("data-courseid") or _query(link, "id")
        code = SHORT_ADDRESS.fullmatch(urlsplit(href).path.removeprefix(urlsplit(self.site).path))
        key = number or (code[1] if code else "")
        if not key:
            raise RecordError(f"the box of a course leads to `{href}`, an address with an id was expected", field="key")
        summary = box.markup(".summary") if box.maybe(".summary") else None
        return RawListing(
            key=key,
            title=link.content,
            url=f"{self.site}/course/view.php?id={number}" if number else urljoin(f"{self.site}/", href),
            description=summary,
            topics=(category,) if category else (),
            **self.words(summary or ""),
        )


def _index_page(page: Page) -> Node:
    """The page, if it is a course index; the web service says its errors with status 200 (`exception`, `errorcode`)."""
    if page.text.lstrip().startswith(("{", "[")):
        error = page.json()
        said = f"`{error.text('errorcode')}` ({error.text('message')})"
        raise PageChangedError(f"{page.url}: the site says {said} in JSON, a page with courses was expected")
    html = page.html()
    if html.maybe(f".coursebox, .categoryname, {INDEX}") is None:
        raise PageChangedError(f"{page.url}: no course, no category and no mark of a course index is on the page")
    return html


def _next_page(page: Page, html: Node) -> Iterator[Request]:
    here = int(_parameter(page.url, "page") or 0)
    links = html.all(".pagination a[href], .paging a[href]", at_least=0)
    following = [link for link in links if _query(link, "page") == str(here + 1)]
    if following:
        yield page.follow(re.sub(r"([?&]page=)[0-9]*", rf"\g<1>{here + 1}", page.url))


def _query(link: Node | None, name: str) -> str:
    """A parameter of the address that a link leads to; empty where there is none."""
    return _parameter(link.attribute("href") or "" if link else "", name)


def _parameter(address: str, name: str) -> str:
    found = parse_qs(urlsplit(address).query).get(name, [""])[0]
    return found if found.isascii() and found.isdigit() else ""
