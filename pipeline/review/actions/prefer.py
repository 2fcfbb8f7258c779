"""`POST /preferences`: what a reader prefers, kept in their browser: the language, and whether single keys act."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from pipeline.review import languages
from pipeline.review.actions.sent import back_to, fields_of
from pipeline.review.render import KEYS_OFF, set_cookie

YEAR = 31_536_000


async def prefer(request: Request) -> Response:
    """Remember what was chosen, and go back."""
    fields = await fields_of(request)
    response = RedirectResponse(back_to(fields), 303)
    if fields.get("keys") in ("on", "off"):
        set_cookie(response, request, KEYS_OFF, fields["keys"], YEAR)
    if fields.get("language") in languages.languages():
        set_cookie(response, request, languages.COOKIE, fields["language"], YEAR)
    return response
