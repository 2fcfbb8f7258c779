"""`/topics`: the ordered list, filtered by its address."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from pipeline.review.filters import STATUSES, choices, filter_of, find
from pipeline.review.reasons import REASONS
from pipeline.review.said import said_of, unsay
from pipeline.review.site import site_of
from pipeline.review.standing import standing_of


def home(request: Request) -> Response:
    """The front page is the list."""
    return RedirectResponse("/topics", 303)


def topics(request: Request) -> Response:
    """The topics of a filter, best first."""
    site = site_of(request)
    overview = site.live.overview()
    standing = standing_of(site.decisions.all())
    wanted = filter_of(request.query_params)
    by_script = "hx-request" in request.headers
    if not by_script and "" in request.query_params.values():  # as a form sends it: fields left empty included
        return RedirectResponse(wanted.here, 303)
    found = find(overview.topics, standing.statuses, wanted, standing.assigned)
    response = site.pages.answer(
        request,
        "topics.html",
        overview=overview,
        standing=standing,
        wanted=wanted,
        here=wanted.address(page=found.page),
        found=found,
        choices=choices(overview.topics, wanted, standing.assigned),
        status_order=STATUSES,
        reasons=REASONS,
        most=max((topic.n_respondents for topic in overview.topics), default=1),
        said=said_of(request, site, standing),
    )
    unsay(response, request)
    if by_script and request.headers.get("hx-source") == "form#filters":
        response.headers["HX-Push-Url"] = wanted.here
    return response
