"""Every format of a proposal: what a stranger wrote stays text, wherever it stands."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from lxml import html
from openpyxl import load_workbook
from rich.cells import cell_len

from pipeline.topics.sheet.layout import sections_of, week_of
from pipeline.topics.sheet.link import web_address
from pipeline.topics.sheet.model import Sheet
from pipeline.topics.sheet.workbook import workbook_of
from pipeline.verbs.proposal.page import page_of
from pipeline.verbs.proposal.plain import markdown_of, text_of
from pipeline.verbs.proposal.verb import RENDERERS

Make = Callable[[str, str | None], Sheet]
SECTIONS = [
    "Demand",
    "Courses side by side",
    "Circle fit",
    "Plan",
    "People and times",
    "Rooms and equipment",
    "Season",
    "Credentials",
    "Risks",
    "Next steps",
]
HOSTILE = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)><a href='javascript:alert(1)'>x</a>",
    "</style></title><script>x</script>",
    '=HYPERLINK("http://evil.example","x")',
    "@SUM(A1)",
    "\u202eexe.gpj",
    "a\x00b\x1b[31mred\x9b2J",
    "\ud800\uffff",
    "line\nbreak\r\n# heading\n| cell |",
    "[click](javascript:alert(1)) ![x](http://evil.example/x.png) `code` <http://evil.example>",
    "yes: <b>bold</b>",
    "&lt;script&gt;",
]
ADDRESSES = [
    "javascript:alert(1)",
    " javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,<script>x</script>",
    "//evil.example/x",
    "file:///etc/passwd",
    "http://",
    "http://[::1",
    "",
]
TAGS = {"html", "head", "meta", "title", "style", "body", "header", "main", "section", "p", "h1", "h2", "ul", "li"}
TAGS |= {"dl", "dt", "dd", "table", "thead", "tbody", "tr", "th", "td", "span", "a", "b"}
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\uffff]")


@pytest.mark.parametrize("text", HOSTILE)
def test_the_page_runs_nothing_and_loads_nothing(text: str, make_sheet: Make) -> None:
    page = page_of(make_sheet(text, "javascript:alert(1)"))
    assert not CONTROL.search(page)
    root = html.document_fromstring(page)
    assert {element.tag for element in root.iter() if isinstance(element.tag, str)} <= TAGS
    names = {name for element in root.iter() for name in element.attrib}
    assert names <= {
        "lang",
        "charset",
        "name",
        "content",
        "http-equiv",
        "class",
        "id",
        "scope",
        "data-name",
        "href",
        "rel",
    }
    assert root.xpath("//@href") == []
    shown = " ".join(re.sub(CONTROL, "", text).split())
    assert root.xpath("//h1")[0].text_content() == shown


def test_the_pages_links_are_of_the_web_and_tell_nobody_whence(make_sheet: Make) -> None:
    root = html.document_fromstring(page_of(make_sheet("x", 'https://a.example/"><script>?q=1&b=(2)')))
    links = root.xpath("//a")
    assert {link.get("href") for link in links} == {"https://a.example/%22%3E%3Cscript%3E?q=1&b=(2)"}
    assert {link.get("rel") for link in links} == {"noopener noreferrer nofollow"}
    assert "url(" not in page_of(make_sheet("x", None))
    assert "@import" not in page_of(make_sheet("x", None))


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_other_address_becomes_a_link(address: str, make_sheet: Make) -> None:
    assert web_address(address) is None
    sheet = make_sheet("x", address)
    assert "](" not in markdown_of(sheet)
    assert "href" not in page_of(sheet)


@pytest.mark.parametrize("text", HOSTILE)
def test_markdown_and_text_stay_text(text: str, make_sheet: Make) -> None:
    sheet = make_sheet(text, "https://a.example/(x)>[y]|z")
    markdown = markdown_of(sheet)
    assert not CONTROL.search(markdown)
    assert "<" not in markdown.replace("](<https://a.example/(x)%3E[y]%7Cz>)", "")
    assert set(re.findall(r"(?<!\\)\]\((.*?\)?)>\)", markdown)) <= {"<https://a.example/(x)%3E[y]%7Cz"}
    assert [line[3:] for line in markdown.splitlines() if line.startswith("## ")] == SECTIONS
    tables = [line for line in markdown.splitlines() if line.startswith("|")]
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in tables} <= {3, 4, 5, 6, 8}
    plain = text_of(sheet)
    assert not CONTROL.search(plain)
    assert max(map(cell_len, plain.splitlines())) <= 80


@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_of_the_workbook_is_a_formula(text: str, make_sheet: Make) -> None:
    book = load_workbook(BytesIO(workbook_of(make_sheet(text, "=1+1"))))
    assert book.sheetnames == ["Proposal", "Courses", "Fit", "Plan"]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert all(cell.hyperlink is None for cell in cells)
    assert all(sheet.max_row >= 2 for sheet in book)


@pytest.mark.parametrize("text", HOSTILE)
def test_json_is_one_document_without_control_letters(text: str, make_sheet: Make) -> None:
    written = RENDERERS["json"](make_sheet(text, None)).decode()
    assert not CONTROL.search(written.replace("\n", ""))
    found: Any = json.loads(written)
    assert found["risks"] == [text]
    assert found["plan"]["weeks"][0]["on"] == "2026-12-23"


def test_every_section_is_there_even_where_nothing_is_known(make_sheet: Make) -> None:
    full = make_sheet("x", None)
    bare = replace(
        full, courses=(), other_courses=(), plan=None, rooms=(), rooms_missing="there is no list", credentials=(),
        credentials_told="None is named.", risks=(), demand=replace(full.demand, branches=(), wishes=()),
        people=replace(full.people, times=(), facilitators=()),
    )  # fmt: skip
    for sheet in (full, bare):
        assert [section.heading for section in sections_of(sheet)] == SECTIONS
        assert all(section.blocks for section in sections_of(sheet))
        for render in RENDERERS.values():
            assert render(sheet)


def test_days_with_the_same_free_parts_stand_together() -> None:
    times = [f"{day} {part}" for day in ("monday", "tuesday") for part in ("morning", "midday", "afternoon", "evening")]
    assert week_of([*times, "friday evening"]) == [("Mon, Tue", "all day"), ("Fri", "evening")]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_paper_is_made_of_whatever_stands_in_a_sheet(text: str, make_sheet: Make) -> None:
    assert RENDERERS["pdf"](make_sheet(text, "javascript:alert(1)")).startswith(b"%PDF-")
