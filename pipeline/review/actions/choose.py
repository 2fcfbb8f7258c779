"""`POST /topics/ID/choose`: a course is put first for a topic, or taken out."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from pipeline.errors import OvertakenError, UsageError
from pipeline.flow.choose import CHOICES, choose
from pipeline.review.actions.decide import overtaken
from pipeline.review.actions.sent import LONGEST_NOTE, back_to, fields_of, number_in, text_in
from pipeline.review.pages.topic import listed_topic
from pipeline.review.said import say
from pipeline.review.site import author_of, site_of
from pipeline.review.standing import standing_of


async def choose_course(request: Request) -> Response:
    """Write it, unless somebody decided about the topic since the page was read; then show what they did."""
    fields = dict(await fields_of(request))
    return await run_in_threadpool(_choose, request, fields)


def _choose(request: Request, fields: dict[str, str]) -> Response:
    site, author = site_of(request), author_of(request)
    topic = listed_topic(site, request.path_params["topic_id"])
    action = next((each for each in CHOICES if each == fields.get("action")), None)
    course_id, seen = fields.get("course", ""), number_in(fields, "seen")
    note = text_in(fields, "note", LONGEST_NOTE)
    if action is None or not course_id:
        raise HTTPException(400)
    try:
        with site.live.open() as catalogue:
            number, _ = choose(
                site.home,
                catalogue,
                topic.topic_id,
                action,
                course_id,
                by=author,
                at=site.clock(),
                note=note,
                seen=seen,
            )
    except OvertakenError:
        standing = standing_of(site.decisions.all())
        meanwhile = standing.since(topic.topic_id, seen)
        ours = [(action, course_id, note, author)]
        if [(each.action, each.course_id, each.note, each.decided_by) for each in meanwhile] != ours:
            return overtaken(request, topic, fields, standing, meanwhile)
        number = meanwhile[0].decision_id  # the button was pressed twice
    except UsageError as error:  # the course is gone, or costs money
        raise HTTPException(400, "course") from error
    response = RedirectResponse(back_to(fields), 303)
    say(response, request, number)
    return response
