"""`POST /bulk` and `POST /bulk/undo`: one decision about many topics, each under what was seen of it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from pipeline.model import Decision
from pipeline.review.actions.sent import LONGEST_NOTE, back_to, fields_of, number_in, text_in
from pipeline.review.pages.bulk import MOST_AT_ONCE
from pipeline.review.reasons import REASONS
from pipeline.review.said import say
from pipeline.review.site import Site, author_of, site_of
from pipeline.review.standing import standing_of
from pipeline.topics.decided import STATUS

Many = Literal["shortlist", "reject", "later"]
ACTIONS: tuple[Many, ...] = ("shortlist", "reject", "later")
_PACKED = re.compile(r"(\w{1,40})\.([0-9]{1,11})", re.ASCII)


@dataclass(frozen=True, kw_only=True, slots=True)
class Left:
    """A topic that was left as it is: its title, None where it is not shown any more, and its latest decision."""

    topic_id: str
    title: str | None
    latest: Decision | None


async def decide_all(request: Request) -> Response:
    """Decide about every topic that is as it was seen; name the others, with what was decided about them."""
    fields = dict(await fields_of(request))
    return await run_in_threadpool(_decide_all, request, fields)


async def undo_all(request: Request) -> Response:
    """Take back what was decided at once, but for topics about which somebody decided since; those are named."""
    fields = dict(await fields_of(request))
    return await run_in_threadpool(_undo_all, request, fields)


def _decide_all(request: Request, fields: dict[str, str]) -> Response:
    site = site_of(request)
    action = next((each for each in ACTIONS if each == fields.get("action")), None)
    seen = _unpacked(fields.get("topics", ""))
    reason = fields.get("reason") if action == "reject" else None
    if action is None or not seen or len(seen) > MOST_AT_ONCE:
        raise HTTPException(400)
    if action == "reject" and reason not in REASONS:
        raise HTTPException(400, "reason")
    note = text_in(fields, "note", LONGEST_NOTE)
    before = standing_of(site.decisions.all())
    shown = {each.topic_id for each in site.live.overview().topics}
    is_so = {t for t in seen if before.statuses.get(t) == STATUS[action] and before.seen.get(t, 0) == seen[t]}
    wanted = {t: number for t, number in seen.items() if t in shown and t not in is_so}
    written = site.decisions.add_many(
        wanted, action, decided_by=author_of(request), decided_at=site.clock(), reason=reason, note=note
    )
    ours = (action, reason, note, author_of(request))
    left = set(seen) - is_so - written.keys()
    again = _pressed_twice(site, {t: seen[t] for t in left & shown}, ours)
    numbers = [*written.values(), *again.values()]
    return _answer(request, fields, action, numbers, left - again.keys())


def _undo_all(request: Request, fields: dict[str, str]) -> Response:
    site = site_of(request)
    first, last = number_in(fields, "first"), number_in(fields, "last")
    if last - first >= MOST_AT_ONCE:
        raise HTTPException(400)
    found = [each for each in site.decisions.all() if first <= each.decision_id <= last and each.action in ACTIONS]
    if not found:
        raise HTTPException(400, "undo")
    done = site.decisions.undo_many(
        [each.decision_id for each in found], decided_by=author_of(request), decided_at=site.clock()
    )
    left = {each.topic_id for each in found if each.decision_id not in done and each.undone_at is None}
    return _answer(request, fields, "undo", list(done.values()), left)


def _answer(
    request: Request, fields: Mapping[str, str], action: str, numbers: list[int], left: Collection[str]
) -> Response:
    """Back to the list with what was done; or, where topics were left, a page that names them."""
    site = site_of(request)
    numbers = sorted(numbers)
    is_one_piece = bool(numbers) and numbers[-1] - numbers[0] == len(numbers) - 1
    if not left:
        response: Response = RedirectResponse(back_to(fields), 303)
        if is_one_piece:
            say(response, request, numbers[0], "many", numbers[-1])
        return response
    standing = standing_of(site.decisions.all())
    titles = {each.topic_id: each.title for each in site.live.overview().topics}
    return site.pages.answer(
        request,
        "bulk_left.html",
        409,
        action=action,
        n_done=len(numbers),
        left=[
            Left(topic_id=each, title=titles.get(each), latest=next(iter(standing.since(each, 0)), None))
            for each in sorted(left, key=lambda topic_id: (titles.get(topic_id, ""), topic_id))
        ],
        undo=(numbers[0], numbers[-1]) if is_one_piece and action != "undo" else None,
        back=back_to(fields),
    )


def _pressed_twice(
    site: Site, seen: Mapping[str, int], ours: tuple[str, str | None, str | None, str]
) -> dict[str, int]:
    """Of these topics those about which nothing but this very decision was written since: its numbers, by topic."""
    standing = standing_of(site.decisions.all())
    later = {topic_id: standing.since(topic_id, read) for topic_id, read in seen.items()}
    return {
        topic_id: rows[0].decision_id
        for topic_id, rows in later.items()
        if [(each.action, each.reason, each.note, each.decided_by) for each in rows] == [ours]
    }


def _unpacked(text: str) -> dict[str, int]:
    """The topics of a form, each with the number of the latest decision that was seen.

    Raises:
        HTTPException: our page did not pack it (400).
    """
    found = [_PACKED.fullmatch(each) for each in text.split()]
    if not all(found):
        raise HTTPException(400)
    return {each[1]: int(each[2]) for each in found if each}
