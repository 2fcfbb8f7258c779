"""The sheets of the ledger as files for people: a workbook or a folder of CSV files, empty or with what is recorded."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.circles.entries import expected, looks_like_formula
from pipeline.circles.sheets import NOTES, WITHDRAW
from pipeline.model import SHEETS, Entry, SheetColumn, sheet_columns

CHECKED_ROWS = 5000
FORMATS = {"day": "yyyy-mm-dd", "moment": "yyyy-mm-dd hh:mm", "whole": "0", "decimal": "0.00"}
REQUIRED = PatternFill("solid", fgColor="DDE8F5")
INTRODUCTION = (
    "One row a thing; the first row of each sheet names the columns. Columns in bold on blue have to be filled in.",
    "A row is told from others by the columns marked as its key: the same key again corrects the row.",
    "A row is taken back with `yes` in its last column, withdraw. Leaving a row out changes nothing.",
    "A person is a staff number or another word, the same in every row about them. It becomes a keyed hash as the file "
    "is read and is never stored; keep this file where only those see it who may.",
    "Type values, not formulas. Read the file with: circlewise circles import FILE",
)
Held = Mapping[str, Sequence[Entry]]
"""Entries by sheet."""


def workbook(held: Held | None = None, sheets: Iterable[str] = SHEETS) -> bytes:
    """An XLSX file: a sheet a table, with comments, lists to choose from and limits in the cells."""
    book = Workbook()
    notes = book.active
    assert isinstance(notes, Worksheet)
    notes.title = NOTES
    notes.column_dimensions["A"].width = 28
    notes.column_dimensions["B"].width = 110
    for line in read_me(sheets):
        notes.append(list(line))
    for sheet in sheets:
        _fill(book.create_sheet(sheet), sheet, (held or {}).get(sheet, ()))
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def csv_files(held: Held | None = None, sheets: Iterable[str] = SHEETS) -> dict[str, bytes]:
    """CSV files by name, in UTF-8 with a byte order mark, and a text that explains their columns."""
    files = {}
    for sheet in sheets:
        columns = sheet_columns(SHEETS[sheet])
        out = StringIO(newline="")
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow([*(column.name for column in columns), WITHDRAW])
        writer.writerows([*_texts(entry, columns), ""] for entry in (held or {}).get(sheet, ()))
        files[f"{sheet}.csv"] = out.getvalue().encode("utf-8-sig")
    lines = (": ".join(part for part in line if part) for line in read_me(sheets))
    return files | {f"{NOTES}.txt": ("\n".join(lines) + "\n").encode()}


def read_me(sheets: Iterable[str]) -> list[tuple[str, str]]:
    """Name and meaning of every column, in two columns, after what holds for all sheets."""
    lines = [("", line) for line in INTRODUCTION]
    for sheet in sheets:
        lines += [("", ""), (sheet.upper(), (SHEETS[sheet].__doc__ or "").strip())]
        lines += [(column.name, _about(column)) for column in sheet_columns(SHEETS[sheet])]
    return lines


def _about(column: SheetColumn) -> str:
    marks = ("part of the key; " if column.is_key else "") + ("required" if column.is_required else "may be empty")
    return f"{column.doc}. {expected(column).capitalize()}; {marks}."


def _fill(page: Worksheet, sheet: str, entries: Sequence[Entry]) -> None:
    columns = sheet_columns(SHEETS[sheet])
    for number, column in enumerate(columns, 1):
        _head(page, number, column.name, _about(column), is_required=column.is_required)
        letter = get_column_letter(number)
        page.column_dimensions[letter].number_format = FORMATS.get(column.kind, "@")
        if check := _validation(column):
            check.add(f"{letter}2:{letter}{CHECKED_ROWS}")
            page.add_data_validation(check)
    last = get_column_letter(len(columns) + 1)
    _head(page, len(columns) + 1, WITHDRAW, "yes takes the row back; else empty", is_required=False)
    yes = DataValidation(type="list", formula1='"yes"', allow_blank=True, showErrorMessage=True)
    yes.add(f"{last}2:{last}{CHECKED_ROWS}")
    page.add_data_validation(yes)
    page.freeze_panes = "A2"
    for row, entry in enumerate(entries, 2):
        for number, column in enumerate(columns, 1):
            _put(page.cell(row, number), getattr(entry, column.name), column)  # type: ignore[arg-type]


def _head(page: Worksheet, number: int, name: str, about: str, *, is_required: bool) -> None:
    head = page.cell(1, number, name)
    head.font = Font(bold=is_required)
    head.alignment = Alignment(vertical="top")
    if is_required:
        head.fill = REQUIRED
    head.comment = Comment(about, "Circlewise", height=120, width=320)
    page.column_dimensions[get_column_letter(number)].width = max(14, len(name) + 4)


def _validation(column: SheetColumn) -> DataValidation | None:
    options: dict[str, Any] = {"allow_blank": True, "showErrorMessage": True, "errorTitle": column.name}
    options["error"] = f"{expected(column)} was expected".capitalize()[:225]
    if column.choices:
        return DataValidation(type="list", formula1=f'"{",".join(column.choices)}"', **options)
    if column.limits and column.kind in ("whole", "decimal"):
        low, high = map(str, column.limits)
        return DataValidation(type=column.kind, operator="between", formula1=low, formula2=high, **options)
    return None


def _put(cell: Cell, value: Any, column: SheetColumn) -> None:
    if value is None:
        return
    if isinstance(value, str):
        cell.value = _guarded(value)
        cell.data_type = "s"  # openpyxl takes a text that starts with = for a formula and #N/A for an error
    else:
        cell.value = value
    cell.number_format = FORMATS.get(column.kind, "@")


def _texts(entry: Entry, columns: Sequence[SheetColumn]) -> list[str]:
    assert {column.name for column in columns} == {field.name for field in fields(entry)}
    return [cell_text(getattr(entry, column.name)) for column in columns]


def cell_text(value: Any) -> str:
    """A value as it is typed, guarded against spreadsheets; nothing as an empty text."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="minutes" if not value.second else "seconds")
    if isinstance(value, date | int | Decimal):
        return str(value)
    return _guarded(str(value))


def _guarded(text: str) -> str:
    """A text that a spreadsheet would compute with an apostrophe before it, which reading takes away again."""
    return f"'{text}" if looks_like_formula(text) else text
