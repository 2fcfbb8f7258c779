"""`POST /topics/ID/decide`: shortlist, reject, later, rename, undo."""

from __future__ import annotations

from typing import Literal

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from pipeline.errors import OvertakenError, UsageError
from pipeline.model import Decision, ListedTopic
from pipeline.review.actions.sent import LONGEST_NOTE, anchor, back_to, fields_of, number_in, text_in
from pipeline.review.pages.topic import listed_topic, titles_of_courses
from pipeline.review.reasons import REASONS
from pipeline.review.said import say
from pipeline.review.site import author_of, site_of
from pipeline.review.standing import Standing, standing_of
from pipeline.topics.title import MAX_RENAMED

Decidable = Literal["shortlist", "reject", "later", "rename", "undo"]
ACTIONS: tuple[Decidable, ...] = ("shortlist", "reject", "later", "rename", "undo")
DOORS = {"pin": "choose", "drop": "choose", "add": "add"}
"""Where a form goes that does not go to `decide`, by its action."""
ENTERED = ("title", "url", "provider", "language", "weeks", "hours", "cost")
SENT = ("action", "reason", "note", "course", "back", "next", *ENTERED)
"""What a form is sent with once more, where a colleague was quicker."""


async def decide(request: Request) -> Response:
    """Write a decision, unless somebody decided about the topic since the page was read; then show what they did."""
    fields = dict(await fields_of(request))
    return await run_in_threadpool(_decide, request, fields)


def _decide(request: Request, fields: dict[str, str]) -> Response:
    site, author = site_of(request), author_of(request)
    topic = listed_topic(site, request.path_params["topic_id"])
    action = next((each for each in ACTIONS if each == fields.get("action")), None)
    seen = number_in(fields, "seen")
    if action is None:
        raise HTTPException(400)
    reason = fields.get("reason") or None
    note = text_in(fields, "note", MAX_RENAMED if action == "rename" else LONGEST_NOTE)
    if action == "rename" and note is None:
        raise HTTPException(400, "title")
    if action == "reject" and reason not in REASONS:
        raise HTTPException(400, "reason")
    reason = reason if action == "reject" else None
    try:
        number = site.decisions.add(
            topic.topic_id,
            action,
            decided_by=author,
            decided_at=site.clock(),
            reason=reason,
            note=note,
            seen=seen,
        )
    except OvertakenError:
        standing = standing_of(site.decisions.all())
        meanwhile = standing.since(topic.topic_id, seen)
        ours = [(action, reason, note, author)]
        if [(each.action, each.reason, each.note, each.decided_by) for each in meanwhile] != ours:
            return overtaken(request, topic, fields, standing, meanwhile)
        number = meanwhile[0].decision_id  # the button was pressed twice
    except UsageError as error:  # nothing to undo
        raise HTTPException(400, "undo") from error
    response = RedirectResponse(back_to(fields) + anchor(fields), 303)
    say(response, request, number)
    return response


def overtaken(
    request: Request, topic: ListedTopic, fields: dict[str, str], standing: Standing, meanwhile: list[Decision]
) -> Response:
    """What was decided meanwhile, by whom, and the way on: as it is, or decide all the same."""
    status = standing.statuses.get(topic.topic_id, "proposed")
    return site_of(request).pages.answer(
        request,
        "overtaken.html",
        409,
        topic=topic,
        status=status,
        meanwhile=meanwhile,
        can_go_on=fields["action"] != "undo" or topic.topic_id in standing.latest,
        door=DOORS.get(fields["action"], "decide"),
        titles=titles_of_courses(topic),
        fields={name: fields[name] for name in SENT if fields.get(name)},
        seen=standing.seen[topic.topic_id],
        back=back_to(fields),
    )
