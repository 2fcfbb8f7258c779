"""`/sign-in`: name and password."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from pipeline.review.actions.sent import back_to
from pipeline.review.site import site_of


def sign_in_page(request: Request) -> Response:
    """The form; who is signed in, or has no need to, is sent on."""
    site = site_of(request)
    back = back_to(request.query_params)
    if not site.access.is_closed or site.access.account(request):
        return RedirectResponse(back, 303)
    return show_sign_in(request, back=back, what="ended" if "ended" in request.query_params else "")


def show_sign_in(
    request: Request, code: int = 200, *, back: str, what: str = "", name: str = "", minutes: int = 0
) -> Response:
    """The form, with what stood in the way: `ended`, `wrong`, `wait`, or what ailed the library's own sign-in."""
    site = site_of(request)
    return site.pages.answer(
        request,
        "sign_in.html",
        code,
        back=back,
        what=what,
        name=name[:64],
        minutes=minutes,
        elsewhere=site.provider.settings.title if site.provider else "",
    )
