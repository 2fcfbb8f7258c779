"""`/circle/ID/record`: what is recorded about one circle, row by row, to be added to, corrected or taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response

from pipeline.circles.template import cell_text
from pipeline.model import (
    SHEETS,
    AttendanceEntry,
    CredentialEntry,
    Entry,
    FacilitatorEntry,
    SheetColumn,
    sheet_columns,
)
from pipeline.review.pages.circles import RecordedCircle, address_of, circle_of
from pipeline.review.parts import part_of
from pipeline.review.said import said_of, unsay
from pipeline.review.site import Site, site_of
from pipeline.review.standing import standing_of

RECORDED = ("session", "attendance", "closing_survey", "credential", "grant", "measure", "circle")
"""The sheets of which a row can be recorded here, in the order in which a circle goes."""
OF_CIRCLE = "circle_id"
MOST_ROWS = 100
"""Rows on one page; the rest are on the next."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row that is recorded; `number` is its place in the list, by which the address names it."""

    number: int
    entry: Entry
    revision: int
    cells: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Form:
    """A form for one row: what stands in it, what is wrong by column, and the revision that was read."""

    cells: Mapping[str, str] = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)
    seen: str = ""
    """Empty for a row that is not there yet."""
    is_overtaken: bool = False


def record(request: Request) -> Response:
    """One sheet of a circle: its rows, and a form for one more, or to correct the one that the address names."""
    site = site_of(request)
    circle = circle_of(site, request.path_params["circle_id"])
    sheet = sheet_in(request.query_params.get("sheet", ""))
    rows = rows_of_circle(circle, sheet)
    row = next((each for each in rows if str(each.number) == request.query_params.get("row", "")), None)
    if sheet == "circle" and rows:
        row = rows[0]
    form = Form(cells=row.cells, seen=str(row.revision)) if row else Form(cells=_next(circle, sheet, rows))
    response = show_record(request, site, circle, sheet, form)
    unsay(response, request)
    return response


def show_record(
    request: Request, site: Site, circle: RecordedCircle, sheet: str, form: Form, code: int = 200
) -> Response:
    """The page, with the form as it is given."""
    return site.pages.answer(
        request,
        "record.html",
        code,
        circle=circle,
        sheet=sheet,
        sheets=RECORDED,
        columns=columns_of_form(sheet),
        rows=part_of(rows_of_circle(circle, sheet), request.query_params.get("part", ""), MOST_ROWS),
        form=form,
        here=f"{address_of(circle.entry.circle_id)}/record?sheet={sheet}",
        said=said_of(request, site, standing_of(site.decisions.all())),
    )


def sheet_in(name: str) -> str:
    """A sheet that can be recorded here; the first one where the name is none."""
    return name if name in RECORDED else RECORDED[0]


def columns_of_form(sheet: str) -> Sequence[SheetColumn]:
    """The columns that people fill in: the circle is the one of the page."""
    return [column for column in sheet_columns(SHEETS[sheet]) if column.name != OF_CIRCLE]


def rows_of_circle(circle: RecordedCircle, sheet: str) -> list[Row]:
    """The rows of a sheet that are about a circle; of certificates those of people who were in it."""
    people = {
        row.entry.person
        for row in circle.ledger
        if isinstance(row.entry, AttendanceEntry) and row.entry.circle_id == circle.entry.circle_id
    }
    rows = [
        (row.entry, row.revision)
        for row in circle.ledger
        if row.sheet == sheet and _is_of(row.entry, circle.entry.circle_id, people)
    ]
    rows.sort(key=lambda each: _order(each[0]))
    return [
        Row(number=number, entry=entry, revision=revision, cells=cells_of(entry))
        for number, (entry, revision) in enumerate(rows, 1)
    ]


def cells_of(entry: Entry) -> dict[str, str]:
    """A row as it would be typed."""
    return {column.name: cell_text(getattr(entry, column.name)) for column in sheet_columns(type(entry))}


def _is_of(entry: Entry, circle_id: str, people: set[str]) -> bool:
    if isinstance(entry, CredentialEntry):
        return entry.person in people
    return not isinstance(entry, FacilitatorEntry) and entry.circle_id == circle_id


def _order(entry: Entry) -> tuple[str, ...]:
    return tuple(
        str(getattr(entry, column.name) or "").zfill(12) for column in sheet_columns(type(entry)) if column.is_key
    )


def _next(circle: RecordedCircle, sheet: str, rows: Sequence[Row]) -> dict[str, str]:
    """What a new row most probably starts with."""
    if sheet == "session":
        last = circle.sessions[-1] if circle.sessions else None
        return {
            "session": str(last.session + 1 if last else 1),
            "minutes": str(last.minutes if last else ""),
            "status": "held",
            "place": last.place or "" if last else "",
        }
    if sheet == "attendance":
        held = [each.session for each in circle.sessions if each.status == "held"]
        return {"session": str(held[-1]) if held else "", "state": "present"}
    if sheet == "closing_survey":
        numbers = [int(row.cells["response"]) for row in rows if row.cells["asked"] == "closing"]
        return {"asked": "closing", "response": str(max(numbers, default=0) + 1)}
    if sheet == "grant":
        return {"status": "asked", "currency": "USD"}
    return {}
