"""Google Forms: one heading row that starts with `Timestamp`, a grid as `Question [row]` columns.

The direct CSV joins options with `;`. The way through Sheets joins them with `, `, although options may hold commas.
"""

from __future__ import annotations

import re

from pipeline.contract.grid import Rows
from pipeline.model import Dialect
from pipeline.survey.contact import is_time_stamp
from pipeline.survey.layout import Block, Layout
from pipeline.survey.wording import key, wording

DIALECT: Dialect = "google_forms"
STAMPS = ("timestamp", "marca temporal", "zeitstempel", "horodateur", "carimbo de data hora")
OWN = ("email address", "username", "score")
GRID = re.compile(r"^(?P<stem>.*?)\s*\[(?P<row>[^\[\]]*(?:\[[^\[\]]*\][^\[\]]*)*)\]$")


def score(rows: Rows) -> float:
    """Sure where the first column is a time stamp by name and by value."""
    if key(rows[0][0]) not in STAMPS:
        return 0.0
    stamps = [row[0] for row in rows[1:] if row[0]]
    if not stamps:
        return 0.6
    return 0.95 if sum(is_time_stamp(stamp) for stamp in stamps) >= 0.8 * len(stamps) else 0.3


def layout(rows: Rows) -> Layout:
    """A block a question; neighbouring `Question [row]` columns are a grid."""
    heads = [wording(head) for head in rows[0]]
    withheld = {0: heads[0]} | {number: head for number, head in enumerate(heads[:3]) if key(head) in OWN}
    blocks: list[Block] = []
    column = 0
    while column < len(heads):
        if column in withheld:
            column += 1
            continue
        rows_of_grid = _grid_rows(heads, column)
        if len(rows_of_grid) > 1:
            columns = tuple(range(column, column + len(rows_of_grid)))
            match = GRID.match(heads[column])
            blocks.append(Block(wording=match["stem"] if match else "", columns=columns, labels=tuple(rows_of_grid)))
        else:
            blocks.append(Block(wording=heads[column], columns=(column,)))
        column += max(1, len(rows_of_grid))
    return Layout(n_header_rows=1, blocks=tuple(blocks), withheld=withheld, separators=(";", ", "))


def _grid_rows(heads: list[str], start: int) -> list[str]:
    """The row labels of the grid that starts at this column."""
    labels: list[str] = []
    first = GRID.match(heads[start])
    for head in heads[start:]:
        match = GRID.match(head)
        if not first or not match or match["stem"] != first["stem"]:
            break
        labels.append(match["row"].strip())
    return labels
