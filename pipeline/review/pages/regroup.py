"""`/topics/ID/regroup`: a new title, and wishes put together or apart; what would happen is said before it is done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlencode

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response

from pipeline.errors import UsageError
from pipeline.flow.regroup import goals_of
from pipeline.model import CHOOSE, ListedTopic, RegroupAction
from pipeline.review.coming import coming, concern, is_in_the_way
from pipeline.review.filters import ALL, TopicFilter, filter_of, find
from pipeline.review.pages.topic import listed_topic
from pipeline.review.said import said_of, unsay
from pipeline.review.site import Site, site_of
from pipeline.review.standing import Standing, standing_of
from pipeline.topics.title import MAX_RENAMED

OWN = "own"
"""Where wishes go that become a topic of their own."""
MOST_OFFERED = 15
Bar = Literal["", "nothing_ticked", "nowhere", "all_of_it", "in_the_way"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """What somebody wants to do with wishes of a topic; `bar` says why it cannot be done, empty where it can."""

    action: RegroupAction
    goal_ids: tuple[str, ...]
    leaving: tuple[str, ...]
    """The wordings of the wishes that go."""
    staying: tuple[str, ...]
    into: ListedTopic | None
    """Where they go; None for a topic of their own."""
    bar: Bar = ""


def regroup(request: Request) -> Response:
    """The forms; with a choice in the address, also what it would do."""
    site = site_of(request)
    overview = site.live.overview()
    listed = listed_topic(site, request.path_params["topic_id"])
    standing = standing_of(site.decisions.all())
    query = request.query_params
    with site.live.open() as catalogue:
        try:
            goals = dict(goals_of(site.home, listed.topic_id, catalogue))
        except UsageError:  # none of its wishes may be told
            goals = {}
    ticked = [goal_id for goal_id in goals if goal_id in query.getlist("goal")]
    is_asked = "look" in query or "preview" in query
    titles = {each.topic_id: each.title for each in overview.topics}
    to_come = coming(standing.decisions, overview.night)
    response = site.pages.answer(
        request,
        "regroup.html",
        topic=listed,
        goals=goals,
        ticked=ticked if is_asked else list(goals),
        q=query.get("q", "")[:200],
        to=query.get("to", ""),
        offered=_offered(overview.topics, listed, query),
        plan=plan_of(site, listed, goals, ticked, query.get("to", ""), standing) if "preview" in query else None,
        status=standing.statuses.get(listed.topic_id, "proposed"),
        standing=standing,
        coming=[each for each in concern(listed.topic_id, to_come) if each.action not in CHOOSE],
        titles=titles,
        most=MAX_RENAMED,
        here=f"/topics/{listed.topic_id}/regroup",
        said=said_of(request, site, standing),
    )
    unsay(response, request)
    return response


def plan_of(
    site: Site, listed: ListedTopic, goals: Mapping[str, str], ticked: Sequence[str], to: str, standing: Standing
) -> Plan:
    """What a choice comes to: all wishes into another topic is a merge, some a move, some on their own a split."""
    overview = site.live.overview()
    into = next((each for each in overview.topics if each.topic_id == to and to != listed.topic_id), None)
    is_all = len(ticked) == len(goals)
    action: RegroupAction = "split" if to == OWN else "merge" if is_all else "move"
    bar: Bar = ""
    if not ticked:
        bar = "nothing_ticked"
    elif to != OWN and into is None:
        bar = "nowhere"
    elif to == OWN and is_all:
        bar = "all_of_it"
    elif is_in_the_way(listed.topic_id, into.topic_id if into else "", coming(standing.decisions, overview.night)):
        bar = "in_the_way"
    return Plan(
        action=action,
        goal_ids=tuple(ticked),
        leaving=tuple(goals[goal_id] for goal_id in ticked),
        staying=tuple(wording for goal_id, wording in goals.items() if goal_id not in ticked),
        into=into,
        bar=bar,
    )


def address_of(topic_id: str, goal_ids: Sequence[str], to: str) -> str:
    """The address at which that choice is shown with what it would do."""
    asked = [*(("goal", goal_id) for goal_id in goal_ids), ("to", to), ("preview", "1")]
    return f"/topics/{topic_id}/regroup?{urlencode(asked)}"


def _offered(topics: Sequence[ListedTopic], here: ListedTopic, query: QueryParams) -> list[ListedTopic]:
    """Topics to put wishes into: those that a search finds; else those that share a course, the most shared first.

    The one that is chosen already is always among them.
    """
    others = [each for each in topics if each.topic_id != here.topic_id]
    q = filter_of(query).q
    if q:
        found = list(find(others, {}, TopicFilter(q=q, status=ALL), {}).topics)
    else:
        ours = {course.course_id for course in here.courses}
        shared = {each.topic_id: len(ours & {course.course_id for course in each.courses}) for each in others}
        found = sorted(others, key=lambda each: -shared[each.topic_id])
        found = [each for each in found if shared[each.topic_id] or len(others) <= MOST_OFFERED]
    chosen = [each for each in others if each.topic_id == query.get("to")]
    return chosen + [each for each in found if each not in chosen][:MOST_OFFERED]
