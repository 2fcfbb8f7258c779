"""A proposal as one page to read on a screen of any width and to print: no script, nothing loaded, all text escaped."""

from __future__ import annotations

from pathlib import Path

from lxml import html
from lxml.html import HtmlElement
from lxml.html.builder import CLASS, E

from pipeline.escape import one_line
from pipeline.topics.sheet import Sheet
from pipeline.topics.sheet.layout import Block, Cell, Grid, Points, Section, Words, sections_of
from pipeline.topics.sheet.link import web_address

STYLE = Path(__file__).with_name("page.css")
VALUES = ("yes", "no", "unknown")
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def page_of(sheet: Sheet) -> str:
    """The proposal as a page of HTML that stands alone."""
    title = one_line(sheet.title)
    page = E.html(
        E.head(
            E.meta(charset="utf-8"),
            E.meta(name="viewport", content="width=device-width, initial-scale=1"),
            E.meta({"http-equiv": "Content-Security-Policy", "content": POLICY}),
            E.title(f"Circle proposal: {title}"),
            E.style(STYLE.read_text(encoding="utf-8")),
        ),
        E.body(
            E.header(
                E.p("Circle proposal", CLASS("kind")),
                E.h1(title),
                E.p(one_line(sheet.summary), CLASS("summary")),
                E.p(f"Topic {sheet.topic_id} · {sheet.status} · from the night of {sheet.on}", CLASS("from")),
            ),
            E.main(*map(_section, sections_of(sheet))),
        ),
        lang="en",
    )
    written: str = html.tostring(page, doctype="<!DOCTYPE html>", encoding="unicode")
    return written + "\n"


def _section(section: Section) -> HtmlElement:
    name = section.heading.lower().replace(" ", "-")
    return E.section(E.h2(section.heading), *map(_block, section.blocks), id=name)


def _block(block: Block) -> HtmlElement:
    match block:
        case Words(text):
            return E.p(one_line(text))
        case Points(sentences):
            return E.ul(*(E.li(one_line(sentence)) for sentence in sentences))
        case Grid(columns, rows, is_compared):
            if not any(columns):
                return E.dl(*(part for name, *cells in rows for part in (E.dt(name.text), E.dd(*map(_shown, cells)))))
            return _compared(columns, rows) if is_compared else _table(columns, rows)


def _table(columns: tuple[str, ...], rows: tuple[tuple[Cell, ...], ...]) -> HtmlElement:
    head = E.thead(E.tr(*(E.th(name, scope="col") for name in columns)))
    body = E.tbody(
        *(
            E.tr(*(E.td(_shown(cell), {"data-name": name}) for name, cell in zip(columns, row, strict=True)))
            for row in rows
        )
    )
    return E.table(head, body)


def _compared(columns: tuple[str, ...], rows: tuple[tuple[Cell, ...], ...]) -> HtmlElement:
    """Alternatives side by side; on a narrow screen each row is a list with the names of the columns."""
    head = E.thead(E.tr(*(E.th(name, scope="col") for name in columns)))
    body = E.tbody(
        *(
            E.tr(
                E.th(one_line(row[0].text), scope="row"),
                *(E.td(_shown(cell), {"data-name": name}) for name, cell in zip(columns[1:], row[1:], strict=True)),
            )
            for row in rows
        )
    )
    return E.table(head, body, CLASS(f"compared of-{len(columns) - 1}"))


def _shown(cell: Cell) -> HtmlElement:
    """A text; as a link where it has an address of the web; a fit value as a mark before its evidence."""
    text, address = one_line(cell.text), web_address(cell.url)
    if address:
        return E.a(text, href=address, rel="noopener noreferrer nofollow")
    value, colon, evidence = text.partition(": ")
    if value in VALUES:
        mark = E.b(value, CLASS(value))
        return E.span(mark, f" {evidence}") if colon else mark
    return E.span(text)
