"""XLSX files and zips, opened with distrust: sizes are checked before anything is unpacked."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from pipeline.errors import UsageError

ZIP = b"PK\x03\x04"
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
MAX_UNPACKED = 256 * 2**20
PIECE = 1 << 16
MAX_SHEET_ROWS = 1_048_576  # what the format allows; a row number beyond it would make the reader count for ever
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def csv_member(data: bytes, name: str, max_bytes: int) -> bytes | None:
    """The one CSV in a zip, as a form tool hands it out; None where the zip is a workbook.

    Raises:
        UsageError: the zip is broken, encrypted, unpacks to too much, or is neither a workbook nor one CSV.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            unpacked = sum(member.file_size for member in members)
            if unpacked > MAX_UNPACKED:
                raise UsageError(f"{name}: unpacks to {unpacked >> 20} MiB, at most {MAX_UNPACKED >> 20} MiB are read")
            if any(member.flag_bits & 1 for member in members):
                raise UsageError(f"{name}: an encrypted zip, an unencrypted CSV or XLSX was expected")
            _read_through(archive, members)
            if any(member.filename.casefold() == "xl/workbook.xml" for member in members):
                return None
            tables = [member for member in members if member.filename.casefold().endswith((".csv", ".tsv", ".txt"))]
            if len(tables) != 1 or tables[0].file_size > max_bytes:
                raise UsageError(f"{name}: a zip with {len(tables)} CSV file(s), a workbook or one CSV was expected")
            inner = archive.read(tables[0])
    except (UsageError, MemoryError):
        raise
    except Exception as error:  # zipfile raises whatever a damaged directory leads to (2026-11)
        raise UsageError(
            f"{name}: the zip or workbook is broken or cut off, a whole XLSX was expected: export or copy it again"
        ) from error
    if inner.startswith(ZIP):
        raise UsageError(f"{name}: a zip within a zip, a workbook or one CSV was expected")
    return inner


def _read_through(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> None:
    """Unpack every member piece by piece: one that holds more than it says ends there, with a sum that is wrong.

    Read as a whole it would be unpacked to its end, whatever its size is said to be (zipfile of Python 3.11).
    """
    for member in members:
        with archive.open(member) as file:
            while file.read(PIECE):
                pass


def sheets(
    data: bytes, name: str, *, max_rows: int, max_columns: int, max_cells: int
) -> list[tuple[str, list[list[str]]]]:
    """Title and rows of every sheet, cells as text; empty rows at the end are left out.

    Raises:
        UsageError: the workbook is broken, too large, or holds nothing.
    """
    from openpyxl import load_workbook  # 0.09 s, which only a workbook is worth (2026-11)

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            limits = (max_rows, max_columns, max_cells)
            found = [(sheet.title, _rows(sheet, name, limits)) for sheet in book.worksheets]
    except (UsageError, MemoryError):
        raise
    except Exception as error:  # openpyxl raises whatever a damaged part leads to (2026-11)
        raise UsageError(f"{name}: a broken workbook ({type(error).__name__}), a whole XLSX was expected") from error
    if not any(rows for _, rows in found):
        raise UsageError(f"{name}: a workbook without any content, a sheet with rows was expected")
    return found


def formula_cells(data: bytes, name: str) -> dict[str, frozenset[tuple[int, int]]]:
    """By title of a sheet, row and column (from 1) of every formula; after `sheets` found the workbook fit to be read.

    A formula's last result is in the file only where a spreadsheet saved it, and may be of another day.

    Raises:
        UsageError: the workbook is broken.
    """
    from openpyxl import load_workbook  # 0.09 s, which only a workbook is worth (2026-11)

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
            return {sheet.title: frozenset(_formulas(sheet)) for sheet in book.worksheets}
    except MemoryError:
        raise
    except Exception as error:  # openpyxl raises whatever a damaged part leads to (2026-11)
        raise UsageError(f"{name}: a broken workbook ({type(error).__name__}), a whole XLSX was expected") from error


def _formulas(sheet: Any) -> Iterator[tuple[int, int]]:
    sheet.reset_dimensions()
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value is not None and cell.data_type == "f":
                yield cell.row, cell.column


def _rows(sheet: Any, name: str, limits: tuple[int, int, int]) -> list[list[str]]:
    max_rows, max_columns, max_cells = limits
    sheet.reset_dimensions()  # the stated size may be a lie, and rows would be padded to it
    rows: list[list[str]] = []
    n_cells = 0
    waiting = 0
    for number, values in enumerate(sheet.iter_rows(values_only=True)):
        if number >= MAX_SHEET_ROWS:
            raise UsageError(f"{name}: a row number beyond {MAX_SHEET_ROWS}, a whole workbook was expected")
        cells = list(_cells(values))
        if not any(cells):
            waiting += 1
            continue
        rows.extend([] for _ in range(waiting if rows else 0))
        rows.append(cells)
        waiting = 0
        n_cells += len(cells)
        if len(rows) > max_rows or len(cells) > max_columns or n_cells > max_cells:
            raise UsageError(f"{name}: more than {max_rows} rows, {max_columns} columns or {max_cells} cells")
    return rows


def _cells(values: tuple[Any, ...]) -> Iterator[str]:
    last = max((number for number, value in enumerate(values) if value is not None), default=-1)
    for value in values[: last + 1]:
        yield _text(value)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    return ESCAPED.sub(lambda match: chr(int(match[1], 16)), str(value))
