"""`/season`: which circles to run together, what people chose about it, and the plan solved again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from pipeline.flow.season_choices import standing as holding
from pipeline.flow.season_shown import ShownSeason, published_season
from pipeline.model.season_decision import SeasonDecision
from pipeline.review.parts import part_of
from pipeline.review.said import said_of, unsay
from pipeline.review.season_view import VIEWS, calendar_of, last_day, rows_of
from pipeline.review.site import Site, site_of
from pipeline.review.solving import Solved, held_choices
from pipeline.review.standing import standing_of
from pipeline.store.season_decisions import SeasonDecisions

MOST_LEFT_OUT = 50
"""Topics without a circle on one page, with their forms; the rest are on the next."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Choices:
    """What people chose about the season."""

    decisions: Sequence[SeasonDecision]
    """All of them, the latest first."""
    held: Sequence[SeasonDecision]
    """Those that hold, in the order made."""
    seen: dict[str, int]
    """By topic, what forms send back."""

    def of(self, topic_id: str) -> list[SeasonDecision]:
        """Those about a topic that hold."""
        return [each for each in self.held if each.topic_id == topic_id]


def season(request: Request) -> Response:
    """The season of the last night."""
    site = site_of(request)
    with site.live.open() as catalogue:
        found = published_season(catalogue)
    response = _answer(request, site, found, solved=None)
    unsay(response, request)
    return response


def again(request: Request) -> Response:
    """The plan that is being solved, or what came of it."""
    site = site_of(request)
    solved = site.solver.latest()
    if solved is None:
        return site.pages.answer(request, "season_again.html", solved=None, seconds=0)
    if solved.state != "planned":
        seconds = max(0, round((site.clock() - solved.asked_at).total_seconds()))
        return site.pages.answer(request, "season_again.html", solved=solved, seconds=seconds)
    response = _answer(request, site, solved.season, solved=solved)
    unsay(response, request)
    return response


def choices_of(site: Site) -> Choices:
    """What people chose. The numbers are read first: what comes in between is then seen as later."""
    found = SeasonDecisions(site.home.decisions)
    seen = found.seen()
    decisions = found.all()
    return Choices(decisions=decisions[::-1], held=holding(decisions), seen=seen)


def shown_season(site: Site) -> ShownSeason:
    """The season of the last night, to be written out.

    Raises:
        HTTPException: that night planned none (404).
    """
    with site.live.open() as catalogue:
        found = published_season(catalogue)
    if found is None:
        raise HTTPException(404)
    return found


def _answer(request: Request, site: Site, found: ShownSeason | None, *, solved: Solved | None) -> Response:
    overview = site.live.overview()
    night = overview.night
    choices = choices_of(site)
    circles = rows_of(found.circles) if found else []
    view = next((each for each in VIEWS if each == request.query_params.get("view")), VIEWS[0])
    changed = [
        each for each in choices.decisions if night is None or (each.undone_at or each.decided_at) >= night.started_at
    ]
    return site.pages.answer(
        request,
        "season.html",
        plan=found.plan if found else None,
        circles=circles,
        left_out=part_of(rows_of(found.left_out) if found else [], request.query_params.get("left", ""), MOST_LEFT_OUT),
        calendar=calendar_of(circles, view),
        views=VIEWS,
        last_day=last_day,
        choices=choices,
        has_changes=bool(changed),
        night=night,
        titles={each.topic_id: each.title for each in overview.topics},
        solved=solved,
        is_overtaken=solved is not None and list(solved.choices) != held_choices(site.home),
        here="/season/again" if solved else "/season",
        said=said_of(request, site, standing_of(site.decisions.all())),
    )
