"""`POST /circle/ID/attendance`: many cells saved at once, everybody of a session, or whose rows are whose."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from pipeline.errors import OvertakenError
from pipeline.flow.attendance import Cell, Mark, MeanwhileError, Place, codes_of, register_of, save_attendance
from pipeline.flow.circles_recorded import CellsError
from pipeline.model import SessionEntry
from pipeline.review.actions.sent import many_fields_of, number_in
from pipeline.review.pages.attendance import (
    LETTERS,
    MOST_CELLS,
    MOST_PEOPLE,
    Draft,
    View,
    show_attendance,
    view_in,
)
from pipeline.review.pages.circles import RecordedCircle, circle_of
from pipeline.review.said import say
from pipeline.review.site import Site, author_of, site_of

MOST_BYTES = 2**18
MOST_FIELDS = MOST_CELLS + 3 * MOST_PEOPLE + 20
MOST_LINES = 200
STATES = {letter: state for state, letter in LETTERS.items()}
_ROW = re.compile(r"(p-[0-9a-f]{24})((?: [0-9]{1,3}(?:-|[pae][0-9]{1,9}))*)", re.ASCII)
_CELL = re.compile(r" ([0-9]{1,3})(?:-|([pae])([0-9]{1,9}))", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A form of attendance, read."""

    cells: Mapping[Place, Cell]
    """The cells that it carries, as they were left."""
    both: tuple[str, ...]
    """People who were ticked as there and as excused."""
    codes: tuple[str, ...]
    """Who was typed, as codes."""
    unread: tuple[int, ...]
    """Lines that name nobody."""


async def record_attendance(request: Request) -> Response:
    """Record what somebody changed in the grid or in the list of one session: all of it, or nothing."""
    fields = await many_fields_of(request, MOST_BYTES, MOST_FIELDS)
    return await run_in_threadpool(_record, request, fields)


def _record(request: Request, fields: Mapping[str, list[str]]) -> Response:
    site = site_of(request)
    circle = circle_of(site, request.path_params["circle_id"])
    first = {name: values[0] for name, values in fields.items()}
    view = view_in(first)
    session = next((each for each in circle.sessions if each.session == view.session), None)
    if view.session and session is None:  # somebody took it back
        return show_attendance(request, site, circle, View(), Draft(is_session_overtaken=True), 409)
    held = _held(session, first)
    rest = "absent" if session and (held or session.status == "held") else None
    sent = _sent(site, fields, view, rest)
    if first.get("action") == "find":
        return show_attendance(request, site, circle, view, _draft(sent, looked_for=True))
    cells = dict(sent.cells)
    if "everybody" in first:
        cells |= _everybody(cells, first["everybody"])
    joining = _joining(site, circle, session, sent) if session else {}
    cells |= joining
    draft = _draft(Sent(cells=cells, both=sent.both, codes=sent.codes, unread=sent.unread))
    if sent.unread or (sent.both and "everybody" not in first):
        return show_attendance(request, site, circle, view, draft, 400)
    if session and first.get("session_seen") != _revision(site, circle, session):
        return show_attendance(request, site, circle, view, replace(draft, is_session_overtaken=True), 409)
    try:
        written = save_attendance(
            site.home,
            site.settings,
            circle.entry.circle_id,
            list(cells.values()),
            by=author_of(request),
            at=site.clock(),
            joining=[person for _, person in joining],
            held=held,
            held_seen=number_in(first, "session_seen") if held else None,
        )
    except CellsError as error:
        wrong = list(dict.fromkeys(sentence for _, sentence in error.wrong))
        return show_attendance(request, site, circle, view, replace(draft, wrong=wrong), 400)
    except MeanwhileError as error:
        return show_attendance(request, site, circle, view, replace(draft, overtaken=error.places), 409)
    except OvertakenError:
        return show_attendance(request, site, circle, view, replace(draft, is_session_overtaken=True), 409)
    asked = {name: value for name, value in asdict(view).items() if value is not None and first.get(name)}
    response = RedirectResponse(request.url.path + (f"?{urlencode(asked)}" if asked else ""), 303)
    if written.intake_id is not None:
        say(response, request, written.intake_id, "ledger")
    return response


def _sent(site: Site, fields: Mapping[str, list[str]], view: View, rest: str | None) -> Sent:
    """What the form carries; in the list of one session `rest` is what holds of those who are not ticked.

    Raises:
        HTTPException: it is none that the page makes (400).
    """
    there, excused = set(fields.get("there", ())), set(fields.get("excused", ()))
    cells, both = dict[Place, Cell](), []
    for name, values in fields.items():
        if not re.fullmatch(r"r[0-9]{1,6}", name, re.ASCII):
            continue
        row = _ROW.fullmatch(values[0])
        if row is None:
            raise HTTPException(400)
        number, person = name[1:], row[1]
        if view.session and number in there & excused:
            both.append(person)
        for session, seen in _seen(row[2]):
            if view.session not in (None, session):
                continue
            if view.session:
                unticked = rest or ("absent" if seen.state == "absent" else None)
                state = "present" if number in there else "excused" if number in excused else unticked
            else:
                letter = fields.get(f"c{number}.{session}", [LETTERS[seen.state]])[0]
                if letter not in STATES:
                    raise HTTPException(400)
                state = STATES[letter]
            cells[session, person] = Cell((session, person), state, seen)
    lines = fields.get("new", [""])[0].splitlines()
    if len(lines) > MOST_LINES:
        raise HTTPException(413)
    numbered = [(at, line) for at, line in enumerate(lines, 1) if line.strip()]
    codes = codes_of(site.home, site.settings, [line for _, line in numbered]) if numbered else []
    return Sent(
        cells=cells,
        both=tuple(both),
        codes=tuple(code for code in codes if code),
        unread=tuple(at for (at, _), code in zip(numbered, codes, strict=True) if code is None),
    )


def _seen(row: str) -> Iterator[tuple[int, Mark]]:
    for found in _CELL.finditer(row):
        yield int(found[1]), Mark(STATES[found[2]], int(found[3])) if found[2] else Mark()


def _revision(site: Site, circle: RecordedCircle, session: SessionEntry) -> str:
    """The session's row as it is now: what holds of who is not ticked depends on whether it was held."""
    return str(register_of(site.home, circle.entry.circle_id, circle.ledger).revisions.get(session.session))


def _held(session: SessionEntry | None, first: Mapping[str, str]) -> SessionEntry | None:
    """The session of the list, where the same save records it as held: that is ticked, or everybody came."""
    if session is None or session.status == "held":
        return None
    is_said = first.get("held") == "yes" or ("everybody" in first and session.status == "planned")
    return session if is_said else None


def _everybody(cells: Mapping[Place, Cell], session: str) -> dict[Place, Cell]:
    """Everybody on the page was at this session."""
    return {place: Cell(place, "present", cell.seen) for place, cell in cells.items() if str(place[0]) == session}


def _joining(site: Site, circle: RecordedCircle, session: SessionEntry, sent: Sent) -> dict[Place, Cell]:
    """Who was typed was there: as read on the page, or, for who is not on it, as recorded now."""
    register = register_of(site.home, circle.entry.circle_id, circle.ledger)
    found = {}
    for code in sent.codes:
        place = (session.session, code)
        seen = sent.cells[place].seen if place in sent.cells else register.mark(place)
        found[place] = Cell(place, "present", seen)
    return found


def _draft(sent: Sent, *, looked_for: bool = False) -> Draft:
    """What was filled in, to be shown once more."""
    changed = [cell for cell in sent.cells.values() if cell.state != cell.seen.state]
    return Draft(
        states={cell.place: cell.state for cell in changed},
        seen={place: cell.seen for place, cell in sent.cells.items()},
        is_both=sent.both,
        unread=sent.unread,
        codes=sent.codes,
        looked_for=looked_for,
    )
