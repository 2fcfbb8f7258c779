"""A table of answers as text, JSON, CSV, a spreadsheet or Markdown, safe to open wherever it ends up.

Cells hold what strangers wrote (course titles, survey wordings), so no cell may become a formula, a tag, a link or a
terminal command. JSON keeps every value as it is and escapes what a terminal or an editor could trip over; every verb
that prints JSON prints it with `json_document`.
"""

from __future__ import annotations

import csv
import itertools
import json
import math
import re
import shutil
import unicodedata
from codecs import BOM_UTF8
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

from pipeline.errors import UsageError
from pipeline.escape import UNSAFE, clean, markdown_cell, one_line

MAX_CELL = 32_767  # characters (UTF-16 units) that Excel takes in a cell; it calls a file with more damaged
MAX_ROWS = 1_048_576  # rows of an Excel sheet, the header included
MAX_EXACT = 10**15  # Excel keeps fifteen digits of a number
FIRST_YEAR = 1900  # of Excel's calendar
MIN_WIDTH, MAX_WIDTH = 8, 50  # letters of a column; longer texts are wrapped
ROWS_MEASURED = 1000

_FORMULA = ("=", "+", "-", "@")
_SHOWS_NOTHING = frozenset({"Cc", "Cf", "Cs"})


def render(columns: Sequence[str], rows: Iterable[Sequence[Any]], format: str, *, title: str) -> bytes:  # noqa: A002
    """The table in one of the formats of `--format`, in UTF-8 where it is text.

    Args:
        columns: names, in order.
        rows: values in the order of the columns: None, texts, numbers, true or false, dates, times and lists.
        format: `table` (for a terminal), `json` (a list of objects), `csv`, `xlsx` or `md`.
        title: shown above a table, as the name of a sheet, as a heading in Markdown.

    Raises:
        UsageError: the format is unknown, or a sheet cannot hold so many rows.
    """
    if format not in _FORMATS:
        raise UsageError(f"format `{format}` is not known; expected one of {', '.join(_FORMATS)}")
    return _FORMATS[format](columns, rows, title)


def csv_for_excel(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """The table as CSV in UTF-8, with the mark before it without which Excel reads its letters wrong."""
    return BOM_UTF8 + _csv(columns, rows, "")


def _table(columns: Sequence[str], rows: Iterable[Sequence[Any]], title: str) -> bytes:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title=Text(one_line(title)), title_justify="left", box=SIMPLE_HEAD)
    for name in columns:
        table.add_column(Text(one_line(name)), overflow="fold")
    for row in rows:
        table.add_row(*(Text(one_line(_text(value))) for value in row))
    out = StringIO()
    width = max(shutil.get_terminal_size((120, 40)).columns, 12 * len(columns))
    Console(file=out, width=width, color_system=None, legacy_windows=False).print(table)
    return out.getvalue().encode()


def json_document(value: Any) -> str:
    """Dicts, lists and values as one JSON document without a line end: times in ISO 8601, no number as null."""
    text = json.dumps(_plain(value), ensure_ascii=False, indent=1, allow_nan=False)
    return UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _json(columns: Sequence[str], rows: Iterable[Sequence[Any]], title: str) -> bytes:
    keys = _distinct(columns)
    return (json_document([dict(zip(keys, row, strict=True)) for row in rows]) + "\n").encode()


def _distinct(columns: Sequence[str]) -> list[str]:
    """The names of columns, a repeated one with `_2`, `_3` and so on: a JSON object keeps one value a key."""
    keys: list[str] = []
    for name in columns:
        candidates = itertools.chain([name], (f"{name}_{n}" for n in itertools.count(2)))
        keys.append(next(key for key in candidates if key not in keys and (key == name or key not in columns)))
    return keys


def _csv(columns: Sequence[str], rows: Iterable[Sequence[Any]], title: str) -> bytes:
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([_csv_cell(name) for name in columns])
    writer.writerows([_csv_cell(value) for value in row] for row in rows)
    return out.getvalue().encode()


def _xlsx(columns: Sequence[str], rows: Iterable[Sequence[Any]], title: str) -> bytes:
    return workbook([(title, columns, rows)])


def workbook(sheets: Iterable[tuple[str, Sequence[str], Iterable[Sequence[Any]]]]) -> bytes:
    """An XLSX file with one sheet a table; no text in it is a formula.

    Args:
        sheets: of each sheet its name, the headings and the rows, with values as `render` takes them.

    Raises:
        UsageError: a sheet cannot hold so many rows.
    """
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    for name, columns, rows in sheets:
        _fill(book.create_sheet(_sheet_name(name)), columns, list(rows))
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _fill(sheet: Any, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    if len(rows) >= MAX_ROWS:
        raise UsageError(f"a sheet holds {MAX_ROWS - 1:,} rows and a header, found {len(rows):,}: use --format csv")
    for number, width in enumerate(_widths(columns, rows), 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = "A2"  # the headings stay in sight

    def cell(value: Any) -> Any:
        held = _sheet_value(value)
        written = WriteOnlyCell(sheet, value=held)
        if isinstance(held, str):
            written.data_type = "s"  # openpyxl takes a text that starts with = for a formula and #N/A for an error
            written.alignment = wrapped
        return written

    def heading(name: str) -> Any:
        written = cell(name)
        written.font = bold
        return written

    wrapped, bold = Alignment(wrap_text=True, vertical="top"), Font(bold=True)
    sheet.append([heading(name) for name in columns])
    for row in rows:
        sheet.append([cell(value) for value in row])


def _widths(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> list[int]:
    """For every column of a sheet, in letters: as wide as its longest line, within what a person can look over."""
    longest = [len(name) for name in columns]
    for row in itertools.islice(rows, ROWS_MEASURED):
        for place, value in enumerate(row):
            lines = _text(value)[: 4 * MAX_WIDTH].splitlines()
            longest[place] = max(longest[place], *map(len, lines)) if lines else longest[place]
    return [max(MIN_WIDTH, min(MAX_WIDTH, length + 2)) for length in longest]


def _markdown(columns: Sequence[str], rows: Iterable[Sequence[Any]], title: str) -> bytes:
    lines = [f"# {markdown_cell(title)}", "", _markdown_row(columns), "|" + " --- |" * len(columns)]
    lines += [_markdown_row(row) for row in rows]
    return ("\n".join(lines) + "\n").encode()


_FORMATS: Mapping[str, Callable[[Sequence[str], Iterable[Sequence[Any]], str], bytes]] = {
    "table": _table,
    "json": _json,
    "csv": _csv,
    "xlsx": _xlsx,
    "md": _markdown,
}


def _csv_cell(value: Any) -> Any:
    """A number as it is; a text that a spreadsheet would take for a formula with an apostrophe before it."""
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return _plain_number(value)
    text = _text(value)
    cleaned = clean(text)
    return _cut("'" + cleaned if _is_formula_like(text) or _is_formula_like(cleaned) else cleaned)


def _is_formula_like(text: str) -> bool:
    """Whether a spreadsheet may compute it: = + - @ (full-width forms too) after nothing that shows, or a tab or CR."""
    visible = (char for char in text if not char.isspace() and unicodedata.category(char) not in _SHOWS_NOTHING)
    first = unicodedata.normalize("NFKC", next(visible, ""))
    return text.startswith(("\t", "\r", "\n")) or first.startswith(_FORMULA)


def _sheet_value(value: Any) -> Any:
    """What an Excel cell can hold: numbers as numbers, days and times in UTC, everything else as text."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float | Decimal):
        number = _plain_number(value)
        return number if number is None or abs(number) < MAX_EXACT else str(value)
    if isinstance(value, datetime) and value.year > FIRST_YEAR:
        return value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
    if isinstance(value, date) and not isinstance(value, datetime) and value.year > FIRST_YEAR:
        return value
    return _cut(clean(_text(value)))


def _sheet_name(title: str) -> str:
    """A name Excel takes: 1 to 31 characters, none of those Excel refuses, no apostrophe at an end."""
    name = re.sub(r"[\[\]:*?/\\]", " ", one_line(title))
    return " ".join(name.split())[:31].strip(" '") or "Table"


def _markdown_row(values: Iterable[Any]) -> str:
    return "| " + " | ".join(markdown_cell(_text(value)) for value in values) + " |"


def _cut(text: str) -> str:
    """At most MAX_CELL UTF-16 units; a character outside the basic plane takes two."""
    if len(text) * 2 <= MAX_CELL:
        return text
    return text.encode("utf-16-le")[: MAX_CELL * 2].decode("utf-16-le", "ignore")


def _text(value: Any) -> str:
    """A value as people read it; nothing as an empty text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return "" if not math.isfinite(value) else repr(value)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, list | tuple):
        return "; ".join(map(_text, value))
    return str(value)


def _plain(value: Any) -> Any:
    """A value as JSON can hold it; times in ISO 8601."""
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return _plain_number(value)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, date):
        return value.isoformat()
    return value if value is None or isinstance(value, bool | str) else str(value)


def _plain_number(value: int | float | Decimal) -> int | float | None:
    """The number, a Decimal as float; None for what is no number."""
    number = float(value) if isinstance(value, Decimal) else value
    return number if math.isfinite(number) else None
