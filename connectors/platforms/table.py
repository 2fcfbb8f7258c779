"""Lists of courses that people keep: CSV, TSV, XLSX, JSON and JSON Lines, in a folder of this machine or on the web.

A source on it has `files` in its source.yaml, or names the `address` of its list. What each column is, is told by its
heading, else by a mapping beside the list (docs/local-courses.md). A row that cannot be read is an issue that names
file, row and column; the others count. So do the other lists where one cannot be read, or its mapping is wrong.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar
from urllib.parse import quote

from connectors.platforms.table_dates import date_orders
from connectors.platforms.table_rows import is_left_out, listing, name, odd_address
from pipeline.contract import (
    NO_WORDS,
    Connector,
    CourseList,
    CourseTable,
    Page,
    PageChangedError,
    Produced,
    RawListing,
    Record,
    RecordError,
    Request,
    course_tables,
)

TEXTS = ("sheet", "encoding", "separator", "records")


class Table(Connector):
    """The lists of a folder, each with the mapping beside it; or one list on the web."""

    remembers_pages = True  # a mapping is part of the page of the folder
    address: ClassVar[str] = ""
    mapping: ClassVar[CourseList] = NO_WORDS

    def __init__(self, credentials: Mapping[str, str] | None = None, *, since: str | None = None) -> None:
        super().__init__(credentials, since=since)
        self._mappings: dict[str, CourseList] = {}
        self._troubles: dict[str, str] = {}

    def start(self) -> Iterator[Produced]:
        """The list on the web, or what is in the folder."""
        yield Request(self.address, reader="courses") if self.address else Request("folder:", reader="folder")

    def folder(self, page: Page) -> Iterator[Produced]:
        """A request for each list in the folder; what else lies there is told."""
        body = page.json()
        for other in body.texts("left_aside"):
            page.remark("left_aside", f"`{other}` is no list of courses and is left aside", value=other)
        for other in body.texts("misnamed"):
            message = f"the name of `{other}` is not written in UTF-8 and the file is left aside; rename it"
            page.remark("left_aside", message, level="warning", value=other)
        yield from page.each(body.entries("lists"), self._request)

    def courses(self, page: Page) -> Iterator[Produced]:
        """The courses of one list.

        Raises:
            PageChangedError: the list or its mapping is wrong; the others count.
        """
        if trouble := self._troubles.get(page.request.url):
            raise PageChangedError(trouble)
        how = self._mappings.get(page.request.url, self.mapping)
        tables, untitled = course_tables(page.body, page.url, how)
        for sentence in untitled:
            page.remark("left_aside", sentence)
        for table in tables:
            for column in table.columns:
                if column.is_open:
                    message = f"{_place(table)}column `{column.heading}` is left aside: {column.because}"
                    kind = "unknown_key" if table.kind.startswith("JSON") else "unknown_column"
                    page.remark(kind, message, field=column.heading)
            yield from _listings(page, table, how)

    def _request(self, entry: Record) -> Request:
        file, address, said = entry.take("name", str), entry.text("address"), entry.object("mapping")
        request = Request(address or f"folder:{quote(file)}", reader="courses", is_list=True)
        trouble = entry.text("trouble")
        how = _mapping(said) if said is not None else self.mapping
        if request.url in self._mappings:
            raise RecordError(f"`{file}` names {request.url}, which another mapping names, too; keep one of them")
        if trouble:
            self._troubles[request.url] = trouble
        self._mappings[request.url] = how
        return request


def _mapping(said: Record) -> CourseList:
    found: dict[str, Any] = {key: said.maybe(key, dict) for key in ("columns", "always", "leave_out")}
    found |= {key: said.text(key) for key in TEXTS} | {"separator": said.maybe("separator", str)}
    found |= {"heading_row": said.maybe("heading_row", int), "ignore": said.texts("ignore")}
    return CourseList(**{key: value for key, value in found.items() if value})


def _place(table: CourseTable) -> str:
    return f"sheet `{table.name}`, " if table.name else ""


def _listings(page: Page, table: CourseTable, how: CourseList) -> Iterator[RawListing]:
    """A listing a row; a row that says what an earlier one said is left out."""
    names = Counter(name(row) for row in table.rows)
    orders = date_orders(table.rows)
    for order in orders.values():
        if order.trouble:
            page.remark("ambiguous_dates", f"{_place(table)}{order.trouble}", level="warning", field=order.heading)
    seen: dict[str, str] = {}
    for row in table.rows:
        if is_left_out(row, how):
            page.left_out += 1
            continue
        try:
            found = listing(row, how, orders, is_name_shared=names[name(row)] > 1)
        except RecordError as error:
            page.reject(RecordError(f"{_place(table)}{error}", field=error.field, value=error.value))
            continue
        if found.key in seen:
            page.left_out += 1
            page.remark("left_out", f"{_place(table)}{row.where} says the same course as {seen[found.key]}")
            continue
        seen[found.key] = row.where
        if odd := odd_address(row):
            page.remark("odd_cell", f"{_place(table)}{odd}")
        yield found
