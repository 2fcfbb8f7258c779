"""Qualtrics: three heading rows (id, wording, ImportId as JSON), or the two of a legacy export (`V1`, then wordings).

Told by the third row, or by `ResponseID` in the second: the wording row may be in any language and hold line breaks.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from os.path import commonprefix

from pipeline.contract.grid import Rows
from pipeline.model import Dialect
from pipeline.survey.layout import Block, Layout
from pipeline.survey.wording import key, wording

DIALECT: Dialect = "qualtrics"
IMPORT = re.compile(r'^\s*\{\s*"ImportId"\s*:')
QUESTION = re.compile(r"^(?P<question>QID\d+)(?P<rest>.*)$")
TYPED = re.compile(r"_TEXT$")
ID = re.compile(r"^(?P<question>Q\d+(?:\.\d+)*)(?:[_#](?P<part>.+))?$")
LEGACY = ("responseid", "responseset")
LEGACY_OWN = frozenset({
    "responseid", "responseset", "name", "externaldatareference", "emailaddress",
    "ipaddress", "status", "startdate", "enddate", "finished",
    "locationlatitude", "locationlongitude", "locationaccuracy", "recordeddate",
    "recipientfirstname", "recipientlastname", "recipientemail",
})  # fmt: skip
JOINTS = (" - Selected Choice - ", " - ", "-")
STATES = {
    "survey preview": "preview", "1": "preview", "survey test": "test", "2": "test", "spam": "spam", "8": "spam",
    "possible spam": "spam", "survey preview spam": "preview", "9": "preview", "offline survey preview": "preview",
    "17": "preview",
}  # fmt: skip
"""Keys of `Status` under which nobody answered; `IP Address` (0) is what an ordinary answer says."""
UNFINISHED = frozenset({"false", "0", "no", "falsch", "falso"})


@dataclass(frozen=True)
class _Column:
    number: int
    question: str
    wording: str
    is_option: bool
    is_typed: bool


def score(rows: Rows) -> float:
    """Sure where the third row is made of ImportIds; a legacy export shows its ids in the second."""
    if len(rows) >= 3 and sum(bool(IMPORT.match(cell)) for cell in rows[2]) * 2 > len(rows[2]):
        return 0.99
    if len(rows) >= 2 and key(rows[0][0]) == "v1" and key(rows[1][0]) in LEGACY:
        return 0.95
    return 0.0


def layout(rows: Rows) -> Layout:
    """A block a question: columns of one question id belong together, its typed texts beside them."""
    is_legacy = not (len(rows) >= 3 and any(IMPORT.match(cell) for cell in rows[2]))
    n_header_rows = 2 if is_legacy else 3
    columns = _legacy(rows) if is_legacy else _columns(rows)
    known = {column.number for column in columns}
    withheld = {n: wording(head) for n, head in enumerate(rows[1 if is_legacy else 0]) if n not in known}
    blocks = [_block(group) for group in _groups(columns)]
    names = [key(head) for head in rows[1 if is_legacy else 0]]
    return Layout(
        n_header_rows=n_header_rows,
        blocks=tuple(blocks),
        withheld=withheld,
        separators=(",",),
        left_out=_left_out(rows[n_header_rows:], names),
    )


def _columns(rows: Rows) -> list[_Column]:
    """The columns that are questions, by their ImportId; all others the tool added."""
    found = []
    for number, (cell, head) in enumerate(zip(rows[2], rows[1], strict=True)):
        try:
            told = json.loads(cell)
        except ValueError:
            continue
        import_id = str(told.get("ImportId", "")) if isinstance(told, dict) else ""
        match = QUESTION.match(import_id)
        if not match or "topics" in import_id.casefold() or "sentiment" in import_id.casefold():
            continue
        is_option = "choiceId" in told
        is_typed = bool(TYPED.search(import_id)) and import_id != f"{match['question']}_TEXT"
        is_typed = is_typed or (bool(TYPED.search(import_id)) and _is_other(head))
        found.append(_Column(number, match["question"], wording(head), is_option, is_typed))
    return found


def _is_other(head: str) -> bool:
    """True for `stem - Other - Text`: what was written beside an option, not an open question of its own."""
    return wording(head).casefold().endswith(" - text")


def _legacy(rows: Rows) -> list[_Column]:
    found = []
    for number, (code, head) in enumerate(zip(rows[0], rows[1], strict=True)):
        match = ID.match(wording(code))
        if match and key(head).replace(" ", "") not in LEGACY_OWN:
            typed = bool(match["part"]) and match["part"].endswith("TEXT")
            found.append(_Column(number, match["question"], wording(head), is_option=False, is_typed=typed))
    return found


def _groups(columns: Sequence[_Column]) -> list[list[_Column]]:
    groups: dict[str, list[_Column]] = {}
    for column in columns:
        groups.setdefault(column.question, []).append(column)
    return list(groups.values())


def _block(group: Sequence[_Column]) -> Block:
    spread = [column for column in group if not column.is_typed]
    typed = tuple(column.number for column in group if column.is_typed)
    stem = _stem([column.wording for column in (spread if len(spread) > 1 else group)])
    if len(spread) < 2 and not any(column.is_option for column in spread):
        alone = spread[0].wording if spread else stem
        return Block(wording=alone or stem, columns=tuple(column.number for column in spread), typed=typed)
    labels = tuple(column.wording[len(stem) :].lstrip(" -").strip() or column.wording for column in spread)
    head = re.sub(r"(?: - Selected Choice)?[ -]*$", "", stem).strip() or group[0].wording
    is_ticked = all(column.is_option for column in spread)
    return Block(
        wording=head, columns=tuple(column.number for column in spread), labels=labels, typed=typed, is_ticked=is_ticked
    )


def _stem(heads: Sequence[str]) -> str:
    """What the wordings of one question share, up to the last dash."""
    shared = commonprefix(list(heads))  # noqa: RUF071 - of letters, not of paths
    cuts = [shared.rfind(joint) + len(joint) for joint in JOINTS[:2] if joint in shared]
    return shared[: max(cuts)] if cuts else ""


def _left_out(body: Rows, names: Sequence[str]) -> dict[int, str]:
    """Rows of previews, tests and spam, and those that were not finished, where the export tells."""
    status = names.index("status") if "status" in names else None
    finished = names.index("finished") if "finished" in names else None
    found: dict[int, str] = {}
    for number, row in enumerate(body):
        if status is not None and (reason := STATES.get(key(row[status]))):
            found[number] = reason
        elif finished is not None and key(row[finished]) in UNFINISHED:
            found[number] = "unfinished"
    return found
