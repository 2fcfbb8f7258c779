"""`POST /season/choose`, `/season/undo` and `/season/again`: choices about the season, and the plan solved again."""

from __future__ import annotations

from contextlib import suppress

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from pipeline.errors import OvertakenError, UsageError
from pipeline.flow.season import find_spaces
from pipeline.model import PARTS, WEEKDAYS
from pipeline.model.season_decision import SEASON_ACTIONS, SeasonDecision
from pipeline.review.actions.sent import LONGEST_NOTE, back_to, fields_of, number_in, text_in
from pipeline.review.pages.season import choices_of
from pipeline.review.said import say
from pipeline.review.site import Site, author_of, site_of
from pipeline.store.season_decisions import SeasonDecisions

HOW = {"topic": (), "time": ("weekday", "part_of_day"), "place": ("weekday", "part_of_day", "branch", "room")}
"""What of a circle a lock holds, by the choice of the form; a time is enough for most."""


async def choose(request: Request) -> Response:
    """Lock a circle or forbid a topic, unless somebody chose about the topic since the page was read."""
    fields = dict(await fields_of(request))
    return await run_in_threadpool(_choose, request, fields)


async def undo_choice(request: Request) -> Response:
    """Take back one choice; where somebody did so already, that is told as done."""
    fields = dict(await fields_of(request))
    return await run_in_threadpool(_undo, request, fields)


async def solve_again(request: Request) -> Response:
    """Begin to plan the season with everything as it is now."""
    await fields_of(request)
    return await run_in_threadpool(_solve, request)


def _choose(request: Request, fields: dict[str, str]) -> Response:
    site, by = site_of(request), author_of(request)
    topic = next((each for each in site.live.overview().topics if each.topic_id == fields.get("topic")), None)
    action = next((each for each in SEASON_ACTIONS if each == fields.get("action")), None)
    seen = number_in(fields, "seen")
    if action is None or topic is None:
        raise HTTPException(400)
    place = _place(site, fields) if action == "lock" else {}
    note = text_in(fields, "note", LONGEST_NOTE)
    decisions = SeasonDecisions(site.home.decisions)
    try:
        number = decisions.add(
            action, topic.topic_id, decided_by=by, decided_at=site.clock(), note=note, seen=seen, **place
        )
    except OvertakenError:
        choices = choices_of(site)
        meanwhile = [each for each in choices.decisions if each.topic_id == topic.topic_id and _since(each, seen)]
        if len(meanwhile) != 1 or not _is_ours(meanwhile[0], action, place, note, by):
            return site.pages.answer(
                request, "season_meanwhile.html", 409, topic=topic, meanwhile=meanwhile, back=back_to(fields, "/season")
            )
        number = meanwhile[0].decision_id  # the button was pressed twice
    except UsageError as error:  # it is locked and forbidden at once
        raise HTTPException(400, "season") from error
    response = RedirectResponse(back_to(fields, "/season"), 303)
    say(response, request, number, "season")
    return response


def _place(site: Site, fields: dict[str, str]) -> dict[str, str]:
    """What of the circle is locked: as published for it, and as the rooms are known.

    Raises:
        HTTPException: the form names what there is not (400).
    """
    wanted = HOW.get(fields.get("how", "topic"))
    if wanted is None:
        raise HTTPException(400)
    found = {name: fields.get(name, "") for name in wanted}
    spaces = {(space.branch, space.name) for space in find_spaces(site.home)[0]}
    is_known = (
        ("weekday" not in found or (found["weekday"] in WEEKDAYS and found["part_of_day"] in PARTS))
        and ("room" not in found or (found["branch"], found["room"]) in spaces)
    )  # fmt: skip
    if not is_known:
        raise HTTPException(400, "season_place")
    return found


def _since(decision: SeasonDecision, seen: int) -> bool:
    """Whether it was made, or taken back, after the row of this number."""
    return max(decision.decision_id, decision.undone_id or 0) > seen


def _is_ours(decision: SeasonDecision, action: str, place: dict[str, str], note: str | None, by: str) -> bool:
    made = {name: getattr(decision, name) for name in HOW["place"] if getattr(decision, name) is not None}
    ours = (action, place, note, by, None)
    return (decision.action, made, decision.note, decision.decided_by, decision.undone_at) == ours


def _undo(request: Request, fields: dict[str, str]) -> Response:
    site = site_of(request)
    number = number_in(fields, "number")
    decisions = SeasonDecisions(site.home.decisions)
    found = next((each for each in decisions.all() if each.decision_id == number), None)
    if found is None:
        raise HTTPException(400, "undo")
    if found.undone_at is None:
        with suppress(UsageError):  # somebody took it back just now
            decisions.undo(number, decided_by=author_of(request), decided_at=site.clock())
    response = RedirectResponse(back_to(fields, "/season"), 303)
    say(response, request, number, "season")
    return response


def _solve(request: Request) -> Response:
    site = site_of(request)
    if not site.home.catalogue.exists():
        raise UsageError("there is no catalogue yet; `circlewise run` makes it")
    site.solver.start(author_of(request), site.clock())
    return RedirectResponse("/season/again", 303)
