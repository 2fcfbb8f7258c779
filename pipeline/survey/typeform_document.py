"""Finds the forms of Typeform, and the responses to each, in a JSON document of any shape.

Definition and responses may lie side by side in one document, in the messages that Typeform sends for each response
(webhooks), or as JSON in texts within it, as P2PU's database export has them.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

from pipeline.contract.grid import Asked, decode
from pipeline.errors import UsageError

MAX_DEPTH = 12
MARKS = b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"
"""Bytes that may stand before the first letter: byte order marks, and half a letter of UTF-16."""
OPENING = re.compile(r'\s*(?:\{\s*(?:"|\}|$)|\[\s*(?:[{\["\]]|$))')
ASKED = Asked(expected="JSON of Typeform, or a survey export as CSV or XLSX, was expected")


@dataclass
class Form:
    """A form and the responses to it."""

    title: str
    fields: list[dict[str, Any]]
    responses: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Forms:
    """The forms that somebody answered, and their encoding."""

    encoding: str
    answered: list[Form]


def read(data: bytes, name: str) -> Forms | None:
    """The forms with responses; None where the file is no JSON, or holds no response.

    Raises:
        UsageError: it is JSON that breaks off or is broken, or there are responses, but no definition that tells what
            was asked.
    """
    if not data[:64].lstrip(MARKS).startswith((b"{", b"[")):
        return None
    text, encoding = decode(data, name, ASKED)
    text = text.removeprefix("\ufeff")
    if not OPENING.match(text) or '"ImportId"' in text[:200]:
        return None
    try:
        document = json.loads(text)
    except RecursionError as error:
        raise UsageError(f"{name}: JSON nested too deep to be read, {ASKED.expected}") from error
    except ValueError as error:
        raise UsageError(
            f"{name}: {_what_is_wrong(error, text)}, {ASKED.expected}: export or download it again"
        ) from error
    forms: dict[str, Form] = {}
    lost: list[dict[str, Any]] = []
    _collect(document, forms, lost, None, 0)
    answered = [form for form in forms.values() if form.responses]
    if lost and not answered:
        raise UsageError(
            f"{name}: responses of Typeform without the definition of their form, one JSON document with both was "
            "expected: export the responses as CSV or XLSX instead"
        )
    return Forms(encoding, answered) if answered else None


def _what_is_wrong(error: ValueError, text: str) -> str:
    if not isinstance(error, json.JSONDecodeError):
        return "JSON with a number that is too long"
    if text[error.pos :].strip() in ("", '"') or error.msg.startswith("Unterminated"):
        return f"JSON that breaks off in line {error.lineno}"
    return f"broken JSON: it cannot be read on from line {error.lineno}, column {error.colno}"


def _collect(value: Any, forms: dict[str, Form], lost: list[dict[str, Any]], form: Form | None, depth: int) -> None:
    """Every form and, under the nearest one, every response."""
    if depth > MAX_DEPTH:
        return
    if isinstance(value, list):
        for item in value:
            _collect(item, forms, lost, form, depth + 1)
    elif isinstance(value, dict):
        inner = {key: _unpacked(item) for key, item in value.items()}
        here = next((_form(item, forms) for item in (value, *inner.values()) if _is_form(item)), form)
        if isinstance(value.get("answers"), list):
            (lost if here is None else here.responses).append(value)
            return
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


def _form(value: dict[str, Any], forms: dict[str, Form]) -> Form:
    key = str(value.get("id") or value.get("title"))
    return forms.setdefault(key, Form(title=str(value.get("title") or key), fields=value["fields"]))
