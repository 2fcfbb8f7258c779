"""`/keys`: every key, and the switch that turns them off (WCAG 2.1.4)."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from pipeline.review.site import site_of


def keys(request: Request) -> Response:
    """The keys."""
    return site_of(request).pages.answer(request, "keys.html")
