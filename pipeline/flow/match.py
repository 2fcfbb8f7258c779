"""Match: every goal against every active course, each in one of its listings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from pipeline.match.index import CourseText, Index, build_index
from pipeline.match.matcher import match
from pipeline.match.matcher import match_goals as match_wordings
from pipeline.match.means import Means
from pipeline.model import Course, Decision, GoalDemand, GoalMatch, MatchSettings, Offer
from pipeline.store import ACTIVE, ACTIVE_OF, Catalogue


def match_goals(
    courses: Sequence[Offer], goals: Sequence[GoalDemand], settings: MatchSettings, means: Means | None = None
) -> dict[str, GoalMatch]:
    """What every goal gets, by goal_id: matched by what of it names the subject, in the language it is worded in.

    What is said of a goal to people still names it as it is worded.
    """
    if not goals:
        return {}
    asked = [_asked(goal) for goal in goals]
    index = index_of(courses, _to_ask(means, asked))
    found = match_wordings(index, asked, settings, settings.shortlist_size)
    return {goal.goal_id: replace(match, wording=goal.wording) for goal, match in zip(goals, found, strict=True)}


def _asked(goal: GoalDemand) -> str:
    """The subject of a goal, with the level it is wanted at."""
    subject = goal.matching_text or goal.wording
    return f"{goal.level} {subject}" if goal.level else subject


def _to_ask(means: Means | None, texts: Sequence[str]) -> Means | None:
    """Means that know what will be asked, so that descriptions near to it are read by meaning first."""
    if means is None or (embed := means.embed_goals) is None:
        return means
    return replace(means, asked=lambda: embed([said.text for text in texts for said in means.understand(text)]))


def explain_text(
    catalogue: Catalogue, text: str, settings: MatchSettings, n: int, language: str | None, means: Means | None = None
) -> tuple[list[GoalMatch], dict[str, Course]]:
    """What a text would get from the published catalogue, and the courses named in it by course_id."""
    index = index_of(list(catalogue.rows(Offer, ACTIVE)), _to_ask(means, [text]))
    found = match(index, text, settings, n, language)
    courses = catalogue.rows(Course, ACTIVE_OF, [sorted(named(found))])
    return found, {course.course_id: course for course in courses}


def named(found: Iterable[GoalMatch], decisions: Iterable[Decision] = ()) -> set[str]:
    """The ids of all courses that were found for goals, or that people decided about."""
    of_goals = {course.course_id for match in found for course in match.courses}
    return of_goals | {decision.course_id for decision in decisions if decision.course_id is not None}


def index_of(courses: Sequence[Offer], means: Means | None) -> Index:
    """The courses ready to be asked, one listing of each; what people said of another listing counts for that one."""
    offered = one_a_course(courses)
    if means is not None and means.verdicts:
        canonical = {course.course_id: course.canonical_course_id for course in courses}
        listing = {course.canonical_course_id: course.course_id for course in offered}
        said_of = {course_id: listing[course] for course_id, course in canonical.items()}
        verdicts = (
            replace(verdict, course_id=said_of.get(verdict.course_id, verdict.course_id)) for verdict in means.verdicts
        )
        means = replace(means, verdicts=tuple(verdicts))
    return build_index([course_text(course) for course in offered], means=means)


def one_a_course(courses: Iterable[Offer]) -> list[Offer]:
    """One listing of every course, so that nobody is offered the same course twice; by course_id.

    It is one known to be free where there is one, else one of unknown cost; of these the one that stands for all.
    """
    chosen: dict[str, Offer] = {}
    for course in sorted(courses, key=_order_of_choice):
        chosen.setdefault(course.canonical_course_id, course)
    return sorted(chosen.values(), key=lambda course: course.course_id)


def _order_of_choice(course: Offer) -> tuple[bool, bool, bool, str]:
    stands = course.course_id == course.canonical_course_id
    return course.is_free is False, course.is_free is None, not stands, course.course_id


def course_text(course: Offer) -> CourseText:
    """What matching reads of a course."""
    return CourseText(
        course_id=course.course_id,
        title=course.title,
        description=course.description or "",
        topics=course.topics,
        language=course.language,
        is_paid=course.is_free is False,
    )
