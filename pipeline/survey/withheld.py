"""Which columns of a layout must not be stored, decided once for every dialect and whatever a person says."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from pipeline.contract.grid import Rows
from pipeline.survey import scales
from pipeline.survey.contact import column_is_withheld
from pipeline.survey.contact_heads import head_is_withheld
from pipeline.survey.layout import Block, Layout
from pipeline.survey.wording import key, wording

AGREED = re.compile(r"(?i)^(?:yes|no|sure|if (?:yes|so)|other|sí|si)\b[\s,;:.!()–—-]*(?:i am|it is|at|under|via)?\s*")
BESIDE = re.compile(r"(?i)(?:\s+(?:is|are|at))?[\s:]*(?:[-–—:]\s*text)?$")
FORM_COLUMNS = 2


def never_stored(rows: Rows, layout: Layout) -> dict[int, str]:
    """Every column that must not be stored and its heading: those the tool added, and those with contact data."""
    return {**layout.withheld, **contact_columns(layout.blocks, rows[layout.n_header_rows :])}


def contact_columns(blocks: Sequence[Block], body: Rows) -> dict[int, str]:
    """The columns of questions that must not be stored, and their headings."""
    found: dict[int, str] = {}
    for block in blocks:
        columns = {column: [row[column] for row in body] for column in (*block.columns, *block.typed)}
        is_asked = head_is_withheld(block.wording)
        left_out = [column for column, cells in columns.items() if _is_withheld(block, column, cells, is_asked)]
        if _is_contact_form(block, left_out):
            left_out = [column for column, cells in columns.items() if column in left_out or not _is_rated(cells)]
        for column in left_out:
            label = block.label_of(column)
            found[column] = f"{block.wording} - {label}" if label else block.wording
    return found


def _is_withheld(block: Block, column: int, cells: Sequence[str], is_asked: bool) -> bool:
    """`is_asked` is true where the question's own wording asks for contact data."""
    label = block.label_of(column)
    if column in block.typed:
        return is_asked or column_is_withheld(AGREED.sub("", BESIDE.sub("", label)), cells, block.wording)
    if not block.labels:
        return column_is_withheld(block.wording, cells) and not _is_worded_scale(cells)
    if is_asked:
        return block.is_ticked or not _is_rated(cells)
    if block.is_ticked or {key(cell) for cell in set(cells)} <= {"", key(label)} or _is_rated(cells):
        return False  # a topic named "City" is no place somebody gave
    return column_is_withheld(label, cells, block.wording)


def _is_contact_form(block: Block, left_out: Sequence[int]) -> bool:
    """True where at least half of a question's fields ask for contact data: the employer among them is one, too."""
    n_fields = sum(column in left_out for column in block.columns)
    return n_fields >= FORM_COLUMNS and n_fields * 2 >= len(block.columns)


def _is_rated(cells: Sequence[str]) -> bool:
    """True where the cells are steps of a scale: the row of a matrix, whatever its label."""
    values = {wording(cell) for cell in set(cells) if cell}
    return bool(values) and all(scales.is_step(value) for value in values)


def _is_worded_scale(cells: Sequence[str]) -> bool:
    """True where every cell is a step in words, and not all the same: a topic called "Email" that was rated."""
    values = {wording(cell) for cell in set(cells) if cell}
    return len(values) > 1 and all(scales.is_bare_step(value) and not value.isdecimal() for value in values)


def named(columns: Mapping[int, str]) -> tuple[str, ...]:
    """The headings of columns in their order, for people."""
    return tuple(columns[column] or f"Column {column + 1}" for column in sorted(columns))
