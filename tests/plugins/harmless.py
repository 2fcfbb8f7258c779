"""What in a file that somebody downloads would be taken for more than text."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from io import BytesIO, StringIO

from openpyxl import load_workbook

STARTS = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""How a cell begins that spreadsheets read as a formula, the wide forms of the same signs included."""
NUMBER = re.compile(r"[+-]?\d+([.,]\d+)*%?")
MARKUP = re.compile(r"(?<!\\)(?:!\[[^\]\\]*\]\(|\[[^\]\\]*\]\((?!<?https?://)[^)]*|<(?!https?://)\w+)")
"""An image, a link that leads elsewhere than to the web, or an element of HTML, as Markdown has them."""
HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066\u2067]")


def harm_in(kind: str, content: bytes) -> Iterator[str]:
    """What would do harm in a file of a kind, as `Content-Type` names it or as its ending does."""
    if "csv" in kind:
        for row in csv.reader(StringIO(content.decode("utf-8-sig"))):
            yield from filter(None, map(_cell, row))
    elif "xlsx" in kind or "spreadsheet" in kind:
        for sheet in load_workbook(BytesIO(content)):
            for cell in (cell for row in sheet.iter_rows() for cell in row):
                if cell.data_type == "f":
                    yield f"a formula in {cell.coordinate}: {cell.value}"
                if cell.hyperlink and not str(cell.hyperlink.target).startswith(("http://", "https://")):
                    yield f"a link in {cell.coordinate} to {cell.hyperlink.target}"
                if isinstance(cell.value, str) and (found := HIDDEN.search(cell.value)):
                    yield f"U+{ord(found[0]):04X} in {cell.coordinate}"
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
