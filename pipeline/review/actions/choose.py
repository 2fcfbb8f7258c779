"""`POST /topics/ID/choose`: a course is put first for a topic, or taken out."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from pipeline.flow.choose import CHOICES, choose
from pipeline.review.actions.about_topic import write_about
from pipeline.review.actions.sent import LONGEST_NOTE, back_to, choice_in, fields_of, number_in, text_in
from pipeline.review.pages.topic import listed_topic
from pipeline.review.site import author_of, site_of


async def choose_course(request: Request) -> Response:
    """Write it, unless somebody decided about the topic since the page was read; then show what they did."""
    fields = dict(await fields_of(request))
    return await run_in_threadpool(_choose, request, fields)


def _choose(request: Request, fields: dict[str, str]) -> Response:
    site = site_of(request)
    topic = listed_topic(site, request.path_params["topic_id"])
    action, seen = choice_in(fields, "action", CHOICES), number_in(fields, "seen")
    course_id, note = fields.get("course", ""), text_in(fields, "note", LONGEST_NOTE)
    if not course_id:
        raise HTTPException(400)

    def write() -> int:
        by, at = author_of(request), site.clock()
        with site.live.open() as catalogue:
            return choose(site.home, catalogue, topic.topic_id, action, course_id, by=by, at=at, note=note, seen=seen)[
                0
            ]

    ours = {"action": action, "course_id": course_id, "note": note}
    return write_about(request, topic, fields, write, seen=seen, ours=ours, wrong="course", then=back_to(fields))
