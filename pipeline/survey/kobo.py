"""KoBo and other XLSForm tools: headings are names with a group's path, options are codes.

A select_multiple comes in three forms: codes joined by spaces, a column an option (`question/option`, 0 or 1), or both.
"""

from __future__ import annotations

import re
from collections import Counter

from pipeline.contract.grid import Rows
from pipeline.model import Dialect, QuestionKind
from pipeline.survey.layout import Block, Layout
from pipeline.survey.wording import key, wording

DIALECT: Dialect = "kobo"
OWN = frozenset({
    "start", "end", "today", "deviceid", "username", "phonenumber",
    "simserial", "subscriberid", "instanceid", "meta/instanceid", "__version__",
    "formhub/uuid", "audit",
})  # fmt: skip
SURE = {"_uuid", "_submission_time"}
NAME = re.compile(r"^[A-Za-z_][\w.-]*(?:/[\w.-]+)*$")
JOINED = re.compile(r"^[a-z0-9][\w-]*(?: [a-z0-9][\w-]*)*$")
TICKS = frozenset({"0", "1", "true", "false", ""})
MIN_CODES = 2


def score(rows: Rows) -> float:
    """Sure with the tool's own columns; without them by options in columns of their own, or by joined codes."""
    heads = [wording(head) for head in rows[0]]
    if set(heads) >= SURE:
        return 0.97
    if not all(NAME.match(head) for head in heads):
        return 0.0
    spread = _spread(rows, heads)
    if spread:
        return 0.9 if any(stem in heads for stem in spread) else 0.85
    is_lower = all(head == head.lower() and ("_" in head or len(heads) < 3) for head in heads)
    joined = [number for number in range(len(heads)) if _codes(rows, number)]
    return 0.6 if is_lower and joined else 0.0


def layout(rows: Rows) -> Layout:
    """A block a question; where options have columns of their own, the column that joins them says nothing more."""
    heads = [wording(head) for head in rows[0]]
    spread = _spread(rows, heads)
    withheld = {n: head for n, head in enumerate(heads) if head.startswith("_") or head.casefold() in OWN}
    withheld |= {n: f"{head} (said again, option by option)" for n, head in enumerate(heads) if head in spread}
    placed = {number for columns in spread.values() for number in columns}
    blocks: list[Block] = []
    for number, head in enumerate(heads):
        stem = head.rpartition("/")[0]
        if number in withheld:
            continue
        if number in placed:
            if number == spread[stem][0]:
                labels = tuple(heads[column].rpartition("/")[2] for column in spread[stem])
                blocks.append(Block(wording=_named(stem), columns=spread[stem], labels=labels, is_ticked=True))
            continue
        codes = _codes(rows, number)
        is_joined: QuestionKind | None = "multi_select" if codes else None
        blocks.append(Block(wording=_named(head), columns=(number,), kind=is_joined, learned=codes))
    return Layout(n_header_rows=1, blocks=tuple(blocks), withheld=withheld)


def _spread(rows: Rows, heads: list[str]) -> dict[str, tuple[int, ...]]:
    """By question, the columns of its options: neighbours under one path whose cells are 0, 1 or blank."""
    found: dict[str, list[int]] = {}
    for number, head in enumerate(heads):
        stem, slash, _ = head.rpartition("/")
        if slash and {key(row[number]) for row in rows[1:]} <= TICKS and any(row[number] for row in rows[1:]):
            found.setdefault(stem, []).append(number)
    return {stem: tuple(columns) for stem, columns in found.items() if len(columns) >= MIN_CODES}


def _codes(rows: Rows, number: int) -> tuple[str, ...]:
    """The codes of a column in which they are joined by spaces, the most chosen first; none where it is prose.

    A code is chosen more than once, or on its own; prose seldom repeats its words and has capitals and stops.
    """
    cells = [row[number] for row in rows[1:] if row[number]]
    if not cells or not all(JOINED.match(cell) for cell in cells):
        return ()
    parts = [cell.split(" ") for cell in cells]
    if not any(len(codes) > 1 for codes in parts) or any(len(set(codes)) < len(codes) for codes in parts):
        return ()
    counts = Counter(code for codes in parts for code in codes)
    alone = {codes[0] for codes in parts if len(codes) == 1}
    seldom = sum(1 for code, n in counts.items() if n == 1 and code not in alone and "_" not in code)
    if seldom * 4 > len(counts):
        return ()
    return tuple(sorted(counts, key=lambda code: (-counts[code], code)))


def _named(path: str) -> str:
    """A question's name without its group, as words."""
    return path.rpartition("/")[2].replace("_", " ")
