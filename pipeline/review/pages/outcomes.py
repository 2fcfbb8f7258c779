"""`/outcomes`: what circles came to, for boards: the whole, or by season, branch, topic, course or circle."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from pipeline.flow.outcomes import BY, outcomes_of
from pipeline.review.season_view import rows_of
from pipeline.review.site import site_of

IDS = ("topic", "course")
"""Parts that are named by a title; the others are named as the library names them."""


def outcomes(request: Request) -> Response:
    """The figures of the last night; those about few people are left out, and said to be."""
    site = site_of(request)
    by = by_in(request)
    with site.live.open() as catalogue:
        found = outcomes_of(catalogue, by)
    skipped = {by, "title", "not_told"} if by else set()
    return site.pages.answer(
        request,
        "outcomes.html",
        by=by,
        kinds=BY,
        rows=rows_of(found),
        measures=[name for name in found.columns if name not in skipped] if by else [],
        night=site.live.overview().night,
    )


def by_in(request: Request) -> str | None:
    """What the address parts figures by; None for the whole."""
    return next((each for each in BY if each == request.query_params.get("by")), None)
