"""A list of courses that people keep, as rows by our words: from CSV, TSV, XLSX, JSON or JSON Lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.contract.decoding import decoded
from pipeline.contract.grid import Asked, Grid, decode, grids
from pipeline.contract.headings import FIELDS, Column, folded, understand
from pipeline.errors import PageChangedError, UsageError
from pipeline.model import CourseList

EXPECTED = "a list of courses as CSV, TSV, XLSX, JSON or JSON Lines was expected"
HEADING_ROWS = 20  # titles, logos and notes above the headings take fewer rows
SHOWN = 80


@dataclass(frozen=True, kw_only=True, slots=True)
class CourseRow:
    """One row under the headings."""

    where: str
    """Such as `row 7`, as a person finds it again."""
    cells: Mapping[str, str]
    """By our word, without what is empty."""
    headings: Mapping[str, str]
    """By our word: the heading of its column."""
    by_heading: Mapping[str, str]
    """By folded heading: every cell that holds anything, understood or not."""
    trouble: str | None = None
    """Why it cannot be read; None where it can."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CourseTable:
    """One table: how its columns were understood, and its rows."""

    name: str
    """The sheet of a workbook, else empty."""
    kind: str
    """How the file is written, such as `CSV, utf-8, separator ;`."""
    headings: str
    """Where the headings stand, such as `row 3`."""
    columns: tuple[Column, ...]
    rows: tuple[CourseRow, ...]


def course_tables(body: bytes, name: str, how: CourseList) -> tuple[tuple[CourseTable, ...], tuple[str, ...]]:
    """Every table that has a column of titles; and what was left aside, a sentence a table.

    Raises:
        PageChangedError: there is none, or the file or what was said about it is wrong; names the headings found.
    """
    _check(how, name)
    asked = Asked(
        expected=EXPECTED,
        encoding=how.encoding,
        separator=how.separator,
        prefer=lambda rows: max((_score(row, how) for row in rows[:HEADING_ROWS]), default=0),
    )
    try:
        entries = _entries(body, name, asked, how)
        if entries is not None:
            return (_of_entries(entries, name, how),), ()
        found = [grid for grid in grids(body, name, asked) if how.sheet is None or grid.sheet == how.sheet]
    except UsageError as error:
        raise PageChangedError(str(error)) from error
    if not found:
        raise PageChangedError(f"{name}: no sheet is called `{how.sheet}`, as the mapping says")
    places = [(grid, _heading_place(grid, how)) for grid in found]
    tables = tuple(_of_grid(grid, place, how, name) for grid, place in places if place is not None)
    untitled = [_untitled(grid, name, how) for grid, place in places if place is None]
    if not tables:
        raise PageChangedError(untitled[0])
    return tables, tuple(untitled)


def _check(how: CourseList, name: str) -> None:
    for word in (*how.columns, *how.always):
        if word not in FIELDS:
            raise PageChangedError(f"{name}: the mapping names `{word}`, one of {', '.join(FIELDS)} was expected")
    if how.separator is not None and (len(how.separator) != 1 or how.separator in '"\r\n'):
        raise PageChangedError(f"{name}: the mapping names the separator {how.separator!r}, one character was expected")


def _score(row: Sequence[str], how: CourseList) -> int:
    """How many columns these headings tell; 0 where none of them is the title."""
    told = {column.field for column in understand(row, how)}
    return len(told - {None}) if "title" in told else 0


def _heading_place(grid: Grid, how: CourseList) -> int | None:
    if how.heading_row is not None:
        return grid.numbers.index(how.heading_row) if how.heading_row in grid.numbers else None
    scores = [_score(row, how) for row in grid.rows[:HEADING_ROWS]]
    return scores.index(max(scores)) if max(scores) else None


def _untitled(grid: Grid, name: str, how: CourseList) -> str:
    sheet = f"sheet `{grid.sheet}`: " if grid.sheet else ""
    where = f"row {how.heading_row}" if how.heading_row else f"the first {HEADING_ROWS} rows"
    first = ", ".join(f"`{cell[:SHOWN]}`" for cell in grid.rows[0][:12] if cell)
    wanted = how.columns.get("title") or "title"
    return f"{name}: {sheet}no heading in {where} is `{wanted}`; found {first}: name the column of titles in a mapping"


def _of_grid(grid: Grid, place: int, how: CourseList, name: str) -> CourseTable:
    heads = grid.rows[place]
    columns = _columns(heads, how, name, f"row {grid.numbers[place]}")
    body = zip(grid.numbers[place + 1 :], grid.rows[place + 1 :], strict=True)
    kind = f"CSV, {grid.encoding}, separator {_mark(grid.separator)}" if grid.separator else "XLSX"
    return CourseTable(
        name=grid.sheet,
        kind=kind,
        headings=f"row {grid.numbers[place]}",
        columns=columns,
        rows=tuple(_row(f"row {number}", cells, heads, columns) for number, cells in body if any(cells)),
    )


def _columns(heads: Sequence[str], how: CourseList, name: str, where: str) -> tuple[Column, ...]:
    known = {folded(head) for head in heads}
    for word, heading in how.columns.items():
        if heading is not None and folded(heading) not in known:
            found = ", ".join(f"`{head[:SHOWN]}`" for head in heads if head)
            raise PageChangedError(
                f"{name}: the mapping says that `{heading[:SHOWN]}` is {word}; the headings in {where} are {found}"
            )
    columns = understand(heads, how)
    if not any(column.field == "title" for column in columns):
        raise PageChangedError(f"{name}: no heading in {where} is a title: name the column of titles in a mapping")
    return columns


def _row(where: str, cells: Sequence[str], heads: Sequence[str], columns: Sequence[Column]) -> CourseRow:
    beyond = [cell for head, cell in zip(heads, cells, strict=True) if not head and cell.strip()]
    trouble = None
    if beyond:
        trouble = (
            f"{where}: {beyond[0][:SHOWN]!r} stands in a column without a heading; is a separator within a cell, "
            "and the cell not in quotes?"
        )
    told = [(column, cells[column.position].strip()) for column in columns]
    return CourseRow(
        where=where,
        cells={column.field: cell for column, cell in told if column.field and cell},
        headings={column.field: column.heading for column in columns if column.field},
        by_heading={folded(column.heading): cell for column, cell in told if cell},
        trouble=trouble,
    )


def _mark(separator: str) -> str:
    return "tab" if separator == "\t" else f"`{separator}`"


def _entries(body: bytes, name: str, asked: Asked, how: CourseList) -> list[tuple[str, Any]] | None:
    """Each record of a JSON or JSON Lines file with its place, a text where it cannot be read; None for others."""
    if body[:4].startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")) or not body.strip(b"\x00 \t\r\n"):
        return None
    text, _ = decode(body, name, asked)
    if not text.lstrip("\ufeff \t\r\n").startswith(("{", "[")):
        return None
    try:
        whole = decoded(text.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        return _lines(text)
    if isinstance(whole, dict):
        whole = _listed(whole, name, how)
    return [(f"record {number}", entry) for number, entry in enumerate(whole, start=1)]


def _listed(whole: dict[str, Any], name: str, how: CourseList) -> list[Any]:
    """The list in an object: under the key that the mapping names, else the only one; an object without is a record."""
    if how.records is not None:
        if not isinstance(whole.get(how.records), list):
            raise PageChangedError(
                f"{name}: the mapping says that the courses are in `{how.records}`, no list is there"
            )
        return list(whole[how.records])
    lists = {key: value for key, value in whole.items() if isinstance(value, list) and _is_of_objects(value)}
    if len(lists) > 1:
        raise PageChangedError(f"{name}: lists in {', '.join(lists)}: name one of them as `records` in a mapping")
    return next(iter(lists.values()), [whole])


def _is_of_objects(values: list[Any]) -> bool:
    return bool(values) and all(isinstance(value, dict) for value in values)


def _lines(text: str) -> list[tuple[str, Any]] | None:
    found: list[tuple[str, Any]] = []
    for number, line in enumerate(text.lstrip("\ufeff").split("\n"), start=1):
        if not line.strip():
            continue
        try:
            found.append((f"line {number}", decoded(line)))
        except (ValueError, RecursionError) as error:
            found.append((f"line {number}", f"{line.strip()[:SHOWN]!r} is no JSON ({error})"))
    return found if any(isinstance(entry, dict) for _, entry in found) else None


def _of_entries(entries: list[tuple[str, Any]], name: str, how: CourseList) -> CourseTable:
    records = [entry for _, entry in entries if isinstance(entry, dict)]
    heads = list(dict.fromkeys(key for record in records for key in record))
    if not any(_score([head], how) for head in heads):
        found = ", ".join(f"`{head[:SHOWN]}`" for head in heads[:12]) or "no object"
        raise PageChangedError(f"{name}: JSON without a title, {EXPECTED}; found {found}")
    columns = _columns(heads, how, name, "the keys")
    kind = "JSON Lines" if entries[0][0].startswith("line") else "JSON"
    rows = tuple(_of_entry(where, entry, heads, columns) for where, entry in entries)
    return CourseTable(name="", kind=kind, headings="the keys", columns=columns, rows=rows)


def _of_entry(where: str, entry: Any, heads: Sequence[str], columns: Sequence[Column]) -> CourseRow:
    if not isinstance(entry, dict):
        said = entry if isinstance(entry, str) else f"{str(entry)[:SHOWN]} is no object"
        return CourseRow(where=where, cells={}, headings={}, by_heading={}, trouble=f"{where}: {said}")
    try:
        cells = [_text(entry.get(head)) for head in heads]
    except TypeError:
        bad = next(head for head in heads if _is_nested(entry.get(head)))
        trouble = f"{where}, column `{bad}`: an object or a list of them was found, a text or number was expected"
        return CourseRow(where=where, cells={}, headings={}, by_heading={}, trouble=trouble)
    return _row(where, cells, heads, columns)


def _is_nested(value: Any) -> bool:
    return isinstance(value, dict) or (isinstance(value, list) and any(isinstance(one, dict | list) for one in value))


def _text(value: Any) -> str:
    """A value as a cell: lists of texts are joined.

    Raises:
        TypeError: it is nested.
    """
    if _is_nested(value):
        raise TypeError
    if isinstance(value, list):
        return "; ".join(_text(one) for one in value)
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
