"""`/topics/ID/add`: a course that a coordinator knows, by its address or by hand; what was understood is corrected."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from pipeline.flow.look_up import Looked
from pipeline.model import ADDED_COSTS, ListedTopic
from pipeline.review.pages.topic import listed_topic
from pipeline.review.said import said_of, unsay
from pipeline.review.site import site_of
from pipeline.review.standing import standing_of
from pipeline.topics.shortlist import is_offered

LONGEST_ADDRESS, LONGEST_TITLE, LONGEST_PROVIDER, LONGEST_LANGUAGE = 2_000, 200, 120, 40
MOST_WEEKS, MOST_HOURS = 104.0, 60.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Filled:
    """What the form of the facts holds before anybody types; every value as text."""

    title: str = ""
    url: str = ""
    provider: str = ""
    language: str = ""
    weeks: str = ""
    hours: str = ""
    cost: str = ""


def add_page(request: Request) -> Response:
    """The field for an address; with `?by=hand` the form of the facts at once."""
    topic = listed_topic(site_of(request), request.path_params["topic_id"])
    by_hand = request.query_params.get("by") == "hand"
    return show_add(request, topic, filled=Filled() if by_hand else None)


def show_add(
    request: Request, topic: ListedTopic, *, looked: Looked | None = None, filled: Filled | None = None
) -> Response:
    """The page, with what a look at an address came to."""
    site = site_of(request)
    standing = standing_of(site.decisions.all())
    if looked is not None and looked.outcome != "known":
        filled = filled_by(looked)
    response = site.pages.answer(
        request,
        "add.html",
        topic=topic,
        looked=looked,
        filled=filled,
        is_offered=looked is not None and looked.course is not None and is_offered(looked.course),
        seen=standing.seen.get(topic.topic_id, 0),
        costs=ADDED_COSTS,
        longest={"url": LONGEST_ADDRESS, "title": LONGEST_TITLE, "provider": LONGEST_PROVIDER},
        languages_here=site.settings.circle.languages,
        here=f"/topics/{topic.topic_id}/add",
        said=said_of(request, site, standing),
    )
    unsay(response, request)
    return response


def filled_by(looked: Looked) -> Filled:
    """What was understood, for a person to correct; the address alone where nothing was."""
    found = looked.found
    if found is None:
        return Filled(url=looked.url)
    return Filled(
        title=found.title[:LONGEST_TITLE],
        url=looked.url,
        provider=(found.provider or "")[:LONGEST_PROVIDER],
        language=found.language or "",
        weeks="" if found.weeks is None else f"{found.weeks:.3g}",
        hours="" if found.weekly_hours is None else f"{found.weekly_hours:.3g}",
        cost=found.free_kind if found.free_kind in ("free", "free_audit") else "",
    )
