"""`/topics/ID/teach`: whether a course is right for a wish, what was said of it, and what saying so changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from pipeline.flow.proposal import matches_of
from pipeline.flow.teach import MAX_TEXT
from pipeline.model import Course, Goal, ListedTopic, MatchDecision
from pipeline.review.pages.topic import known_topic, listed_topic
from pipeline.review.said import said_of, unsay
from pipeline.review.site import Site, site_of
from pipeline.review.standing import standing_of


@dataclass(frozen=True, kw_only=True, slots=True)
class Pair:
    """A course of a topic and a wish for which it was found; None where no such wish may be told."""

    course: Course
    goal: Goal | None


@dataclass(frozen=True, kw_only=True, slots=True)
class SaidOf:
    """What people taught of one course, the latest first, and the number that forms send back."""

    seen: int
    decisions: Sequence[MatchDecision]


def taught(request: Request) -> Response:
    """One course of a topic for one wish, named in the address; without that, all of them to choose from."""
    site = site_of(request)
    listed = listed_topic(site, request.path_params["topic_id"])
    course_id, goal_id = request.query_params.get("course", ""), request.query_params.get("goal", "")
    standing = standing_of(site.decisions.all())
    with site.live.open() as catalogue:
        known = known_topic(site, catalogue, listed, standing)
        goals = {goal.goal_id: goal for goal in known.goals if goal.wording}
        found = [(each.course_id, each.goal_id) for each in matches_of(catalogue, known) if each.goal_id in goals]
    courses = {each.course.course_id: each.course for each in known.listed}
    if course_id and (course_id not in courses or (goal_id and goal_id not in goals)):
        raise HTTPException(404)
    response = site.pages.answer(
        request,
        "taught.html",
        topic=listed,
        pairs=[Pair(course=courses[course], goal=goals[goal]) for course, goal in found],
        pair=Pair(course=courses[course_id], goal=goals.get(goal_id)) if course_id else None,
        said_before=said_of_course(site, course_id),
        most=MAX_TEXT,
        here=address_of(listed, course_id, goal_id),
        said=said_of(request, site, standing),
    )
    unsay(response, request)
    return response


def said_of_course(site: Site, course_id: str) -> SaidOf:
    """What people taught of a course. The number is read first: what comes in between is then seen as later."""
    seen = site.taught.seen_of(course_id)
    return SaidOf(seen=seen, decisions=[each for each in reversed(site.taught.all()) if each.course_id == course_id])


def address_of(listed: ListedTopic, course_id: str = "", goal_id: str = "") -> str:
    """The address of this page, for one course and one wish where they are named."""
    asked = {name: value for name, value in (("course", course_id), ("goal", goal_id)) if value}
    return f"/topics/{listed.topic_id}/teach" + (f"?{urlencode(asked)}" if asked else "")
