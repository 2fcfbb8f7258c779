"""`POST /admin/night` and `/admin/doctor`: a night, or an examination of the home, each in a process of its own."""

from __future__ import annotations

from datetime import datetime

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from pipeline.errors import StoreError
from pipeline.model import AccessKind
from pipeline.review.actions.sent import fields_of
from pipeline.review.pages.admin import show_admin
from pipeline.review.site import author_of, site_of


async def run_now(request: Request) -> Response:
    """Start it, or say who works here already."""
    fields = dict(await fields_of(request))
    return await run_in_threadpool(_run_now, request, fields)


async def examine(request: Request) -> Response:
    """Have `circlewise doctor` look, unless it is looking already."""
    fields = dict(await fields_of(request))
    return await run_in_threadpool(_examine, request, fields)


def _run_now(request: Request, fields: dict[str, str]) -> Response:
    if fields.get("do") != "run":
        raise HTTPException(400)
    site = site_of(request)
    now = site.clock()
    try:
        site.nights.start(author_of(request), now)
    except StoreError as error:  # somebody works here; or there is no room for one more process
        return show_admin(request, 409, refused=str(error))
    _note(request, "night_started", now)
    return RedirectResponse("/admin#night", 303)


def _examine(request: Request, fields: dict[str, str]) -> Response:
    if fields.get("do") != "examine":
        raise HTTPException(400)
    site = site_of(request)
    now = site.clock()
    if site.nights.examine(now):
        _note(request, "home_examined", now)
    return RedirectResponse("/admin/doctor", 303)


def _note(request: Request, kind: AccessKind, at: datetime) -> None:
    """Write into the log who started it; without accounts there is nobody to name."""
    access = site_of(request).access
    account = access.account(request)
    if account is not None:
        access.accounts.note(
            kind, account.name, by=access.address(request), at=at, keep_days=access.settings.keep_log_days
        )
