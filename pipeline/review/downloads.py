"""What people take with them: tables, calendars and papers. Names of files never come from what strangers wrote."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from pipeline.circles.template import workbook as ledger_sheets
from pipeline.errors import UsageError
from pipeline.export import csv_for_excel, render
from pipeline.flow.circles import calendar_of, held_by_sheet
from pipeline.flow.outcomes import outcomes_of
from pipeline.model import ABOUT_PEOPLE, SHEETS, CircleEntry, sheet_columns
from pipeline.paper import Paper, pdf_of, proposal_paper
from pipeline.review.attached import attached
from pipeline.review.languages import language_of
from pipeline.review.pages.circles import circle_of
from pipeline.review.pages.outcomes import by_in
from pipeline.review.pages.pictures import drawing, table
from pipeline.review.pages.season import shown_season
from pipeline.review.pages.topic import sheet_of_topic
from pipeline.review.papers import Wording, outcomes_paper, proposal_in, season_paper, sign_in_paper
from pipeline.review.site import Site, site_of
from pipeline.store import Answer
from pipeline.topics.sheet.workbook import workbook_of


def proposal_as(request: Request) -> Response:
    """The proposal of a topic: `pdf` or `xlsx`."""
    sheet = sheet_of_topic(site_of(request), request.path_params["topic_id"])
    return _made(
        request,
        "proposal",
        pdf=lambda: pdf_of(proposal_in(proposal_paper(sheet), sheet, _words(request))),
        xlsx=lambda: workbook_of(sheet),
    )


def season_as(request: Request) -> Response:
    """The season of the last night: `pdf`, `xlsx` or `csv`."""
    site = site_of(request)
    season = shown_season(site)
    return _made(
        request,
        "season",
        pdf=lambda: pdf_of(season_paper(season, _words(request), _night(site))),
        xlsx=lambda: _table(season.circles, "xlsx", "Season"),
        csv=lambda: _table(season.circles, "csv", "Season"),
    )


def circles_as(request: Request) -> Response:
    """The ledger without rows about people: `xlsx`, `csv` (a row a circle), `ics`, or `template`, empty sheets."""
    site = site_of(request)
    if request.path_params["shape"] == "template":
        return attached(ledger_sheets(), "circlewise-ledger", "xlsx")
    held = held_by_sheet(site.home)
    columns = tuple(column.name for column in sheet_columns(CircleEntry))
    rows = [tuple(getattr(each, name) for name in columns) for each in held.get("circle", ())]
    sheets = [sheet for sheet in SHEETS if sheet not in ABOUT_PEOPLE]
    return _made(
        request,
        "circles",
        xlsx=lambda: ledger_sheets(held, sheets),
        csv=lambda: _table(Answer(columns, rows), "csv", "Circles"),
        ics=lambda: calendar_of(site.home, site.settings, ())[0],
    )


def circle_as(request: Request) -> Response:
    """One circle: its sign-in sheet as `pdf`, its sessions as `ics`."""
    site = site_of(request)
    circle = circle_of(site, request.path_params["circle_id"])
    return _made(
        request,
        "sign-in-sheet" if request.path_params["shape"] == "pdf" else "sessions",
        pdf=lambda: pdf_of(sign_in_paper(circle, _words(request), _night(site))),
        ics=lambda: calendar_of(site.home, site.settings, (circle.entry.circle_id,))[0],
    )


def outcomes_as(request: Request) -> Response:
    """What circles came to: `pdf`, `xlsx` or `csv`."""
    site, by = site_of(request), by_in(request)
    with site.live.open() as catalogue:
        found = outcomes_of(catalogue, by)
    return _made(
        request,
        "outcomes",
        pdf=lambda: pdf_of(_outcomes(request, site, found, by)),
        xlsx=lambda: _table(found, "xlsx", "Outcomes"),
        csv=lambda: _table(found, "csv", "Outcomes"),
    )


DOWNLOADS: tuple[tuple[str, Callable[[Request], Response]], ...] = (
    ("/topics/{topic_id}/proposal/as/{shape}", proposal_as),
    ("/season/as/{shape}", season_as),
    ("/circles/as/{shape}", circles_as),
    ("/circle/{circle_id}/as/{shape}", circle_as),
    ("/outcomes/as/{shape}", outcomes_as),
    ("/pictures/drawing.svg", drawing),
    ("/pictures/table.csv", table),
)


def _made(request: Request, name: str, **makers: Callable[[], bytes]) -> Response:
    """The file in the shape that the address asks for.

    Raises:
        HTTPException: there is no such shape (404), or it cannot be made of what is there (400).
    """
    shape = request.path_params["shape"]
    if shape not in makers:
        raise HTTPException(404)
    try:
        return attached(makers[shape](), f"circlewise-{name}", shape)
    except UsageError as error:
        raise HTTPException(400, "not_pdf" if shape == "pdf" else "no_circle") from error


def _table(answer: Answer, shape: str, title: str) -> bytes:
    if shape == "csv":
        return csv_for_excel(answer.columns, answer.rows)
    return render(answer.columns, answer.rows, shape, title=title)


def _outcomes(request: Request, site: Site, found: Answer, by: str | None) -> Paper:
    return outcomes_paper(found, by, _words(request), _night(site))


def _words(request: Request) -> Wording:
    language = language_of(request)
    pages = site_of(request).pages
    return Wording(pages.module(language, "paper_words.html").words, language, pages.say(language))


def _night(site: Site) -> datetime:
    """When the night began of which a paper tells; before the first, now."""
    night = site.live.overview().night if site.home.catalogue.exists() else None
    return night.started_at.replace(tzinfo=UTC) if night else site.clock()
