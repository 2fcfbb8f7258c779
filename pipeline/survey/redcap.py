"""REDCap: raw codes or labels, `field___code` for the boxes of a checkbox, one `_complete` column a form.

Only the data dictionary knows wordings, options and which fields identify a person; without it names stand for them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.contract.grid import Rows
from pipeline.errors import UsageError
from pipeline.model import Dialect, QuestionKind
from pipeline.survey.layout import Block, Layout
from pipeline.survey.wording import key, wording

DIALECT: Dialect = "redcap"
BOX = re.compile(r"^(?P<field>[a-z]\w*?)___(?P<code>\w+)$")
CHOICE = re.compile(r"^(?P<stem>.+) \(choice=(?P<label>.*)\)$", re.DOTALL)
OWN = re.compile(
    r"^(?:redcap_\w+|\w+_timestamp|\w+_complete|record_id|(?:participant|study|subject)_?id|survey identifier"
    r"|survey timestamp|complete\?|event name|repeat (?:instrument|instance)|data access group|record id)$",
    re.IGNORECASE,
)
COMPLETE = frozenset({"0", "1", "2", "incomplete", "unverified", "complete", ""})
FIELD, LABEL, TYPE = "variable field name", "field label", "field type"
CHOICES, IDENTIFIER = "choices calculations or slider labels", "identifier"
VALIDATION, MATRIX, HEADING = "text validation type or show slider number", "matrix group name", "section header"
DICTIONARY = {FIELD, LABEL, TYPE}
CHOSEN = ("radio", "dropdown", "checkbox")
"""Kinds of fields whose choices are choices: of a `calc` they are its formula, of a `slider` its labels."""
FILES = ("file", "descriptive")
KINDS: Mapping[str, QuestionKind] = {
    "radio": "choice", "dropdown": "choice", "yesno": "choice", "truefalse": "choice", "notes": "free_text",
    "slider": "rating",
}  # fmt: skip
FIXED = {"yesno": {"1": "Yes", "0": "No"}, "truefalse": {"1": "True", "0": "False"}}
NOT_STORED = ("email", "phone", "zipcode")
SHOWN, MAX_NAMED = 60, 6


@dataclass(frozen=True)
class Field:
    """What the dictionary says about one field."""

    label: str
    kind: str
    choices: Mapping[str, str]
    is_identifier: bool
    matrix: str
    """The name of the matrix it is a row of."""
    heading: str
    """What stands above it in the form, such as the question of a matrix."""


def score(rows: Rows) -> float:
    """Sure with the tool's own names; a file of checkboxes and form states alone is still likely."""
    heads = [wording(head) for head in rows[0]]
    if "redcap_survey_identifier" in heads or "redcap_event_name" in heads:
        return 0.97
    boxes = [head for head in heads if BOX.match(head)]
    states = [
        number
        for number, head in enumerate(heads)
        if (head.endswith("_complete") or head == "Complete?") and {key(row[number]) for row in rows[1:]} <= COMPLETE
    ]
    if boxes and states:
        return 0.95
    choices = [head for head in heads if CHOICE.match(head)]
    if choices or boxes:
        return 0.9 if states or len(choices) > 1 else 0.7
    return 0.85 if states and heads[0] in ("record_id", "Record ID") else 0.0


def is_dictionary(rows: Rows) -> bool:
    """True for a data dictionary, which is no export."""
    return {key(head) for head in rows[0]} >= DICTIONARY


def layout(rows: Rows) -> Layout:
    """A block a field; the boxes of a checkbox are one block. Columns headed alike are blocks of their own."""
    heads = [wording(head) for head in rows[0]]
    withheld = {number: head for number, head in enumerate(heads) if OWN.match(head)}
    groups: dict[tuple[str, int], list[tuple[int, str]]] = {}
    for number, head in enumerate(heads):
        if number not in withheld:
            match = BOX.match(head) or CHOICE.match(head)
            name, label = match.groups() if match else (head, "")
            groups.setdefault((name, -1 if match else number), []).append((number, label))
    blocks = tuple(_block(name, columns, is_ticked=place < 0) for (name, place), columns in groups.items())
    return Layout(n_header_rows=1, blocks=blocks, withheld=withheld)


def _block(name: str, columns: Sequence[tuple[int, str]], *, is_ticked: bool) -> Block:
    numbers, labels = tuple(number for number, _ in columns), tuple(label for _, label in columns)
    head = name if " " in name else name.replace("_", " ")
    if not is_ticked:
        return Block(wording=head, columns=numbers)
    return Block(wording=head, columns=numbers, labels=labels, is_ticked=True)


def dictionary(rows: Rows, name: str) -> dict[str, Field]:
    """The fields of a data dictionary, by variable name; the first is the record's id, which names a person.

    Raises:
        UsageError: it is no data dictionary.
    """
    if not is_dictionary(rows):
        raise UsageError(
            f"{name}: the first row is {', '.join(rows[0])[:120]}; a REDCap data dictionary was expected, with the "
            "columns Variable / Field Name, Field Type and Field Label"
        )
    place = {key(head): number for number, head in enumerate(rows[0])}

    def cell(row: Sequence[str], column: str) -> str:
        return wording(row[place[column]]) if column in place else ""

    return {
        cell(row, FIELD): Field(
            label=cell(row, LABEL),
            kind=cell(row, TYPE).casefold(),
            choices=_choices(cell(row, TYPE).casefold(), cell(row, CHOICES)),
            is_identifier=number == 0
            or cell(row, IDENTIFIER).casefold() in ("y", "yes")
            or cell(row, TYPE).casefold() in FILES
            or cell(row, VALIDATION).casefold().startswith(NOT_STORED),
            matrix=cell(row, MATRIX),
            heading=cell(row, HEADING),
        )
        for number, row in enumerate(rows[1:])
        if cell(row, FIELD)
    }


def _choices(kind: str, text: str) -> Mapping[str, str]:
    """Of a field that has choices, `1, one|2, two` as code and label."""
    if kind not in CHOSEN:
        return FIXED.get(kind, {})
    pairs = (part.partition(",") for part in text.split("|") if "," in part)
    return {code.strip(): label.strip() for code, _, label in pairs}


def informed(rows: Rows, plain: Layout, fields: Mapping[str, Field], name: str) -> Layout:
    """The layout with what the dictionary knows: wordings, options, kinds, and the fields that identify a person.

    A heading is a variable's name, or its label where labels were exported.

    Raises:
        UsageError: a column is of no field or may be of several, so that nobody knows whether it identifies a person.
    """
    heads = [wording(head) for head in rows[0]]
    found = {block.columns: _fields_of(heads[block.columns[0]], fields) for block in plain.blocks}
    _require_one_field([(block.wording, found[block.columns]) for block in plain.blocks], name)
    withheld = dict(plain.withheld)
    blocks: list[Block] = []
    matrices: dict[str, list[tuple[Block, Field]]] = {}
    for block in plain.blocks:
        (field,) = found[block.columns]
        if field.is_identifier:
            withheld |= {number: heads[number] for number in block.columns}
        elif field.matrix and not block.is_ticked:
            matrices.setdefault(field.matrix, []).append((block, field))
        else:
            blocks.append(_informed(block, field))
    blocks += [_matrix(name, members) for name, members in matrices.items()]
    return replace(plain, blocks=tuple(sorted(blocks, key=lambda block: block.columns)), withheld=withheld)


def _fields_of(head: str, fields: Mapping[str, Field]) -> list[Field]:
    """The field that a heading names; else every field that is labelled so, beyond case and punctuation."""
    box, choice = BOX.match(head), CHOICE.match(head)
    named = fields.get(box["field"] if box else head)
    if named is not None:
        return [named]
    label = key(choice["stem"] if choice else head)
    return [field for field in fields.values() if label and key(field.label) == label]


def _require_one_field(found: Sequence[tuple[str, Sequence[Field]]], name: str) -> None:
    for n_fields, what in ((0, "of no field"), (2, "labelled like several fields")):
        odd = [words for words, fields in found if min(len(fields), 2) == n_fields]
        if odd:
            shown = ", ".join(repr(words[:SHOWN]) for words in odd[:MAX_NAMED])
            more = f" and {len(odd) - MAX_NAMED} more" if len(odd) > MAX_NAMED else ""
            raise UsageError(
                f"{name}: {len(odd)} column(s) {what} of the data dictionary: {shown}{more}; one field a column was "
                "expected, since the dictionary tells which columns name a person: export the raw data (headings "
                "are variable names) with the dictionary of the same day, or take these columns out of the export"
            )


def _matrix(name: str, members: Sequence[tuple[Block, Field]]) -> Block:
    """Fields of one matrix as one question; its wording stands above the first of them."""
    head = next((field.heading for _, field in members if field.heading), name.replace("_", " "))
    return Block(
        wording=head,
        columns=tuple(block.columns[0] for block, _ in members),
        labels=tuple(field.label for _, field in members),
        codes=members[0][1].choices,
    )


def _informed(block: Block, field: Field) -> Block:
    labels = tuple(_label(code, field.choices) for code in block.labels)
    kind = None if block.is_ticked else KINDS.get(field.kind)
    codes = {} if block.is_ticked else field.choices
    return replace(block, wording=field.label or block.wording, labels=labels, kind=kind, codes=codes)


def _label(code: str, choices: Mapping[str, str]) -> str:
    """Column names hold codes in small letters, with `_` for a minus sign; a label export holds the label itself."""
    if code in choices.values():
        return code
    by_column = {re.sub(r"\W", "_", known.casefold()): label for known, label in choices.items()}
    return by_column.get(code.casefold(), code)
