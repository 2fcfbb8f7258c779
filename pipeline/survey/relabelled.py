"""Codes of answers as what they stand for, by the labels that a person gave in the mapping."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipeline.errors import UsageError
from pipeline.survey.answered import Row
from pipeline.survey.kinds import numeral
from pipeline.survey.layout import Block
from pipeline.survey.wording import key, shown

JOINTS = re.compile(r"\s*[,;]\s*|\s+")
JOINT = ";"
"""What joins the labels of a cell that held several codes."""
MAX_NAMED = 6


def relabelled(block: Block, rows: Sequence[Row], labels: Mapping[str, str], name: str) -> tuple[Block, Sequence[Row]]:
    """The question and its rows with words in place of codes; `JOINT` joins those of a cell with several codes.

    What somebody typed beside the codes stays as it is.

    Args:
        block: the question.
        rows: the kept rows, cells as in the file.
        labels: what each code stands for.
        name: the question's id and wording, for messages.

    Raises:
        UsageError: a number among the answers has no label, or no label is of any answer; or the options have columns
            of their own, which name them.
    """
    if block.is_ticked:
        raise UsageError(
            f"the mapping tells labels of {name}, but its options have columns of their own, which name them: take "
            "out its `labels`"
        )
    meant = {_code(code): shown(label) for code, label in labels.items()}
    cells = {row.cells[column] for row in rows for column in block.columns} - {""}
    read = {cell: _codes(cell, meant, is_one=bool(block.labels)) for cell in sorted(cells)}
    _require_labels(read, meant, name)
    said = {
        cell: JOINT.join(dict.fromkeys(meant[code] for code in codes))
        for cell, codes in read.items()
        if all(code in meant for code in codes)
    }
    columns = frozenset(block.columns)
    told = [
        replace(row, cells=[said.get(cell, cell) if at in columns else cell for at, cell in enumerate(row.cells)])
        for row in rows
    ]
    if block.labels:
        return block, told
    kind = block.kind or ("multi_select" if any(len(read[cell]) > 1 for cell in said) else "choice")
    return replace(block, kind=kind, codes={label: label for label in meant.values()}), told


def _codes(cell: str, meant: Mapping[str, str], *, is_one: bool) -> list[str]:
    whole = _code(cell)
    return [whole] if is_one or whole in meant else [_code(code) for code in JOINTS.split(cell) if code]


def _require_labels(read: Mapping[str, Sequence[str]], meant: Mapping[str, str], name: str) -> None:
    codes = {code for found in read.values() for code in found}
    if codes and not codes & set(meant):
        raise UsageError(
            f"the mapping tells labels of {name}, but none of its answers is one of the codes "
            f"{', '.join(map(repr, list(meant)[:MAX_NAMED]))}: write each code as it stands in the export"
        )
    bare = sorted((code for code in codes - set(meant) if code.isdecimal()), key=lambda code: (len(code), code))
    if bare:
        raise UsageError(
            f"the mapping tells labels of {name}, but not of {', '.join(map(repr, bare[:MAX_NAMED]))}, which "
            "stand(s) in its answers, too: tell what each code stands for"
        )


def _code(cell: str) -> str:
    plain = numeral(shown(cell))
    return plain if plain.isdecimal() else key(plain)
