"""`/circles`, `/circles/new` and `/circle/ID`: the ledger of running circles, without a row about a person."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from pipeline.circles.entries import ID
from pipeline.flow.circles import recorded
from pipeline.flow.circles_recorded import history_of
from pipeline.flow.season_shown import published_season
from pipeline.model import ABOUT_PEOPLE, CircleEntry, GrantEntry, MeasureEntry, Recorded, SessionEntry
from pipeline.model.circle import Circle
from pipeline.review.said import said_of, unsay
from pipeline.review.season_view import rows_of
from pipeline.review.site import Site, site_of
from pipeline.review.standing import standing_of

STATUSES = ("running", "planned", "completed", "cancelled")
"""In the order in which people look for circles."""
LONGEST_ID = 48


@dataclass(frozen=True, kw_only=True)
class RecordedCircle:
    """A circle of the ledger with what is not about single people, and its counts as published."""

    entry: CircleEntry
    sessions: Sequence[SessionEntry] = ()
    grants: Sequence[GrantEntry] = ()
    measures: Sequence[MeasureEntry] = ()
    told: Circle | None = None
    """As the last night counted it; None where that night did not know it yet."""
    next_at: datetime | None = None
    """Local time of the next session that is planned."""
    ledger: Sequence[Recorded] = ()
    """Every row of the ledger, as it was when this circle was read."""

    @property
    def n_held(self) -> int:
        """Sessions that were held."""
        return sum(each.status == "held" for each in self.sessions)


@dataclass(frozen=True, kw_only=True)
class Begun:
    """The form of a new circle: what stands in its fields, and what is wrong with them by column."""

    cells: Mapping[str, str] = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)


def circles(request: Request) -> Response:
    """Every recorded circle."""
    site = site_of(request)
    response = show_circles(request, site)
    unsay(response, request)
    return response


def show_circles(request: Request, site: Site, code: int = 200, wrong: Sequence[str] = (), name: str = "") -> Response:
    """The list, with what is wrong with a file that was sent."""
    found = circles_of(site)
    wanted = request.query_params.get("status", "")
    return site.pages.answer(
        request,
        "circles.html",
        code,
        circles=[each for each in found if wanted not in STATUSES or each.entry.status == wanted],
        counts={status: sum(each.entry.status == status for each in found) for status in STATUSES},
        n_all=len(found),
        status=wanted if wanted in STATUSES else "",
        statuses=STATUSES,
        wrong=wrong,
        file_name=name,
        said=said_of(request, site, standing_of(site.decisions.all())),
    )


def circle(request: Request) -> Response:
    """One circle: what it is, its sessions, its counts as they may be told, and what was recorded."""
    site = site_of(request)
    found = circle_of(site, request.path_params["circle_id"])
    response = site.pages.answer(
        request,
        "circle.html",
        circle=found,
        history=_history(site, found, may_see_people=site.access.may(request, "coordinator")),
        titles={each.topic_id: each.title for each in site.live.overview().topics},
        here=address_of(found.entry.circle_id),
        said=said_of(request, site, standing_of(site.decisions.all())),
    )
    unsay(response, request)
    return response


def moved_circle(request: Request) -> Response:
    """Where circles were before, in bookmarks and in calendars: the same page at its address of now."""
    rest = request.url.path.split("/", 3)[3:]
    path = "/".join([address_of(request.path_params["circle_id"]), *rest])
    return RedirectResponse(path + (f"?{request.url.query}" if request.url.query else ""), 303)


def address_of(circle_id: str) -> str:
    """The page of a circle. Nothing else is below `/circle`, so a circle may be called anything."""
    return f"/circle/{quote(circle_id, safe='')}"


def new_circle(request: Request) -> Response:
    """The form of a new circle; filled in where the address names one of the planned season."""
    site = site_of(request)
    return show_new(request, site, _planned(site, request.query_params.get("planned", "")))


def show_new(request: Request, site: Site, begun: Begun, code: int = 200) -> Response:
    """The form, with what is wrong where it was sent before."""
    return site.pages.answer(request, "circle_new.html", code, begun=begun)


def circles_of(site: Site) -> list[RecordedCircle]:
    """Every circle of the ledger, those that run first."""
    rows: dict[type, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    ledger = recorded(site.home)
    for row in ledger:
        if isinstance(row.entry, CircleEntry | SessionEntry | GrantEntry | MeasureEntry):
            rows[type(row.entry)][row.entry.circle_id or ""].append(row.entry)
    told = _told(site)
    now = site.clock().astimezone(ZoneInfo(site.settings.timezone)).replace(tzinfo=None)
    found = []
    for circle_id, (entry,) in rows[CircleEntry].items():
        sessions = sorted(rows[SessionEntry][circle_id], key=lambda each: each.session)
        ahead = [each.starts_at for each in sessions if each.status == "planned" and each.starts_at >= now]
        found.append(
            RecordedCircle(
                entry=entry,
                sessions=sessions,
                grants=rows[GrantEntry][circle_id],
                measures=rows[MeasureEntry][circle_id],
                told=told.get(circle_id),
                next_at=min(ahead, default=None),
                ledger=ledger,
            )
        )
    return sorted(found, key=lambda each: (STATUSES.index(each.entry.status), each.entry.circle_id))


def circle_of(site: Site, circle_id: str) -> RecordedCircle:
    """One circle.

    Raises:
        HTTPException: there is none of this name (404).
    """
    found = next((each for each in circles_of(site) if each.entry.circle_id == circle_id), None)
    if found is None:
        raise HTTPException(404, "circle")
    return found


def _told(site: Site) -> dict[str, Circle]:
    if not site.home.catalogue.exists():
        return {}
    with site.live.open() as catalogue:
        return {row.circle_id: row for row in catalogue.previous(Circle, "true", order="circle_id")}


def _history(site: Site, circle: RecordedCircle, *, may_see_people: bool) -> list[dict[str, Any]]:
    """What was recorded, by sheet and number of rows, the latest first; no row about a person is told here.

    How many rows are about people tells how many were there, also where that is hidden; so who may not see these rows
    is told neither their number nor that any were recorded.
    """
    found = []
    for each in history_of(site.home, circle.entry.circle_id):
        sheets = Counter(sheet for sheet, _ in each.entries if may_see_people or sheet not in ABOUT_PEOPLE)
        if sheets:
            found.append({"about": each, "sheets": sheets, "has_others": each.n_rows > len(each.entries)})
    return found


def _planned(site: Site, number: str) -> Begun:
    """A circle of the planned season as the fields of the form; an empty form where there is none."""
    blank = Begun(cells={"status": "planned", "minutes": str(site.settings.season.session_minutes)})
    if not (number.isascii() and number.isdigit()) or not site.home.catalogue.exists():
        return blank
    with site.live.open() as catalogue:
        season = published_season(catalogue)
    row = next((each for each in rows_of(season.circles) if str(each["circle"]) == number), None) if season else None
    if row is None or season is None:
        return blank
    return Begun(
        cells={
            "circle_id": _name_of(str(row["title"]), f"{row['branch']} {row['starts_on'].year}"),
            "title": " ".join(str(row["title"]).split())[:300],
            "status": "planned",
            "branch": row["branch"],
            "season": season.plan.season_id,
            "topic_id": row["topic_id"],
            "course_id": row["course_id"],
            "places": str(site.settings.season.max_size),
            "place": row["room"],
            "first_on": row["starts_on"].isoformat(),
            "sessions": str(row["weeks"]),
            "minutes": str(row["session_minutes"]),
        }
    )


def _name_of(title: str, tail: str) -> str:
    """A short name for a circle, in letters that its id may have: of the title what goes, then what tells it apart.

    Empty where neither has such letters.
    """
    first, last = (re.findall(r"[a-z0-9]+", _plain(text)) for text in (title, tail))
    while first and len("-".join([*first, *last])) > LONGEST_ID:
        first.pop()
    found = "-".join([*first, *last])[:LONGEST_ID]
    return found if ID.fullmatch(found) else ""


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
