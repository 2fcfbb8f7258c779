"""`POST /topics/ID/talk`: a comment for colleagues, or the colleague who shall take care of a topic."""

from __future__ import annotations

from typing import Literal

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from pipeline.review.actions.sent import LONGEST_NOTE, back_to, choice_in, fields_of, text_in
from pipeline.review.pages.topic import listed_topic
from pipeline.review.said import say
from pipeline.review.site import author_of, site_of
from pipeline.review.standing import standing_of

LONGEST: dict[Literal["comment", "assign"], int] = {"comment": LONGEST_NOTE, "assign": 80}
"""Letters of what is said, by action."""


async def talk(request: Request) -> Response:
    """Write it: it overtakes nobody, so nothing has to be seen first."""
    fields = dict(await fields_of(request))
    return await run_in_threadpool(_talk, request, fields)


def _talk(request: Request, fields: dict[str, str]) -> Response:
    site = site_of(request)
    topic = listed_topic(site, request.path_params["topic_id"])
    action = choice_in(fields, "action", LONGEST)
    note = text_in(fields, "note", LONGEST[action])
    if note is None:
        raise HTTPException(400, action)
    latest = next(iter(standing_of(site.decisions.all()).of(topic.topic_id)), None)
    ours = (action, note, author_of(request), None)
    if latest and (latest.action, latest.note, latest.decided_by, latest.undone_at) == ours:
        number = latest.decision_id  # the button was pressed twice
    else:
        number = site.decisions.add(
            topic.topic_id, action, decided_by=author_of(request), decided_at=site.clock(), note=note
        )
    response = RedirectResponse(back_to(fields), 303)
    say(response, request, number)
    return response
