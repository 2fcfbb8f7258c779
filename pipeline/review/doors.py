"""Which role each address asks for, in one table, and the look at it before anything is answered."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Mapping
from typing import cast
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from pipeline.model import Role
from pipeline.review.site import site_of

Answering = Callable[[Request], Response] | Callable[[Request], Awaitable[Response]]
NEEDS: Mapping[str, Role | None] = {
    "GET /": "viewer",
    "GET /topics": "viewer",
    "GET /topics/{topic_id}": "viewer",
    "GET /topics/{topic_id}/proposal": "viewer",
    "GET /pictures": "viewer",
    "GET /pictures/drawing.svg": "viewer",
    "GET /pictures/table.csv": "viewer",
    "GET /health": "viewer",
    "GET /keys": "viewer",
    "POST /topics/{topic_id}/decide": "coordinator",
    "POST /topics/{topic_id}/talk": "coordinator",
    "POST /topics/{topic_id}/choose": "coordinator",
    "GET /topics/{topic_id}/add": "coordinator",
    "POST /topics/{topic_id}/look": "coordinator",
    "POST /topics/{topic_id}/add": "coordinator",
    "POST /topics/{topic_id}/undo": "coordinator",
    "GET /topics/{topic_id}/regroup": "coordinator",
    "POST /topics/{topic_id}/regroup": "coordinator",
    "GET /topics/{topic_id}/teach": "coordinator",
    "POST /topics/{topic_id}/teach": "coordinator",
    "POST /taught/undo": "coordinator",
    "GET /bulk": "coordinator",
    "POST /bulk": "coordinator",
    "POST /bulk/undo": "coordinator",
    "GET /surveys": "coordinator",
    "GET /surveys/upload": "coordinator",
    "POST /surveys/upload": "coordinator",
    "GET /surveys/{upload_id}": "coordinator",
    "POST /surveys/{upload_id}": "coordinator",
    "GET /surveys/{upload_id}/corrections": "coordinator",
    "POST /surveys/{upload_id}/add": "coordinator",
    "POST /surveys/{upload_id}/discard": "coordinator",
    "GET /surveys/purge": "administrator",
    "POST /surveys/purge": "administrator",
    "GET /topics/{topic_id}/proposal/as/{shape}": "viewer",
    "GET /season": "viewer",
    "GET /season/as/{shape}": "viewer",
    "GET /season/again": "viewer",
    "POST /season/again": "coordinator",
    "POST /season/choose": "coordinator",
    "POST /season/undo": "coordinator",
    "GET /circles": "viewer",
    "GET /circles/as/{shape}": "viewer",
    "GET /circle/{circle_id}": "viewer",
    "GET /circle/{circle_id}/as/{shape}": "viewer",
    # What is recorded has rows about people in it, one each: more than is published.
    "GET /circle/{circle_id}/attendance": "coordinator",
    "POST /circle/{circle_id}/attendance": "coordinator",
    "GET /circle/{circle_id}/record": "coordinator",
    "POST /circle/{circle_id}/record": "coordinator",
    "GET /circles/{circle_id}": "viewer",
    "GET /circles/{circle_id}/as/{shape}": "viewer",
    "GET /circles/{circle_id}/record": "coordinator",
    "GET /circles/new": "coordinator",
    "POST /circles/new": "coordinator",
    "POST /circles/import": "coordinator",
    "POST /circles/undo": "coordinator",
    "GET /outcomes": "viewer",
    "GET /outcomes/as/{shape}": "viewer",
    "GET /account": "viewer",
    "POST /account": "viewer",
    "POST /sign-out": "viewer",
    "GET /metrics": "viewer",
    "GET /admin": "administrator",
    "GET /admin/issues": "administrator",
    "GET /admin/accounts": "administrator",
    "GET /admin/doctor": "administrator",
    "POST /admin/night": "administrator",
    "POST /admin/doctor": "administrator",
    "POST /admin/accounts": "administrator",
    # Open to everybody: what is needed to sign in, and holds nothing of the library.
    "GET /sign-in": None,
    "POST /sign-in": None,
    "GET /oidc": None,
    "GET /oidc/back": None,
    "POST /preferences": None,
    "GET /assets/{name}": None,
    # For whoever watches the machine: a word, and at most how old the catalogue is.
    "GET /healthz": None,
    "GET /readyz": None,
}
"""By method and address; None is open. An address that is missing is the administrators', and a test misses it."""

OWN_PASSWORD_FIRST = ("/account", "/sign-out")
"""All that is open to somebody whose password is one that an administrator gave."""


def guarded(method: str, path: str, answer: Answering) -> Answering:
    """The answer of an address for those who may see it; others are sent to sign in, or refused."""
    role = NEEDS.get(f"{method} {path}", "administrator")
    if inspect.iscoroutinefunction(answer):
        later = cast("Callable[[Request], Awaitable[Response]]", answer)

        async def answer_later(request: Request) -> Response:
            return await run_in_threadpool(_turned_away, request, role) or await later(request)

        return answer_later
    at_once = cast("Callable[[Request], Response]", answer)
    return lambda request: _turned_away(request, role) or at_once(request)


def _turned_away(request: Request, role: Role | None) -> Response | None:
    """Where somebody is sent who may not see this; None for one who may.

    Raises:
        HTTPException: they are signed in, and their role is too small (403).
    """
    site = site_of(request)
    if not site.access.is_closed:
        return None
    account = site.access.account(request)
    if role is None:
        return None
    if account is None:
        if site.access.told_by_proxy(request) is not None:
            raise HTTPException(403, "stranger")
        back = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        told = {"ended": "1"} if request.method == "POST" else {"back": back}
        return RedirectResponse(f"/sign-in?{urlencode(told)}", 303)
    if (
        account.has_password
        and request.url.path not in OWN_PASSWORD_FIRST
        and site.access.one_time.is_marked(account.name)
    ):
        return RedirectResponse("/account?first=1", 303)
    if not account.may(role):
        raise HTTPException(403, "role")
    return None
