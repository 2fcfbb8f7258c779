"""Grids of two ways: a column for each row and column of the form, headed `row - column`, is a question a column.

Side-by-side tables, matrices of menus and of boxes come so: "Excel - Current level, Excel - Interest, Maps - Current
level, ...". Read as one question, its options would be no skills, and two scales would be one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.contract.grid import Rows
from pipeline.model import QuestionRole
from pipeline.survey import scales
from pipeline.survey.layout import Block
from pipeline.survey.roles import role
from pipeline.survey.wording import key, shown

JOINT = " - "
TICKS = frozenset({"1", "x", "yes", "checked", "selected", "✓", "✔"})
COLUMN_ROLES: tuple[tuple[QuestionRole, re.Pattern[str]], ...] = (
    ("none", re.compile(r"^(?:not?|never|don t|no)\b")),
    ("facilitate", re.compile(r"\b(?:teach|lead|mentor|facilitate|train others|help others|enseñar|facilitar)\b")),
    ("goal", re.compile(r"\b(?:interest|interested|need|needed|want|wish|would like|desired|priority|importance"
                        r"|important|learn|train|training|interés|aprender|necesidad|prioridad)\b")),
    ("none", re.compile(r"\b(?:already|have used|use it|used|attended|frequency|how often|access)\b")),
    ("level", re.compile(r"\b(?:level|current|skill|experience|knowledge|confidence|confident|comfort|comfortable"
                         r"|proficiency|ability|familiarity|nivel)\b")),
)  # fmt: skip
"""What a column is for, by words of its heading; the first that fits."""
SKILLS = re.compile(
    r"\b(?:skills?|topics?|train\w*|learn\w*|courses?|subjects?|areas?|tools?|competenc\w+|workshops?|class(?:es)?"
    r"|habilidad\w*|temas?|capacitaci\w+|aprend\w+|cursos?)\b"
)
"""Of what a wording has to speak before the interest in its rows is a goal."""


@dataclass(frozen=True, slots=True)
class _Grid:
    """Rows and columns of the form; `places` has the file's columns, a list a row."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    places: tuple[tuple[int, ...], ...]


def parted(block: Block, body: Rows) -> tuple[Block, ...]:
    """The question in parts, one a column of its grid; itself where it is no grid of two ways.

    A grid of boxes about days and times stays one question, since a day without its time says little. Rows may hold
    ` - ` themselves, and so may columns: the cut is where rows and columns fit.
    """
    grid = _grid(block)
    if grid is None:
        return (block,)
    cells = {column: {shown(cell) for cell in {row[column] for row in body} if cell} for column in block.columns}
    of_column = {name: [cells[places[at]] for places in grid.places] for at, name in enumerate(grid.columns)}
    said = {name: set[str]().union(*each) for name, each in of_column.items()}
    if any(said.values()) and all(key(cell) in (key(name), *TICKS) for name, each in said.items() for cell in each):
        if role(block.wording, "multi_select") == "availability":
            return (replace(block, is_ticked=True),)
        if scales.is_scale(grid.columns) and not any(key(cell) in TICKS for each in said.values() for cell in each):
            return (_rated(block, grid),)
        return tuple(_parts(block, grid, is_ticked=True))
    if block.is_ticked or _is_one_question(grid, list(said.values())):
        return (block,)
    return tuple(_parts(block, grid, is_ticked=False))


def _rated(block: Block, grid: _Grid) -> Block:
    """Boxes that are the steps of a scale: one rating, whose steps are what the boxes say."""
    labels = tuple(row for row in grid.rows for _ in grid.columns)
    return replace(block, labels=labels, kind="rating", is_ticked=False)


def _grid(block: Block) -> _Grid | None:
    """The form's rows and columns, where the labels are all of them, row by row; the last cut that fits."""
    labels = block.labels
    if len(labels) < 4 or len(set(labels)) < len(labels):
        return None
    for cut in [match.start() for match in re.finditer(re.escape(JOINT), labels[0])][::-1]:
        first = labels[0][: cut + len(JOINT)]
        width = next((n for n, label in enumerate(labels) if not label.startswith(first)), len(labels))
        if width < 2 or len(labels) < 2 * width or len(labels) % width:
            continue
        columns = tuple(label[len(first) :] for label in labels[:width])
        starts = range(0, len(labels), width)
        rows = tuple(labels[start].removesuffix(JOINT + columns[0]) for start in starts)
        if all(
            labels[start + at] == row + JOINT + name
            for start, row in zip(starts, rows, strict=True)
            for at, name in enumerate(columns)
        ):
            places = tuple(block.columns[start : start + width] for start in starts)
            return _Grid(rows, columns, places)
    return None


def _is_one_question(grid: _Grid, said: Sequence[set[str]]) -> bool:
    """True where the columns share one scale and none says what it is for: then its rows only look like two ways."""
    if any(_of_words(name) is not None for name in grid.columns):
        return False
    shared = set[str]().union(*said)
    is_shared = sum(map(len, said)) > len(shared)
    is_alike = all(not cells or len(cells & shared) * 2 > len(shared) for cells in said)
    return is_alike or (is_shared and scales.is_scale(shared))


def _parts(block: Block, grid: _Grid, *, is_ticked: bool) -> Iterator[Block]:
    for at, name in enumerate(grid.columns):
        typed = block.typed if at == 0 else ()
        yield replace(
            block,
            wording=f"{block.wording}{JOINT}{name}" if block.wording else name,
            columns=tuple(places[at] for places in grid.places),
            labels=grid.rows,
            typed=typed,
            typed_labels=block.typed_labels if typed else (),
            is_ticked=is_ticked,
            role=column_role(block.wording, name),
        )


def column_role(stem: str, column: str) -> QuestionRole | None:
    """What a column of a grid is for, where its heading says so; interest is a goal where the wording asks of skills.

    The wording of the whole grid would tell the same of every column, and "can teach" is no wish to learn.
    """
    found = _of_words(column)
    return None if found == "goal" and not SKILLS.search(key(stem)) else found


def _of_words(column: str) -> QuestionRole | None:
    words = key(column)
    return next((name for name, pattern in COLUMN_ROLES if pattern.search(words)), None)


def stacked(heads: Sequence[str], labels: Sequence[Sequence[str]]) -> list[tuple[str, int]]:
    """Neighbouring questions that are rows of one grid: the wording they share, and how many of them; 1 for the rest.

    Args:
        heads: the wording of each question, in the order of the file.
        labels: the options or rows of each; those of a grid have the same.
    """
    found: list[tuple[str, int]] = []
    at = 0
    while at < len(heads):
        stem, end = heads[at].rpartition(JOINT)[0], at + 1
        while (
            stem
            and end < len(heads)
            and len(labels[at]) > 1
            and heads[end].rpartition(JOINT)[0] == stem
            and list(labels[end]) == list(labels[at])
        ):
            end += 1
        found.append((stem if end - at > 1 else heads[at], end - at))
        at = end
    return found
