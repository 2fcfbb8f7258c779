"""SurveyMonkey: two heading rows (question on its first column only, then option or row), or `Question - Option`.

Condensed exports join what was chosen in one column with `, `.
"""

from __future__ import annotations

import re

from pipeline.contract.grid import Rows
from pipeline.model import Dialect
from pipeline.survey import scales, two_way
from pipeline.survey.layout import Block, Layout
from pipeline.survey.wording import key, shown, wording

DIALECT: Dialect = "surveymonkey"
IDS = ("respondentid", "respondent id")
OWN = re.compile(
    r"^(?:respondent ?id|collector ?id|start ?date|end ?date|date ?created|date ?modified|ip ?address|email ?address"
    r"|first ?name|last ?name|custom(?: ?data)? ?\d+)$"
)
ANSWER = frozenset({
    "response", "open ended response", "respuesta", "respuesta abierta", "réponse", "réponse ouverte", "antwort",
    "offene antwort",
})  # fmt: skip
"""Keys of second headings that say no more than that the question was answered; hardly anybody answers so."""
PLAIN = ANSWER | {"no label", "date time", "date", "time", "score"}
SPECIFY = re.compile(
    r"(?i)^(?:other|otr[oa]s?|autres?|andere|sonstiges?)\b.*\((?:please |por favor |veuillez |bitte )?"
    r"(?:specify|describe|explain|list|especifi|préciser|angeben)|\bplease specify\b"
)
BESIDE = re.compile(
    r"(?i)\bplease (?:explain|elaborate)\b|^(?:additional |other |any |your |further )*comments?\b[^?]{0,30}$"
)
LETTER = re.compile(r"[^\W\d_]")
MAX_STEPS = 12
JOINT = " - "
MAX_CUTS = 30


def score(rows: Rows) -> float:
    """Sure with the respondent's id and the second heading row; less with one of the two."""
    has_id = key(rows[0][0]) in IDS
    if _has_two_rows(rows):
        return 0.97 if has_id else 0.85
    return 0.85 if has_id else 0.0


def layout(rows: Rows) -> Layout:
    """A block a question: blank headings belong to the question on their left."""
    if _has_two_rows(rows):
        heads = [wording(head) for head in rows[0]]
        labels = [wording(label) for label in rows[1]]
        n_header_rows = 2
    else:
        heads, labels = _parted([wording(head) for head in rows[0]])
        n_header_rows = 1
    withheld = {number: head for number, head in enumerate(heads) if OWN.match(key(head))}
    body = rows[n_header_rows:]
    questions = _questions(heads, labels, withheld)
    if n_header_rows == 1:
        questions = _stacked(questions, heads, labels)
    blocks = [
        part for columns in questions for part in two_way.parted(_block(heads[columns[0]], columns, labels, body), body)
    ]
    return Layout(n_header_rows=n_header_rows, blocks=tuple(blocks), withheld=withheld, separators=(", ",))


def _has_two_rows(rows: Rows) -> bool:
    """True where row two names options, not answers.

    There are blank headings above some of its cells, and it has nothing of what the tool writes of each respondent
    while the row below does, or it has words that only stand in such a row.
    """
    if len(rows) < 2:
        return False
    below = [wording(cell) for cell in rows[1]]
    n_words = sum(key(label) in ANSWER or bool(SPECIFY.search(label)) for label in below)
    n_spread = sum(bool(label) and not wording(head) for head, label in zip(rows[0], below, strict=True))
    own = [number for number, head in enumerate(rows[0]) if OWN.match(key(head))]
    is_no_answer = not any(below[number] for number in own)
    is_above_answers = len(rows) > 2 and any(wording(rows[2][number]) for number in own if number < len(rows[2]))
    has_labels = (n_words + n_spread) * 2 >= len(below) - len(own)
    return is_no_answer and (n_words > 0 or is_above_answers) and has_labels


def _parted(heads: list[str]) -> tuple[list[str], list[str]]:
    """One heading row in the shape of two: `Question - Option` parted where a neighbour shares the question.

    The first part of a question may itself hold ` - `, so the longest stem that a neighbour shares is taken.
    """
    stems = [_stem(heads, number) for number in range(len(heads))]
    labels = [head[len(stem) + len(JOINT) :].strip() if stem else "" for head, stem in zip(heads, stems, strict=True)]
    tops: list[str] = []
    for number, head in enumerate(heads):
        stem = (stems[number] or head).strip()
        is_same = number > 0 and (stems[number - 1] or heads[number - 1]).strip() == stem and bool(stems[number])
        tops.append("" if is_same else stem)
    return tops, [label or "Response" for label in labels]


def _stem(heads: list[str], number: int) -> str:
    head = heads[number]
    cuts = [match.start() for match in re.finditer(re.escape(JOINT), head)]
    for cut in cuts[: -MAX_CUTS - 1 : -1]:
        stem = head[:cut]
        near = heads[max(0, number - 1) : number] + heads[number + 1 : number + 2]
        if any(other == stem.strip() or other.startswith(stem + JOINT) for other in near):
            return stem
    return head[: cuts[-1]] if cuts and "select all that apply" in head[: cuts[-1]].casefold() else ""


def _questions(heads: list[str], labels: list[str], withheld: dict[int, str]) -> list[list[int]]:
    """The columns of each question; a blank heading right of one of the tool's own columns starts a question."""
    groups: list[list[int]] = []
    for number, head in enumerate(heads):
        if number in withheld:
            continue
        starts = bool(head) or not groups or number - 1 in withheld or not labels[number]
        if starts:
            groups.append([number])
        else:
            groups[-1].append(number)
    return groups


def _stacked(questions: list[list[int]], heads: list[str], labels: list[str]) -> list[list[int]]:
    """The questions of one heading row, neighbours that are rows of one grid as one; heads and labels follow."""
    named = [[labels[number] for number in columns] for columns in questions]
    found: list[list[int]] = []
    at = 0
    for stem, n_rows in two_way.stacked([heads[columns[0]] for columns in questions], named):
        together = questions[at : at + n_rows]
        if n_rows > 1:
            for columns in together:
                row = heads[columns[0]][len(stem) + len(JOINT) :]
                for number in columns:
                    labels[number] = row + JOINT + labels[number]
            heads[together[0][0]] = stem
        found.append([number for columns in together for number in columns])
        at += n_rows
    return found


def _block(head: str, columns: list[int], labels: list[str], body: Rows) -> Block:
    """One question; what is beside its own answer, its options or its rows was typed."""
    named = [labels[number] for number in columns]
    if len(columns) == 1:
        is_plain = key(named[0]) in PLAIN or not named[0]
        return Block(wording=head or named[0], columns=tuple(columns), labels=() if is_plain else (named[0],))
    if key(named[0]) in ANSWER and key(named[1]) not in ANSWER:
        kept = columns[:1]
    else:
        kept = [number for number in columns if not _is_typed(number, columns, labels)]
        kept = kept[:-1] if _is_comment(kept, labels, body) else kept
    typed = tuple(number for number in columns if number not in kept)
    kept_labels = tuple(labels[number] for number in kept)
    if len(kept) == 1 and key(kept_labels[0]) in ANSWER:
        kept_labels = ()
    return Block(
        wording=head,
        columns=tuple(kept),
        labels=kept_labels,
        typed=typed,
        typed_labels=tuple(labels[number] for number in typed),
    )


def _is_typed(number: int, columns: list[int], labels: list[str]) -> bool:
    """True for the last of the columns that a question names `Other (please specify)`, unless it is all there is."""
    alike = [other for other in columns if labels[other] == labels[number]]
    is_beside = bool(SPECIFY.search(labels[number]) or BESIDE.search(labels[number]))
    return is_beside and number == alike[-1] and len(columns) > 1


def _is_comment(columns: list[int], labels: list[str], body: Rows) -> bool:
    """True where the last column holds texts and each of the others one word, or all of them the steps of one scale."""
    if len(columns) < 3:
        return False
    *others, last = ({shown(cell) for cell in {row[number] for row in body} if cell} for number in columns)
    steps = set[str]().union(*others)
    if not last or not steps or steps & last or any(scales.is_step(cell) or not LETTER.search(cell) for cell in last):
        return False
    if all(len(cells) <= 1 for cells in others):
        return len(last) > 1  # else the last column may be one more option
    is_shared = len(steps) < sum(map(len, others))
    return is_shared and len(steps) <= MAX_STEPS and key(labels[columns[-1]]) not in {key(cell) for cell in last}
