"""Typeform: one heading row that begins with `#`; the options of a multi-select have columns headed by themselves.

The wording of such a question is not in the file. What was typed under "other" is in a column `Other`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.contract.grid import Rows
from pipeline.model import Dialect
from pipeline.survey.layout import Block, Layout
from pipeline.survey.wording import key, wording

DIALECT: Dialect = "typeform"
LAST = ("start date utc", "submit date utc", "network id", "response type", "stage date utc", "ending", "tags", "score",
        "landing id")  # fmt: skip
MADE_UP = "whose wording Typeform does not export"
"""In the wording of each multi-select, which is made of its first options and changes when another is chosen."""
OTHER = frozenset({"other", "otro", "otra", "autre", "andere", "sonstiges", "outro", "altro"})


def score(rows: Rows) -> float:
    """Sure with the first column and the last ones that the tool adds."""
    heads = [key(head) for head in rows[0]]
    has_number = rows[0][0].strip() == "#"
    n_last = sum(head in ("start date utc", "submit date utc", "network id") for head in heads)
    if has_number and n_last:
        return 0.97
    return 0.9 if n_last >= 2 else 0.0


def layout(rows: Rows) -> Layout:
    """A block a question; a run of columns whose cells repeat their headings is one question."""
    heads = [wording(head) for head in rows[0]]
    withheld = {number: head for number, head in enumerate(heads) if head == "#" or key(head) in LAST}
    blocks: list[Block] = []
    number = 0
    while number < len(heads):
        run = _run(rows, heads, withheld, number)
        if run:
            options, typed = run
            blocks.append(_multi_select(heads, options, typed, len(blocks) + 1))
            number = max((*options, *typed)) + 1
        else:
            if number not in withheld:
                block = Block(wording=heads[number], columns=(number,))
                if blocks and _is_other_of(rows, heads, number, blocks[-1]):
                    block = replace(blocks.pop(), typed=(number,), typed_labels=(heads[number],))
                blocks.append(block)
            number += 1
    return Layout(n_header_rows=1, blocks=tuple(blocks), withheld=withheld, left_out=_left_out(rows))


def _left_out(rows: Rows) -> dict[int, str]:
    """Responses that were not finished, where the export tells."""
    told = [number for number, head in enumerate(rows[0]) if key(head) == "response type"]
    return {number: "unfinished" for number, row in enumerate(rows[1:]) for at in told if key(row[at]) == "partial"}


def _is_other_of(rows: Rows, heads: Sequence[str], number: int, before: Block) -> bool:
    """True for a column `Other` whose texts stand only where the question on its left was not answered."""
    if key(heads[number]) not in OTHER or before.columns != (number - 1,):
        return False
    return not any(row[number] and row[number - 1] for row in rows[1:])


def _multi_select(heads: Sequence[str], options: Sequence[int], typed: Sequence[int], place: int) -> Block:
    labels = tuple(heads[number] for number in options)
    named = ", ".join(labels[:2]) + (", ..." if len(labels) > 2 else "")
    head = f"Question {place}, {MADE_UP}: {named}"
    return Block(wording=head, columns=tuple(options), labels=labels, typed=tuple(typed), is_ticked=True)


def _run(rows: Rows, heads: Sequence[str], withheld: dict[int, str], start: int) -> tuple[list[int], list[int]] | None:
    """The columns of the multi-select that starts here, and those typed under "other".

    An option that nobody chose is empty: it belongs to the run where options stand on both sides of it, or before an
    `Other` that ends one.
    """
    options: list[int] = []
    waiting: list[int] = []
    for number in range(start, len(heads)):
        if number in withheld:
            break
        said = {wording(row[number]) for row in rows[1:] if row[number]}
        if key(heads[number]) in OTHER and options and number > start:
            return [*options, *waiting], [number]
        if heads[number] in (heads[option] for option in options):
            break  # the same option again: another question
        if said == {heads[number]}:
            options += [*waiting, number]
            waiting = []
        elif not said and options:
            waiting.append(number)
        else:
            break
    return (options, []) if len(options) > 1 else None
