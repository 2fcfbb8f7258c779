"""What people record about running circles: one frozen dataclass a sheet of the ledger, one field a column.

The sheets are written by `circlewise circles template` and read back by `circlewise circles import`; both know nothing
but what is declared here. A person stands in the ledger as a keyed hash only.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

CellKind = Literal["text", "id", "ref", "whole", "decimal", "day", "moment", "choice", "currency", "person"]
KINDS_BY_TYPE: dict[type, CellKind] = {
    str: "text", int: "whole", Decimal: "decimal", date: "day", datetime: "moment",
}  # fmt: skip
RATING = (1, 5)


def cell(
    doc: str,
    *,
    key: bool = False,
    kind: CellKind | None = None,
    choices: tuple[str, ...] = (),
    limits: tuple[int, int] | None = None,
    **options: Any,
) -> Any:
    """A column of a sheet: what people read above it, and what its cells may hold. `key=True` tells rows apart."""
    about = {"doc": doc, "key": key, "kind": "choice" if choices else kind, "choices": choices, "limits": limits}
    return dataclasses.field(metadata=about, **options)


@dataclass(frozen=True)
class SheetColumn:
    """A column of a sheet, for those who write and read sheets."""

    name: str
    kind: CellKind
    doc: str
    is_required: bool
    is_key: bool
    choices: tuple[str, ...]
    limits: tuple[int, int] | None


def sheet_columns(row: type) -> tuple[SheetColumn, ...]:
    """The columns of a sheet in declared order; worked out once, a page asks for each of its rows."""
    if row not in _COLUMNS:
        _COLUMNS[row] = tuple(_columns(row))
    return _COLUMNS[row]


def _columns(row: type) -> Iterator[SheetColumn]:
    hints = typing.get_type_hints(row)
    for field in dataclasses.fields(row):
        yield _sheet_column(field, hints[field.name])


_COLUMNS: dict[type, tuple[SheetColumn, ...]] = {}


def _sheet_column(field: dataclasses.Field[Any], hint: Any) -> SheetColumn:
    is_required = not isinstance(hint, types.UnionType)
    if not is_required:
        (hint,) = (part for part in hint.__args__ if part is not types.NoneType)
    about = field.metadata
    kind = about["kind"] or KINDS_BY_TYPE[hint]
    return SheetColumn(field.name, kind, about["doc"], is_required, about["key"], about["choices"], about["limits"])


@dataclass(frozen=True, kw_only=True, slots=True)
class CircleEntry:
    """A circle: what it is about, where and when it belongs."""

    circle_id: str = cell("short name of the circle that never changes, such as grants-main-2026", key=True, kind="id")
    title: str = cell("what the circle is about, as people know it")
    status: str = cell("how far it is", choices=("planned", "running", "completed", "cancelled"))
    branch: str | None = cell("the branch that holds it; the same word for the same branch", default=None)
    season: str | None = cell("the season it belongs to, such as 2026 spring", default=None)
    topic_id: str | None = cell(
        "topic_id of `circlewise topics`, where it came from a proposal", kind="ref", default=None
    )
    course_id: str | None = cell("course_id of the course it works through", kind="ref", default=None)
    places: int | None = cell("people it has room for", limits=(1, 500), default=None)
    homework_hours: Decimal | None = cell(
        "hours of work a participant was asked to do for each session, the session left out",
        limits=(0, 60),
        default=None,
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class SessionEntry:
    """A session of a circle."""

    circle_id: str = cell("the circle", key=True, kind="id")
    session: int = cell("1 for the first session, and so on", key=True, limits=(1, 200))
    starts_at: datetime = cell("local day and time, such as 2026-03-02 10:00", kind="moment")
    minutes: int = cell("length in minutes", limits=(5, 720))
    status: str = cell("whether it took place", choices=("planned", "held", "cancelled"))
    place: str | None = cell("room or address of the meeting; nobody's name", default=None)
    facilitator_hours: Decimal | None = cell(
        "hours that all facilitators together worked for it, preparation and the session included",
        limits=(0, 200),
        default=None,
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class AttendanceEntry:
    """Who was at a session; the person becomes a keyed hash as the file is read."""

    circle_id: str = cell("the circle", key=True, kind="id")
    session: int = cell("number of the session", key=True, limits=(1, 200))
    person: str = cell(
        "staff number or another word for the person, the same in every row about them; it is hashed and never stored",
        key=True,
        kind="person",
    )
    state: str = cell("whether they were there", choices=("present", "absent", "excused"))


@dataclass(frozen=True, kw_only=True, slots=True)
class ClosingAnswer:
    """One filled-in closing survey of a circle, or one asked some weeks later; it names nobody."""

    circle_id: str = cell("the circle", key=True, kind="id")
    asked: str = cell(
        "closing: at the last session; follow_up: weeks later", key=True, choices=("closing", "follow_up")
    )
    response: int = cell("running number of the filled-in form; not a person's number", key=True, limits=(1, 9999))
    goal_met: int | None = cell("I met my goal: 1 not at all, 5 fully", limits=RATING, default=None)
    confidence_before: int | None = cell("confidence before the circle: 1 none, 5 full", limits=RATING, default=None)
    confidence_after: int | None = cell("confidence now: 1 none, 5 full", limits=RATING, default=None)
    would_apply: int | None = cell("I will use it at work: 1 surely not, 5 surely", limits=RATING, default=None)
    applied: int | None = cell("I have used it at work: 1 never, 5 often; for a follow-up", limits=RATING, default=None)
    course_worked: int | None = cell(
        "the course worked in a circle: 1 not at all, 5 very well", limits=RATING, default=None
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class CredentialEntry:
    """A certificate or specialisation that a person holds; the person becomes a keyed hash as the file is read."""

    person: str = cell("the person, as in the sheet attendance; it is hashed and never stored", key=True, kind="person")
    credential: str = cell("what it is called, such as Consumer Health Information Specialization", key=True)
    issued_on: date = cell("day of issue", key=True)
    level: str | None = cell("its level, where it has levels", default=None)
    issuer: str | None = cell("who issued it", default=None)
    expires_on: date | None = cell("last day on which it is valid; empty where it does not expire", default=None)


@dataclass(frozen=True, kw_only=True, slots=True)
class GrantEntry:
    """A grant that was asked for, and what came of it."""

    grant_id: str = cell("short name of the application that never changes", key=True, kind="id")
    funder: str = cell("who gives the money")
    asked: Decimal = cell("amount asked for", limits=(0, 999_999_999))
    awarded: Decimal | None = cell("amount awarded; empty until it is decided", limits=(0, 999_999_999), default=None)
    currency: str = cell("ISO 4217 code, such as USD", kind="currency")
    status: str = cell("how far it is", choices=("asked", "awarded", "refused", "withdrawn"))
    asked_on: date | None = cell("day of the application", default=None)
    decided_on: date | None = cell("day of the decision", default=None)
    circle_id: str | None = cell(
        "the circle it came out of; empty where it came out of several", kind="id", default=None
    )
    evidence: str | None = cell("where it can be checked, such as the address of the notice", default=None)


@dataclass(frozen=True, kw_only=True, slots=True)
class MeasureEntry:
    """Any other result that was counted before and after."""

    measure: str = cell("short name that never changes, such as health_questions_answered", key=True, kind="id")
    circle_id: str | None = cell("the circle; empty for the programme as a whole", key=True, kind="id", default=None)
    measured_on: date = cell("day of the measurement", key=True)
    level: int = cell("Kirkpatrick: 1 reaction, 2 learning, 3 behaviour, 4 results", limits=(1, 4))
    unit: str = cell("what is counted, such as questions a month; `people` where it counts people")
    before: Decimal | None = cell("the count before, never a percentage", limits=(0, 999_999_999), default=None)
    after: Decimal = cell("the count after, never a percentage", limits=(0, 999_999_999))
    evidence: str | None = cell("where it can be checked", default=None)


@dataclass(frozen=True, kw_only=True, slots=True)
class FacilitatorEntry:
    """Somebody who leads circles, beside those who offered in a survey; the person becomes a keyed hash."""

    person: str = cell("the person, as in the sheet attendance; it is hashed and never stored", key=True, kind="person")
    branch: str | None = cell("where they work; the same word for the same branch", default=None)
    free: str = cell("when they can lead, worded as in a survey, such as Mondays after 3 pm; Tuesday morning")
    topics: str | None = cell(
        "what they can lead: topic_ids or words such as grant writing, with `;` between; empty for any topic",
        default=None,
    )
    max_circles: int | None = cell(
        "circles they lead in a season at most; 0 for a pause; empty for the library's setting",
        limits=(0, 20),
        default=None,
    )
    weekly_hours: Decimal | None = cell(
        "hours a week they give, sessions and preparation; empty for the library's setting",
        limits=(1, 40),
        default=None,
    )


Entry = (
    CircleEntry
    | SessionEntry
    | AttendanceEntry
    | ClosingAnswer
    | CredentialEntry
    | GrantEntry
    | MeasureEntry
    | FacilitatorEntry
)
SHEETS: dict[str, type[Entry]] = {
    "circle": CircleEntry,
    "session": SessionEntry,
    "attendance": AttendanceEntry,
    "closing_survey": ClosingAnswer,
    "credential": CredentialEntry,
    "grant": GrantEntry,
    "measure": MeasureEntry,
    "facilitator": FacilitatorEntry,
}
ABOUT_PEOPLE = ("attendance", "closing_survey", "credential", "facilitator")
"""Sheets with a row about a person: left out of an export unless asked for."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Recorded:
    """An entry as the ledger holds it now."""

    sheet: str
    entry: Entry
    changed_at: datetime
    """UTC time of what last became of it: recorded, corrected, or brought back by an undo."""
    revision: int
    """0 at first, one more with everything that became of it; never less than it was."""
