"""`POST /account`: another password for who is signed in."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from pipeline.errors import UsageError
from pipeline.review.actions.sent import fields_of
from pipeline.review.actions.sign_in import let_in, minutes_until, with_passwords
from pipeline.review.pages.account import show_account
from pipeline.review.site import site_of


async def change_password(request: Request) -> Response:
    """Take another password from who knows the one that holds; other browsers have to sign in anew."""
    fields = dict(await fields_of(request))
    return await with_passwords(_change, request, fields)


def _change(request: Request, fields: dict[str, str]) -> Response:
    site = site_of(request)
    access, now = site.access, site.clock()
    account = access.account(request)
    if account is None or not account.has_password:
        raise HTTPException(400)
    address, fresh = access.address(request), fields.get("fresh", "")
    if fresh != fields.get("again", ""):
        return show_account(request, 400, what="differ")
    until = access.attempts.begin(account.name, address, now)
    if until is not None:
        return show_account(request, 429, what="wait", minutes=minutes_until(until, now))
    if access.accounts.checked(account.name, fields.get("password", "")) is None:
        return show_account(request, 403, what="wrong")
    access.attempts.forgive(account.name, address)
    try:
        access.accounts.set_password(account.name, fresh, by=address, at=now)
    except UsageError:
        return show_account(request, 400, what="weak")
    return let_in(request, account, "/account?changed=1")
