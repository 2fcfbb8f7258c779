"""`/account`: who one is here, and another password."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from pipeline.review.site import site_of
from pipeline.store import LONGEST_PASSWORD, SHORTEST_PASSWORD


def account(request: Request) -> Response:
    """The account that is signed in; without accounts there is nothing to see."""
    site = site_of(request)
    if site.access.account(request) is None:
        return RedirectResponse("/topics", 303)
    what = next((each for each in ("changed", "first") if each in request.query_params), "")
    return show_account(request, what=what)


def show_account(request: Request, code: int = 200, *, what: str = "", minutes: int = 0) -> Response:
    """The page, with what came of a change: `changed`, `wrong`, `wait`, `differ` or `weak`; `first` before one."""
    return site_of(request).pages.answer(
        request, "account.html", code, what=what, minutes=minutes, shortest=SHORTEST_PASSWORD, longest=LONGEST_PASSWORD
    )
