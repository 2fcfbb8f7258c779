"""`POST /topics/ID/decide`: shortlist, reject, later, rename, undo."""

from __future__ import annotations

from typing import Literal

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from pipeline.review.actions.about_topic import write_about
from pipeline.review.actions.sent import LONGEST_NOTE, anchor, back_to, choice_in, fields_of, number_in, text_in
from pipeline.review.pages.topic import listed_topic
from pipeline.review.reasons import REASONS
from pipeline.review.site import author_of, site_of
from pipeline.topics.title import MAX_RENAMED

Decidable = Literal["shortlist", "reject", "later", "rename", "undo"]
ACTIONS: tuple[Decidable, ...] = ("shortlist", "reject", "later", "rename", "undo")


async def decide(request: Request) -> Response:
    """Write a decision, unless somebody decided about the topic since the page was read; then show what they did."""
    fields = dict(await fields_of(request))
    return await run_in_threadpool(_decide, request, fields)


def _decide(request: Request, fields: dict[str, str]) -> Response:
    site = site_of(request)
    topic = listed_topic(site, request.path_params["topic_id"])
    action, seen = choice_in(fields, "action", ACTIONS), number_in(fields, "seen")
    reason = fields.get("reason") or None
    note = text_in(fields, "note", MAX_RENAMED if action == "rename" else LONGEST_NOTE)
    if action == "rename" and note is None:
        raise HTTPException(400, "title")
    if action == "reject" and reason not in REASONS:
        raise HTTPException(400, "reason")
    reason = reason if action == "reject" else None

    def write() -> int:
        return site.decisions.add(
            topic.topic_id,
            action,
            decided_by=author_of(request),
            decided_at=site.clock(),
            reason=reason,
            note=note,
            seen=seen,
        )

    ours = {"action": action, "reason": reason, "note": note}
    then = back_to(fields) + anchor(fields)
    return write_about(request, topic, fields, write, seen=seen, ours=ours, wrong="undo", then=then)
