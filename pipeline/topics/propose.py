"""From grouped goals to the rows people see: topics, their goals, their shortlists, and what speaks for each course.

Two steps, since what may be shown is decided by another room:

1. `pipeline.topics.group.group(goals, matches, previous)` makes the topics, over all goals.
2. The caller asks pipeline.survey.privacy which of these goals and topics may be shown.
3. `propose` makes the rows; of a topic that is not shown it tells neither counts nor a priority nor typed words.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.model import (
    About,
    Course,
    Decision,
    FitSignal,
    GoalDemand,
    GoalMatch,
    Topic,
    TopicCourse,
    TopicGoal,
)
from pipeline.topics.decided import STATUS, Chosen, by_topic, chosen, latest
from pipeline.topics.fit import FitBasis, fit_signals, overall
from pipeline.topics.group import TopicDraft
from pipeline.topics.shortlist import is_offered, priority, shortlist
from pipeline.topics.title import MAX_RENAMED, Headings, one_line, titles

READ_BY_LEXICON = frozenset({"concept", "concept_meaning"})
"""Features of a match that only a goal has which the library lexicon reads."""


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """The rows of a night's proposal; topics best first, the others by topic."""

    topics: tuple[Topic, ...]
    topic_goals: tuple[TopicGoal, ...]
    topic_courses: tuple[TopicCourse, ...]
    fit_signals: tuple[FitSignal, ...]


def propose(
    drafts: Sequence[TopicDraft],
    goals: Sequence[GoalDemand],
    matches: Mapping[str, GoalMatch],
    courses: Mapping[str, Course],
    decisions: Sequence[Decision],
    *,
    shown_goals: Collection[str],
    told_goals: Collection[str],
    shown_topics: Collection[str],
    basis: FitBasis,
    counts: Mapping[str, int] | None = None,
    abouts: Mapping[str, About] | None = None,
    headings: Headings | None = None,
) -> Proposal:
    """The rows of tonight's topics.

    Args:
        drafts: tonight's topics, from `group` over the same goals.
        goals: all goals, suppressed ones included.
        matches: by goal_id; a goal may be missing.
        courses: by course_id.
        decisions: all decisions of people; those about other topics are left aside.
        shown_goals: ids of the goals whose count may be shown.
        told_goals: ids of the goals whose wording may be told; which topic the others belong to is not told.
        shown_topics: ids of the topics whose count may be shown.
        basis: what courses are held against.
        counts: the number of people told of a shown goal or topic, by id; where none is given, as many as there are.
            Priorities and titles rest on these, so that their order tells nothing else.
        abouts: what goals are about, by goal_id, for titles.
        headings: how titles are written.
    """
    by_id = {goal.goal_id: goal for goal in goals}
    members = {draft.topic_id: [by_id[goal_id] for goal_id in draft.goal_ids] for draft in drafts}
    found = {
        topic_id: [matches[goal.goal_id] for goal in topic_goals if goal.goal_id in matches]
        for topic_id, topic_goals in members.items()
    }
    decided = by_topic(decisions)
    said = {topic_id: chosen(decided.get(topic_id, ())) for topic_id in members}
    signals = _signals(found.values(), said.values(), courses, basis)
    fits = {course_id: overall(of_course, basis.settings) for course_id, of_course in signals.items()}
    lists = {
        topic_id: shortlist(
            topic_id,
            found[topic_id],
            courses,
            fits,
            basis.settings,
            _languages(topic_goals, told_goals),
            said[topic_id],
        )
        for topic_id, topic_goals in members.items()
    }
    crowds = {topic_id: _people(members[topic_id]) for topic_id in members if topic_id in shown_topics}
    sizes = {topic_id: len(crowd) for topic_id, crowd in crowds.items()}
    sizes |= {goal.goal_id: len(goal.respondents) for goal in goals} | dict(counts or {})
    most = max((sizes[topic_id] for topic_id in crowds), default=0)
    told_sizes = {name: n for name, n in sizes.items() if name in shown_goals or name in crowds}
    called = titles(members, abouts or {}, headings or Headings(), told_goals, told_sizes)
    topics = [
        _topic(
            topic_id,
            called[topic_id],
            crowds.get(topic_id),
            sizes.get(topic_id),
            _priority(sizes[topic_id], most, found[topic_id], lists[topic_id]) if topic_id in crowds else 0.0,
            _certainty(found[topic_id]) if topic_id in crowds else None,
            _is_measured(found[topic_id]) if topic_id in crowds else None,
            decided.get(topic_id, []),
        )
        for topic_id in members
    ]
    topics.sort(key=lambda topic: (topic.is_suppressed, -topic.priority, topic.title or "", topic.topic_id))
    listed = [row for topic in topics for row in lists[topic.topic_id]]
    return Proposal(
        topics=tuple(topics),
        topic_goals=tuple(
            TopicGoal(topic_id=topic.topic_id, goal_id=goal.goal_id)
            for topic in topics
            for goal in sorted(members[topic.topic_id], key=lambda goal: goal.goal_id)
            if goal.goal_id in told_goals
        ),
        topic_courses=tuple(listed),
        fit_signals=tuple(
            signal for course_id in sorted({row.course_id for row in listed}) for signal in signals[course_id]
        ),
    )


def _signals(
    found: Iterable[Sequence[GoalMatch]], said: Iterable[Chosen], courses: Mapping[str, Course], basis: FitBasis
) -> dict[str, tuple[FitSignal, ...]]:
    """The fit signals of every course that may get on a shortlist."""
    wanted = {course.course_id for matches in found for match in matches for course in match.courses}
    wanted |= {each.course_id for of_topic in said for each in of_topic.first if each.course_id is not None}
    return {
        course_id: fit_signals(courses[course_id], basis)
        for course_id in sorted(wanted)
        if course_id in courses and is_offered(courses[course_id])
    }


def _languages(goals: Sequence[GoalDemand], told: Collection[str]) -> frozenset[str]:
    """The languages in which goals are worded, where they say; only of those whose wording may be told."""
    return frozenset(goal.language for goal in goals if goal.language is not None and goal.goal_id in told)


def _people(goals: Sequence[GoalDemand]) -> frozenset[str]:
    return frozenset[str]().union(*(goal.respondents for goal in goals))


def _priority(n_people: int, most: int, found: Sequence[GoalMatch], courses: Sequence[TopicCourse]) -> float:
    return priority(n_people, most, _certainty(found), [course.fit for course in courses])


def _certainty(found: Sequence[GoalMatch]) -> float:
    """The confidence of the best match of a topic's goals, 0 to 1 and to four digits; 0 where nothing was found."""
    return round(max((match.confidence for match in found if not match.abstained), default=0.0), 4)


def _is_measured(found: Sequence[GoalMatch]) -> bool | None:
    """Whether the confidence of the best match is a measured chance: its goal is one that the library lexicon reads.

    Confidence was fitted on 60 goals of libraries. Of those that the lexicon does not read none reached .25, so nothing
    is known of how often a match is accepted that is as close as this without it (measured 2026-11-27).
    """
    answered = [match for match in found if not match.abstained and match.courses]
    most = max((match.confidence for match in answered), default=0.0)
    best = [match.courses[0] for match in answered if match.confidence == most]
    return any(part.feature in READ_BY_LEXICON for course in best for part in course.parts) if best else None


def _topic(
    topic_id: str,
    title: str | None,
    people: frozenset[str] | None,
    n_people: int | None,
    worth: float,
    certainty: float | None,
    is_measured: bool | None,
    decisions: Sequence[Decision],
) -> Topic:
    """The row of a topic under the decisions about it; `people` and their number are None where it is suppressed.

    Branches, roles and the other figures are filled in by the caller, who knows what of them may be told.
    """
    decided = latest(decisions)
    renamed = next((decision for decision in decisions if decision.action == "rename" and decision.note), None)
    new_title = one_line(renamed.note or "")[:MAX_RENAMED] if renamed else ""
    return Topic(
        topic_id=topic_id,
        title=new_title or title,
        n_respondents=n_people,
        is_suppressed=people is None,
        n_branches=None,
        priority=worth,
        status=STATUS[decided.action] if decided else "proposed",
        decided_by=decided.decided_by if decided else None,
        decided_at=decided.decided_at if decided else None,
        certainty=certainty,
        is_certainty_measured=is_measured,
    )
