"""Cells to entries and back: one row of a sheet, read strictly, every finding a sentence with its column."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, get_args
from zoneinfo import ZoneInfo

from pipeline.errors import StoreError
from pipeline.model import SHEETS, Entry, SheetColumn, sheet_columns
from pipeline.model.ledger import CellKind

MAX_TEXT = 300
MAX_PERSON = 200
MAX_REF = 5_000  # title, provider and address of a course of the library's own list, which its id may be made of
ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
WHOLE = re.compile(r"[0-9]{1,9}")
DECIMAL = re.compile(r"[0-9]{1,10}(?:\.[0-9]{1,2})?")
CURRENCY = re.compile(r"[A-Z]{3}")
PSEUDONYM = re.compile(r"p-[0-9a-f]{24}")
FORMULA = "=+-@"
REWRITTEN = (
    "a spreadsheet may have rewritten it when it saved a CSV: use the XLSX template, or format the column as text"
)


COLUMNS = {row: sheet_columns(row) for row in SHEETS.values()}


@dataclass(frozen=True)
class Reading:
    """What reading needs besides the cells."""

    zone: ZoneInfo
    """The time zone of the local times."""
    pseudonym: Callable[[str], str]
    """A person's word, folded, to a keyed hash."""
    is_private: Callable[[str], bool] = lambda text: False
    """Whether a text holds contact data, which no sheet may."""


def read_cells(
    row: type[Entry], cells: Mapping[str, str], reading: Reading
) -> tuple[Entry | None, list[tuple[str, str]]]:
    """The entry, or None and what is wrong with it: column and sentence. What a person is called is in no sentence."""
    values: dict[str, Any] = {}
    wrong: list[tuple[str, str]] = []
    for column in COLUMNS[row]:
        text = cells.get(column.name, "").strip()
        if not text:
            values[column.name] = None
            if column.is_required:
                wrong.append((column.name, f"empty, {expected(column)} was expected"))
            continue
        try:
            values[column.name] = _READERS[column.kind](text, column, reading)
        except ValueError as error:
            wrong.append((column.name, str(error)))
    return (None, wrong) if wrong else (row(**values), [])


def expected(column: SheetColumn) -> str:
    """What a cell of this column holds, in words."""
    if column.choices:
        return f"one of {', '.join(column.choices)}"
    between = f" from {column.limits[0]} to {column.limits[1]}" if column.limits else ""
    return {
        "whole": f"a whole number{between}",
        "decimal": f"a number{between} with at most two digits after the point, such as 1.5",
        "day": "a day such as 2026-03-02",
        "moment": "a local day and time such as 2026-03-02 10:00",
        "currency": "a currency code of three capital letters, such as USD",
        "id": "a short name of letters, digits, `.`, `_` and `-`, at most 64",
        "ref": f"an id as Circlewise shows it, at most {MAX_REF:,} letters",
        "person": f"a staff number or another word for the person, at most {MAX_PERSON} letters",
    }.get(column.kind, f"a text of at most {MAX_TEXT} letters")


def _refused(text: str, column: SheetColumn, more: str = "") -> ValueError:
    found = "" if column.kind == "person" else f"found `{text[:60]}`, "
    return ValueError(f"{found}{expected(column)} was expected{more}")


def _text(text: str, column: SheetColumn, reading: Reading) -> str:
    held = text[1:] if text.startswith("'") and looks_like_formula(text[1:]) else text
    plain = " ".join("".join(char for char in held if unicodedata.category(char) not in ("Cf", "Cs", "Co")).split())
    if held is text and looks_like_formula(plain):
        raise ValueError(f"starts with `{plain[0]}`, which a spreadsheet would compute: begin with a letter or a digit")
    if not plain or len(plain) > MAX_TEXT:
        raise _refused(text, column)
    if reading.is_private(plain):
        raise ValueError(
            "holds an e-mail address, a telephone number or a profile, which no sheet may hold: leave it out"
        )
    return plain


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet would compute it."""
    return unicodedata.normalize("NFKC", text).lstrip().startswith(tuple(FORMULA))


def _id(text: str, column: SheetColumn, reading: Reading) -> str:
    if not ID.fullmatch(text):
        raise _refused(text, column)
    return text


def _ref(text: str, column: SheetColumn, reading: Reading) -> str:
    """An id of the catalogue. One of the library's own list without an id column is made of title and provider."""
    if len(text) > MAX_REF or not text.isprintable() or looks_like_formula(text):
        raise _refused(text, column)
    return text


def _whole(text: str, column: SheetColumn, reading: Reading) -> int:
    if not WHOLE.fullmatch(text) or not _is_within(int(text), column):
        raise _refused(text, column)
    return int(text)


def _decimal(text: str, column: SheetColumn, reading: Reading) -> Decimal:
    if not DECIMAL.fullmatch(text) or not _is_within(Decimal(text), column):
        raise _refused(text, column)
    return Decimal(text)


def _is_within(number: int | Decimal, column: SheetColumn) -> bool:
    return column.limits is None or column.limits[0] <= number <= column.limits[1]


def _day(text: str, column: SheetColumn, reading: Reading) -> date:
    try:
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            raise ValueError
        return date.fromisoformat(text)
    except ValueError as error:
        raise _refused(text, column, f" ({REWRITTEN})" if "/" in text else "") from error


def _moment(text: str, column: SheetColumn, reading: Reading) -> datetime:
    try:
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}(?::[0-9]{2})?", text):
            raise ValueError
        local = datetime.fromisoformat(text)
        there = local.replace(tzinfo=reading.zone)
        back = there.astimezone(UTC).astimezone(reading.zone).replace(tzinfo=None)
    except (ValueError, OverflowError) as error:
        raise _refused(text, column, f" ({REWRITTEN})" if "/" in text else "") from error
    if back != local:
        raise ValueError(
            f"found `{text}`, which the clocks of {reading.zone} skip on that day; another time was expected"
        )
    return local


def _choice(text: str, column: SheetColumn, reading: Reading) -> str:
    word = text.casefold().replace(" ", "_")
    if word not in column.choices:
        raise _refused(text, column)
    return word


def _currency(text: str, column: SheetColumn, reading: Reading) -> str:
    if not CURRENCY.fullmatch(text):
        raise _refused(text, column)
    return text


def _person(text: str, column: SheetColumn, reading: Reading) -> str:
    """A pseudonym as it is, anything else hashed: letters folded, blanks and leading zeros of a number left out."""
    if PSEUDONYM.fullmatch(text):
        return text
    word = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    if not word or len(word) > MAX_PERSON:
        raise _refused(text, column)
    return reading.pseudonym(word.lstrip("0") or "0" if word.isascii() and word.isdigit() else word)


def fold_person(word: str, reading: Reading) -> str:
    """A person's word as every sheet has it: a keyed hash.

    Raises:
        ValueError: it is no word for a person.
    """
    return _person(word.strip(), PERSON_COLUMN, reading)


PERSON_COLUMN = next(column for column in COLUMNS[SHEETS["attendance"]] if column.kind == "person")
_READERS: dict[CellKind, Callable[[str, SheetColumn, Reading], Any]] = {
    "text": _text,
    "id": _id,
    "ref": _ref,
    "whole": _whole,
    "decimal": _decimal,
    "day": _day,
    "moment": _moment,
    "choice": _choice,
    "currency": _currency,
    "person": _person,
}
assert set(_READERS) == set(get_args(CellKind))


_FROM_JSON: dict[str, Callable[[str], Any]] = {
    "decimal": Decimal, "day": date.fromisoformat, "moment": datetime.fromisoformat,
}  # fmt: skip
_CONVERTED = {
    sheet: [(column.name, _FROM_JSON[column.kind]) for column in COLUMNS[row] if column.kind in _FROM_JSON]
    for sheet, row in SHEETS.items()
}
"""By sheet, the columns that JSON does not hold as they are: a page reads thousands of rows."""


def key_of(entry: Entry) -> str:
    """What tells an entry from others of its sheet, as JSON."""
    keys = [column.name for column in COLUMNS[type(entry)] if column.is_key]
    return json.dumps([_plain(getattr(entry, name)) for name in keys])


def to_json(entry: Entry) -> str:
    """The entry as the ledger keeps it; the same entry is the same text."""
    return json.dumps({f.name: _plain(getattr(entry, f.name)) for f in fields(entry)}, ensure_ascii=False)


def from_json(sheet: str, text: str) -> Entry:
    """An entry that `to_json` wrote, by this release or an older one: what was not there yet is empty.

    Raises:
        StoreError: it is of a sheet, or holds what, this release does not know.
    """
    try:
        held = json.loads(text)
        for name, convert in _CONVERTED[sheet]:
            if held.get(name) is not None:
                held[name] = convert(held[name])
        return SHEETS[sheet](**held)
    except (KeyError, TypeError, ValueError) as error:
        raise StoreError(
            f"the ledger holds a row of `{sheet}` that this release cannot read; update Circlewise"
        ) from error


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="minutes" if not value.second else "seconds")
    if isinstance(value, Decimal):
        return str(value.quantize(Decimal("0.01")))
    return value.isoformat() if isinstance(value, date) else value
