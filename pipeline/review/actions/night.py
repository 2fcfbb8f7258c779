"""`POST /admin/night`: run a night now, in a process of its own."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from pipeline.errors import StoreError
from pipeline.review.actions.sent import fields_of
from pipeline.review.pages.admin import show_admin
from pipeline.review.site import author_of, site_of


async def run_now(request: Request) -> Response:
    """Start it, or say who works here already."""
    fields = dict(await fields_of(request))
    return await run_in_threadpool(_run_now, request, fields)


def _run_now(request: Request, fields: dict[str, str]) -> Response:
    if fields.get("do") != "run":
        raise HTTPException(400)
    site = site_of(request)
    now = site.clock()
    account = site.access.account(request)
    try:
        site.nights.start(author_of(request), now)
    except StoreError as error:  # somebody works here; or there is no room for one more process
        return show_admin(request, 409, refused=str(error))
    if account is not None:
        access = site.access
        access.accounts.note(
            "night_started",
            account.name,
            by=access.address(request),
            at=now,
            keep_days=access.settings.keep_log_days,
        )
    return RedirectResponse("/admin#night", 303)
