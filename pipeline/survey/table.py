"""The fall-back: any table with one heading row. Its confidence is low on purpose, so that a person looks."""

from __future__ import annotations

from pipeline.contract.grid import Rows
from pipeline.model import Dialect
from pipeline.survey.layout import Block, Layout
from pipeline.survey.wording import wording

DIALECT: Dialect = "table"
SCORE = 0.2


def score(rows: Rows) -> float:
    """Low for any table with a row beneath its headings; lower still where headings are missing or repeated."""
    heads = [wording(head) for head in rows[0] if head]
    if len(rows) < 2:
        return SCORE / 4
    return SCORE if len(set(heads)) == len(rows[0]) else SCORE / 2


def layout(rows: Rows) -> Layout:
    """A block a column; a first column of running numbers without a heading is somebody's row index."""
    withheld = {0: ""} if not rows[0][0] and _is_index(rows) else {}
    blocks = tuple(
        Block(wording=wording(head) or f"Column {number + 1}", columns=(number,))
        for number, head in enumerate(rows[0])
        if number not in withheld
    )
    return Layout(n_header_rows=1, blocks=blocks, withheld=withheld, separators=(";", ", "))


def _is_index(rows: Rows) -> bool:
    numbers = [row[0] for row in rows[1:] if row[0]]
    return bool(numbers) and all(number.isdecimal() for number in numbers) and len(set(numbers)) == len(numbers)
