"""A file of the ledger, read: which tables are which sheets, every row as an entry, all that is wrong at once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from pipeline.circles.entries import Reading, expected, key_of, read_cells
from pipeline.contract.grid import Asked, Grid, Rows, grids
from pipeline.contract.workbook import ZIP, formula_cells
from pipeline.errors import UsageError
from pipeline.model import SHEETS, Entry, sheet_columns

WITHDRAW = "withdraw"
"""The last column of every sheet: `yes` takes a row back."""
NOTES = "read_me"
"""A sheet for people; not read."""
MOST_TOLD = 40
EXPECTED = f"a file of `circlewise circles template` with the sheets {', '.join(SHEETS)} was expected"


@dataclass(frozen=True)
class Change:
    """A row of a file: an entry recorded, or taken back."""

    sheet: str
    key: str
    entry: Entry
    is_withdrawn: bool
    where: str
    """Sheet and row, for messages."""


class SheetError(UsageError):
    """Everything that is wrong with a file; nothing of it was kept."""

    def __init__(self, name: str, wrong: Sequence[str]) -> None:
        more = f"\n  … and {len(wrong) - MOST_TOLD} more" if len(wrong) > MOST_TOLD else ""
        told = "".join(f"\n  {sentence}" for sentence in wrong[:MOST_TOLD])
        super().__init__(f"{name}: nothing was kept, {len(wrong)} cell(s) or row(s) have to be mended:{told}{more}")
        self.wrong = tuple(wrong)


@dataclass(frozen=True)
class Tables:
    """What files hold: the tables that are sheets, with the row and column of each formula; and those that are none."""

    found: tuple[tuple[str, Grid, frozenset[tuple[int, int]]], ...]
    wrong: tuple[str, ...]
    """A sentence each."""


def tables_of(files: Mapping[str, bytes]) -> Tables:
    """The tables of one workbook, or of several CSV files that belong together: content by file name.

    A CSV is named after its sheet.

    Raises:
        UsageError: a file is no table.
    """
    wrong: list[str] = []
    return Tables(tuple(_tables(files, wrong)), tuple(wrong))


def read_tables(tables: Tables, name: str, reading: Reading) -> list[Change]:
    """The rows of these tables, in the order of the sheets.

    Args:
        tables: as `tables_of` finds them.
        name: what to call the whole in messages.
        reading: how cells are read.

    Raises:
        UsageError: no row is filled in.
        SheetError: a sheet, a column, a row or a cell is wrong; all of them are named by sheet, row and column.
    """
    wrong = list(tables.wrong)
    changes: list[Change] = []
    for sheet, grid, formulas in tables.found:
        changes += _read_sheet(sheet, grid, formulas, reading, wrong)
    _find_twice(changes, wrong)
    if not changes and not wrong:
        raise UsageError(f"{name}: no row is filled in; {EXPECTED}")
    if wrong:
        raise SheetError(name, wrong)
    return sorted(changes, key=lambda change: list(SHEETS).index(change.sheet))


def _tables(files: Mapping[str, bytes], wrong: list[str]) -> Iterator[tuple[str, Grid, frozenset[tuple[int, int]]]]:
    for file, data in sorted(files.items()):
        if data.startswith(ZIP):
            found = grids(data, file, Asked(expected=EXPECTED))
            formulas = formula_cells(data, file)
        else:
            stem = _folded(PurePath(file).stem)
            found = grids(data, file, Asked(expected=EXPECTED, prefer=_likeness(stem)))
            formulas = {}
        for grid in found:
            sheet = _folded(grid.sheet or PurePath(file).stem)
            if sheet == NOTES:
                continue
            if sheet not in SHEETS:
                wrong.append(f"{grid.sheet or file}: no sheet is called so; there are {', '.join(SHEETS)}")
                continue
            yield sheet, grid, formulas.get(grid.sheet, frozenset())


def _likeness(sheet: str) -> Callable[[Rows], float]:
    """How many headings of the sheet the first row holds: tells the separator of a CSV."""
    names = {column.name for column in sheet_columns(SHEETS[sheet])} if sheet in SHEETS else set()
    return lambda rows: float(len(names & {_folded(cell) for cell in rows[0]})) if rows else 0.0


def _read_sheet(
    sheet: str, grid: Grid, formulas: Collection[tuple[int, int]], reading: Reading, wrong: list[str]
) -> Iterator[Change]:
    row = SHEETS[sheet]
    headings = [_folded(cell) for cell in grid.rows[0]]
    at = f"{sheet}, row {grid.numbers[0]}"
    n_wrong = len(wrong)
    wrong.extend(_wrong_headings(row, headings, at))
    if len(wrong) > n_wrong:
        return
    for number, cells in zip(grid.numbers[1:], grid.rows[1:], strict=True):
        if not any(cells):
            continue
        where = f"{sheet}, row {number}"
        computed = [n for n, heading in enumerate(headings) if heading and (number, n + 1) in formulas]
        if computed:
            wrong.extend(f"{where}, {_column(headings, n)}: a formula; type its result instead" for n in computed)
            continue
        by_name = dict(zip(headings, cells, strict=True))
        is_withdrawn = by_name.get(WITHDRAW, "").strip().casefold()
        if is_withdrawn not in ("", "yes", "no"):
            wrong.append(f"{where}, column {WITHDRAW}: found `{is_withdrawn[:60]}`, yes or nothing was expected")
            continue
        entry, faults = read_cells(row, by_name, reading)
        wrong.extend(f"{where}, {_column(headings, headings.index(name))}: {fault}" for name, fault in faults)
        if entry is not None:
            yield Change(sheet, key_of(entry), entry, is_withdrawn == "yes", where)


def _wrong_headings(row: type[Entry], headings: Sequence[str], where: str) -> Iterator[str]:
    names = {column.name: column for column in sheet_columns(row)}
    for n, heading in enumerate(headings):
        if heading and heading not in names and heading != WITHDRAW:
            there_are = f"there are {', '.join(names)} and {WITHDRAW}"
            yield f"{where}, {_column(headings, n)}: no column is called so; {there_are}"
        elif heading and heading in headings[:n]:
            yield f"{where}, {_column(headings, n)}: the column is there twice"
    for name, column in names.items():
        if name not in headings and (column.is_required or column.is_key):
            yield f"{where}: the column {name} is missing; {expected(column)} is in it"


def _column(headings: Sequence[str], number: int) -> str:
    """A column as people find it: its heading, and its letter in a spreadsheet."""
    from openpyxl.utils import get_column_letter

    return f"column {get_column_letter(number + 1)} ({headings[number]})"


def _find_twice(changes: Iterable[Change], wrong: list[str]) -> None:
    first: dict[tuple[str, str], Change] = {}
    for change in changes:
        before = first.setdefault((change.sheet, change.key), change)
        if before is not change:
            names = [column.name for column in sheet_columns(type(change.entry)) if column.is_key]
            wrong.append(f"{change.where}: the same {', '.join(names)} as in {before.where}; each may be there once")


def _folded(heading: str) -> str:
    return "_".join(heading.casefold().replace("_", " ").replace("*", " ").split())
