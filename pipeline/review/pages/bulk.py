"""`/bulk`: all topics of a filter, to decide about at once; the list and the count stand before anything is written."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from pipeline.review.filters import all_of, filter_of
from pipeline.review.reasons import REASONS
from pipeline.review.site import site_of
from pipeline.review.standing import standing_of

MOST_AT_ONCE = 500
STATUSES = ("shortlisted", "later", "rejected")


def bulk(request: Request) -> Response:
    """The topics of a filter with what is known of each, packed into the forms."""
    site = site_of(request)
    standing = standing_of(site.decisions.all())
    wanted = filter_of(request.query_params)
    topics = all_of(site.live.overview().topics, standing.statuses, wanted, standing.assigned)
    counts = {status: sum(standing.statuses.get(each.topic_id) != status for each in topics) for status in STATUSES}
    return site.pages.answer(
        request,
        "bulk.html",
        topics=topics,
        wanted=wanted,
        statuses=standing.statuses,
        counts=counts,
        packed=" ".join(f"{each.topic_id}.{standing.seen.get(each.topic_id, 0)}" for each in topics[:MOST_AT_ONCE]),
        most=MOST_AT_ONCE,
        reasons=REASONS,
        back=wanted.address(),
    )
