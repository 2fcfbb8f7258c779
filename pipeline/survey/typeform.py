"""Typeform: one heading row, `#` first and the tool's own stamps last; an option of a multi-select has a column.

Such a column is headed by the option, and a cell repeats it or is empty. The wording of the question is not in the
file. What was typed under "other" is in a column `Other`, which ends the question.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise

from pipeline.contract.grid import Rows
from pipeline.model import Dialect
from pipeline.survey import scales, side_by_side
from pipeline.survey.layout import Block, Layout
from pipeline.survey.roles import role
from pipeline.survey.side_by_side import Options
from pipeline.survey.unworded import made_up
from pipeline.survey.wording import key, shown, wording

DIALECT: Dialect = "typeform"
SURE = ("start date utc", "stage date utc", "submit date utc", "network id")
"""Headings that no other tool writes."""
LIKELY = ("response type", "ending", "tags", "score", "landing id")
LAST = (*SURE, *LIKELY)
OTHER = frozenset({"other", "otro", "otra", "autre", "andere", "sonstiges", "outro", "altro"})
JOINTS = (" - ", ": ")
MAX_NAME = 60
MIN_ROWS = 2
ENOUGH = 2_000
"""People by whose ticks questions are told apart; more would tell nothing else."""


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Neighbouring columns of options, and the column `Other` that ends them."""

    options: tuple[int, ...]
    typed: tuple[int, ...]


def score(rows: Rows) -> float:
    """Sure with the first column and the last ones that the tool adds; less where a copy lost them.

    What is left then are options that head the columns in which they are repeated, as no other tool writes them.
    """
    heads = [key(head) for head in rows[0]]
    has_number = rows[0][0].strip() == "#"
    n_sure = sum(head in SURE for head in heads)
    n_likely = sum(head in LIKELY for head in heads)
    if has_number and n_sure:
        return 0.97
    if n_sure >= 2:
        return 0.9
    if n_sure and n_likely:
        return 0.85
    if not _has_options(rows):
        return 0.0
    return 0.75 if n_sure or (has_number and n_likely) else 0.6 if has_number or n_likely else 0.5


def layout(rows: Rows) -> Layout:
    """A block a question; a stretch of columns whose cells repeat their headings is one question, or several."""
    heads = [wording(head) for head in rows[0]]
    withheld = {number: head for number, head in enumerate(heads) if head == "#" or key(head) in LAST}
    body = _body(rows)
    blocks: list[Block] = []
    number = 0
    while number < len(heads):
        if number in withheld:
            number += 1
            continue
        stretch = _stretch(body, heads, withheld, number)
        if stretch is not None:
            for options, typed in _questions(stretch, heads, body):
                blocks.append(_multi_select(heads, options, typed))
            number = max((*stretch.options, *stretch.typed)) + 1
            continue
        grid = _rated_rows(body, heads, withheld, number)
        if grid is not None:
            blocks.append(_rating(heads, *grid))
            number = max(grid[1]) + 1
            continue
        block = Block(wording=heads[number], columns=(number,))
        if blocks and _is_other_of(rows, heads, number, blocks[-1]):
            block = replace(blocks.pop(), typed=(number,), typed_labels=(heads[number],))
        blocks.append(block)
        number += 1
    return Layout(
        n_header_rows=1, blocks=tuple(blocks), withheld=withheld, separators=(", ",), left_out=_left_out(rows)
    )


def _body(rows: Rows) -> Rows:
    """The rows beneath the headings, without those that repeat them."""
    heads = list(rows[0])
    return [row for row in rows[1:] if list(row) != heads]


def _left_out(rows: Rows) -> dict[int, str]:
    """Responses that were not finished, where the export tells."""
    told = [number for number, head in enumerate(rows[0]) if key(head) == "response type"]
    return {
        number: "unfinished"
        for number, row in enumerate(rows[1:])
        for at in told
        if key(row[at]) in ("partial", "started")
    }


def _has_options(rows: Rows) -> bool:
    """True where neighbouring columns hold their own headings and nothing else."""
    body = _body(rows)
    own = [
        bool(said) and said == {key(head)} for head, said in ((head, _said(body, n)) for n, head in enumerate(rows[0]))
    ]
    return any(one and other for one, other in pairwise(own))


def _said(body: Rows, number: int) -> set[str]:
    """The keys of what a column holds; a cell of signs alone stands for itself."""
    return {key(cell) or cell for cell in {row[number] for row in body} if cell}


def _is_other_of(rows: Rows, heads: Sequence[str], number: int, before: Block) -> bool:
    """True for a column `Other` whose texts stand only where the question on its left was not answered."""
    if key(heads[number]) not in OTHER or before.columns != (number - 1,):
        return False
    return not any(row[number] and row[number - 1] for row in rows[1:])


def _stretch(body: Rows, heads: Sequence[str], withheld: dict[int, str], start: int) -> _Stretch | None:
    """The columns of options that start here, and what was typed under "other".

    An option that nobody chose is empty: it belongs here where options stand on both sides of it, or before an `Other`
    that ends the question.
    """
    options: list[int] = []
    waiting: list[int] = []
    for number in range(start, len(heads)):
        if number in withheld:
            break
        said = _said(body, number)
        if key(heads[number]) in OTHER and options and said != {key(heads[number])}:
            return _Stretch((*options, *waiting), (number,))
        if said and said == {key(heads[number]) or heads[number]}:
            options += [*waiting, number]
            waiting = []
        elif not said and (options or not heads[number].endswith("?")):
            waiting.append(number)
        else:
            break
    return _Stretch(tuple(options), ()) if options else None


def _questions(
    stretch: _Stretch, heads: Sequence[str], body: Rows
) -> Iterator[tuple[tuple[int, ...], tuple[int, ...]]]:
    """The columns of each question in a stretch; what was typed under "other" belongs to the last."""
    labels = tuple(heads[number] for number in stretch.options)
    ticked = (frozenset(at for at, number in enumerate(stretch.options) if row[number]) for row in body)
    ticks = tuple(islice((each for each in ticked if each), ENOUGH))
    places = (0, *side_by_side.cuts(Options(labels, ticks)), len(labels))
    for start, end in pairwise(places):
        yield stretch.options[start:end], stretch.typed if end == len(labels) else ()


def _multi_select(heads: Sequence[str], options: Sequence[int], typed: Sequence[int]) -> Block:
    labels = tuple(heads[number] for number in options)
    return Block(
        wording=made_up(labels),
        columns=tuple(options),
        labels=labels,
        typed=tuple(typed),
        typed_labels=tuple(heads[number] for number in typed),
        is_ticked=True,
        is_unworded=True,
    )


def _rated_rows(
    body: Rows, heads: Sequence[str], withheld: dict[int, str], start: int
) -> tuple[str, tuple[int, ...]] | None:
    """The wording, empty where it is not in the file, and the columns of a grid that starts here: rows on one scale.

    Its columns are headed by the row, with or without the question before it; a question of its own asks something.
    """
    joint = next((joint for joint in JOINTS if joint in heads[start]), None)
    stem = heads[start].rpartition(joint)[0] if joint else ""
    columns: list[int] = []
    steps: set[str] = set()
    for number in range(start, len(heads)):
        said = {shown(cell) for cell in {row[number] for row in body} if cell}
        is_row = heads[number].startswith(f"{stem}{joint}") if stem else _is_name(heads[number])
        if number in withheld or not is_row or not said or not _are_steps(said) or not scales.is_scale(steps | said):
            break
        columns.append(number)
        steps |= said
    return (stem, tuple(columns)) if len(columns) >= MIN_ROWS else None


def _is_name(head: str) -> bool:
    """True for a heading that names something and asks nothing."""
    return len(head) <= MAX_NAME and not head.endswith(("?", ":")) and role(head, "rating") == "none"


def _are_steps(said: set[str]) -> bool:
    """True where all are steps of a scale in words; numbers may be anything."""
    return all(scales.is_bare_step(step) and scales.number(step) is None for step in said)


def _rating(heads: Sequence[str], stem: str, columns: Sequence[int]) -> Block:
    at = next((len(stem) + len(joint) for joint in JOINTS if stem and heads[columns[0]].startswith(stem + joint)), 0)
    labels = tuple(heads[number][at:] for number in columns)
    return Block(
        wording=stem or made_up(labels),
        columns=tuple(columns),
        labels=labels,
        kind="rating",
        is_unworded=not stem,
    )
