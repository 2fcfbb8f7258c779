"""The application: which address leads where, and what is said when something goes wrong."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from pipeline.errors import CirclewiseError
from pipeline.fetch import Service
from pipeline.flow.doctor import Bounds
from pipeline.flow.look_up import Looker
from pipeline.flow.monitor import DiskUse
from pipeline.flow.tonight import user_agent
from pipeline.model import Settings
from pipeline.review.access import Access, public_host
from pipeline.review.actions import regroup as regroup_action
from pipeline.review.actions.accounts import change_accounts
from pipeline.review.actions.add import add, look
from pipeline.review.actions.attendance import record_attendance
from pipeline.review.actions.bulk import decide_all, undo_all
from pipeline.review.actions.choose import choose_course
from pipeline.review.actions.circles import begin_circle, import_sheets, record_row, undo_recorded
from pipeline.review.actions.decide import decide
from pipeline.review.actions.night import examine, run_now
from pipeline.review.actions.oidc import begin, come_back
from pipeline.review.actions.password import change_password
from pipeline.review.actions.prefer import prefer
from pipeline.review.actions.season import choose, solve_again, undo_choice
from pipeline.review.actions.sign_in import sign_in, sign_out
from pipeline.review.actions.surveys import add_upload, correct, discard, purge, upload
from pipeline.review.actions.talk import talk
from pipeline.review.actions.teach import teach, undo_taught
from pipeline.review.ahead import reading_ahead
from pipeline.review.assets import load_assets
from pipeline.review.doors import guarded
from pipeline.review.downloads import DOWNLOADS
from pipeline.review.forms import Tokens
from pipeline.review.ground import Around, Ground
from pipeline.review.guard import LOOPBACK, Guard
from pipeline.review.nights import Nights
from pipeline.review.oidc import Provider, Waiting
from pipeline.review.pages.account import account
from pipeline.review.pages.add import add_page
from pipeline.review.pages.admin import accounts, admin, doctor, issues
from pipeline.review.pages.attendance import attendance
from pipeline.review.pages.bulk import bulk
from pipeline.review.pages.circles import circle, circles, moved_circle, new_circle
from pipeline.review.pages.health import health
from pipeline.review.pages.keys import keys
from pipeline.review.pages.machine import healthz, metrics, readyz
from pipeline.review.pages.outcomes import outcomes
from pipeline.review.pages.pictures import pictures
from pipeline.review.pages.record import record
from pipeline.review.pages.regroup import regroup
from pipeline.review.pages.season import again, season
from pipeline.review.pages.sign_in import sign_in_page
from pipeline.review.pages.surveys import purge_page, surveys, upload_form
from pipeline.review.pages.taught import taught
from pipeline.review.pages.topic import proposal, topic
from pipeline.review.pages.topics import home, topics
from pipeline.review.pages.upload import corrections, one_upload
from pipeline.review.pictures.gallery import Gallery
from pipeline.review.render import Pages
from pipeline.review.settings_now import SettingsNow
from pipeline.review.site import Site, site_of
from pipeline.review.solving import Solver
from pipeline.store import Decisions, LiveCatalogue, MatchDecisions

PAGES: tuple[tuple[str, Callable[[Request], Response]], ...] = (
    ("/", home),
    ("/topics", topics),
    ("/topics/{topic_id}", topic),
    ("/topics/{topic_id}/proposal", proposal),
    ("/topics/{topic_id}/teach", taught),
    ("/topics/{topic_id}/regroup", regroup),
    ("/topics/{topic_id}/add", add_page),
    ("/bulk", bulk),
    ("/pictures", pictures),
    ("/surveys", surveys),
    ("/surveys/upload", upload_form),
    ("/surveys/purge", purge_page),
    ("/surveys/{upload_id}", one_upload),
    ("/surveys/{upload_id}/corrections", corrections),
    ("/season", season),
    ("/season/again", again),
    ("/circles", circles),
    ("/circles/new", new_circle),
    ("/circle/{circle_id}", circle),
    ("/circle/{circle_id}/attendance", attendance),
    ("/circle/{circle_id}/record", record),
    ("/outcomes", outcomes),
    ("/health", health),
    ("/admin", admin),
    ("/admin/issues", issues),
    ("/admin/accounts", accounts),
    ("/admin/doctor", doctor),
    ("/keys", keys),
    ("/account", account),
    ("/sign-in", sign_in_page),
)
ELSEWHERE: tuple[tuple[str, Callable[[Request], Response]], ...] = (("/oidc", begin), ("/oidc/back", come_back))
"""Addresses that lead to another site, or from there."""
MOVED = tuple((f"/circles/{{circle_id}}{rest}", moved_circle) for rest in ("", "/record", "/as/{shape}"))
"""Where circles were until 2026-11: one that is called `new` or `as` had no page among these."""
MACHINES: tuple[tuple[str, Callable[[Request], Response]], ...] = (
    ("/metrics", metrics),
    ("/healthz", healthz),
    ("/readyz", readyz),
)
ACTIONS = (
    ("/topics/{topic_id}/decide", decide),
    ("/topics/{topic_id}/talk", talk),
    ("/topics/{topic_id}/choose", choose_course),
    ("/topics/{topic_id}/look", look),
    ("/topics/{topic_id}/add", add),
    ("/topics/{topic_id}/undo", regroup_action.undo),
    ("/topics/{topic_id}/regroup", regroup_action.regroup),
    ("/topics/{topic_id}/teach", teach),
    ("/taught/undo", undo_taught),
    ("/bulk", decide_all),
    ("/bulk/undo", undo_all),
    ("/admin/night", run_now),
    ("/admin/doctor", examine),
    ("/admin/accounts", change_accounts),
    ("/surveys/upload", upload),
    ("/surveys/purge", purge),
    ("/surveys/{upload_id}", correct),
    ("/surveys/{upload_id}/add", add_upload),
    ("/surveys/{upload_id}/discard", discard),
    ("/season/choose", choose),
    ("/season/undo", undo_choice),
    ("/season/again", solve_again),
    ("/circles/new", begin_circle),
    ("/circles/import", import_sheets),
    ("/circles/undo", undo_recorded),
    ("/circle/{circle_id}/attendance", record_attendance),
    ("/circle/{circle_id}/record", record_row),
    ("/preferences", prefer),
    ("/sign-in", sign_in),
    ("/sign-out", sign_out),
    ("/account", change_password),
)
ASSETS = "/assets/{name}"
LOOKED_AT = (*DOWNLOADS, *PAGES, *ELSEWHERE, *MACHINES, *MOVED)


def review_app(ground: Ground, around: Around) -> Guard:
    """The page of one home.

    Raises:
        StoreError: htmx is missing, or is not the file that was looked at.
    """
    assets = load_assets()
    app = Starlette(
        routes=[
            *(Route(path, guarded("GET", path, page), methods=["GET"]) for path, page in LOOKED_AT),
            *(Route(path, guarded("POST", path, action), methods=["POST"]) for path, action in ACTIONS),
            Route(ASSETS, guarded("GET", ASSETS, assets.answer), methods=["GET"]),
        ],
        lifespan=_lifespan,
        exception_handlers={HTTPException: _refused, CirclewiseError: _unreadable, Exception: _broken},
    )
    settings_now = SettingsNow(ground.settings)
    at_start = settings_now.current
    place, clock = ground.home, around.clock
    titles = {source: rules.title for source, rules in ground.sources.items()}
    access = Access(place.accounts, at_start.serve, clock)
    pages = ground.pages or Pages(assets.addresses)
    if around.is_for_people:
        pages.make_ready()
    app.state.is_for_people = around.is_for_people
    app.state.site = Site(
        home=place,
        settings_now=settings_now,
        credentials=ground.credentials,
        homes={source: rules.home for source, rules in ground.sources.items() if rules.files is None},
        sources=titles,
        live=LiveCatalogue(place),
        decisions=Decisions(place.decisions),
        taught=MatchDecisions(place.decisions),
        pages=pages,
        tokens=Tokens(secrets.token_bytes(32)),
        looker=Looker(place, at_start, ground.sources, ground.blocked, clock, around.pace),
        disk=DiskUse(place, Bounds.of(at_start)),
        gallery=Gallery(titles),
        clock=clock,
        access=access,
        nights=Nights(place, settings_now, around.say),
        schedule=around.schedule,
        lexicon=ground.lexicon,
        provider=_provider(at_start, around),
        waiting=Waiting(),
        solver=Solver(place, lambda: settings_now.current),
        decided_by=around.decided_by,
    )
    return Guard(app, LOOPBACK | (public_host(at_start.serve) if access.is_closed else frozenset()))


@asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    """Nobody is answered before the catalogue is read, and every night is read ahead until the server ends."""
    await run_in_threadpool(int)  # the first use of a thread loads what runs it: 0.1 s of a processor (2026-11)
    with reading_ahead(app.state.site.live, is_kept=app.state.is_for_people):
        yield


def _provider(settings: Settings, around: Around) -> Provider | None:
    """The library's own sign-in; its secret goes to it alone, and through no gateway."""
    oidc = settings.serve.oidc
    if oidc is None:
        return None
    inside = oidc.issuer if oidc.is_inside else None
    return Provider(oidc, around.secret, Service(user_agent(settings), None, around.pace, inside), around.clock)


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    status = error.status_code
    about = error.detail if status in (400, 403, 404) else ""
    response = site_of(request).pages.answer(request, "error.html", status, status=status, about=about, what="")
    response.headers.update(error.headers or {})
    return response


def _unreadable(request: Request, error: Exception) -> Response:
    site = site_of(request)
    about = "" if site.home.catalogue.exists() else "no_catalogue"
    return site.pages.answer(request, "error.html", 503, status=503, about=about, what=str(error))


def _broken(request: Request, error: Exception) -> Response:
    """The error itself goes to the server's log, never to the page."""
    return site_of(request).pages.answer(request, "error.html", 500, status=500, about="", what="")
