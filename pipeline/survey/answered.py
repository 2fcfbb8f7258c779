"""Which rows of a file are answers, and why the others are none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.contract.grid import Rows


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A kept row: the respondent's pseudonym is its place in the file, never an id of the tool."""

    respondent: str
    cells: Sequence[str]


def kept_rows(
    heads: Rows, body: Rows, stored: Sequence[int], left_out: Mapping[int, str]
) -> tuple[list[Row], dict[str, int]]:
    """The rows that are kept, and how many others there are by reason: empty, repeated heading, left out, no answer.

    `left_out` has the reasons of the tool by row beneath the headings, 0 for the first.
    """
    dropped: Counter[str] = Counter()
    kept: list[Row] = []
    repeated = {tuple(row) for row in heads}
    for number, row in enumerate(body, start=1):
        if not any(row):
            dropped["empty"] += 1
        elif tuple(row) in repeated:
            dropped["repeated_header"] += 1
        elif number - 1 in left_out:
            dropped[left_out[number - 1]] += 1
        elif not any(row[column] for column in stored):
            dropped["no_answer"] += 1
        else:
            kept.append(Row(respondent=f"r{number}", cells=row))
    return kept, dict(sorted(dropped.items()))
