"""Typeform's interface: the definition of a form and its responses as JSON, as programs store them.

Unlike the CSV it tells every wording, every option and every kind. Where the documents are found: typeform_document.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pipeline.contract.grid import Grid
from pipeline.model import QuestionKind
from pipeline.survey import typeform, typeform_document
from pipeline.survey.layout import Block, Layout
from pipeline.survey.roles import role
from pipeline.survey.typeform_document import Form
from pipeline.survey.wording import shown

DIALECT = typeform.DIALECT
KINDS: Mapping[str, QuestionKind] = {
    "opinion_scale": "rating", "rating": "rating", "nps": "rating", "yes_no": "choice", "legal": "choice",
    "dropdown": "choice", "multiple_choice": "choice", "picture_choice": "choice", "long_text": "free_text",
    "short_text": "free_text", "date": "date",
}  # fmt: skip
WITHHELD = frozenset({"email", "phone_number", "contact_info", "address", "file_upload", "signature", "payment"})
HOLDERS = ("group", "inline_group")
NOT_ASKED = ("statement", "welcome_screen", "thankyou_screen")
UNFINISHED = ("partial", "started")
UNKNOWN = "an answer to a field that the form no longer has"


@dataclass
class _Table:
    """The rows and the layout as they grow, field by field."""

    heads: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    withheld: dict[int, str] = field(default_factory=dict)

    def add(self, head: str, cells: Sequence[str]) -> int:
        """A column; returns its number."""
        self.heads.append(head)
        for row, cell in zip(self.rows, cells, strict=True):
            row.append(cell)
        return len(self.heads) - 1


@dataclass(frozen=True)
class _Asked:
    """A field of the form, its wording, and the kind that withholds it: its own, or that of the field around it."""

    field: Mapping[str, Any]
    head: str
    is_withheld: bool = False

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids under which it is answered: its own, and those of the rows of a matrix."""
        return (str(self.field["id"]), *(str(row["id"]) for row in _rows(self.field)))


def read(data: bytes, name: str) -> tuple[Grid, Layout, tuple[str, ...]] | None:
    """The form with most responses as a table, its layout, and the titles of the other forms; None where it is none.

    Raises:
        UsageError: it is broken JSON, or there are responses, but no definition that tells what was asked.
    """
    found = typeform_document.read(data, name)
    if found is None:
        return None
    best = max(found.answered, key=lambda form: len(form.responses))
    others = tuple(f"form {form.title}" for form in found.answered if form is not best)
    grid, layout = _table(best, found.encoding)
    return grid, layout, others


def _table(form: Form, encoding: str) -> tuple[Grid, Layout]:
    table = _Table(rows=[[] for _ in form.responses])
    answers = [
        {str(answer["field"].get("id")): answer for answer in response["answers"] if _names_field(answer)}
        for response in form.responses
    ]
    known: set[str] = set()
    for asked in _asked(form.fields, ""):
        known.update(asked.ids)
        if asked.is_withheld:
            said = [found.get(str(asked.field["id"]), {}) for found in answers]
            table.withheld[table.add(asked.head, [_plain(answer) for answer in said])] = asked.head
        elif _rows(asked.field):
            _add_matrix(table, asked, answers)
        else:
            _add_field(table, asked, [found.get(str(asked.field["id"]), {}) for found in answers])
    _add_unknown(table, answers, known)
    grid = Grid(
        sheet="", encoding=encoding, rows=[table.heads, *table.rows], numbers=tuple(range(1, len(table.rows) + 2))
    )
    left_out = {n: "unfinished" for n, each in enumerate(form.responses) if each.get("response_type") in UNFINISHED}
    return grid, Layout(n_header_rows=1, blocks=tuple(table.blocks), withheld=table.withheld, left_out=left_out)


def _names_field(answer: Any) -> bool:
    return isinstance(answer, dict) and isinstance(answer.get("field"), dict)


def _asked(fields: Sequence[Any], above: str, *, is_withheld: bool = False) -> Iterator[_Asked]:
    """Every field that is asked, those within groups included; a matrix is one field."""
    for each in fields:
        if not isinstance(each, dict) or "id" not in each:
            continue
        title, kind = shown(str(each.get("title"))), each.get("type")
        head = f"{above} - {title}" if above else title
        inner = _properties(each).get("fields")
        withheld = is_withheld or kind in WITHHELD
        if isinstance(inner, list) and (withheld or kind in HOLDERS):
            yield from _asked(inner, title, is_withheld=withheld)
        elif kind not in NOT_ASKED:
            yield _Asked(each, head, withheld)


def _properties(asked: Mapping[str, Any]) -> dict[str, Any]:
    found = asked.get("properties")
    return found if isinstance(found, dict) else {}


def _rows(asked: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows of a matrix, each of which is a field with the same options; none for any other field."""
    inner = _properties(asked).get("fields")
    if asked.get("type") != "matrix" or not isinstance(inner, list):
        return []
    return [each for each in inner if isinstance(each, dict) and "id" in each]


def _choices(asked: Mapping[str, Any]) -> list[str]:
    """The options of the form; a message of a single response has them beside the properties."""
    choices = _properties(asked).get("choices") or asked.get("choices")
    labels = (
        [shown(str(each.get("label"))) for each in choices if isinstance(each, dict)]
        if isinstance(choices, list)
        else []
    )
    return list(dict.fromkeys(filter(None, labels)))


def _is_several(asked: Mapping[str, Any]) -> bool:
    return bool(_properties(asked).get("allow_multiple_selection") or asked.get("allow_multiple_selections"))


def _add_matrix(table: _Table, asked: _Asked, answers: Sequence[Mapping[str, Any]]) -> None:
    """One question whose options are the rows; a cell holds what was chosen in its row.

    It is a rating, whoever chose what, unless each row has several answers or asks for times.
    """
    rows = _rows(asked.field)
    columns = []
    for row in rows:
        said = [found.get(str(row["id"]), {}) for found in answers]
        cells = ["; ".join(filter(None, (_plain(one), *_labels(one), _other(one)))) for one in said]
        columns.append(table.add(asked.head, cells))
    is_times = role(asked.head, "multi_select") == "availability"
    kind: QuestionKind = "multi_select" if is_times or any(map(_is_several, rows)) else "rating"
    labels = tuple(shown(str(row.get("title"))) for row in rows)
    table.blocks.append(Block(wording=asked.head, columns=tuple(columns), labels=labels, kind=kind, is_grid=True))


def _add_field(table: _Table, asked: _Asked, said: Sequence[Mapping[str, Any]]) -> None:
    kind, head = str(asked.field.get("type")), asked.head
    known = _choices(asked.field)
    if _is_several(asked.field) or kind == "ranking":
        table.blocks.append(_several(table, head, said, known, is_order=kind == "ranking"))
        return
    typed = [_other(answer) for answer in said]
    column = table.add(head, [_plain(answer) for answer in said])
    others = (table.add(head, typed),) if any(typed) else ()
    codes = {label: label for label in known}
    table.blocks.append(Block(wording=head, columns=(column,), typed=others, kind=KINDS.get(kind), codes=codes))


def _add_unknown(table: _Table, answers: Sequence[Mapping[str, Any]], known: Collection[str]) -> None:
    """A column for each field that was answered and that the form does not define: named, and not stored."""
    for unknown in dict.fromkeys(field_id for found in answers for field_id in found if field_id not in known):
        cells = ["x" if unknown in found else "" for found in answers]
        table.withheld[table.add(UNKNOWN, cells)] = UNKNOWN


def _several(
    table: _Table, head: str, said: Sequence[Mapping[str, Any]], known: Sequence[str], *, is_order: bool
) -> Block:
    """A question with several answers; a label that the form does not define is no option, but something written."""
    chosen = [_labels(answer) for answer in said]
    kind: QuestionKind = "ranking" if is_order else "multi_select"
    if not known:
        cells = ["; ".join(filter(None, [*labels, _other(one)])) for labels, one in zip(chosen, said, strict=True)]
        return Block(wording=head, columns=(table.add(head, cells),), kind=kind)
    columns = tuple(table.add(head, [_cell(labels, label, is_order=is_order) for labels in chosen]) for label in known)
    typed = [
        "; ".join(filter(None, [*(label for label in labels if label not in known), _other(one)]))
        for labels, one in zip(chosen, said, strict=True)
    ]
    block = Block(wording=head, columns=columns, labels=tuple(known), is_ticked=not is_order)
    if any(typed):
        block = replace(block, typed=(table.add(head, typed),))
    return replace(block, kind="ranking") if is_order else block


def _cell(labels: Sequence[str], option: str, *, is_order: bool) -> str:
    if option not in labels:
        return ""
    return str(labels.index(option) + 1) if is_order else option


def _labels(answer: Mapping[str, Any]) -> list[str]:
    choices = answer.get("choices")
    labels = choices.get("labels") if isinstance(choices, dict) else None
    return [shown(str(label)) for label in labels] if isinstance(labels, list) else []


def _other(answer: Mapping[str, Any]) -> str:
    """What was typed under "other"."""
    for name in ("choices", "choice"):
        inner = answer.get(name)
        if isinstance(inner, dict) and inner.get("other"):
            return str(inner["other"])
    return ""


def _plain(answer: Mapping[str, Any]) -> str:
    """The one thing that an answer says, as a cell."""
    value = answer.get(str(answer.get("type")))
    if isinstance(value, dict):
        value = value.get("label")
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return "" if value is None or isinstance(value, list | dict) else str(value)
