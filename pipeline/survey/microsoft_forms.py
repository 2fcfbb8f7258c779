"""Microsoft Forms: XLSX, one heading row, options joined with `;` and one `;` more, a matrix as `stem.row` columns."""

from __future__ import annotations

import re

from pipeline.contract.grid import Rows
from pipeline.model import Dialect
from pipeline.survey.layout import Block, Layout
from pipeline.survey.wording import key, wording

DIALECT: Dialect = "microsoft_forms"
OWN = ("id", "start time", "completion time", "email", "name", "last modified time", "language")
QUIZ = re.compile(r"(?i)^(?:points|feedback) - |^(?:total points|quiz feedback|grade posted time)$")
CUT = re.compile(r"(?<!\b[A-Za-z])\.(?=\S)")  # the dot before a row's label; not the inner one of `i.e.`
MAX_STEPS = 12
MAX_CUTS = 30


def score(rows: Rows) -> float:
    """Sure where the tool's own first columns are there; a copy without some of them is still likely."""
    heads = [key(head) for head in rows[0][:8]]
    if heads[:3] == list(OWN[:3]):
        return 0.98 if {"email", "name"} <= set(heads) else 0.9
    return 0.75 if {"start time", "completion time"} <= set(heads) else 0.0


def layout(rows: Rows) -> Layout:
    """A block a question; neighbouring columns with one stem and one scale are a matrix."""
    heads = [wording(head) for head in rows[0]]
    withheld = _own_columns(heads)
    blocks: list[Block] = []
    column = 0
    while column < len(heads):
        if column in withheld:
            column += 1
            continue
        stem, n_columns = _matrix(rows, heads, withheld, column)
        columns = tuple(range(column, column + n_columns))
        labels = tuple(heads[number][len(stem) + 1 :].strip() for number in columns) if stem else ()
        blocks.append(Block(wording=stem.strip() or heads[column], columns=columns, labels=labels))
        column += n_columns
    return Layout(
        n_header_rows=1, blocks=tuple(blocks), withheld=withheld, separators=(";",), has_trailing_separator=True
    )


def _own_columns(heads: list[str]) -> dict[int, str]:
    """The leading columns that the tool adds, and a quiz's points and feedback."""
    found: dict[int, str] = {}
    for number, head in enumerate(heads):
        if key(head) in OWN and len(found) == number and key(head) not in (key(other) for other in found.values()):
            found[number] = head
    return found | {number: head for number, head in enumerate(heads) if QUIZ.search(head)}


def _matrix(rows: Rows, heads: list[str], withheld: dict[int, str], start: int) -> tuple[str, int]:
    """The stem and the number of columns of the matrix that starts here; no stem and 1 where none does."""
    best = ("", 1)
    for match in list(CUT.finditer(heads[start]))[-MAX_CUTS:]:
        stem = heads[start][: match.start()]
        end = start
        while end < len(heads) and end not in withheld and _continues(heads[end], stem):
            end += 1
        if end - start >= max(2, best[1]) and _is_one_scale(rows, range(start, end)):
            best = (stem, end - start)
    return best


def _continues(head: str, stem: str) -> bool:
    rest = head[len(stem) :]
    return head.startswith(stem) and len(rest) > 1 and rest[0] == "." and not rest[1].isspace()


def _is_one_scale(rows: Rows, columns: range) -> bool:
    """True where the columns draw on few and common values, as the columns of a matrix do."""
    steps = {wording(row[number]) for row in rows[1:] for number in columns} - {""}
    return len(steps) <= MAX_STEPS
