"""`POST /topics/ID/regroup` and `POST /topics/ID/undo`: wishes put together or apart, and decisions taken back."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from pipeline.errors import OvertakenError, UsageError
from pipeline.flow.regroup import Regrouped, goals_of, merge, move, split
from pipeline.model import Decision, ListedTopic
from pipeline.review.actions.sent import LONGEST_NOTE, back_to, fields_of, number_in, text_in
from pipeline.review.pages.regroup import Plan, address_of, plan_of
from pipeline.review.pages.topic import listed_topic
from pipeline.review.said import say
from pipeline.review.site import Site, author_of, site_of
from pipeline.review.standing import standing_of
from pipeline.store import Catalogue, Regroupings


async def regroup(request: Request) -> Response:
    """Do what was previewed, unless somebody decided about one of the topics since."""
    fields = dict(await fields_of(request))
    return await run_in_threadpool(_regroup, request, fields)


async def undo(request: Request) -> Response:
    """Take back one decision about a topic by its number; where somebody did so already, that is told as done."""
    fields = dict(await fields_of(request))
    return await run_in_threadpool(_undo, request, fields)


def _regroup(request: Request, fields: dict[str, str]) -> Response:
    site, author = site_of(request), author_of(request)
    listed = listed_topic(site, request.path_params["topic_id"])
    seen, into_seen = number_in(fields, "seen"), number_in(fields, "into_seen")
    wanted, to = fields.get("goals", "").split(), fields.get("to", "")
    note = text_in(fields, "note", LONGEST_NOTE)
    with site.live.open() as catalogue:
        try:
            goals = dict(goals_of(site.home, listed.topic_id, catalogue))
        except UsageError as error:
            raise HTTPException(400, "regroup") from error
        standing = standing_of(site.decisions.all())
        ticked = [goal_id for goal_id in goals if goal_id in wanted]
        plan = plan_of(site, listed, goals, ticked, to, standing)
        read = {listed.topic_id: seen} | ({plan.into.topic_id: into_seen} if plan.into else {})
        if set(wanted) - goals.keys() or plan.bar not in ("", "in_the_way"):
            raise HTTPException(400, "regroup")
        try:
            if (
                plan.bar
            ):  # another regrouping comes with the next night; ours, or one that was not there when this was read
                raise OvertakenError(f"topic {listed.topic_id} is regrouped with the next night already")
            number = _done(site, author, listed, plan, note, read, catalogue).number
        except OvertakenError:
            now = standing_of(site.decisions.all())
            meanwhile = [each for topic_id, latest in read.items() for each in now.since(topic_id, latest)]
            if not _is_ours(site, author, meanwhile, listed, plan, note):
                return site.pages.answer(
                    request,
                    "regroup_meanwhile.html",
                    409,
                    topic=listed,
                    meanwhile=meanwhile,
                    look_again=address_of(listed.topic_id, ticked, to),
                )
            number = meanwhile[0].decision_id  # the button was pressed twice
        except UsageError as error:  # a night was published in between
            raise HTTPException(400, "regroup") from error
    response = RedirectResponse(f"/topics/{listed.topic_id}", 303)
    say(response, request, number)
    return response


def _done(
    site: Site, by: str, listed: ListedTopic, plan: Plan, note: str | None, read: dict[str, int], catalogue: Catalogue
) -> Regrouped:
    at = site.clock()
    if plan.into is None:
        return split(site.home, listed.topic_id, plan.goal_ids, by=by, at=at, note=note, seen=read, published=catalogue)
    if plan.action == "merge":
        return merge(
            site.home, listed.topic_id, plan.into.topic_id, by=by, at=at, note=note, seen=read, published=catalogue
        )
    return move(site.home, plan.goal_ids, plan.into.topic_id, by=by, at=at, note=note, seen=read, published=catalogue)


def _is_ours(
    site: Site, by: str, meanwhile: Sequence[Decision], listed: ListedTopic, plan: Plan, note: str | None
) -> bool:
    """Whether all that came in between is this very regrouping: the button was pressed twice."""
    wanted = [(listed.topic_id, plan.action, note, by, None)]
    if [(each.topic_id, each.action, each.note, each.decided_by, each.undone_at) for each in meanwhile] != wanted:
        return False
    into = plan.into.topic_id if plan.into else meanwhile[0].into_topic_id
    placed = [each for each in Regroupings(site.home.decisions).all() if each.decision_id == meanwhile[0].decision_id]
    went = {each.goal_id: each.topic_id for each in placed if each.topic_id != each.from_topic_id}
    return went == dict.fromkeys(plan.goal_ids, into)


def _undo(request: Request, fields: dict[str, str]) -> Response:
    site = site_of(request)
    listed = listed_topic(site, request.path_params["topic_id"])
    number = number_in(fields, "number")
    found = standing_of(site.decisions.all()).numbered(number)
    if found is None or found.action == "undo" or listed.topic_id != found.topic_id:
        raise HTTPException(400, "undo")
    written = None
    if found.undone_at is None:
        with suppress(UsageError):  # somebody took it back just now
            written = site.decisions.undo(number, decided_by=author_of(request), decided_at=site.clock())
    response = RedirectResponse(back_to(fields), 303)
    if written is not None:
        say(response, request, written)
    return response
