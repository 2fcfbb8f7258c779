"""The order of day and month in a column of dates such as 3/4/2027: told by the column as a whole, never by one cell.

People keep one order down a column. A cell such as 25/12/2026 shows it for all; where none does, nobody can tell, and
the cells stay as they are, to be left empty with an issue.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.contract import CourseRow

FIELDS = ("starts", "ends", "enrol_until")
DATE = re.compile(r"(\d{1,2})/(\d{1,2})/\d{4}", re.ASCII)


@dataclass(frozen=True, slots=True)
class DateOrder:
    """What the cells of one column say."""

    heading: str
    day_first: str | None
    """A place and cell that has its day first, such as `row 3 is '25/12/2026'`."""
    month_first: str | None
    either: str | None
    """The first that may be either."""

    @property
    def trouble(self) -> str | None:
        """Why the order cannot be told, in a sentence; None where it can, or need not be."""
        if self.either is None or (self.day_first is None) != (self.month_first is None):
            return None
        why = "no other cell shows which"
        if self.day_first and self.month_first:
            why = f"{self.day_first} has its day first and {self.month_first} its month"
        return (
            f"column `{self.heading}`, {self.either} has its day or its month first, and {why}; such dates are left "
            "empty: write them as 2027-02-01"
        )

    def worded(self, cell: str) -> str:
        """The cell, with the order that its column has where the cell alone does not show it."""
        if _order(cell) != "either" or (self.day_first is None) == (self.month_first is None):
            return cell
        return f"{cell.strip()} ({'day' if self.day_first else 'month'} first)"


def date_orders(rows: Sequence[CourseRow]) -> dict[str, DateOrder]:
    """By our word: the order of every column of dates that these rows have."""
    return {field: _of_column(field, rows) for field in FIELDS if any(field in row.cells for row in rows)}


def _of_column(field: str, rows: Sequence[CourseRow]) -> DateOrder:
    first = dict(reversed(list(_shown(field, rows))))
    heading = next(row.headings[field] for row in rows if field in row.cells)
    return DateOrder(heading, first.get("day"), first.get("month"), first.get("either"))


def _shown(field: str, rows: Sequence[CourseRow]) -> Iterator[tuple[str, str]]:
    for row in rows:
        cell = row.cells.get(field, "")
        if order := _order(cell):
            yield order, f"{row.where} is {cell!r}"


def _order(cell: str) -> str | None:
    """Which comes first, `day`, `month` or `either`; None where it makes no difference or is no such date."""
    match = DATE.fullmatch(cell.strip())
    first, second = (int(match[1]), int(match[2])) if match else (0, 0)
    if not match or first == second or max(first, second) > 31:
        return None
    if first > 12 and second > 12:
        return None
    return "day" if first > 12 else "month" if second > 12 else "either"
