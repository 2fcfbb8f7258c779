"""One row of a list of courses as a raw listing: in its own words, with the unit that its heading has."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, cast

from connectors.platforms.table_dates import DateOrder
from pipeline.contract import KINDS, CourseList, CourseRow, Kind, RawListing, RecordError, folded

NOTHING = frozenset(("-", "–", "—", "?", "n/a", "n.a.", "tbd", "tba", "unknown", "not known", "null"))
NUMBER = re.compile(r"[0-9]{1,6}(?:[.,][0-9]{1,4})?")
RANGE = re.compile(rf"{NUMBER.pattern}(?:\s*[-–]\s*{NUMBER.pattern})?")
UNITS = {"hours": "hours", "minutes": "minutes", "weekly_hours": "hours/week", "weeks": "weeks"}
PARTS = re.compile(r"\s*[;|\n]\s*")
COMMAS = re.compile(r"\s*,\s*")
LONGEST = {"title": 1_000, "url": 2_000, "key": 200}  # in characters; more is a cell that went astray
LONGEST_CELL = 100_000
SHOWN = 80


def is_left_out(row: CourseRow, how: CourseList) -> bool:
    """Whether a person said that such rows are no courses to offer."""
    cells = {folded(heading): words for heading, words in how.leave_out.items()}
    return any(row.by_heading.get(heading, "").casefold() in map(str.casefold, cells[heading]) for heading in cells)


def name(row: CourseRow) -> str:
    """Title and provider, by which a course is known again when its address is mended."""
    words = (row.cells.get(field, "")[: LONGEST["title"]] for field in ("title", "provider"))
    return " | ".join(" ".join(word.casefold().split()) for word in words if word)


def odd_address(row: CourseRow) -> str | None:
    """What is wrong with an address that nobody can open, in a sentence; None where nothing is."""
    cell = row.cells.get("url", "")
    if not cell or cell.casefold() in NOTHING or re.match(r"https?://", cell, re.IGNORECASE):
        return None
    return f"{row.where}, column `{row.headings['url']}` is {cell[:SHOWN]!r}, an address with https:// was expected"


def listing(row: CourseRow, how: CourseList, orders: Mapping[str, DateOrder], *, is_name_shared: bool) -> RawListing:
    """The row in its own words, its dates with the order of day and month that `orders` has for their column.

    Its key is the one in the list, else title and provider, with the address where another row has the same name.

    Raises:
        RecordError: it has no title, or a cell that no such column has; names row, column and what was found.
    """
    if row.trouble:
        raise RecordError(row.trouble)
    cells = {field: cell for field, cell in row.cells.items() if cell.casefold() not in NOTHING or field == "title"}
    cells = {field: cell for field, cell in {**how.always, **cells}.items() if cell}
    if not cells.get("title"):
        raise _error(row, "title", "", "is empty, a title was expected")
    for field, cell in cells.items():
        if len(cell) > LONGEST.get(field, LONGEST_CELL):
            limit = f"at most {LONGEST.get(field, LONGEST_CELL):,} are read"
            raise _error(row, field, cell, f"has {len(cell):,} characters, {limit}")
    found: dict[str, Any] = {field: cell for field, cell in cells.items() if field not in (*UNITS, "topics", "kind")}
    found["key"] = cells.get("key") or name(row) + (f" | {cells.get('url', '')}" if is_name_shared else "")
    found |= {field: order.worded(cells[field]) for field, order in orders.items() if field in cells}
    found["kind"] = _kind(row, cells.get("kind"))
    found["topics"] = _topics(cells.get("topics", ""))
    found["duration"] = cells.get("duration") or _measured(row, cells, "weeks")
    efforts = (_measured(row, cells, field) for field in ("weekly_hours", "hours", "minutes"))
    found["effort"] = cells.get("effort") or next((words for words in efforts if words), None)
    return RawListing(**found)


def _measured(row: CourseRow, cells: dict[str, str], field: str) -> str | None:
    """A number with the unit that its heading names; words that bring a unit of their own stay as they are."""
    cell = cells.get(field)
    if cell is None:
        return None
    if RANGE.fullmatch(cell):
        return f"{cell.replace(',', '.')} {UNITS[field]}"
    if not re.search(r"[0-9]", cell):
        raise _error(row, field, cell, f"is {cell[:SHOWN]!r}, a number of {UNITS[field]} was expected")
    return cell


def _topics(cell: str) -> tuple[str, ...]:
    """The subjects in a cell, set apart by semicolons, bars or lines, else by commas."""
    parts = PARTS.split(cell)
    return tuple(dict.fromkeys(part for part in (parts if len(parts) > 1 else COMMAS.split(cell)) if part))


def _kind(row: CourseRow, cell: str | None) -> Kind | None:
    if cell is None:
        return None
    if cell.casefold() not in KINDS:
        raise _error(row, "kind", cell, f"is {cell[:SHOWN]!r}, one of {', '.join(KINDS)} was expected")
    return cast("Kind", cell.casefold())


def _error(row: CourseRow, field: str, cell: str, trouble: str) -> RecordError:
    column = f"column `{row.headings[field]}`" if field in row.headings else f"`{field}`"
    return RecordError(f"{row.where}, {column} {trouble}", field=field, value=cell[:SHOWN])
