"""What in a file that somebody downloads would be taken for more than text."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from io import BytesIO, StringIO

from lxml import etree
from openpyxl import load_workbook
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

STARTS = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""How a cell begins that spreadsheets read as a formula, the wide forms of the same signs included."""
NUMBER = re.compile(r"[+-]?\d+([.,]\d+)*%?")
MARKUP = re.compile(r"(?<!\\)(?:!\[[^\]\\]*\]\(|\[[^\]\\]*\]\((?!<?https?://)[^)]*|<(?!https?://)\w+)")
"""An image, a link that leads elsewhere than to the web, or an element of HTML, as Markdown has them."""
HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066\u2067]")

DOING = {"/JS", "/JavaScript", "/OpenAction", "/AA", "/EmbeddedFiles", "/AcroForm", "/RichMedia"}
"""Entries of a PDF by which it does something when it is opened, or carries something else."""
SHAPES = {"svg", "title", "desc", "g", "path", "rect", "line", "text", "tspan", "circle"}


def harm_in(kind: str, content: bytes) -> Iterator[str]:
    """What would do harm in a file of a kind, as `Content-Type` names it or as its ending does."""
    if "csv" in kind:
        for row in csv.reader(StringIO(content.decode("utf-8-sig"))):
            yield from filter(None, map(_cell, row))
    elif "xlsx" in kind or "spreadsheet" in kind:
        yield from _workbook(content)
    elif "pdf" in kind:
        yield from _pdf(content)
    elif "svg" in kind:
        yield from _svg(content)
    else:
        text = content.decode()
        if found := HIDDEN.search(text):
            yield f"U+{ord(found[0]):04X} in {text[max(0, found.start() - 40) : found.end()]!r}"
        if "markdown" in kind or kind.endswith("md"):
            yield from (f"markup: {each[:80]}" for each in MARKUP.findall(text))
        if "calendar" in kind and (lines := [line for line in text.split("\r\n") if len(line.encode()) > 75]):
            yield f"a line that is not folded: {lines[0][:80]}"


def _cell(text: str) -> str | None:
    if text.startswith(STARTS) and not NUMBER.fullmatch(text):
        return f"a formula: {text[:80]}"
    found = HIDDEN.search(text)
    return f"U+{ord(found[0]):04X} in {text[:80]!r}" if found else None


def _workbook(content: bytes) -> Iterator[str]:
    """Formulas, links that lead elsewhere than to the web, and signs that nobody sees."""
    for sheet in load_workbook(BytesIO(content)):
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            if cell.data_type == "f":
                yield f"a formula in {cell.coordinate}: {cell.value}"
            if cell.hyperlink and not str(cell.hyperlink.target).startswith(("http://", "https://")):
                yield f"a link in {cell.coordinate} to {cell.hyperlink.target}"
            if isinstance(cell.value, str) and (found := HIDDEN.search(cell.value)):
                yield f"U+{ord(found[0]):04X} in {cell.coordinate}"


def _pdf(content: bytes) -> Iterator[str]:
    """What a PDF does by itself, brings along, or leads to that is no page of the web."""
    reader = PdfReader(BytesIO(content))
    for number in range(1, int(reader.trailer["/Size"])):
        found = reader.get_object(number)
        if not isinstance(found, DictionaryObject):
            continue
        yield from (f"{name} in object {number}" for name in DOING & set(found))
        action = found.get("/A", {}).get_object() if "/A" in found else found
        if isinstance(action, DictionaryObject) and "/URI" in action:
            address = str(action["/URI"])
            if not address.startswith(("http://", "https://")):
                yield f"a link to {address[:80]}"
        if found.get("/S") in ("/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE"):
            yield f"{found['/S']} in object {number}"


def _svg(content: bytes) -> Iterator[str]:
    """Whatever in a drawing is no shape and no text, or leads somewhere."""
    for element in etree.fromstring(content).iter():
        name = etree.QName(element).localname if isinstance(element.tag, str) else "no element"
        if name not in SHAPES:
            yield f"{name} is in the drawing"
        for attribute, value in element.attrib.items():
            if attribute.startswith("on") or "href" in attribute or attribute == "style" or "url(" in value:
                yield f"{name} has {attribute}={value[:80]}"
