"""Tables of text, comma or tab between the cells, read strictly: a header that names every column, rows as long."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection

from pipeline.errors import PageChangedError

SHOWN = 60


def parse(
    text: str, url: str, *, delimiter: str, needs: Collection[str]
) -> tuple[list[dict[str, str]], list[tuple[int, int]]]:
    """The rows by column name, and the number and length of every row that is not as long as the header.

    Cells are as written, empty ones included; rows without any cell are left aside. Row numbers count from 1,
    the header left out.

    Raises:
        PageChangedError: a column that is needed is missing, one is there twice or without a name, or quotes do not
            close, as in a body that was cut.
    """
    try:
        header, *lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)) or [[]]
    except csv.Error as error:
        raise PageChangedError(
            f"{url}: the body starts with {text[:SHOWN]!r}, a table was expected ({error})"
        ) from error
    missing = sorted(set(needs) - set(header))
    if missing or not header:
        found = ", ".join(header)[:200]
        raise PageChangedError(f"{url}: the table has the columns `{found}`, `{', '.join(missing)}` was expected")
    if len(set(header)) < len(header) or not all(name.strip() for name in header):
        raise PageChangedError(f"{url}: columns of the table share a name or have none: {', '.join(header)[:200]}")
    whole = [dict(zip(header, cells, strict=True)) for cells in lines if len(cells) == len(header)]
    ragged = [(number, len(cells)) for number, cells in enumerate(lines, 1) if cells and len(cells) != len(header)]
    return whole, ragged
