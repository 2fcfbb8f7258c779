"""What people record about circles: a new one, a row, a file of sheets, and taking any of it back."""

from __future__ import annotations

from datetime import date, timedelta

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from pipeline.circles.sheets import SheetError
from pipeline.errors import OvertakenError, UsageError
from pipeline.flow.circles import import_files, undo_import
from pipeline.flow.circles_recorded import CellsError, Typed, record_rows
from pipeline.model import SHEETS, sheet_columns
from pipeline.review.actions.sent import FIELDS, back_to, fields_of, number_in
from pipeline.review.forms import FIELD
from pipeline.review.pages.circles import Begun, address_of, circle_of, show_circles, show_new
from pipeline.review.pages.record import OF_CIRCLE, RECORDED, Form, cells_of, rows_of_circle, show_record
from pipeline.review.said import say
from pipeline.review.site import Site, author_of, site_of
from pipeline.store import Ledger

MOST_FILE_BYTES = 8 * 2**20
MOST_SESSIONS = 60
LONGEST_CELL = 400
BEGUN = ("place", "first_on", "first_at", "sessions", "minutes")
"""Fields of a new circle that are about its sessions."""
OF_SESSION = {"starts_at": "first_at", "session": "sessions"}
"""The field that a column of a session comes from."""


async def begin_circle(request: Request) -> Response:
    """Record a new circle, with a session a week where the first day and time are given."""
    fields = dict(await fields_of(request))
    return await run_in_threadpool(_begin, request, fields)


async def record_row(request: Request) -> Response:
    """Record, correct or take back one row of a circle."""
    fields = dict(await fields_of(request))
    return await run_in_threadpool(_record, request, fields)


async def import_sheets(request: Request) -> Response:
    """Read a workbook or a CSV of the ledger: all of it, or nothing, with every row that has to be mended.

    Raises:
        HTTPException: it is too large (413), is none of our forms (403), or no file was sent (400).
    """
    length = request.headers.get("content-length", "")
    if not length.isdigit() or int(length) > MOST_FILE_BYTES:
        raise HTTPException(413)
    async with request.form(max_fields=FIELDS, max_files=1) as form:
        token, file = form.get(FIELD, ""), form.get("file")
        if not (isinstance(token, str) and site_of(request).tokens.is_ours(request, token)):
            raise HTTPException(403)
        if not (isinstance(file, UploadFile) and file.filename):
            raise HTTPException(400, "no_file")
        name, data = file.filename, await file.read()
    return await run_in_threadpool(_import, request, name[-120:], data)


async def undo_recorded(request: Request) -> Response:
    """Take back something that was recorded; where somebody did so already, that is told as done."""
    fields = dict(await fields_of(request))
    return await run_in_threadpool(_undo, request, fields)


def _begin(request: Request, fields: dict[str, str]) -> Response:
    site = site_of(request)
    names = [column.name for column in sheet_columns(SHEETS["circle"])]
    cells = {name: fields.get(name, "")[:LONGEST_CELL] for name in (*names, *BEGUN)}
    rows = [Typed("circle", {name: cells[name] for name in names})]
    try:
        rows += _sessions(cells)
        written = record_rows(site.home, site.settings, rows, by=author_of(request), at=site.clock())
    except CellsError as error:
        wrong = {OF_SESSION.get(column, column): sentence for column, sentence in reversed(error.wrong)}
        return show_new(request, site, Begun(cells=cells, wrong=wrong), 400)
    except OvertakenError:
        return show_new(request, site, Begun(cells=cells, wrong={"circle_id": "taken"}), 409)
    response = RedirectResponse(address_of(cells["circle_id"].strip()), 303)
    if written.intake_id is not None:
        say(response, request, written.intake_id, "ledger")
    return response


def _sessions(cells: dict[str, str]) -> list[Typed]:
    """A row a session, one a week, where the day of the first is given.

    Raises:
        CellsError: the day, the time or how many are no such thing.
    """
    if not cells["first_on"].strip():
        return []
    wrong = []
    try:
        first = date.fromisoformat(cells["first_on"].strip())
    except ValueError:
        first = date.min
        wrong.append(("first_on", f"found `{cells['first_on'][:40]}`, a day such as 2026-03-02 was expected"))
    number = cells["sessions"].strip()
    if not (number.isascii() and number.isdigit() and len(number) < 4 and 0 < int(number) <= MOST_SESSIONS):
        wrong.append(("sessions", f"found `{number[:40]}`, a whole number from 1 to {MOST_SESSIONS} was expected"))
    if not cells["first_at"].strip():
        wrong.append(("first_at", "empty, a local time such as 10:00 was expected"))
    if not wrong and first > date.max - timedelta(weeks=MOST_SESSIONS):
        wrong.append(("first_on", f"found `{first}`, a day of this century was expected"))
    if wrong:
        raise CellsError(wrong)
    return [
        Typed(
            "session",
            {
                OF_CIRCLE: cells[OF_CIRCLE],
                "session": str(n),
                "starts_at": f"{first + timedelta(weeks=n - 1)} {cells['first_at'].strip()}",
                "minutes": cells["minutes"],
                "status": "planned",
                "place": cells["place"],
            },
        )
        for n in range(1, int(number) + 1)
    ]


def _record(request: Request, fields: dict[str, str]) -> Response:
    site = site_of(request)
    circle = circle_of(site, request.path_params["circle_id"])
    sheet = fields.get("sheet", "")
    if sheet not in RECORDED:
        raise HTTPException(400)
    seen = number_in(fields, "seen") if fields.get("seen") else None
    names = [column.name for column in sheet_columns(SHEETS[sheet])]
    cells = {name: fields.get(f"c_{name}", "")[:LONGEST_CELL] for name in names}
    if OF_CIRCLE in cells:
        cells[OF_CIRCLE] = circle.entry.circle_id
    typed = Typed(sheet, cells, seen=seen, is_withdrawn=fields.get("action") == "withdraw")
    try:
        written = record_rows(site.home, site.settings, [typed], by=author_of(request), at=site.clock())
    except CellsError as error:
        wrong = dict(reversed(error.wrong))
        shown = {name: "" if name == "person" and seen is None else cells[name] for name in cells}
        form = Form(cells=shown, wrong=wrong, seen=fields.get("seen", ""))
        return show_record(request, site, circle, sheet, form, 400)
    except OvertakenError:
        return _overtaken(request, site, sheet, cells)
    here = address_of(circle.entry.circle_id)
    back = f"{here}/record?sheet={sheet}"
    if sheet == "circle":
        back = here if not typed.is_withdrawn else "/circles"
    response = RedirectResponse(back, 303)
    if written.intake_id is not None:
        say(response, request, written.intake_id, "ledger")
    return response


def _overtaken(request: Request, site: Site, sheet: str, cells: dict[str, str]) -> Response:
    """The row as it is now in the form: who recorded before is seen before anything is written over it."""
    circle = circle_of(site, request.path_params["circle_id"])
    keys = [column.name for column in sheet_columns(SHEETS[sheet]) if column.is_key and column.kind != "person"]
    rows = rows_of_circle(circle, sheet)
    same = [row for row in rows if all(row.cells[name] == cells[name].strip() for name in keys)]
    form = (
        Form(cells=cells_of(same[0].entry), seen=str(same[0].revision), is_overtaken=True) if len(same) == 1 else None
    )
    return show_record(request, site, circle, sheet, form or Form(is_overtaken=True), 409)


def _import(request: Request, name: str, data: bytes) -> Response:
    site = site_of(request)
    try:
        written = import_files(site.home, site.settings, {name: data}, name, by=author_of(request), at=site.clock())
    except SheetError as error:
        return show_circles(request, site, 400, error.wrong, name)
    except UsageError as error:
        return show_circles(request, site, 400, [str(error)], name)
    response = RedirectResponse("/circles", 303)
    if written.intake_id is not None:
        say(response, request, written.intake_id, "ledger")
    return response


def _undo(request: Request, fields: dict[str, str]) -> Response:
    site = site_of(request)
    number = number_in(fields, "number")
    found = next((each for each in Ledger(site.home.circles).intakes() if each.intake_id == number), None)
    if found is None:
        raise HTTPException(400, "undo")
    if found.undone_at is None:
        try:
            undo_import(site.home, by=author_of(request), at=site.clock(), number=number)
        except UsageError as error:  # corrected later, or other rows rest on it
            raise HTTPException(400, "ledger_undo") from error
    response = RedirectResponse(back_to(fields, "/circles"), 303)
    say(response, request, number, "ledger")
    return response
