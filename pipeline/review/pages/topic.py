"""`/topics/ID` and its proposal sheet: everything about one topic on one page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from pipeline.flow.choose import chosen_of, courses_of
from pipeline.flow.proposal import known_of, matches_of, shown_topic
from pipeline.model import Decision, ListedTopic, Match
from pipeline.review.coming import coming, concern
from pipeline.review.evidence import Evidence, evidence_of
from pipeline.review.reasons import REASONS
from pipeline.review.said import said_of, unsay
from pipeline.review.site import Site, site_of
from pipeline.review.standing import Standing, standing_of
from pipeline.store import AddedCourses, Catalogue
from pipeline.topics.sheet import Known, Sheet, sheet_of
from pipeline.topics.sheet.layout import sections_of
from pipeline.topics.shortlist import Moved, moved

MOST_COLLEAGUES = 100


def topic(request: Request) -> Response:
    """One topic: who wants it, courses, evidence, fit, history."""
    site = site_of(request)
    overview = site.live.overview()
    listed = listed_topic(site, request.path_params["topic_id"])
    standing = standing_of(site.decisions.all())
    with site.live.open() as catalogue:
        known, sheet = _sheet(site, catalogue, listed, standing)
        evidence = _evidence(catalogue, known)
        named = titles_of_courses(listed) | _titles(site, catalogue, standing.of(listed.topic_id))
    before, after = _neighbours(overview.topics, listed, standing)
    response = site.pages.answer(
        request,
        "topic.html",
        topic=listed,
        sheet=sheet,
        night=overview.night,
        evidence=evidence,
        moved=_moved(site, known),
        unknown=_unknown(sheet),
        status=standing.statuses.get(listed.topic_id, "proposed"),
        history=standing.of(listed.topic_id),
        standing=standing,
        colleagues=_colleagues(site, standing),
        reasons=REASONS,
        chosen=chosen_of(standing.decisions, listed.topic_id),
        by_hand=frozenset(each.course.course_id for each in known.listed if each.place.because),
        before=before,
        after=after,
        coming=concern(listed.topic_id, coming(standing.decisions, overview.night)),
        titles={each.topic_id: each.title for each in overview.topics} | named,
        here=f"/topics/{listed.topic_id}",
        said=said_of(request, site, standing),
    )
    unsay(response, request)
    return response


def proposal(request: Request) -> Response:
    """The proposal sheet of one topic, to be read, printed and passed on."""
    site = site_of(request)
    listed = listed_topic(site, request.path_params["topic_id"])
    standing = standing_of(site.decisions.all())
    with site.live.open() as catalogue:
        _, sheet = _sheet(site, catalogue, listed, standing)
    return site.pages.answer(request, "proposal.html", topic=listed, sheet=sheet, sections=sections_of(sheet))


def sheet_of_topic(site: Site, topic_id: str) -> Sheet:
    """The proposal of a topic that may be shown, under the decisions as they stand.

    Raises:
        HTTPException: there is none of this id (404).
    """
    listed = listed_topic(site, topic_id)
    with site.live.open() as catalogue:
        return _sheet(site, catalogue, listed, standing_of(site.decisions.all()))[1]


def listed_topic(site: Site, topic_id: str) -> ListedTopic:
    """A topic that may be shown.

    Raises:
        HTTPException: there is none of this id (404).
    """
    found = next((each for each in site.live.overview().topics if each.topic_id == topic_id), None)
    if found is None:
        raise HTTPException(404, "topic")
    return found


def known_topic(site: Site, catalogue: Catalogue, listed: ListedTopic, standing: Standing) -> Known:
    """All that is published about a topic, under the decisions as they stand.

    Raises:
        HTTPException: a night was published in between, and the topic is gone (404).
    """
    row = shown_topic(catalogue, listed.topic_id)
    if row is None:
        raise HTTPException(404, "topic")
    row = replace(row, status=standing.statuses.get(row.topic_id, "proposed"))
    return known_of(catalogue, site.home, row, site.settings, site.credentials, site.homes)


def _sheet(site: Site, catalogue: Catalogue, listed: ListedTopic, standing: Standing) -> tuple[Known, Sheet]:
    """What is known of a topic and its proposal, under the decisions as they stand.

    Raises:
        HTTPException: a night was published in between, and the topic is gone (404).
    """
    known = known_topic(site, catalogue, listed, standing)
    return known, sheet_of(known, site.settings)


def titles_of_courses(listed: ListedTopic) -> dict[str, str]:
    """The titles of a topic's courses, by course_id."""
    return {each.course_id: each.title for each in listed.courses}


def _titles(site: Site, catalogue: Catalogue, decisions: Sequence[Decision]) -> dict[str, str]:
    """The titles of the courses that decisions name: as people entered them, or as they are in the catalogue."""
    wanted = sorted({each.course_id for each in decisions if each.course_id})
    if not wanted:
        return {}
    entered = {each.course_id: each.entry.title for each in AddedCourses(site.home.decisions).all()}
    return entered | {each.course_id: each.title for each in courses_of(catalogue, wanted)}


def _evidence(catalogue: Catalogue, known: Known) -> dict[str, tuple[Evidence, ...]]:
    """Why each course of the shortlist matches, by course_id."""
    goals = {goal.goal_id: goal for goal in known.goals}
    courses = {each.course.course_id: each.course for each in known.listed}
    matches: dict[str, list[Match]] = {course_id: [] for course_id in courses}
    for match in matches_of(catalogue, known):
        matches[match.course_id].append(match)
    return {course_id: evidence_of(courses[course_id], found, goals) for course_id, found in matches.items()}


def _moved(site: Site, known: Known) -> dict[str, Moved]:
    """What went before points in the order of the shortlist, by course_id."""
    languages = {goal.language for goal in known.goals if goal.language is not None}
    return moved(
        [each.place for each in known.listed],
        {each.course.course_id: each.course for each in known.listed},
        languages or site.settings.circle.languages,
    )


def _unknown(sheet: Sheet) -> list[str]:
    """The signals that are not known of any of the courses that are compared."""
    known = {each.signal for course in sheet.courses for each in course.signals if each.value != "unknown"}
    return list(dict.fromkeys(e.signal for course in sheet.courses for e in course.signals if e.signal not in known))


def _colleagues(site: Site, standing: Standing) -> list[str]:
    """Who decided or was assigned something here, to choose from; the names are in the decisions already."""
    names = {site.decided_by} | {each.decided_by for each in standing.decisions} | set(standing.assigned.values())
    return sorted(names, key=lambda name: (name.casefold(), name))[:MOST_COLLEAGUES]


def _neighbours(
    topics: Sequence[ListedTopic], here: ListedTopic, standing: Standing
) -> tuple[ListedTopic | None, ListedTopic | None]:
    """The topics to decide before and after one, in the order of the list."""
    order = [each for each in topics if each == here or each.topic_id not in standing.statuses]
    at = order.index(here)
    return order[at - 1] if at else None, order[at + 1] if at + 1 < len(order) else None
