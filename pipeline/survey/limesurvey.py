"""LimeSurvey: one heading row in which each column has a code, `code[sub]` for the rows and options of a question.

A heading is `code`, `code. wording`, `code._.wording` or the wording alone. A blank cell was not shown; `No` (or `N`)
was shown and not ticked.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.contract.grid import Rows
from pipeline.model import Dialect
from pipeline.survey.layout import Block, Layout
from pipeline.survey.wording import key, wording

DIALECT: Dialect = "limesurvey"
HEAD = re.compile(r"^(?P<code>[A-Za-z]\w*)(?P<subs>(?:\[[^\[\]]*\])*)(?:(?:\._\.|\.\s)\s*(?P<text>.*))?$", re.DOTALL)
LABEL = re.compile(r"^(?P<stem>.*?)\s*\[(?P<label>[^\[\]]*(?:\[[^\[\]]*\][^\[\]]*)*)\]$", re.DOTALL)
OWN = frozenset({
    "id", "submitdate", "lastpage", "startlanguage", "seed", "startdate",
    "datestamp", "ipaddr", "refurl", "token", "firstname", "lastname",
    "email", "interviewtime", "usesleft", "sent", "remindersent",
    "completed", "validfrom", "validuntil",
})  # fmt: skip
OWN_HEADS = frozenset({"response id", "date submitted", "last page", "start language", "seed", "date started",
                       "date last action", "ip address", "referrer url", "access code", "total time"})  # fmt: skip
TIMINGS = re.compile(r"^(?:group ?time|question ?time)|time$", re.IGNORECASE)
TICKS = frozenset({"yes", "no", "y", "n", "n a", ""})
OTHERS = ("other", "comment")
SHARE_CODED = 0.8


@dataclass(frozen=True)
class _Head:
    number: int
    code: str
    sub: str
    stem: str
    label: str


def score(rows: Rows) -> float:
    """Sure with the tool's own first columns; a copy without them still has the codes."""
    codes = [match["code"].casefold() if (match := HEAD.match(head)) else "" for head in rows[0]]
    marks = {"submitdate", "lastpage", "startlanguage", "seed"} & set(codes)
    if "id" in codes and len(marks) >= 2:
        return 0.97
    if {"response id", "date submitted"} <= {key(head) for head in rows[0]}:
        return 0.95
    filled = [head for head in rows[0] if head]
    worded = [match for head in filled if (match := HEAD.match(head)) and match["text"] is not None]
    has_subs = any(match["subs"] for match in worded)
    return 0.9 if has_subs and len(worded) >= SHARE_CODED * len(filled) else 0.0


def layout(rows: Rows) -> Layout:
    """A block a question code; a column without a heading is a row index that somebody's software added."""
    heads = [_read(number, wording(head)) for number, head in enumerate(rows[0])]
    withheld = {head.number: wording(rows[0][head.number]) for head in heads if _is_own(head)}
    groups: dict[str, list[_Head]] = {}
    for head in heads:
        if head.number not in withheld:
            groups.setdefault(head.code or f"column {head.number}", []).append(head)
    body = rows[1:]
    return Layout(
        n_header_rows=1,
        blocks=tuple(_block(group, body) for group in groups.values()),
        withheld=withheld,
        left_out=_unfinished(heads, body),
        blank_is_not_shown=True,
    )


def _read(number: int, head: str) -> _Head:
    """The parts of a heading; where it has no code, the wording without its label stands for it."""
    match = HEAD.match(head)
    coded = match is not None and (match["text"] is not None or match["subs"] or " " not in head)
    text = (match["text"] or "") if match and coded else head
    inner = LABEL.match(text)
    stem, label = (inner["stem"], inner["label"]) if inner else (text, "")
    subs = re.findall(r"\[([^\[\]]*)\]", match["subs"]) if match and coded else []
    code = match["code"] if match and coded else stem if inner else ""
    return _Head(number, code, " ".join(subs), stem.strip(), label.strip())


def _is_own(head: _Head) -> bool:
    name = head.code or head.stem
    if not name and not head.label:
        return True
    own = head.code.casefold() in OWN or key(head.stem or head.code) in OWN_HEADS or head.code.startswith("attribute_")
    return own or (not head.sub and bool(TIMINGS.search(head.code)))


def _block(group: Sequence[_Head], body: Rows) -> Block:
    typed = tuple(head.number for head in group if len(group) > 1 and head.sub.casefold().endswith(OTHERS))
    kept = [head for head in group if head.number not in typed]
    if not kept:
        kept, typed = list(group), ()
    stem = Counter(head.stem for head in kept).most_common(1)[0][0] or group[0].code
    if len(kept) == 1 and not kept[0].label:
        return Block(wording=stem, columns=(kept[0].number,), typed=typed)
    labels = tuple(head.label or head.sub or head.stem for head in kept)
    columns = tuple(head.number for head in kept)
    is_ticked = len(kept) > 1 and _is_ticked(body, columns)
    return Block(wording=stem, columns=columns, labels=labels, typed=typed, is_ticked=is_ticked)


def _is_ticked(body: Rows, columns: Sequence[int]) -> bool:
    """True where the cells only say yes, no or nothing."""
    return {key(row[column]) for row in body for column in columns} <= TICKS


def _unfinished(heads: Sequence[_Head], body: Rows) -> dict[int, str]:
    """Rows that were never submitted, where the export has the column that tells."""
    for head in heads:
        if head.code.casefold() == "submitdate" or key(head.stem) == "date submitted":
            return {number: "unfinished" for number, row in enumerate(body) if not row[head.number]}
    return {}
