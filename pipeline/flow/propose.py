"""Propose: goals become topics, small groups are suppressed, people's decisions come on top."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from pipeline.flow.demand import Demand
from pipeline.model import (
    Abstention,
    Course,
    Decision,
    FitSignal,
    Goal,
    GoalDemand,
    GoalMatch,
    Match,
    Settings,
    Topic,
    TopicCourse,
    TopicGoal,
)
from pipeline.survey import suppress, told_goals
from pipeline.topics.group import TopicDraft, group
from pipeline.topics.propose import Proposal, propose

UNTOLD = "what was asked for is not told: too few people share it"


@dataclass(frozen=True)
class Proposed:
    """Every row that a night proposes, fit to be published."""

    goals: tuple[Goal, ...]
    matches: tuple[Match, ...]
    abstentions: tuple[Abstention, ...]
    proposal: Proposal
    drafts: tuple[TopicDraft, ...]
    """Every topic with all its goals, those included that are not told; stays inside the night."""
    told_groups: frozenset[frozenset[str]]
    """The people behind every count that is shown; stays inside the night."""

    @property
    def topics(self) -> tuple[Topic, ...]:
        """Shown and suppressed topics."""
        return self.proposal.topics

    def tables(self) -> Iterator[tuple[type, Sequence[Any]]]:
        """Rows by the class of their table."""
        yield Goal, self.goals
        yield Match, self.matches
        yield Abstention, self.abstentions
        yield Topic, self.proposal.topics
        yield TopicGoal, self.proposal.topic_goals
        yield TopicCourse, self.proposal.topic_courses
        yield FitSignal, self.proposal.fit_signals


def propose_topics(
    courses: Sequence[Course],
    demand: Demand,
    found: Mapping[str, GoalMatch],
    decisions: Sequence[Decision],
    previous: Mapping[str, frozenset[str]],
    settings: Settings,
    started_on: date,
) -> Proposed:
    """Topics, shortlists, goals and matches of tonight.

    What a person typed and too few share leaves no trace: no wording, no courses found for it, no reason that names it.
    Rows are in the order of goal_id, not of demand: their places in the catalogue would rank the hidden counts.
    `previous` are the goals of each topic of the previous catalogue; `started_on` is the local date of the night.
    """
    drafts = group(demand.goals, found, previous)
    people = {goal.goal_id: goal.respondents for goal in demand.goals}
    hidden = suppress(
        people, {draft.topic_id: frozenset(draft.goal_ids) for draft in drafts}, settings.demand.min_group
    )
    shown = frozenset(people) - hidden.goals
    told = told_goals(demand.goals, settings.demand.min_group)
    found_for_told = {goal_id: match for goal_id, match in found.items() if goal_id in told}
    proposal = propose(
        drafts,
        demand.goals,
        found_for_told,
        {course.course_id: course for course in courses},
        decisions,
        shown_goals=shown,
        told_goals=told,
        shown_topics=frozenset(draft.topic_id for draft in drafts) - hidden.topics,
        branches=demand.branches,
        settings=settings.circle,
        started_on=started_on,
    )
    return Proposed(
        goals=tuple(
            _goal(goal, is_shown=goal.goal_id in shown, is_told=goal.goal_id in told)
            for goal in sorted(demand.goals, key=lambda goal: goal.goal_id)
        ),
        matches=tuple(row for goal_id, match in sorted(found_for_told.items()) for row in _matches(goal_id, match)),
        abstentions=tuple(
            Abstention(goal_id=goal_id, reason=match.reason if goal_id in told else UNTOLD)
            for goal_id, match in sorted(found.items())
            if match.abstained
        ),
        proposal=proposal,
        drafts=tuple(drafts),
        told_groups=frozenset(people[goal_id] for goal_id in shown)
        | {
            frozenset[str]().union(*(people[goal_id] for goal_id in draft.goal_ids))
            for draft in drafts
            if draft.topic_id not in hidden.topics
        },
    )


def _goal(goal: GoalDemand, *, is_shown: bool, is_told: bool) -> Goal:
    return Goal(
        goal_id=goal.goal_id,
        survey_id=goal.survey_id,
        wording=goal.wording if is_told else None,
        origin="group" if is_told and goal.origin == "person" else goal.origin,
        n_respondents=len(goal.respondents) if is_shown else None,
        is_suppressed=not is_shown,
        level=goal.level if is_told else None,
        language=goal.language if is_told else None,
    )


def _matches(goal_id: str, match: GoalMatch) -> Iterator[Match]:
    for rank, course in enumerate(match.courses, 1):
        yield Match(
            goal_id=goal_id,
            course_id=course.course_id,
            rank=rank,
            score=course.score,
            explanation=json.dumps([asdict(part) for part in course.parts], ensure_ascii=False),
        )
