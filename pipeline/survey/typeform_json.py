"""Typeform's interface: the definition of a form and its responses as JSON, as programs store them.

Unlike the CSV it tells every wording. Definition and responses may lie side by side in one document, or as JSON in
texts within it, as P2PU's database export has them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipeline.contract.grid import Grid
from pipeline.errors import UsageError
from pipeline.model import QuestionKind
from pipeline.survey import typeform
from pipeline.survey.layout import Block, Layout

DIALECT = typeform.DIALECT
MAX_DEPTH = 12
KINDS: Mapping[str, QuestionKind] = {
    "opinion_scale": "rating", "rating": "rating", "nps": "rating", "yes_no": "choice", "legal": "choice",
    "dropdown": "choice", "multiple_choice": "choice", "picture_choice": "choice", "long_text": "free_text",
    "short_text": "free_text", "date": "date",
}  # fmt: skip
WITHHELD = frozenset({"email", "phone_number", "contact_info", "address", "file_upload", "signature", "payment"})
HOLDERS = ("group", "matrix", "inline_group")


@dataclass
class _Form:
    """A form and the responses to it."""

    title: str
    fields: list[dict[str, Any]]
    responses: list[dict[str, Any]] = field(default_factory=list)


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


def read(data: bytes, name: str) -> tuple[Grid, Layout, tuple[str, ...]] | None:
    """The form with most responses as a table, its layout, and the titles of the other forms; None where it is none.

    Raises:
        UsageError: there are responses, but no definition that tells what was asked.
    """
    if not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")):
        return None
    try:
        document = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None
    forms: dict[str, _Form] = {}
    lost: list[dict[str, Any]] = []
    _collect(document, forms, lost, None, 0)
    asked = [form for form in forms.values() if form.responses]
    if not asked:
        if lost:
            raise UsageError(
                f"{name}: responses of Typeform without the definition of their form, one JSON document with both was "
                "expected: export the responses as CSV or XLSX instead"
            )
        return None
    best = max(asked, key=lambda form: len(form.responses))
    others = tuple(f"form {form.title}" for form in asked if form is not best)
    grid, layout = _table(best)
    return grid, layout, others


def _collect(value: Any, forms: dict[str, _Form], lost: list[dict[str, Any]], form: _Form | None, depth: int) -> None:
    """Every form and, under the nearest one, every response."""
    if depth > MAX_DEPTH:
        return
    if isinstance(value, list):
        for item in value:
            _collect(item, forms, lost, form, depth + 1)
    elif isinstance(value, dict):
        if isinstance(value.get("answers"), list):
            (lost if form is None else form.responses).append(value)
            return
        inner = {key: _unpacked(item) for key, item in value.items()}
        here = next((_form(item, forms) for item in (value, *inner.values()) if _is_form(item)), form)
        for item in inner.values():
            if not _is_form(item):
                _collect(item, forms, lost, here, depth + 1)


def _unpacked(value: Any) -> Any:
    """A text that holds JSON as what it says."""
    if isinstance(value, str) and value.lstrip().startswith(("{", "[")):
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            return value
    return value


def _is_form(value: Any) -> bool:
    fields = value.get("fields") if isinstance(value, dict) else None
    return (
        isinstance(fields, list)
        and bool(fields)
        and all(isinstance(each, dict) and "id" in each and "title" in each for each in fields)
    )


def _form(value: dict[str, Any], forms: dict[str, _Form]) -> _Form:
    key = str(value.get("id") or value.get("title"))
    return forms.setdefault(key, _Form(title=str(value.get("title") or key), fields=value["fields"]))


def _table(form: _Form) -> tuple[Grid, Layout]:
    table = _Table(rows=[[] for _ in form.responses])
    answers = [
        {str(answer["field"].get("id")): answer for answer in response["answers"] if _names_field(answer)}
        for response in form.responses
    ]
    for asked, head in _asked(form.fields, ""):
        said = [found.get(str(asked["id"]), {}) for found in answers]
        _add_field(table, asked, head, said)
    grid = Grid(
        sheet="", encoding="utf-8", rows=[table.heads, *table.rows], numbers=tuple(range(1, len(table.rows) + 2))
    )
    return grid, Layout(n_header_rows=1, blocks=tuple(table.blocks), withheld=table.withheld)


def _names_field(answer: Any) -> bool:
    return isinstance(answer, dict) and isinstance(answer.get("field"), dict)


def _asked(fields: Sequence[Any], above: str) -> Iterator[tuple[dict[str, Any], str]]:
    """Every field that is asked, those within groups included, and its wording."""
    for each in fields:
        if not isinstance(each, dict) or "id" not in each:
            continue
        head = f"{above} - {each.get('title')}" if above else str(each.get("title"))
        inner = _properties(each).get("fields")
        if each.get("type") in HOLDERS and isinstance(inner, list):
            yield from _asked(inner, str(each.get("title")))
        elif each.get("type") != "statement":
            yield each, head


def _properties(asked: Mapping[str, Any]) -> dict[str, Any]:
    found = asked.get("properties")
    return found if isinstance(found, dict) else {}


def _add_field(table: _Table, asked: dict[str, Any], head: str, said: Sequence[dict[str, Any]]) -> None:
    kind = str(asked.get("type"))
    if kind in WITHHELD:
        table.withheld[table.add(head, [_plain(answer) for answer in said])] = head
        return
    choices = _properties(asked).get("choices")
    known = [str(each.get("label")) for each in choices if isinstance(each, dict)] if isinstance(choices, list) else []
    known = list(dict.fromkeys(known))
    if _properties(asked).get("allow_multiple_selection") or kind == "ranking":
        table.blocks.append(_several(table, head, said, known, is_order=kind == "ranking"))
        return
    typed = [_other(answer) for answer in said]
    column = table.add(head, [_plain(answer) for answer in said])
    others = (table.add(head, typed),) if any(typed) else ()
    codes = {label: label for label in known}
    table.blocks.append(Block(wording=head, columns=(column,), typed=others, kind=KINDS.get(kind), codes=codes))


def _several(
    table: _Table, head: str, said: Sequence[dict[str, Any]], known: Sequence[str], *, is_order: bool
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
    others = (table.add(head, typed),) if any(typed) else ()
    return Block(
        wording=head,
        columns=columns,
        labels=tuple(known),
        typed=others,
        is_ticked=not is_order,
        kind="ranking" if is_order else None,
    )


def _cell(labels: Sequence[str], option: str, *, is_order: bool) -> str:
    if option not in labels:
        return ""
    return str(labels.index(option) + 1) if is_order else option


def _labels(answer: Mapping[str, Any]) -> list[str]:
    choices = answer.get("choices")
    labels = choices.get("labels") if isinstance(choices, dict) else None
    return [str(label) for label in labels] if isinstance(labels, list) else []


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
