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
from pipeline.survey import two_way
from pipeline.survey.layout import Block, Layout
from pipeline.survey.wording import key, wording

DIALECT: Dialect = "qualtrics"
IMPORT = re.compile(r'^\s*\{\s*"ImportId"\s*:')
QUESTION = re.compile(r"^(?P<question>(?:\d+_)*QID\d+(?:#\d+)?)(?P<rest>.*)$")
"""An ImportId of a question. Within a loop the number of the round stands before it; `#` tells the columns of a
side-by-side table apart, each of which is a question."""
SORTED = re.compile(r"^_(?P<group>\d+)_(?:\d+_)?(?P<what>GROUP|RANK)$")
"""What follows the question where items were sorted into groups, and ranked within them."""
RANKED = re.compile(r"(?i)\s*-\s*rank$")
MEASURED = re.compile(
    r"(?i)_(?:first_click|last_click|page_submit|click_count|browser|version|os|resolution|flash|java|user_?agent"
    r"|nps_group|do(?:_\w+)?|latitude|longitude|file_(?:id|name|size|type)|[0-9a-f]{24}\w*)$|topics|sentiment"
)
"""What the tool adds to a question: timing, browser, the group of a net promoter score, display order, files."""
TYPED = re.compile(r"_TEXT$")
ID = re.compile(r"^(?P<question>.+?(?:#\d+)?)(?:_(?P<part>\d+(?:_\d+)*(?:_TEXT)?|TEXT))?$")
V = re.compile(r"(?i)^v\d+$")
LEGACY = ("responseid", "responseset")
LEGACY_OWN = frozenset({
    "responseid", "responseset", "name", "externaldatareference", "emailaddress",
    "ipaddress", "status", "startdate", "enddate", "finished",
    "locationlatitude", "locationlongitude", "locationaccuracy", "recordeddate",
    "recipientfirstname", "recipientlastname", "recipientemail",
})  # fmt: skip
LEGACY_MEASURED = re.compile(
    r"(?i)[-–] ?(?:first click|last click|page submit|click count|browser|version|operating system|screen resolution"
    r"|flash version|java support|user agent|group|id|name|size|type)$"
)
LEGACY_TIMED = re.compile(r"(?i)[-–] ?(?:first click|last click|page submit|click count)$")
LEGACY_ORDER = re.compile(r"^DO-|_DO(?:_\d+)?$")
"""Names of columns that say in which order something was shown."""
LEGACY_ADDED = re.compile(r"(?i)^(?:timing|browser(?: meta)? info|file upload)\b")
SELECTED = re.compile(r"(?i) ?- selected choice(?: -)?\s*$")
JOINTS, LEGACY_JOINTS = (" - Selected Choice - ", " - "), (" - ", "-")
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
    n_header_rows = min(len(rows), 2 if is_legacy else 3)
    body = rows[n_header_rows:]
    columns = _legacy(rows) if is_legacy else _columns(rows)
    known = {column.number for column in columns}
    named = rows[-1 if len(rows) < 2 else 1 if is_legacy else 0]
    withheld = {n: wording(head) for n, head in enumerate(named) if n not in known}
    joints = LEGACY_JOINTS if is_legacy else JOINTS
    blocks = [part for group in _groups(columns) for part in two_way.parted(_block(group, joints), body)]
    names = [key(head) for head in named]
    return Layout(
        n_header_rows=n_header_rows,
        blocks=tuple(blocks),
        withheld=withheld,
        separators=(",",),
        left_out=_left_out(body, names),
    )


def _columns(rows: Rows) -> list[_Column]:
    """The columns that are questions, by their ImportId; all others the tool added, or the survey's own fields."""
    found = []
    for number, (cell, head) in enumerate(zip(rows[2], rows[1], strict=True)):
        try:
            told = json.loads(cell)
        except (ValueError, RecursionError):
            continue
        import_id = str(told.get("ImportId", "")) if isinstance(told, dict) else ""
        match = QUESTION.match(import_id)
        if match and not MEASURED.search(import_id):
            is_typed = bool(TYPED.search(import_id))
            into = SORTED.match(match["rest"])
            question = match["question"] + (f"_{into['group']}_{into['what']}" if into else "")
            words = RANKED.sub("", wording(head)) if into and into["what"] == "RANK" else wording(head)
            found.append(_Column(number, question, words, "choiceId" in told, is_typed))
    return found


def _legacy(rows: Rows) -> list[_Column]:
    """Columns with an id and a wording of their own; a field of the survey repeats its name as its wording."""
    found = []
    for number, (code, head) in enumerate(zip(rows[0], rows[:2][-1], strict=True)):
        name, words = wording(code), wording(head)
        match = ID.match(name)
        is_own = V.match(name) or key(head).replace(" ", "") in LEGACY_OWN or key(name) == key(words)
        is_added = (LEGACY_ADDED.match(words) and LEGACY_MEASURED.search(words)) or LEGACY_TIMED.search(words)
        is_added = is_added or LEGACY_ORDER.search(name)
        if match and words and not is_own and not is_added:
            is_typed = bool(match["part"]) and match["part"].endswith("TEXT")
            found.append(_Column(number, match["question"], words, is_option=False, is_typed=is_typed))
    return found


def _groups(columns: Sequence[_Column]) -> list[list[_Column]]:
    groups: dict[str, list[_Column]] = {}
    for column in columns:
        groups.setdefault(column.question, []).append(column)
    return list(groups.values())


def _block(group: Sequence[_Column], joints: Sequence[str]) -> Block:
    """Texts are typed beside an option only where there are options: else they are the fields of a form."""
    spread = [column for column in group if not column.is_typed] or list(group)
    beside = [column for column in group if column not in spread]
    stem = _stem([column.wording for column in (spread if len(spread) > 1 else group)], joints)
    columns, typed = tuple(column.number for column in spread), tuple(column.number for column in beside)
    typed_labels = tuple(_label(column, stem) for column in beside)
    if len(spread) < 2 and not spread[0].is_option:
        head = SELECTED.sub("", spread[0].wording).strip() or stem
        return Block(wording=head, columns=columns, typed=typed, typed_labels=typed_labels)
    head = SELECTED.sub("", stem.rstrip(" -")).strip() or group[0].wording
    whole, _, column = head.rpartition(joints[-1])
    return Block(
        wording=head,
        role=two_way.column_role(whole, column) if "#" in group[0].question and whole else None,
        columns=columns,
        labels=tuple(_label(column, stem) for column in spread),
        typed=typed,
        typed_labels=typed_labels,
        is_ticked=all(column.is_option for column in spread),
    )


def _label(column: _Column, stem: str) -> str:
    """The part of a wording that names the option or row: what follows the stem, or what differs from its question."""
    start = commonprefix([column.wording, stem])  # noqa: RUF071 - of letters, not of paths
    rest = column.wording[len(start) :] if start == stem else column.wording[start.rfind(" - ") + 1 :]
    return rest.lstrip(" -").strip() or column.wording


def _stem(heads: Sequence[str], joints: Sequence[str]) -> str:
    """What the wordings of one question share, up to the last dash."""
    shared = commonprefix(list(heads))  # noqa: RUF071 - of letters, not of paths
    cuts = [shared.rfind(joint) + len(joint) for joint in joints if joint in shared]
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
