"""`/circle/ID/attendance`: who was at which session, as a grid of the circle or as a list of one session."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response

from pipeline.flow.attendance import Mark, Place, Register, register_of
from pipeline.model import SessionEntry
from pipeline.review.pages.circles import RecordedCircle, address_of, circle_of
from pipeline.review.said import said_of, unsay
from pipeline.review.site import Site, site_of
from pipeline.review.standing import standing_of

MOST_PEOPLE = 100
"""People on one page; the rest are on the next."""
MOST_CELLS = 480
"""Cells of one grid: with the words for screen readers 230 letters each (2026-11), the page stays below 200 kB."""
MOST_SESSIONS = 12
CONFLICT = 409
"""With this answer the ledger is another one by now than the circle was read with."""
LETTERS: Mapping[str | None, str] = {None: "", "present": "p", "absent": "a", "excused": "e"}
"""A state, as forms send it."""


@dataclass(frozen=True, slots=True)
class View:
    """What of the attendance is looked at."""

    session: int | None = None
    """The session of which the list is; None for the grid."""
    part: int | None = None
    """Which sessions of the grid, from 1 on; None for those with the latest one that was held."""
    people: int = 1
    """Which people, from 1 on."""


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What somebody filled in and was not written, and why."""

    states: Mapping[Place, str | None] = field(default_factory=dict)
    """The cells that they changed."""
    seen: Mapping[Place, Mark] = field(default_factory=dict)
    """What those cells were when they read them."""
    overtaken: Sequence[Place] = ()
    wrong: Sequence[str] = ()
    """Sentences of ours."""
    unread: Sequence[int] = ()
    """Lines of the field for staff numbers that name nobody."""
    is_both: Sequence[str] = ()
    """Codes of people who were ticked as there and as excused."""
    codes: Sequence[str] = ()
    """Who was typed, as codes, a line each."""
    looked_for: bool = False
    """Whether it was asked whose rows those are."""
    is_session_overtaken: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class CellShown:
    """A cell of the page."""

    session: int
    state: str | None
    """As it stands in the form."""
    sent: str
    """What the form sends back of how it was: the session, its state and its revision."""
    now: str | None = None
    """What is recorded, where that is another one by now than was read; the same as `state` where it is not."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RowShown:
    """A person of the page."""

    number: int
    person: str
    line: int | None
    """The line on which they were typed, where it was asked whose rows those are."""
    cells: tuple[CellShown, ...]

    @property
    def sent(self) -> str:
        """What the form sends back of the whole row."""
        return " ".join([self.person, *(cell.sent for cell in self.cells)])


def attendance(request: Request) -> Response:
    """The attendance of one circle, to be filled in."""
    site = site_of(request)
    circle = circle_of(site, request.path_params["circle_id"])
    response = show_attendance(request, site, circle, view_in(request.query_params), Draft())
    unsay(response, request)
    return response


def view_in(asked: Mapping[str, str]) -> View:
    """What is asked for; what is no number is as if it were not asked."""
    session, part, people = (_number(asked.get(name, "")) for name in ("session", "part", "people"))
    return View(session, part, people or 1)


def show_attendance(
    request: Request, site: Site, circle: RecordedCircle, view: View, draft: Draft, code: int = 200
) -> Response:
    """The page, with what was filled in and not written laid over what is recorded."""
    register = register_of(site.home, circle.entry.circle_id, None if code == CONFLICT else circle.ledger)
    parts = parts_of(register)
    session = next((each for each in register.sessions if each.session == view.session), None)
    part = min(view.part or _latest(parts), len(parts)) if parts else 1
    columns = [session] if session else list(parts[part - 1]) if parts else []
    n_people = max(1, -(-len(register.people) // MOST_PEOPLE))
    people = min(view.people, n_people)
    rows = rows_of(register, columns, people, draft)
    here = address_of(circle.entry.circle_id) + "/attendance"
    numbers = {person: number for number, person in enumerate(register.people, 1)}
    return site.pages.answer(
        request,
        "attendance.html",
        code,
        circle=circle,
        register=register,
        session=session,
        has_begun=session is not None and session.starts_at <= _now(site),
        columns=columns,
        rows=rows,
        part=part,
        n_parts=len(parts),
        people=people,
        n_people=n_people,
        n_there={each.session: _n_there(register, each.session) for each in register.sessions},
        draft=draft,
        clashes=[(numbers.get(person), at, draft.states.get((at, person)), register.mark((at, person)).state)
                 for at, person in draft.overtaken],
        strangers=[at for at, code in enumerate(draft.codes, 1) if code not in register.people],
        both=[numbers[person] for person in draft.is_both if person in numbers],
        letters=LETTERS,
        here=here + (f"?session={session.session}" if session else ""),
        grid=here,
        said=said_of(request, site, standing_of(site.decisions.all())),
    )  # fmt: skip


def parts_of(register: Register) -> list[tuple[SessionEntry, ...]]:
    """The sessions, as many together as a grid of these people can have."""
    n = max(1, min(MOST_SESSIONS, MOST_CELLS // max(1, min(len(register.people), MOST_PEOPLE))))
    return [register.sessions[at : at + n] for at in range(0, len(register.sessions), n)]


def rows_of(register: Register, columns: Sequence[SessionEntry], people: int, draft: Draft) -> list[RowShown]:
    """A row a person of this page."""
    first = (people - 1) * MOST_PEOPLE
    lines = {code: at for at, code in reversed(list(enumerate(draft.codes, 1)))} if draft.looked_for else {}
    return [
        RowShown(
            number=number,
            person=person,
            line=lines.get(person),
            cells=tuple(_cell(register, (each.session, person), draft) for each in columns),
        )
        for number, person in enumerate(register.people[first : first + MOST_PEOPLE], first + 1)
    ]


def _cell(register: Register, place: Place, draft: Draft) -> CellShown:
    mark = register.mark(place)
    state = draft.states.get(place, mark.state)
    was = draft.seen.get(place, mark)
    return CellShown(
        session=place[0],
        state=state,
        sent=f"{place[0]}{LETTERS[mark.state] or '-'}{'' if mark.revision is None else mark.revision}",
        now=mark.state if was.revision != mark.revision else state,
    )


def _latest(parts: Sequence[Sequence[SessionEntry]]) -> int:
    """The part with the latest session that was held; the first where none was."""
    return max((at for at, part in enumerate(parts, 1) if any(each.status == "held" for each in part)), default=1)


def _n_there(register: Register, session: int) -> int:
    return sum(mark.state == "present" for (number, _), mark in register.marks.items() if number == session)


def _now(site: Site) -> datetime:
    """The local time."""
    return site.clock().astimezone(ZoneInfo(site.settings.timezone)).replace(tzinfo=None)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 5 and int(text) else None
