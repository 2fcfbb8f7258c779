"""Bytes to tables of text: CSV in its encodings, XLSX, and a CSV in a zip; everything bounded.

For survey exports and for lists of courses that people keep. What a file is, is told by its content, never by its name.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice

from pipeline.contract import workbook
from pipeline.contract.older_text import older_encoding
from pipeline.errors import UsageError

Rows = Sequence[Sequence[str]]
"""A table as read: every row has the same width, every cell is text, an empty cell is the empty string."""
MAX_CELL = 4 * 2**20
MAX_BYTES = 64 * 2**20
MAX_ROWS = 250_000
MAX_COLUMNS = 3_000
MAX_CELLS = 20_000_000
DELIMITERS = (",", ";", "\t", "|")
SAMPLE_ROWS = 60
BYTE_ORDER_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe\x00\x00", "utf-32"), (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"),
)  # fmt: skip
WIDE = (("utf-16-le", 1), ("utf-16-be", 0))
SHARE_WIDE, SHARE_NARROW = 0.15, 0.02
"""Of the bytes at the one place and at the other: how many at least, and at most, are NUL in UTF-16. Separators, digits
and line ends make as many even where no letter is of the West."""
SAMPLE_BYTES = 256 * 2**10
UNSEEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\u00ad\u200b-\u200f\u2060-\u2064\ufeff\ud800-\udfff]"
)
csv.field_size_limit(MAX_CELL)  # of the whole process, 131,072 otherwise; no other module reads foreign CSV


@dataclass(frozen=True, kw_only=True, slots=True)
class Grid:
    """One table of a file: rectangular, at least one row and one column, every cell as text."""

    sheet: str
    encoding: str
    rows: Rows
    numbers: tuple[int, ...]
    """Of each row: its number as a spreadsheet shows it, from 1."""
    separator: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What a caller knows of a file beforehand."""

    expected: str
    """What a message says was expected."""
    encoding: str | None = None
    separator: str | None = None
    prefer: Callable[[Rows], float] = lambda rows: 0.0
    """How well the first rows fit what is looked for; of two separators the one whose rows fit better is taken."""
    max_bytes: int = MAX_BYTES
    max_unpacked: int = workbook.MAX_UNPACKED
    """Bytes of all that is in a workbook or zip: what reading it takes grows with them."""


def grids(data: bytes, name: str, asked: Asked) -> tuple[Grid, ...]:
    """Every table of the file that holds anything: one for CSV, one a sheet for XLSX.

    Raises:
        UsageError: the file is empty, too large, encrypted, broken, or no table.
    """
    if not data.strip(b"\x00 \t\r\n"):
        raise UsageError(f"{name}: the file is empty, {asked.expected}")
    if len(data) > asked.max_bytes:
        raise UsageError(
            f"{name}: {workbook.whole_mib(len(data))} MiB, at most {workbook.whole_mib(asked.max_bytes)} MiB are read"
        )
    if data.startswith(workbook.OLE):
        raise UsageError(
            f"{name}: an encrypted workbook or an old .xls file, {asked.expected}: save it without a password as .xlsx"
        )
    if data.startswith(workbook.ZIP):
        member = workbook.csv_member(data, name, asked.max_bytes, asked.max_unpacked)
        if member is None:
            sheets = workbook.sheets(data, name, max_rows=MAX_ROWS, max_columns=MAX_COLUMNS, max_cells=MAX_CELLS)
            found = [_grid(title, "utf-8", rows, name) for title, rows in sheets]
            return tuple(grid for grid in found if grid is not None)
        return grids(member, name, asked)
    return (_text_grid(data, name, asked),)


def _text_grid(data: bytes, name: str, asked: Asked) -> Grid:
    text, encoding = decode(data, name, asked)
    _refuse_other_formats(text, name, asked)
    try:
        separator = asked.separator or _separator(text, asked)
        rows = _parse(text, name, separator)
    except csv.Error as error:
        raise UsageError(f"{name}: the file cannot be read as CSV ({error}), {asked.expected}") from error
    grid = _grid("", encoding, rows, name, separator)
    if grid is None:
        raise UsageError(f"{name}: the file holds no text, {asked.expected}")
    return grid


def decode(data: bytes, name: str, asked: Asked) -> tuple[str, str]:
    """The text without NUL, and its encoding: as asked, by byte order mark or the NULs of UTF-16, else told by trial.

    Tried are UTF-8 first, then what its letters make likely.

    Raises:
        UsageError: the data are no text.
    """
    encodings = [asked.encoding] if asked.encoding else []
    encodings += [encoding for mark, encoding in BYTE_ORDER_MARKS if data.startswith(mark)]
    encodings += _wide(data[:SAMPLE_BYTES])
    encoding = next(iter(encodings), "utf-8")
    try:
        text = data.decode(encoding)
    except LookupError as error:
        raise UsageError(f"{name}: `{encoding}` is no encoding that is known, such as utf-8 or cp1252") from error
    except UnicodeError as error:
        if asked.encoding:
            raise UsageError(f"{name}: the file is not written in {encoding} ({error})") from error
        if encoding.startswith(("utf-16", "utf-32")):
            raise UsageError(
                f"{name}: the file is written in {encoding.upper()}, and it breaks off or is damaged; "
                f"{asked.expected}: export or download it again"
            ) from error
        encoding = older_encoding(data[:SAMPLE_BYTES])
        text = data.decode(encoding, "replace")
    n_controls = sum(text.count(chr(code)) for code in (*range(9), *range(14, 32)))
    if n_controls > max(2, len(text) / 100):
        raise UsageError(f"{name}: binary data, {asked.expected}")
    return text.replace("\x00", ""), encoding


def _wide(sample: bytes) -> list[str]:
    """UTF-16 without a byte order mark, told by the NULs at every other place; nothing for any other text."""
    n_pairs = len(sample) // 2
    if n_pairs == 0:
        return []
    nulls = sample[0::2].count(0) / n_pairs, sample[1::2].count(0) / n_pairs
    return [name for name, at in WIDE if nulls[at] >= SHARE_WIDE and nulls[1 - at] <= SHARE_NARROW]


def _refuse_other_formats(text: str, name: str, asked: Asked) -> None:
    start = text[:200].lstrip().casefold()
    found = None
    if start.startswith("%pdf"):
        found = "a PDF file"
    elif start.startswith(("<!doctype", "<html", "<?xml")):
        found = "a web page or XML"
    elif start.startswith("{\\rtf"):
        found = "an RTF document"
    elif start.startswith(("{", "[")) and _is_json(text):
        found = "JSON"
    if found:
        raise UsageError(f"{name}: {found}, {asked.expected}")


def _is_json(text: str) -> bool:
    try:
        return isinstance(json.loads(text), (dict, list))
    except (ValueError, RecursionError):
        return False


def _separator(text: str, asked: Asked) -> str:
    """The mark that gives what is looked for, rows of one width, and comes first in this order."""

    def weight(mark: str) -> tuple[float, float, int]:
        rows = _sample(text, mark)
        return asked.prefer(rows), _fit(rows), -DELIMITERS.index(mark)

    return max(DELIMITERS, key=weight)


def _parse(text: str, name: str, separator: str) -> list[list[str]]:
    rows: list[list[str]] = []
    n_cells = 0
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
        rows.append(row)
        n_cells += len(row)
        if len(rows) > MAX_ROWS or len(row) > MAX_COLUMNS or n_cells > MAX_CELLS:
            raise UsageError(f"{name}: more than {MAX_ROWS} rows, {MAX_COLUMNS} columns or {MAX_CELLS} cells")
    return rows


def _sample(text: str, separator: str) -> list[list[str]]:
    """The first rows that hold anything; none where a whole file would be one field."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        return list(islice((row for row in reader if row), SAMPLE_ROWS))
    except csv.Error:
        return []


def _fit(rows: Rows) -> float:
    """How well a separator fits: the share of rows as wide as the first; 0 where it does not occur."""
    widths = [len(row) for row in rows]
    if not widths or widths[0] == 1:
        return 0.0
    return Counter(widths)[widths[0]] / len(widths)


def _grid(sheet: str, encoding: str, rows: list[list[str]], name: str, separator: str = "") -> Grid | None:
    """The rows made rectangular, without lines that have no cell and columns on the right that are empty throughout."""
    filled = [(number, _trimmed(row)) for number, row in enumerate(rows, start=1) if row]
    width = max((len(row) for _, row in filled), default=0)
    if width == 0:
        return None
    if width * len(filled) > MAX_CELLS:
        raise UsageError(f"{name}: {len(filled)} rows of {width} columns, at most {MAX_CELLS} cells are read")
    first = next(place for place, (_, row) in enumerate(filled) if row)
    return Grid(
        sheet=sheet,
        encoding=encoding,
        rows=[row + [""] * (width - len(row)) for _, row in filled[first:]],
        numbers=tuple(number for number, _ in filled[first:]),
        separator=separator,
    )


def _trimmed(row: list[str]) -> list[str]:
    cells = [cell if is_seen(cell) else "" for cell in row]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def is_seen(cell: str) -> bool:
    """Whether a cell shows anything: blanks and characters without a shape do not."""
    return bool(cell.strip()) and (cell.isascii() or bool(UNSEEN.sub("", cell).strip()))
