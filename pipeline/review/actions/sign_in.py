"""`POST /sign-in` and `POST /sign-out`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from anyio import CapacityLimiter, to_thread
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from pipeline.model import AccessKind, Account
from pipeline.review import forms, said
from pipeline.review.access import COOKIE
from pipeline.review.actions.sent import back_to, fields_of
from pipeline.review.pages.sign_in import show_sign_in
from pipeline.review.render import set_cookie
from pipeline.review.site import Site, site_of
from pipeline.store import naive

AT_ONCE = 2
"""Passwords looked at in the same moment: each takes 46 MiB and a processor, and pages must not wait for them."""


async def sign_in(request: Request) -> Response:
    """Let somebody in, or say the same whatever was wrong."""
    fields = await fields_of(request)
    site = site_of(request)
    if not await run_in_threadpool(lambda: site.access.is_closed):
        return RedirectResponse(back_to(fields), 303)
    return await with_passwords(_sign_in, request, dict(fields))


async def with_passwords(
    work: Callable[[Request, dict[str, str]], Response], request: Request, fields: dict[str, str]
) -> Response:
    """Answer in a thread of those that look at passwords."""
    state = request.app.state
    if not hasattr(state, "password_limit"):
        state.password_limit = CapacityLimiter(AT_ONCE)
    return await to_thread.run_sync(work, request, fields, limiter=state.password_limit)


def _sign_in(request: Request, fields: dict[str, str]) -> Response:
    site = site_of(request)
    access, now = site.access, site.clock()
    name, address, back = fields.get("name", "")[:200], access.address(request), back_to(fields)
    until = access.attempts.begin(name, address, now)
    if until is not None:
        minutes = minutes_until(until, now)
        response = show_sign_in(request, 429, back=back, what="wait", name=name, minutes=minutes)
        response.headers["Retry-After"] = str(60 * minutes)
        return response
    account = access.accounts.checked(name, fields.get("password", ""))
    if account is not None and access.one_time.has_run_out(account.name, now):
        account = None
    if account is None:
        there = access.accounts.named(name)
        note_access(site, "sign_in_failed", there, address)
        return show_sign_in(request, 403, back=back, what="wrong", name=name)
    access.attempts.forgive(name, address)
    note_access(site, "signed_in", account, address)
    return let_in(request, account, back)


def let_in(request: Request, account: Account, back: str) -> Response:
    """Begin a sign-in, and a visit of its own with it, and go where somebody was going."""
    access = site_of(request).access
    fresh = access.sign_ins.begin(account, site_of(request).clock(), instead_of=request.cookies.get(COOKIE, ""))
    response = RedirectResponse(back, 303)
    set_cookie(response, request, COOKIE, fresh, round(access.settings.sign_in_hours * 3600))
    response.delete_cookie(forms.COOKIE, httponly=True, samesite="lax")
    return response


def minutes_until(until: datetime, now: datetime) -> int:
    """Whole minutes that somebody has to wait, at least one."""
    return max(1, -int((naive(now) - until).total_seconds() // 60))


async def sign_out(request: Request) -> Response:
    """End the sign-in, here and in the file."""
    await fields_of(request)
    return await run_in_threadpool(_sign_out, request)


def _sign_out(request: Request) -> Response:
    site = site_of(request)
    account = site.access.account(request)
    if account is not None:
        site.access.sign_ins.end(request.cookies.get(COOKIE, ""))
        note_access(site, "signed_out", account, site.access.address(request))
    response = RedirectResponse("/sign-in", 303)
    for cookie in (COOKIE, forms.COOKIE, said.COOKIE):
        response.delete_cookie(cookie, httponly=True, samesite="lax")
    return response


def note_access(site: Site, kind: AccessKind, account: Account | None, address: str) -> None:
    """Add a row to the log of sign-ins."""
    access = site.access
    access.accounts.note(
        kind,
        account.name if account else None,
        by=address,
        at=site.clock(),
        keep_days=access.settings.keep_log_days,
    )
